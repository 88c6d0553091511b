"""A grid of cells written to and read from .xlsx and .csv; text stays text on both ways."""

from __future__ import annotations

import csv
import io
import os
import re
import tempfile
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from zipfile import BadZipFile

import openpyxl
import xlsxwriter
from openpyxl.utils.escape import unescape
from openpyxl.utils.exceptions import InvalidFileException

from analysis.spreadsheet import AS_TEXT
from survey.engine.spreadsheet import guarded, unpacks_to
from survey.errors import Refused

LARGEST = 50 * 1024 * 1024
MOST_UNPACKED = 200_000_000
MOST_PARTS = 1_000
"""What a sheet comes to at most once it is unpacked; one of some thousand texts has a few millions."""
TOUCHY = re.compile(r".*\d.*|true|false", re.IGNORECASE | re.DOTALL)
"""Short words that a spreadsheet would make a number, a day or a truth value of when it opens a CSV file."""
SHORT = 32
ENDINGS = (".xlsx", ".csv")


@dataclass(frozen=True)
class Column:
    """A column of a sheet that is written."""

    name: str
    width: int = 12
    hint: str = ""
    """Shown over the heading in a workbook."""
    choices: tuple[str, ...] = ()
    """What a workbook lets people write here; empty where anything goes."""
    hidden: bool = False
    words: bool = False
    """Whether it holds what people wrote, which a spreadsheet must not make anything else of."""


@dataclass(frozen=True)
class Page:
    """One sheet that is written: every cell is text."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Grid:
    """A sheet that was read: rows of cells under their headings, with their number in the file."""

    file: str
    headings: tuple[str, ...]
    rows: tuple[tuple[int, tuple[object, ...]], ...]


def check_place(path: Path, force: bool) -> None:
    """Refuse a name that is no sheet, and a file that may hold somebody's work."""
    if path.suffix.lower() not in ENDINGS:
        raise Refused(f"Give the file a name that ends in .xlsx or .csv, not {path.name}.")
    check_free(path, force)


def check_free(path: Path, force: bool) -> None:
    if path.exists() and not force:
        raise Refused(f"There is a file {path} already, which may hold work. Name another, or use --force.")


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """A place beside `path` that becomes it at the end, for its owner alone."""
    path.parent.mkdir(parents=True, exist_ok=True)
    number, name = tempfile.mkstemp(prefix=f".{path.stem}.", suffix=path.suffix, dir=path.parent)
    os.close(number)
    made = Path(name)
    try:
        yield made
        made.chmod(0o600)
        made.replace(path)
    finally:
        made.unlink(missing_ok=True)


def write(pages: Sequence[Page], path: Path) -> tuple[Path, ...]:
    """A workbook with a sheet a page; or a CSV file of the first, and one beside it for each further."""
    if path.suffix.lower() == ".xlsx":
        with whole_file(path) as place:
            write_xlsx(pages, place)
        return (path,)
    files = [path, *(path.with_name(f"{path.stem}-{page.title.lower()}.csv") for page in pages[1:])]
    for page, file in zip(pages, files, strict=True):
        with whole_file(file) as place:
            write_csv(page, place)
    return tuple(files)


def write_csv(page: Page, path: Path) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        out = csv.writer(file)
        out.writerow([column.name for column in page.columns])
        for row in page.rows:
            cells = zip(page.columns, row, strict=True)
            out.writerow([kept(cell) if column.words else guarded(cell) for column, cell in cells])


def kept(words: str) -> str:
    """What somebody wrote as a cell of a CSV file that no spreadsheet runs or makes something else of."""
    if len(words) <= SHORT and TOUCHY.fullmatch(words.strip()):
        return f"'{words}"
    return guarded(words)


def readings(cell: object) -> tuple[str, ...]:
    """What a cell of words may stand for: as it is, without the mark that kept it text, without escapes."""
    shown = "" if cell is None else str(cell)
    return tuple(dict.fromkeys((shown, shown.removeprefix("'"), unescape(shown))))


def write_xlsx(pages: Sequence[Page], path: Path) -> None:
    with xlsxwriter.Workbook(path, AS_TEXT) as book:
        head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        body = book.add_format({"text_wrap": True, "valign": "top", "num_format": "@"})
        mark = book.add_format({"valign": "top", "align": "center", "num_format": "@"})
        for page in pages:
            sheet = book.add_worksheet(page.title)
            for at, column in enumerate(page.columns):
                shape = mark if column.choices else body
                sheet.set_column(at, at, column.width, shape, {"hidden": column.hidden})
                sheet.write_string(0, at, column.name, head)
                if column.hint:
                    sheet.write_comment(0, at, column.hint, {"x_scale": 2.5, "y_scale": 2.5})
                for down, row in enumerate(page.rows, start=1):
                    if row[at]:
                        sheet.write_string(down, at, row[at], shape)
                if column.choices and page.rows:
                    allow(sheet, len(page.rows), at, column)
            sheet.freeze_panes(1, 0)


def allow(sheet: xlsxwriter.worksheet.Worksheet, down: int, at: int, column: Column) -> None:
    said = f"Write {' or '.join(column.choices)} here, or leave it empty."
    rule = {"validate": "list", "source": list(column.choices), "error_message": said}
    sheet.data_validation(1, at, down, at, rule)


def read(path: Path, title: str) -> Grid:
    """The sheet called `title` of a workbook, else its first; or a CSV file, whatever parts its cells."""
    try:
        if path.stat().st_size > LARGEST:
            raise Refused(f"{path} is larger than 50 MiB, which no sheet of ours is.")
        rows = READERS[path.suffix.lower()](path, title)
    except KeyError:
        raise Refused(f"{path.name} is no sheet: its name must end in .xlsx or .csv.") from None
    except OSError as failure:
        raise Refused(f"{path} cannot be read ({failure.strerror or failure}).") from failure
    headings = tuple(str("" if cell is None else cell).strip() for cell in rows[0]) if rows else ()
    filled = tuple((at, row) for at, row in enumerate(rows[1:], start=2) if any(not empty(c) for c in row))
    return Grid(str(path), headings, filled)


def empty(cell: object) -> bool:
    return cell is None or str(cell).strip() == ""


def read_csv(path: Path, title: str) -> list[tuple[object, ...]]:
    """Comma, semicolon (as programs in Polish or German write) or tab, by what parts the headings."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Refused(
            f"{path} is not UTF-8, so letters such as ł or س may be lost. In the spreadsheet choose "
            "“Save as: CSV UTF-8”, or save it as .xlsx."
        ) from None
    first = text.split("\n", 1)[0]
    parted = max(",;\t", key=first.count)
    try:
        return [tuple(map(plain, row)) for row in csv.reader(io.StringIO(text, newline=""), delimiter=parted)]
    except csv.Error as error:
        raise Refused(f"{path} cannot be read as a CSV file: {error}.") from error


def read_xlsx(path: Path, title: str) -> list[tuple[object, ...]]:
    try:
        size, parts = unpacks_to(path.read_bytes())
        if size > MOST_UNPACKED or parts > MOST_PARTS:
            raise Refused(
                f"{path} would come to {size:,} bytes in {parts:,} parts, which is no sheet of ours."
            )
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(path, keep_links=False)
    except (BadZipFile, InvalidFileException, KeyError, ValueError, TypeError) as error:
        raise Refused(f"{path} cannot be read as a workbook. Save it as .xlsx once more.") from error
    sheet = book[title] if title in book.sheetnames else book.worksheets[0]
    return [
        tuple(Formula(str(cell.value)) if cell.data_type == "f" else plain(cell.value) for cell in row)
        for row in sheet.iter_rows()
    ]


@dataclass(frozen=True)
class Formula:
    """A cell that works something out."""

    written: str

    def __str__(self) -> str:
        return self.written


def plain(value: object) -> object:
    """A cell's value; lines end in one way, however the program spelt it."""
    if not isinstance(value, str):
        return value
    return value.replace("_x000D_\n", "\n").replace("\r\n", "\n").replace("\r", "\n")


READERS = {".csv": read_csv, ".xlsx": read_xlsx}
