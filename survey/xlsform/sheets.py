"""The sheets of a workbook while they are filled, and the file that they become."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO
from typing import NamedTuple

from survey.errors import Refused
from survey.xlsform.extra import pyxform_module
from survey.xlsform.saying import MISSING

SHOWN_WHEN = "shown_when"
"""The column of the choices sheet that a choice_filter looks at."""

COLUMNS = {
    "survey": (
        *("type", "name", "label", "hint", "required", "required_message", "relevant"),
        *("constraint", "constraint_message", "appearance", "parameters"),
        *("choice_filter", "calculation", "repeat_count"),
    ),
    "choices": ("list_name", "name", "label", SHOWN_WHEN),
    "settings": ("form_title", "form_id", "version", "style", "default_language"),
}
SPOKEN = ("label", "hint", "required_message", "constraint_message")
"""Columns that there is one of for each language, where there are several."""


class Choice(NamedTuple):
    """One choice of a list: its name, its label, and under what a choice_filter shows it."""

    name: str
    label: str
    shown_when: str = ""


Choices = tuple[Choice, ...]


class Sheets:
    """Rows of each sheet, column by column; a list of choices that is there already is used again."""

    def __init__(self, beside: Mapping[str, Sheets] | None = None) -> None:
        self.beside = beside or {}
        """The same sheets in other languages, filled already."""
        self.rows: dict[str, list[dict[str, str]]] = {name: [] for name in COLUMNS}
        self.offered: list[Choices] = []
        self.lists: dict[tuple[Choices, ...], str] = {}

    def ask(self, type: str, name: str, label: str, **cells: str) -> None:
        self.rows["survey"].append({"type": type, "name": name, "label": label, **cells})

    def end_group(self, what: str = "group") -> None:
        self.rows["survey"].append({"type": f"end_{what}"})

    def list_for(self, wanted: str, choices: Choices) -> str:
        """The name of the list with these choices, which say the same in every language."""
        at = len(self.offered)
        self.offered.append(choices)
        others = {name: sheets.offered[at] for name, sheets in self.beside.items()}
        key = (choices, *others.values())
        if key not in self.lists:
            taken, name = set(self.lists.values()), wanted
            while name in taken:
                name += "_2"
            self.lists[key] = name
            for number, one in enumerate(choices):
                row = {"list_name": name, "name": one.name, "label": one.label, SHOWN_WHEN: one.shown_when}
                beside = {
                    column_in("label", other): said(said_in[number].label)
                    for other, said_in in others.items()
                }
                self.rows["choices"].append(row | beside)
        return self.lists[key]

    def workbook(self, language: str) -> bytes:
        """The file; what is chosen or said in other languages stands in columns of its own."""
        for name, sheets in self.beside.items():
            for row, other in zip(self.rows["survey"], sheets.rows["survey"], strict=True):
                row.update({column_in(column, name): said(other.get(column, "")) for column in SPOKEN})
        book = pyxform_module("openpyxl").Workbook(write_only=True)
        cell_of = pyxform_module("openpyxl.cell").WriteOnlyCell
        for name, columns in COLUMNS.items():
            sheet = book.create_sheet(name)
            for line in lines_of(self.headed(columns, language), self.rows[name]):
                cells = [cell_of(sheet, value=text) for text in line]
                for cell in cells:
                    cell.data_type = "s"  # else a text that begins with = would be a formula
                sheet.append(cells)
        out = BytesIO()
        book.save(out)
        return out.getvalue()

    def headed(self, columns: Sequence[str], language: str) -> dict[str, str]:
        """Each heading and the column that stands under it."""
        if not self.beside:
            return {column: column for column in columns}
        found: dict[str, str] = {}
        for column in columns:
            spoken = [column_in(column, name) for name in self.beside] if column in SPOKEN else []
            found[column_in(column, language) if spoken else column] = column
            found |= {one: one for one in spoken}
        return found


def column_in(column: str, language: str) -> str:
    return f"{column}::{language}"


def said(text: str) -> str:
    """What a cell says; nothing where its words are still missing."""
    return "" if MISSING in text else text


def lines_of(columns: Mapping[str, str], rows: Iterable[dict[str, str]]) -> Iterable[list[str]]:
    yield list(columns)
    for row in rows:
        yield [row.get(column, "") for column in columns.values()]


def accepted(workbook: bytes) -> bytes:
    """The workbook, once pyxform's own conversion has taken it."""
    converter = pyxform_module("pyxform.xls2xform")
    failure = pyxform_module("pyxform.errors").PyXFormError
    try:
        converter.convert(BytesIO(workbook), file_type=".xlsx", validate=False)
    except failure as error:
        raise Refused(f"pyxform does not take the form that this would be: {error}") from error
    return workbook
