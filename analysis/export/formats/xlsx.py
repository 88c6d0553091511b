"""Excel: values, reasons and codebook as sheets of one workbook, no formula anywhere."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import ClassVar

import xlsxwriter
from xlsxwriter.format import Format as Look
from xlsxwriter.worksheet import Worksheet

from analysis.export import codebook
from analysis.export.columns import Value
from analysis.export.formats.base import STAMP, Format, Records
from analysis.spreadsheet import AS_TEXT
from survey.errors import Refused

MOST_COLUMNS, MOST_ROWS = 16_384, 1_048_575


class Xlsx(Format):
    endings: ClassVar = (".xlsx",)
    missing: ClassVar = (
        "A cell of the sheet Values is empty where there is no value. The sheet Reasons has the same "
        "rows and columns and says why: the code of a reason, or 0 where there is a value."
    )

    def write(self, records: Records, folder: Path) -> None:
        if len(records.fields) > MOST_COLUMNS or len(records.fields[0].values) > MOST_ROWS:
            raise Refused(
                f"A sheet of Excel has {MOST_COLUMNS} columns and {MOST_ROWS} rows, which is not enough. Use "
                "--format csv or parquet."
            )
        with xlsxwriter.Workbook(
            folder / self.files(records.name)[0], AS_TEXT | {"constant_memory": True}
        ) as book:
            book.set_properties({"title": records.heading, "created": STAMP})
            bold = book.add_format({"bold": True})
            lines: list[Sequence[Value | None]] = [(line,) for line in (records.heading, *records.about)]
            sheet(book.add_worksheet("About"), lines, None, 120)
            sheet(book.add_worksheet("Values"), with_head(records, records.rows()), bold)
            if not records.has_reasons:
                return
            sheet(book.add_worksheet("Reasons"), with_head(records, records.rows_of_reasons()), bold)
            described = [
                codebook.HEADINGS,
                *codebook.lines(records.fields, self.reason, self.files(records.name)[0]),
            ]
            sheet(book.add_worksheet("Codebook"), described, bold, 24)


def with_head(records: Records, rows: Iterable[Sequence[Value | None]]) -> Iterable[Sequence[Value | None]]:
    yield records.names
    yield from rows


def sheet(made: Worksheet, rows: Iterable[Sequence[Value | None]], head: Look | None, width: int = 0) -> None:
    """Numbers as numbers and words as words, the first row fixed above the others where it is a head."""
    if width:
        made.set_column(0, 40, width)
    if head is not None:
        made.freeze_panes(1, 1)
    for down, row in enumerate(rows):
        look = head if down == 0 else None
        for at, value in enumerate(row):
            if isinstance(value, str):
                made.write_string(down, at, value, look)
            elif value is not None:
                made.write_number(down, at, value, look)
