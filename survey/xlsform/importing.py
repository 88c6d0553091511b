"""A form as a questionnaire: the text that was made of it, and all that is not as it was."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from survey.engine.loader import Report
from survey.engine.piping import unpiped
from survey.engine.translation.sheet import Sheet
from survey.xlsform.choices import leave_unused, read_lists
from survey.xlsform.heading import heading
from survey.xlsform.omissions import Omission
from survey.xlsform.outline import Origin
from survey.xlsform.reading import SurveySheet
from survey.xlsform.settling import settle
from survey.xlsform.translated import translations
from survey.xlsform.worded import each
from survey.xlsform.workbook import read_workbook


@dataclass(frozen=True, slots=True)
class Imported:
    """A questionnaire in YAML with what a reader of it has to know; it loads when there are no faults.

    `translations` are its texts in each other language, as far as the form has them.
    """

    text: str
    omissions: tuple[Omission, ...]
    faults: tuple[tuple[Report, Origin | None], ...]
    translations: tuple[Sheet, ...] = ()

    @property
    def left_out(self) -> list[Omission]:
        return [one for one in self.omissions if not one.changed]

    @property
    def changed(self) -> list[Omission]:
        return [one for one in self.omissions if one.changed]


def read_form(path: Path) -> Imported:
    """Read an .xlsx or markdown form, and prove that what it became loads."""
    book = read_workbook(path)
    lists = read_lists(book)
    tree: dict[str, Any] = heading(book)
    sheet = SurveySheet(book, lists, tree["title"])
    outline = sheet.read()
    leave_unused(book, lists)
    if sheet.asking.scales.scales:
        tree["scales"] = sheet.asking.scales.scales
    if sheet.calculations.computed:
        tree["computed"] = sheet.calculations.computed
    tree["stages"] = {
        section["id"]: each(section["title"], unpiped) or section["id"] for section in outline.sections
    }
    tree["sections"] = outline.sections
    settled = settle(tree, outline.origins | sheet.calculations.origins, book.ledger)
    sheets = () if settled.faults else translations(settled.text, tree, book.tongues.tags, book.ledger)
    return Imported(settled.text, book.ledger.in_order(), settled.faults, sheets)
