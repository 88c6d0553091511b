"""A table as Word has it: a header row that is repeated, a label in each row, no cell merged with another.

Cells are written as elements and not through python-docx, which looks every style up again in each of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from docx.document import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.oxml.ns import qn
from docx.shared import Emu, Mm, Pt
from docx.table import Table
from lxml import etree

from analysis.charts.lettering import typeset, width
from analysis.render.sheet import Sheet
from analysis.render.word.parts import element, in_order
from analysis.render.word.styles import CELL, TABLE, WIDTH

NARROW, LABELS, BROAD = Mm(36), Mm(46), Mm(80)
"""Of the first column: where there are many others, as usual, and at most."""
WIDEST = Mm(28)
"""Of any other: a table of few columns is no wider than it has to be."""
SIZE = 8.5
"""Points of what is in a cell."""
WIDER = 1.2
"""The file's letters beside those that widths are known of, with the edges of a cell."""
FEW, SMALLEST = 7, 7.5
"""More columns than so many are set in letters of so many points."""
AFTER_LOOK = ("w:tblCaption", "w:tblDescription", "w:tblPrChange")


@dataclass(frozen=True)
class Row:
    words: tuple[str, ...]
    head: bool = False
    strong: bool = False
    stays: bool = False
    """Whether it stands on the page of the next."""


def add(document: Document, sheet: Sheet, name: str) -> Table:
    """The rows of a sheet under its headings; `name` and the sheet's words are read out before it."""
    table: Table = document.add_table(0, len(sheet.columns) + 1, style=TABLE)
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.LEFT, False
    _described(table, f"{name}. {sheet.title}", sheet.subtitle)
    small = len(sheet.columns) > FEW
    least = NARROW if small else LABELS
    wide = Emu(min(WIDEST, (WIDTH - least) // max(1, len(sheet.columns))))
    labels = Emu(min(max(least, longest(sheet)), WIDTH - wide * len(sheet.columns), BROAD))
    widths = [labels, *(wide for _ in sheet.columns)]
    for column, room in zip(table.columns, widths, strict=True):
        column.width = room
    style = document.styles[CELL].style_id
    for row in rows(sheet):
        _write(table._tbl, row, [room.twips for room in widths], style, small)
    return table


def longest(sheet: Sheet) -> int:
    """Room for the longest label of a row."""
    labels = (line.label for band in sheet.bands for line in band.lines)
    return Pt(max((width(label, SIZE) for label in labels), default=0) * WIDER)


def rows(sheet: Sheet) -> Iterator[Row]:
    """The header, then every row; a table that fits a page stays together."""
    short = not sheet.is_long
    yield Row(("Group", *sheet.columns), head=True, strong=True, stays=True)
    left = sum(len(band.lines) for band in sheet.bands)
    for band in sheet.bands:
        if band.heading:
            yield Row((band.heading, *("" for _ in sheet.columns)), strong=True, stays=True)
        for line in band.lines:
            left -= 1
            words = (line.label, *(entry.text for entry in line.entries))
            yield Row(words, strong=line.strong, stays=short and left > 0)


def _described(table: Table, title: str, words: str) -> None:
    """What a screen reader says of the table, and that it has a header row and labels in the first column."""
    properties = table._tbl.tblPr
    look = element(
        "w:tblLook", val="04A0", firstRow=1, lastRow=0, firstColumn=1, lastColumn=0, noHBand=1, noVBand=1
    )
    in_order(properties, look, AFTER_LOOK)
    in_order(properties, element("w:tblCaption", val=title), AFTER_LOOK[1:])
    in_order(properties, element("w:tblDescription", val=words), AFTER_LOOK[2:])


def _write(table: Any, row: Row, widths: Sequence[int], style: str, small: bool) -> None:
    """One row; the header is repeated on every page, and no row is broken between two."""
    made = _inside(table, "w:tr")
    shape = _inside(made, "w:trPr")
    _inside(shape, "w:cantSplit")
    if row.head:
        _inside(shape, "w:tblHeader")
    for at, (words, room) in enumerate(zip(row.words, widths, strict=True)):
        cell = _inside(made, "w:tc")
        properties = _inside(cell, "w:tcPr")
        _inside(properties, "w:tcW", w=str(room), type="dxa")
        _inside(properties, "w:vAlign", val="bottom")
        paragraph = _inside(cell, "w:p")
        look = _inside(paragraph, "w:pPr")
        _inside(look, "w:pStyle", val=style)
        if row.stays:
            _inside(look, "w:keepNext")
        if at:
            _inside(look, "w:jc", val="right")
        run = _inside(paragraph, "w:r")
        letters = _inside(run, "w:rPr")
        if row.strong:
            _inside(letters, "w:b")
        if small:
            _inside(letters, "w:sz", val=str(round(2 * SMALLEST)))
        text = _inside(run, "w:t")
        text.text = typeset(words)


def _inside(parent: Any, tag: str, **attributes: str) -> Any:
    return etree.SubElement(parent, qn(tag), {qn(f"w:{name}"): value for name, value in attributes.items()})
