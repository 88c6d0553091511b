"""The sheets of a workbook while they are filled, and the file that they become."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import NamedTuple

from survey.errors import Refused
from survey.xlsform.extra import pyxform_module

SHOWN_WHEN = "shown_when"
"""The column of the choices sheet that a choice_filter looks at."""

COLUMNS = {
    "survey": (
        *("type", "name", "label", "hint", "required", "required_message", "relevant"),
        *("constraint", "constraint_message", "appearance", "parameters"),
        *("choice_filter", "calculation", "repeat_count"),
    ),
    "choices": ("list_name", "name", "label", SHOWN_WHEN),
    "settings": ("form_title", "form_id", "version", "style"),
}


class Choice(NamedTuple):
    """One choice of a list: its name, its label, and under what a choice_filter shows it."""

    name: str
    label: str
    shown_when: str = ""


Choices = tuple[Choice, ...]


class Sheets:
    """Rows of each sheet, column by column; a list of choices that is there already is used again."""

    def __init__(self) -> None:
        self.rows: dict[str, list[dict[str, str]]] = {name: [] for name in COLUMNS}
        self.lists: dict[Choices, str] = {}

    def ask(self, type: str, name: str, label: str, **cells: str) -> None:
        self.rows["survey"].append({"type": type, "name": name, "label": label, **cells})

    def end_group(self, what: str = "group") -> None:
        self.rows["survey"].append({"type": f"end_{what}"})

    def list_for(self, wanted: str, choices: Choices) -> str:
        """The name of the list with these choices."""
        if choices not in self.lists:
            taken, name = set(self.lists.values()), wanted
            while name in taken:
                name += "_2"
            self.lists[choices] = name
            self.rows["choices"] += [
                {"list_name": name, "name": one.name, "label": one.label, SHOWN_WHEN: one.shown_when}
                for one in choices
            ]
        return self.lists[choices]

    def workbook(self) -> bytes:
        """The .xlsx file; every cell is text, so that 1.0 stays 1.0."""
        book = pyxform_module("openpyxl").Workbook(write_only=True)
        cell_of = pyxform_module("openpyxl.cell").WriteOnlyCell
        for name, columns in COLUMNS.items():
            sheet = book.create_sheet(name)
            for line in lines_of(columns, self.rows[name]):
                cells = [cell_of(sheet, value=text) for text in line]
                for cell in cells:
                    cell.data_type = "s"  # else a text that begins with = would be a formula
                sheet.append(cells)
        out = BytesIO()
        book.save(out)
        return out.getvalue()


def lines_of(columns: Sequence[str], rows: Iterable[dict[str, str]]) -> Iterable[list[str]]:
    yield list(columns)
    for row in rows:
        yield [row.get(column, "") for column in columns]


def accepted(workbook: bytes) -> bytes:
    """The workbook, once pyxform's own conversion has taken it."""
    converter = pyxform_module("pyxform.xls2xform")
    failure = pyxform_module("pyxform.errors").PyXFormError
    try:
        converter.convert(BytesIO(workbook), file_type=".xlsx", validate=False)
    except failure as error:
        raise Refused(f"pyxform does not take the form that this would be: {error}") from error
    return workbook
