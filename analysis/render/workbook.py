"""tables.xlsx: a sheet a table, as printed: numbers as numbers, marks as text, no formula anywhere."""

from __future__ import annotations

from datetime import datetime, time
from pathlib import Path

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from analysis.marks import MARKS, SMALL_NOTE
from analysis.render import wording
from analysis.render.methods import methods
from analysis.render.outline import outline
from analysis.render.sheet import Entry, Sheet
from analysis.report import Report
from analysis.spreadsheet import AS_TEXT

FONT = "Arial"
WIDEST_LABEL = 58
ALL_COLUMNS = 99


class Workbook:
    """The book being written: its formats and the marks that every sheet bears."""

    def __init__(self, report: Report, path: Path) -> None:
        self.report = report
        self.book = xlsxwriter.Workbook(path, AS_TEXT)
        self.marks = wording.marks(report.meta)
        created = datetime.combine(report.meta.extract, time())
        comments = ". ".join(part for part in (self.marks, *wording.facts(report.meta)) if part)
        self.book.set_properties({"title": report.meta.title, "comments": comments, "created": created})
        self.plain = self._format()
        self.bold = self._format(bold=True)
        self.title = self._format(bold=True, font_size=14)
        self.mark = self._format(bold=True, font_color="#9a4a00")
        self.head = self._format(bold=True, bottom=1, text_wrap=True, align="right", valign="bottom")
        self.head_left = self._format(bold=True, bottom=1, text_wrap=True, valign="bottom")
        self.wrapped = self._format(text_wrap=True, valign="top")

    def _format(self, **settings: object) -> Format:
        return self.book.add_format({"font_name": FONT, "font_size": 11, **settings})

    def number(self, places: int, strong: bool) -> Format:
        shape = "0" if places == 0 else f"0.{'0' * places}"
        return self._format(num_format=shape, align="right", bold=strong)

    def sheet(self, name: str, title: str) -> tuple[Worksheet, int]:
        """A new sheet with its marks in first row, header and foot; says on which row to go on."""
        sheet = self.book.add_worksheet(name)
        head = _escaped(self.marks or self.report.meta.survey)
        sheet.set_header(f"&L&B{head}&R{_escaped(self.report.meta.survey)}")
        sheet.set_footer(f"&L{_escaped(' | '.join(wording.facts(self.report.meta)))}&R&P of &N")
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.hide_gridlines(2)
        row = 0
        if self.marks:
            sheet.write_string(row, 0, self.marks, self.mark)
            row += 1
        sheet.write_string(row, 0, title, self.title)
        return sheet, row + 1


def write(report: Report, path: Path) -> None:
    """Contents, then the tables in order, then the notes."""
    made = Workbook(report, path)
    found = outline(report, most=ALL_COLUMNS).sheets
    _contents(made, found)
    for sheet in found:
        _table(made, sheet)
    _notes(made)
    made.book.close()


def _contents(made: Workbook, found: tuple[Sheet, ...]) -> None:
    sheet, row = made.sheet("Contents", made.report.meta.title)
    sheet.set_column(0, 0, 14)
    sheet.set_column(1, 1, 90)
    sheet.write_string(row, 0, wording.status(made.report.meta), made.plain)
    row += 2
    for table in found:
        sheet.write_url(row, 0, f"internal:'{table.number}'!A1", string=table.number)
        sheet.write_string(row, 1, table.title, made.plain)
        row += 1
    sheet.write_url(row, 0, "internal:'Notes'!A1", string="Notes")
    sheet.write_string(row, 1, "Marks, methods, how far to trust this", made.plain)


def _table(made: Workbook, table: Sheet) -> None:
    """The table as it is printed: a heading row for each group of rows, marks as text."""
    sheet, row = made.sheet(table.number, f"{table.number}. {table.title}")
    sheet.write_string(row, 0, table.subtitle, made.plain)
    row += 2
    sheet.write_string(row, 0, "Group", made.head_left)
    for at, heading in enumerate(table.columns, start=1):
        sheet.write_string(row, at, heading, made.head)
    sheet.repeat_rows(row)
    sheet.freeze_panes(row + 1, 1)
    row += 1
    labels = [line.label for band in table.bands for line in band.lines]
    sheet.set_column(0, 0, min(max((len(label) for label in labels), default=10) + 3, WIDEST_LABEL))
    sheet.set_column(1, len(table.columns), 14)
    for band in table.bands:
        if band.heading:
            sheet.write_string(row, 0, band.heading, made.bold)
            row += 1
        for line in band.lines:
            sheet.write_string(row, 0, line.label, made.bold if line.strong else made.plain)
            for at, entry in enumerate(line.entries, start=1):
                _entry(made, sheet, row, at, entry, line.strong)
            row += 1
    row += 1
    for note in table.notes:
        sheet.write_string(row, 0, note, made.plain)
        row += 1


def _entry(made: Workbook, sheet: Worksheet, row: int, at: int, entry: Entry, strong: bool) -> None:
    shape = made.number(entry.places, strong)
    if entry.value is None:
        sheet.write_string(row, at, entry.text, shape)
    else:
        sheet.write_number(row, at, entry.value, shape)


def _notes(made: Workbook) -> None:
    sheet, row = made.sheet("Notes", "Notes")
    sheet.set_column(0, 0, 120)
    lines = [
        *(f"{word} {meaning}" for word, meaning in wording.boxes(made.report.meta)),
        *(f"{mark} {meaning}." for mark, meaning in MARKS.items()),
        SMALL_NOTE,
        *wording.trust(made.report),
        *(f"{topic} {text}".strip() for topic, text in methods(made.report)),
        *wording.facts(made.report.meta),
    ]
    for line in lines:
        sheet.write_string(row, 0, line, made.wrapped)
        row += 1


def _escaped(words: str) -> str:
    """An ampersand in a header begins a code, so it is doubled."""
    return words.replace("&", "&&")
