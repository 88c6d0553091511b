"""A workbook as a file: a zip of a sane size, with what a reader of its cells alone would not notice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, is_zipfile

from survey.engine.spreadsheet import unpacks_to
from survey.errors import Refused
from survey.xlsform.extra import pyxform_module
from survey.xlsform.omissions import Ledger

MOST_BYTES = 60_000_000
MOST_PARTS = 1_000
"""What a workbook unpacks to at most; the largest forms in use come to a few millions."""

FURTHER_ROWS = 1_000
MOST_COLUMNS = 300
"""How far beyond what is read somebody looks: a sheet can claim to have a million rows and columns."""

UNREADABLE = (BadZipFile, KeyError, OSError, TypeError, ValueError, SyntaxError)
NO_HEADING = "it stands under no heading, so nobody can tell what it is"
BELOW = "it stands below many empty rows, and forms are read up to there"
NO_VALUE = "a formula without the value that it has. Open and save the file in a spreadsheet program"
LAST_VALUE = "a formula is not worked out. What carries over is the value that the file holds"


def content_of(path: Path) -> bytes:
    """A file that is there; what would unpack to far more than a form is refused before it is."""
    if not path.is_file():
        raise Refused(f"There is no file {path}.")
    try:
        content = path.read_bytes() if path.stat().st_size <= MOST_BYTES else b""
        unpacked, parts = unpacks_to(content) if zipped(content) else (0, 0)
    except (OSError, BadZipFile) as error:
        raise Refused(f"{path} cannot be read as an XLSForm: {error}") from error
    size = max(path.stat().st_size, unpacked)
    if size > MOST_BYTES or parts > MOST_PARTS:
        message = (
            f"{path} would come to {size:,} bytes in {parts:,} parts, which is no form. "
            f"A form may have {MOST_BYTES:,} bytes in {MOST_PARTS:,} parts."
        )
        raise Refused(message)
    return content


def zipped(content: bytes) -> bool:
    return is_zipfile(BytesIO(content))


def tell_unseen(path: Path, content: bytes, read: Mapping[str, int], ledger: Ledger) -> None:
    """Tell of every formula, and of every cell that a form's reader passes over.

    `read` says how many rows of each sheet were read.
    """
    if not zipped(content):
        return
    try:
        written = opened(content, values=False)
        shown = opened(content, values=True)
        for sheet in written.worksheets:
            if sheet.title.lower() in read:
                last = read[sheet.title.lower()] + 1
                around = {"max_row": last + FURTHER_ROWS, "max_col": MOST_COLUMNS}
                pairs = zip(sheet.iter_rows(**around), shown[sheet.title].iter_rows(**around), strict=False)
                tell_sheet(sheet.title.lower(), pairs, last, ledger)
    except UNREADABLE as error:
        raise Refused(f"{path} cannot be read as an XLSForm: {error}") from error


def opened(content: bytes, *, values: bool) -> Any:
    """The workbook with its formulas, or with the values that they last had; links are not followed."""
    return pyxform_module("openpyxl").load_workbook(
        BytesIO(content), read_only=True, data_only=values, keep_links=False, keep_vba=False
    )


def tell_sheet(sheet: str, rows: Iterable[tuple[Any, Any]], last: int, ledger: Ledger) -> None:
    headings: list[str] = []
    for number, (written, shown) in enumerate(rows, start=1):
        filled = list(filled_in(written, shown))
        if number == 1:
            headings = [str(cell.value or "").strip() for cell in shown]
        for at, text, formula, value in filled:
            heading = headings[at] if at < len(headings) else ""
            reason = NO_HEADING if not heading else BELOW if number > last else ""
            if formula and not value:
                ledger.leave_out(sheet, number, heading, f"{text}: {NO_VALUE}.")
            elif reason:
                ledger.leave_out(sheet, number, heading, f"{text}: {reason}.")
            elif formula:
                ledger.change(sheet, number, heading, f"{text}: {LAST_VALUE}, {value}.")


def filled_in(written: Iterable[Any], shown: Iterable[Any]) -> Iterator[tuple[int, str, bool, str]]:
    """Cells with something in them: position, text, whether it is a formula, and the value it shows."""
    for at, (cell, value) in enumerate(zip(written, shown, strict=False)):
        text = str(cell.value if cell.value is not None else "").strip()
        if text:
            shown_value = str(value.value if value.value is not None else "").strip()
            yield at, text[:60], cell.data_type == "f", shown_value[:60]
