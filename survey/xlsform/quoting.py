"""Labels that quote earlier answers: `${name}` in a form is `{name or ''}` in a questionnaire."""

from __future__ import annotations

import re
from dataclasses import replace

from survey.xlsform.names import Names
from survey.xlsform.omissions import Ledger
from survey.xlsform.worded import Worded
from survey.xlsform.workbook import Row
from survey.xlsform.xpath import CannotTranslate

QUOTED = re.compile(r"\$\{\s*([^}\s]+)\s*\}|[{}]")


def words_of(text: str, names: Names, row: Row, column: str, ledger: Ledger) -> tuple[str, set[str]]:
    """The text with its braces as a questionnaire writes them, in each language, and the ids quoted."""
    uses: set[str] = set()
    if isinstance(text, Worded):
        others = {}
        for tag, other in text.others.items():
            place = Row(other.sheet, other.row, {})
            words, quoted = words_of(other.text, names, place, other.column, ledger)
            others[tag] = replace(other, text=words)
            uses |= quoted
        own, quoted = words_of(str(text), names, row, column, ledger)
        return Worded(own, others), uses | quoted

    def one(found: re.Match[str]) -> str:
        if not found.group(1):
            return found.group() * 2
        try:
            known = names.get(found.group(1))
            if known.sort == "rows":
                raise CannotTranslate(f"{known.id} is a row of places")
        except CannotTranslate as error:
            ledger.leave_out(row.sheet, row.number, column, f"{found.group()} is not quoted: {error}.")
            return "…"
        if known.sort == "entry":
            return "{n}"
        uses.update((known.id, *known.looks_at))
        return f"{{{known.id} or ''}}"

    return QUOTED.sub(one, text), uses
