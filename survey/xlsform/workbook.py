"""A form as pyxform's own reader gives it, row by row: every cell is taken or told to be left out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

from survey.errors import Refused
from survey.xlsform.container import content_of, tell_unseen, zipped
from survey.xlsform.extra import pyxform_module
from survey.xlsform.omissions import Ledger
from survey.xlsform.speaking import Tongues, spoken, tongues_of
from survey.xlsform.worded import others_of

TYPES = frozenset({".xlsx", ".xlsm", ".xls", ".md", ".csv"})
"""What a file is read as by the end of its name; as whatever it can be read as otherwise."""

WANTED = (
    "it must be a workbook (.xlsx or .xls), tables in markdown (.md), "
    "or a .csv that names its sheets in the first column"
)
READ = ("settings", "survey", "choices")
FIRST_ROW = 2
"""Below the headings."""


@dataclass
class Row:
    """One row of a sheet; what nobody takes is left out, and said to be."""

    sheet: str
    number: int
    cells: dict[str, str]

    def take(self, column: str) -> str:
        return self.cells.pop(column, "")

    def leave_rest(self, ledger: Ledger, why: Mapping[str, str]) -> None:
        for column, value in self.cells.items():
            said = value if len(value) <= 60 else f"{value[:59]}…"
            reason = why.get(column, "there is no such column in a questionnaire")
            ledger.leave_out(self.sheet, self.number, column, f"{said}: {reason}.")
            for one in others_of(value).values():
                ledger.leave_out(one.sheet, one.row, one.column, f"{one.text}: {reason}.")
        self.cells.clear()


@dataclass
class Workbook:
    """The sheets of a form; a text in the questionnaire's language remembers what is said in the others."""

    sheets: dict[str, list[Row]]
    name: str
    ledger: Ledger = field(default_factory=Ledger)
    tongues: Tongues = field(default_factory=Tongues)

    def rows(self, sheet: str) -> list[Row]:
        return self.sheets.get(sheet, [])


def read_workbook(path: Path) -> Workbook:
    """The form in an .xlsx or markdown file."""
    backends = pyxform_module("pyxform.xls2json_backends")
    failure = pyxform_module("pyxform.errors").PyXFormError
    content = content_of(path)
    suffix = ".xlsx" if zipped(content) else path.suffix.lower()
    try:
        found = backends.get_xlsform(BytesIO(content), file_type=suffix if suffix in TYPES else None)
    except UnicodeDecodeError as error:
        raise Refused(f"{path} cannot be read as an XLSForm: it is not UTF-8 text.") from error
    except Exception as error:  # the readers of broken files fail in as many ways as there are readers
        told = isinstance(error, failure) and not str(error).startswith("Argument")
        raise Refused(f"{path} cannot be read as an XLSForm: {error if told else WANTED}.") from error
    if not found.survey:
        raise Refused(f"{path} has no sheet named survey with rows in it, so it is no XLSForm.")
    book = Workbook({}, path.stem)
    for name in found.sheet_names or ():
        if name.lower() not in READ and len(found.sheet_names) > 1:
            book.ledger.leave_out(name, 1, "", "This sheet is not read.")
    sheets = {name: named(getattr(found, name) or ()) for name in READ}
    book.tongues = tongues_of(sheets)
    for name, rows in sheets.items():
        cells = enumerate(rows, start=FIRST_ROW)
        book.sheets[name] = [
            Row(name, number, spoken(name, number, row, book.tongues, book.ledger)) for number, row in cells
        ]
    only = {(found.sheet_names or ["survey"])[0].lower(): len(found.survey)}
    counts = {name: len(rows) for name, rows in book.sheets.items()}
    tell_unseen(path, content, counts if len(found.sheet_names or ()) > 1 else only, book.ledger)
    return book


def named(rows: Sequence[Mapping[Any, Any]]) -> list[dict[str, Any]]:
    return [{str(written or ""): value for written, value in row.items()} for row in rows]
