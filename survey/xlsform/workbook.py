"""A form as pyxform's own reader gives it, row by row: every cell is taken or told to be left out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

from survey.errors import Refused
from survey.xlsform.container import content_of, tell_unseen
from survey.xlsform.extra import pyxform_module
from survey.xlsform.headers import SPOKEN, Header, header
from survey.xlsform.omissions import Ledger

TYPES = frozenset({".xlsx", ".xlsm", ".xls", ".md", ".csv"})
"""What a file is read as by the end of its name; as whatever it can be read as otherwise."""

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
        self.cells.clear()


@dataclass(frozen=True, slots=True)
class Spoken:
    """A text in a language that the questionnaire does not speak: a cell, and what stands in it."""

    sheet: str
    row: int
    column: str
    language: str
    text: str


@dataclass
class Workbook:
    """The sheets of a form in the language of its questionnaire, and the texts in all others."""

    sheets: dict[str, list[Row]]
    name: str
    ledger: Ledger = field(default_factory=Ledger)
    translations: list[Spoken] = field(default_factory=list)

    def rows(self, sheet: str) -> list[Row]:
        return self.sheets.get(sheet, [])


def read_workbook(path: Path) -> Workbook:
    """The form in an .xlsx or markdown file."""
    backends = pyxform_module("pyxform.xls2json_backends")
    failure = pyxform_module("pyxform.errors").PyXFormError
    content = content_of(path)
    try:
        found = backends.get_xlsform(
            BytesIO(content), file_type=path.suffix if path.suffix in TYPES else None
        )
    except (failure, UnicodeDecodeError, ValueError, IndexError) as error:
        raise Refused(f"{path} cannot be read as an XLSForm: {error}") from error
    if not found.survey:
        raise Refused(f"{path} has no sheet named survey with rows in it, so it is no XLSForm.")
    book = Workbook({}, path.stem)
    for name in found.sheet_names or ():
        if name.lower() not in READ and len(found.sheet_names) > 1:
            book.ledger.leave_out(name, 1, "", "This sheet is not read.")
    settings: Sequence[Mapping[str, Any]] = found.settings or ()
    told = next((value for row in settings for key, value in row.items() if is_default_language(key)), "")
    for name in READ:
        rows: Sequence[Mapping[str, Any]] = getattr(found, name) or ()
        book.sheets[name] = list(rows_of(name, rows, str(told), book))
    only = {(found.sheet_names or ["survey"])[0].lower(): len(found.survey)}
    counts = {name: len(rows) for name, rows in book.sheets.items()}
    tell_unseen(path, content, counts if len(found.sheet_names or ()) > 1 else only, book.ledger)
    return book


def is_default_language(written: str) -> bool:
    return header(written).column == "default_language"


def rows_of(sheet: str, rows: Sequence[Mapping[str, Any]], told: str, book: Workbook) -> Iterator[Row]:
    rows = [{str(written or ""): value for written, value in row.items()} for row in rows]
    headers = {written: header(written) for row in rows for written in row}
    order = languages(headers.values(), told)
    for written, one in headers.items():
        texts = sum(1 for row in rows if written in row)
        if one.language not in ("", order[0]):
            message = f"{texts} texts in another language: a questionnaire speaks one."
            book.ledger.leave_out(sheet, 1, written, message)
    for number, row in enumerate(rows, start=FIRST_ROW):
        yield Row(sheet, number, spoken(sheet, number, row, headers, order, book))


def languages(headers: Any, told: str) -> list[str]:
    """The languages of a sheet from the one that is kept to the one that is least wanted."""
    found = list(dict.fromkeys(one.language for one in headers if one.column in SPOKEN))
    first = [told] if told in found else []
    plain = [""] if "" in found else []
    english = [name for name in found if name.lower().startswith("english") or name.lower() == "en"]
    kept = (first or plain or english or found)[:1]
    return list(dict.fromkeys([*kept, "", *found]))


def spoken(
    sheet: str,
    number: int,
    row: Mapping[str, Any],
    headers: Mapping[str, Header],
    order: list[str],
    book: Workbook,
) -> dict[str, str]:
    """The cells of a row by column, each in the first language that has it."""
    cells: dict[str, str] = {}
    ranked = sorted(row, key=lambda written: order.index(headers[written].language))
    for written in ranked:
        column, language = headers[written]
        text = str(row[written]).strip()
        foreign = language not in ("", order[0])
        if text and foreign:
            book.translations.append(Spoken(sheet, number, column, language, text))
        if not text:
            continue
        if column not in cells:
            cells[column] = text
            if foreign:
                message = f"Taken from {language}: there is no text in {order[0]}."
                book.ledger.change(sheet, number, written, message)
        elif not foreign:
            message = f"{text}: {column} stands in another column of this row already."
            book.ledger.leave_out(sheet, number, written, message)
    return cells
