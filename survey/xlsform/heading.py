"""What stands at the top of a questionnaire: the settings of a form, and placeholders for the rest."""

from __future__ import annotations

import re
from typing import Any

from survey.xlsform.workbook import Row, Workbook

OWNER = "Write here who asks"
LEAD = "Write here what these questions are for."
VERSION = re.compile(r"[0-9]+(\.[0-9]+)*")
WHY = {
    "style": "how pages look follows from the questionnaire",
    "default_language": "a questionnaire is in English",
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
    if settings.cells.get("default_language", "").lower().startswith(("english", "default", "en ")):
        settings.take("default_language")
    for row in (settings, *more):
        row.leave_rest(ledger, WHY)
    return {
        "questionnaire": slug,
        "version": version,
        "title": title.replace("{", "{{").replace("}", "}}"),
        "owner": OWNER,
        "start": {"lead": LEAD},
    }
