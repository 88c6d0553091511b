"""What stands at the top of a questionnaire: the settings of a form, and placeholders for the rest."""

from __future__ import annotations

import re
from typing import Any

from survey.engine.local import SOURCE
from survey.xlsform.omissions import Ledger
from survey.xlsform.speaking import Tongues
from survey.xlsform.tongues import UNKNOWN, name_of, tag_of
from survey.xlsform.workbook import Row, Workbook

OWNER = "Write here who asks"
LEAD = "Write here what these questions are for."
VERSION = re.compile(r"[0-9]+(\.[0-9]+)*")
WHY = {
    "style": "how pages look follows from the questionnaire",
}


def heading(book: Workbook) -> dict[str, Any]:
    """The id, version and title, with placeholders that an author has to replace."""
    settings, *more = book.rows("settings") or [Row("settings", 1, {})]
    ledger, number = book.ledger, settings.number
    name = settings.take("form_id") or book.name
    title = settings.take("form_title") or name
    slug = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:60].strip("-")
    slug = slug if slug[:1].isalpha() else f"form-{slug}"[:60].strip("-")
    if slug != name:
        ledger.change("settings", number, "form_id", f"{name} cannot be an id: it becomes {slug}.")
    version = settings.take("version")
    if not VERSION.fullmatch(version) or len(version) > 20:
        said = f"{version} is no version" if version else "There is none"
        ledger.change("settings", number, "version", f'{said}: it becomes "1.0".')
        version = "1.0"
    ledger.change("settings", number, "owner", f'A form has no owner. Replace "{OWNER}".')
    ledger.change("settings", number, "lead", f'A form has no start page. Replace "{LEAD}".')
    if settings.cells.get("style") == "pages":
        settings.take("style")
    language = language_of(book.tongues, settings, ledger)
    for row in (settings, *more):
        row.leave_rest(ledger, WHY)
    return {
        "questionnaire": slug,
        "version": version,
        **language,
        "title": title.replace("{", "{{").replace("}", "}}"),
        "owner": OWNER,
        "start": {"lead": LEAD},
    }


def language_of(tongues: Tongues, settings: Row, ledger: Ledger) -> dict[str, Any]:
    """The language of the questionnaire, and those it is translated into; English goes without saying."""
    told = settings.take("default_language")
    name = tongues.name or (told if told.lower() != "default" else "")
    if name and not tag_of(name):
        message = f"{name}: {UNKNOWN}. The questionnaire says that it is in {name_of(tongues.tag)}."
        ledger.leave_out(settings.sheet, settings.number, "default_language", message)
    elif told and name != told and tag_of(told) != tongues.tag:
        message = f"{told}: no column is in it. What carries over is in {name_of(tongues.tag)}."
        ledger.leave_out(settings.sheet, settings.number, "default_language", message)
    elif not name and tongues.tags:
        message = f"It is not said. The questionnaire says that it is in {name_of(tongues.tag)}."
        ledger.change(settings.sheet, settings.number, "default_language", message)
    own = {"language": tongues.tag} if tongues.tag != SOURCE else {}
    return own | ({"languages": tongues.tags} if tongues.tags else {})
