"""Which language a form's questionnaire is in, which others it has, and each row's texts in all of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from survey.engine.local import SOURCE
from survey.xlsform.headers import SPOKEN, Header, header
from survey.xlsform.omissions import Ledger
from survey.xlsform.tongues import UNKNOWN, tag_of
from survey.xlsform.worded import Spoken, Worded


@dataclass(frozen=True, slots=True)
class Tongues:
    """The language that is kept, as its columns say and by its tag, and all that stand beside it.

    `name` is empty where the kept texts stand in columns that name no language.
    """

    name: str = ""
    tag: str = SOURCE
    others: tuple[str, ...] = ()
    told: str = ""
    """The default language, as the settings say."""

    def is_own(self, language: str) -> bool:
        return language in ("", self.name) or tag_of(language) == self.tag

    def rank(self, language: str) -> int:
        """Which column is looked at first."""
        order = (self.name, "", *self.others)
        return order.index(language) if language in order else len(order)

    @property
    def tags(self) -> list[str]:
        """The other languages that a questionnaire can have."""
        found = dict.fromkeys(tag_of(language) for language in self.others if not self.is_own(language))
        return [tag for tag in found if tag]


def tongues_of(sheets: Mapping[str, Sequence[Mapping[str, Any]]]) -> Tongues:
    """The languages of all sheets: kept is the default one, or what names none, or English, or the first."""
    told = ""
    for row in sheets.get("settings", ()):
        told = told or next((str(value) for key, value in row.items() if is_default_language(key)), "")
    found = {name: named_in(rows) for name, rows in sheets.items()}
    asked = found.get("survey", [])
    every = list(dict.fromkeys([*asked, *(language for one in found.values() for language in one)]))
    first = [told] if told in every else [one for one in every if told and tag_of(one) == tag_of(told) != ""]
    plain = [""] if "" in asked else []
    english = [one for one in asked if tag_of(one) == SOURCE]
    kept = [*first, *plain, *english, *asked, *every, ""][0]
    speaks = tag_of(kept) or (tag_of(told) if not kept else "") or SOURCE
    others = tuple(one for one in every if one not in ("", kept))
    return Tongues(kept, speaks, others, told)


def is_default_language(written: str) -> bool:
    return header(written).column == "default_language"


def named_in(rows: Iterable[Mapping[str, Any]]) -> list[str]:
    """The languages of the labels of a sheet, and after them those of its other texts."""
    found = dict.fromkeys(header(written) for row in rows for written in row)
    spoken = [one for one in found if one.column in SPOKEN]
    return list(dict.fromkeys(one.language for one in sorted(spoken, key=lambda one: one.column != "label")))


def spoken(
    sheet: str, number: int, row: Mapping[str, Any], tongues: Tongues, ledger: Ledger
) -> dict[str, str]:
    """The cells of a row by column, each in the first language that has it, with the others beside it."""
    cells: dict[str, str] = {}
    heads = {written: header(written) for written in row}
    ranked = sorted(row, key=lambda written: tongues.rank(heads[written].language))
    beside: dict[str, dict[str, Spoken]] = {}
    for written in ranked:
        column, language = heads[written]
        text = str(row[written]).strip()
        if not text:
            continue
        tag = tag_of(language) if column in SPOKEN and not tongues.is_own(language) else ""
        taken = column not in cells
        if taken:
            cells[column] = text
        if tag and tag not in beside.setdefault(column, {}):
            beside[column][tag] = Spoken(sheet, number, written, text)
        elif not taken:
            ledger.leave_out(sheet, number, written, f"{text}: {why_left(heads[written], tongues)}.")
        if taken and not tongues.is_own(language):
            message = f"Taken from {language}: there is no text in {tongues.name or 'a column without one'}."
            ledger.change(sheet, number, written, message)
    return {
        column: Worded(text, beside[column]) if beside.get(column) else text for column, text in cells.items()
    }


def why_left(head: Header, tongues: Tongues) -> str:
    if head.column in SPOKEN and not tongues.is_own(head.language) and not tag_of(head.language):
        return UNKNOWN
    return f"{head.column} stands in another column of this row already"
