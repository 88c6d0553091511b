"""A table as people read it where there is no report: in a notebook and on a terminal.

Rows under the headings of their blocks, one column a group or one a measure, the base beside the figures, and
the marks and notes of the report. Nothing here decides what may be seen: it prints what it is given.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from html import escape
from typing import Protocol

import pandas as pd

from analysis import measures as words
from analysis.bases import APART, ASKED, BASE, heading, shared
from analysis.marks import BASE_NOTE, INTERVAL_NOTE, MARKS, SMALL_NOTE
from analysis.tables import Cell, Label

EXACT = "Exact figures, for the team alone. protect(table) makes one that may leave."


class Readable(words.Celled, Protocol):
    """A table with its words."""

    @property
    def id(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def subtitle(self) -> str: ...
    @property
    def base(self) -> str: ...
    @property
    def rows(self) -> tuple[Label, ...]: ...
    @property
    def cols(self) -> tuple[Label, ...]: ...
    @property
    def notes(self) -> tuple[str, ...]: ...


@dataclass(frozen=True)
class Line:
    """A row as it is read."""

    label: str
    texts: tuple[str, ...]


@dataclass(frozen=True)
class Band:
    """Rows under one heading; the heading may be empty."""

    heading: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Page:
    """A table as it is read."""

    title: str
    under: str
    headings: tuple[str, ...]
    bands: tuple[Band, ...]
    notes: tuple[str, ...]


class Shown:
    """What a table can do for whoever looks at it."""

    @cached_property
    def is_whole(self: words.Celled) -> bool:
        """Whether figures on a scale are printed whole; each of them asks, so the table keeps it."""
        return words.beyond_scale(self.cells)

    def to_pandas(self: Readable) -> pd.DataFrame:
        """One row a figure: row, row_label, block, col, col_label, measure, value, lo, hi, n, flags."""
        return tidy(self)

    def _repr_html_(self: Readable) -> str:
        return as_html(page_of(self))


FIELDS = {
    "row": "str",
    "row_label": "str",
    "block": "str",
    "col": "str",
    "col_label": "str",
    "measure": "str",
    "value": "Float64",
    "lo": "Float64",
    "hi": "Float64",
    "n": "Int64",
    "flags": "object",
}
"""What is told of a figure, as in tables.json, and its type in pandas."""


def records(table: Readable) -> Iterator[dict[str, object]]:
    """The figures in long form, in printed order; a hidden one has no value, and says so in flags."""
    rows = {label.id: (at, label) for at, label in enumerate(table.rows)}
    cols = {label.id: (at, label) for at, label in enumerate(table.cols)}
    for cell in sorted(table.cells, key=lambda cell: (rows[cell.row][0], cols[cell.col][0])):
        row, col = rows[cell.row][1], cols[cell.col][1]
        told = (cell.measure, cell.value, cell.lo, cell.hi, cell.n, list(cell.flags))
        yield dict(zip(FIELDS, (row.id, row.text, row.block, col.id, col.text, *told), strict=True))


def tidy(table: Readable) -> pd.DataFrame:
    """The same as a frame; flags are lists."""
    told = list(records(table))
    return pd.DataFrame(
        {name: pd.Series([one[name] for one in told], dtype=kind) for name, kind in FIELDS.items()}
    )


def page_of(table: Readable) -> Page:
    """Groups across where each place holds one figure; measures across where it holds several."""
    places = {(cell.row, cell.col) for cell in table.cells}
    several = len(places) < len(table.cells)
    columns = list(measured(table) if several else grouped(table))
    found = {(cell.row, cell.col, cell.measure): cell for cell in table.cells}
    bands = tuple(
        Band(block, tuple(lines(table, [row for row in table.rows if row.block == block], columns, found)))
        for block in dict.fromkeys(row.block for row in table.rows)
    )
    headings = tuple(column.heading for column in columns)
    is_exact = not any(cell.flags for cell in table.cells)
    notes = (EXACT,) if is_exact else tuple(marks_in(bands))
    notes = (*notes, *table.notes)
    return Page(table.title, under(table), headings, bands, notes)


def under(table: Readable) -> str:
    """What stands below the title: what the figures are, and whom they rest on."""
    base = f"Base: {table.base[:1].lower()}{table.base[1:]}" if table.base else ""
    return " ".join(text if text[-1] in ".!?" else f"{text}." for text in (table.subtitle, base) if text)


@dataclass(frozen=True)
class Column:
    """What one printed column takes from the cells of its row: the figure with its interval, or its base."""

    heading: str
    col: str
    measure: str = ""
    """Empty: whatever measure stands there."""
    part: str = "figure"


def grouped(table: Readable) -> Iterator[Column]:
    return (Column(col.text, col.id) for col in table.cols)


def measured(table: Readable) -> Iterator[Column]:
    """Each measure, after the base that it shares with others or has for itself."""
    for col in table.cols:
        here = [cell for cell in table.cells if cell.col == col.id]
        prefix = f"{col.text}: " if len(table.cols) > 1 else ""
        answers = {cell.measure for cell in here if cell.kind == "answer"}
        for at, names in enumerate(shared(here)):
            based = next((name for name in names if name in answers), "")
            if based:
                yield Column(prefix + heading(names, first=not at), col.id, based, "base")
            for name in names:
                yield Column(prefix + words.measure(name).heading, col.id, name)


def lines(
    table: Readable,
    rows: Sequence[Label],
    columns: Sequence[Column],
    found: dict[tuple[str, str, str], Cell],
) -> Iterator[Line]:
    """The rows of a block; where groups stand across, their bases below."""
    by_place = {(row, col): cell for (row, col, _), cell in found.items()}

    def cell_of(row: Label, column: Column) -> Cell | None:
        return (
            found.get((row.id, column.col, column.measure))
            if column.measure
            else by_place.get((row.id, column.col))
        )

    for row in rows:
        yield Line(row.text, tuple(said(table, cell_of(row, column), column) for column in columns))
    if columns and not columns[0].measure:
        for heading, apart in ((BASE, False), (ASKED, True)):
            based = [
                [
                    c
                    for row in rows
                    if (c := cell_of(row, column)) and c.kind == "answer" and (c.measure in APART) == apart
                ]
                for column in columns
            ]
            if any(based):
                yield Line(heading, tuple(base_of(cells) for cells in based))


def base_of(cells: Sequence[Cell]) -> str:
    """The base that these figures share; from the least to the most where they do not."""
    bases = sorted({cell.n for cell in cells if cell.n is not None})
    if not bases:
        return words.TOO_FEW if cells else ""
    small = " small" if any(words.is_small(cell) for cell in cells) else ""
    return " to ".join(map(words.grouped, dict.fromkeys((bases[0], bases[-1])))) + small


def said(table: Readable, cell: Cell | None, column: Column) -> str:
    """What is printed for a cell: a figure, a base, or the mark that stands for it."""
    if cell is None:
        return ""
    if words.is_hidden(cell) or (column.part == "base" and cell.n is None):
        return words.TOO_FEW
    if column.part == "base":
        return base_of([cell])
    if cell.value is None:
        return words.NOT_GIVEN if words.is_very_small(cell) else ""
    unit = "" if column.measure else words.measure(cell.measure).unit
    between = words.interval(table, cell)
    figure = words.printed(table, cell, cell.value) + unit + (f" ({between})" if between else "")
    unsure = words.is_very_small(cell) and cell.measure not in ("count", "sd")
    return f"{figure} {words.UNSURE}" if unsure else figure


def marks_in(bands: Sequence[Band]) -> Iterator[str]:
    """The notes of the report, of the marks that occur and no others."""
    texts = [text for band in bands for line in band.lines for text in line.texts]
    yield from (f"{mark} {means}." for mark, means in MARKS.items() if any(mark in text for text in texts))
    if any(text.endswith(" small") for text in texts):
        yield SMALL_NOTE
    yield BASE_NOTE
    if any("(" in text and " to " in text for text in texts):
        yield INTERVAL_NOTE


def as_html(page: Page, marked: str = "") -> str:
    """The table as HTML in which every word is escaped; it brings no style but the alignment of figures."""
    return (f"<p><strong>{escape(marked)}.</strong></p>" if marked else "") + "".join(markup(page))


def markup(page: Page) -> Iterator[str]:
    yield f'<table><caption style="text-align:left"><strong>{escape(page.title)}</strong>'
    yield f"<br>{escape(page.under)}</caption><thead><tr><td></td>"
    yield from (f'<th scope="col">{escape(heading)}</th>' for heading in page.headings)
    yield "</tr></thead>"
    for band in page.bands:
        yield "<tbody>"
        if band.heading:
            span = len(page.headings) + 1
            yield f'<tr><th scope="rowgroup" colspan="{span}" style="text-align:left">'
            yield f"{escape(band.heading)}</th></tr>"
        for line in band.lines:
            yield f'<tr><th scope="row" style="text-align:left;font-weight:normal">{escape(line.label)}</th>'
            yield from (f'<td style="text-align:right">{escape(text)}</td>' for text in line.texts)
            yield "</tr>"
        yield "</tbody>"
    yield "</table>"
    yield from (f"<p><small>{escape(note)}</small></p>" for note in page.notes)
