"""How a safe table is laid out for reading: which columns, which groups of rows, which marks.

One layout serves HTML, PDF and workbook. Four shapes are told apart by what the table holds:
one column of several measures (T1, T8), several columns of one measure (T12), columns that are
each a measure of their own (the steps of a scale), and several columns of several measures (T3),
which is turned so that its columns become groups of rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from analysis import measures as words
from analysis.charts import tile_map
from analysis.charts.grid import Grid, grid, measures, topic
from analysis.disclosure import SafeTable
from analysis.tables import Cell, Label

MARKS = {
    words.TOO_FEW: "not shown: fewer than 10 people, or it would let a group of fewer than 10 be worked out",
    words.UNSURE: "low reliability: 10 to 29 people, so the mean comes with its interval and no percentage",
    words.NOT_GIVEN: "percentage not given: fewer than 30 people",
}
"""Marks in the order of the notes, and what they stand for."""
SMALL_NOTE = "“Small” marks 30 to 49 people."
BASE_NOTE = "Counts and bases are rounded to the nearest 5, after the marks are set on exact counts."
INTERVAL_NOTE = (
    "Indicative interval: the chance variation there would be if these people were a random sample; "
    "it does not cover who chose to answer."
)


@dataclass(frozen=True)
class Entry:
    """One printed cell."""

    text: str
    mark: str = ""
    """The mark in it, if any: one of MARKS."""
    value: float | None = None
    """The number behind the text, for a workbook."""
    places: int = 0


@dataclass(frozen=True)
class Line:
    label: str
    strong: bool
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class Band:
    """Rows under one heading; the heading may be empty."""

    heading: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Sheet:
    """A table as it is read."""

    id: str
    """T3a: the table's id, with a letter where a table is split."""
    title: str
    subtitle: str
    columns: tuple[str, ...]
    bands: tuple[Band, ...]
    notes: tuple[str, ...]

    @property
    def number(self) -> str:
        return f"Table {self.id.removeprefix('T')}"

    @property
    def is_long(self) -> bool:
        """Whether it needs most of a page of A4, or more, for itself."""
        return sum(len(band.lines) + bool(band.heading) for band in self.bands) > LONG

    @property
    def entries(self) -> Iterator[Entry]:
        return (entry for band in self.bands for line in band.lines for entry in line.entries)


@dataclass(frozen=True)
class Column:
    """What one printed column takes from the cells of its row."""

    heading: str
    col: str
    measure: str
    part: str = "value"
    """value, interval, base, both (value and interval in one) or all (base too)."""


INTERVAL, RANKS = "Indicative interval", "Range of ranks"
LONG = 28
"""Rows, headings of groups included."""
FEW = 3
"""Columns that can stand side by side each with measures of its own."""
MOST_COLUMNS = 9
"""Columns that fit a page beside the labels: intervals of means give way first. A workbook has room."""


def sheets(table: SafeTable, most: int = MOST_COLUMNS) -> tuple[Sheet, ...]:
    """The table as one sheet, or as one for each block of rows where it is turned."""
    cells = grid(table)
    if len(table.cols) == 1:
        columns = _trimmed(table, _by_measure(table, table.cols[0].id), most)
        return (_sheet(table, cells, table.id, table.rows, columns),)
    several = {col.id: {c.measure for c in table.cells if c.col == col.id} for col in table.cols}
    if len(measures(table)) == 1 or all(len(found) == 1 for found in several.values()):
        return (_sheet(table, cells, table.id, table.rows, _by_column(table)),)
    if len({frozenset(found) for found in several.values()}) > 1 and len(table.cols) <= FEW:
        columns = tuple(column for col in table.cols for column in _by_measure(table, col.id, named=True))
        return (_sheet(table, cells, table.id, table.rows, _trimmed(table, columns, most)),)
    return tuple(_turned(table, cells, most))


def numbers(table: SafeTable, measure: str) -> Sheet:
    """The figures of one measure with interval and base: what stands behind a drawing."""
    columns = tuple(Column(col.text, col.id, measure, "all") for col in table.cols)
    return _sheet(table, grid(table), table.id, table.rows, columns)


def _turned(table: SafeTable, cells: Grid, most: int) -> Iterator[Sheet]:
    """Columns become groups of rows; blocks of rows become sheets of their own."""
    blocks = list(dict.fromkeys(row.block for row in table.rows if row.block)) or [""]
    loose = tuple(row for row in table.rows if not row.block)
    for at, block in enumerate(blocks):
        rows = (loose if at == 0 else ()) + tuple(
            row for row in table.rows if row.block and row.block == block
        )
        columns = _trimmed(table, _by_measure(table, table.cols[0].id), most)
        bands = tuple(
            Band(col.text, _lines(table, cells, rows, tuple(_moved(column, col.id) for column in columns)))
            for col in table.cols
        )
        letter = _letter(table.id, at) if len(blocks) > 1 else ""
        by = f", by {topic(block)}" if block else ""
        yield _finish(table, table.id + letter, table.title + by, columns, bands)


def _letter(table_id: str, at: int) -> str:
    """T3 splits into T3a and T3b, T3g into T3g1 and T3g2."""
    return str(at + 1) if table_id[-1:].isalpha() else "abcdefghijklm"[at]


def _moved(column: Column, col: str) -> Column:
    return replace(column, col=col)


def _sheet(
    table: SafeTable, cells: Grid, sheet_id: str, rows: Sequence[Label], columns: Sequence[Column]
) -> Sheet:
    """Rows under the headings of their blocks."""
    blocks = list(dict.fromkeys(row.block for row in rows))
    bands = tuple(
        Band(block, _lines(table, cells, tuple(row for row in rows if row.block == block), columns))
        for block in blocks
    )
    return _finish(table, sheet_id, table.title, columns, bands)


def _finish(
    table: SafeTable, sheet_id: str, title: str, columns: Sequence[Column], bands: tuple[Band, ...]
) -> Sheet:
    entries = [entry for band in bands for line in band.lines for entry in line.entries]
    return Sheet(
        id=sheet_id,
        title=title,
        subtitle=" ".join(part for part in (_sentence(table.subtitle), _sentence(table.base)) if part),
        columns=tuple(column.heading for column in columns),
        bands=bands,
        notes=(*_mark_notes(entries, columns), *table.notes),
    )


def _sentence(text: str) -> str:
    return text if not text or text[-1] in ".!?" else f"{text}."


def _mark_notes(entries: Sequence[Entry], columns: Sequence[Column]) -> tuple[str, ...]:
    """Notes in the order of the marks, and of those alone that occur."""
    notes = [f"{mark} {meaning}." for mark, meaning in MARKS.items() if any(e.mark == mark for e in entries)]
    if any(entry.text.endswith("small") for entry in entries):
        notes.append(SMALL_NOTE)
    parts = {column.part for column in columns}
    if parts & {"base", "all"} or any(c.measure == "count" or "(n " in c.heading for c in columns):
        notes.append(BASE_NOTE)
    if "interval" in parts or any(" to " in entry.text for entry in entries):
        notes.append(INTERVAL_NOTE)
    return tuple(notes)


def _by_measure(table: SafeTable, col: str, named: bool = False) -> tuple[Column, ...]:
    """Base first, then each measure with its interval beside it; `named` where another column has its own."""
    columns = []
    here = [cell for cell in table.cells if cell.col == col or not named]
    found = tuple(dict.fromkeys(cell.measure for cell in here))
    prefix = f"{next(label.text for label in table.cols if label.id == col)}: " if named else ""
    based = [cell.measure for cell in here if cell.n is not None]
    if based and "count" not in found:
        columns.append(Column(f"{prefix}base, n" if named else "Base, n", col, based[0], "base"))
    for name in found:
        columns.append(Column(f"{prefix}{_heading(table, name)}", col, name))
        if any(cell.lo is not None for cell in here if cell.measure == name):
            columns.append(Column(RANKS if name == "rank" else INTERVAL, col, name, "interval"))
    return tuple(columns)


def _trimmed(table: SafeTable, columns: Sequence[Column], most: int) -> tuple[Column, ...]:
    """Fit the page: intervals of means give way first, but for those that [u] asks for; then ranges move in.

    Ranges that stand in the cell of their figure need no column of their own.
    """
    shaky = {cell.measure for cell in table.cells if words.is_very_small(cell)} | {"rank"}
    spare = [c for c in columns if c.part == "interval" and not words.measure(c.measure).percent]
    gone = [column for column in spare if column.measure not in shaky][: max(len(columns) - most, 0)]
    kept = [column for column in columns if column not in gone]
    if len(kept) <= most:
        return tuple(kept)
    ranged = {(column.col, column.measure) for column in kept if column.part == "interval"}
    return tuple(
        replace(column, part="both")
        if column.part == "value" and (column.col, column.measure) in ranged
        else column
        for column in kept
        if column.part != "interval"
    )


def _by_column(table: SafeTable) -> tuple[Column, ...]:
    """A column each with its interval beside it; bases in a column if one has them, else in the headings."""
    columns: list[Column] = []
    ranged = [cell for cell in table.cells if cell.lo is not None]
    alone = len({cell.col for cell in ranged}) == 1
    if alone:
        columns.append(Column("Base, n", ranged[0].col, ranged[0].measure, "base"))
    for col in table.cols:
        name = next((cell.measure for cell in table.cells if cell.col == col.id), "")
        unit = f", {words.measure(name).unit}" if words.measure(name).unit else ""
        base = "" if alone else _bases(table, col.id)
        columns.append(Column(col.text + unit + base, col.id, name))
        if any(cell.col == col.id for cell in ranged):
            columns.append(Column(INTERVAL, col.id, name, "interval"))
    return tuple(columns)


def _bases(table: SafeTable, col: str) -> str:
    """The bases of a column in its heading: one number, or from the least to the most that is shown."""
    shown = sorted({cell.n for cell in table.cells if cell.col == col and cell.n is not None})
    if not shown:
        return ""
    return f" (n {shown[0]})" if len(shown) == 1 else f" (n {shown[0]} to {shown[-1]})"


def _heading(table: SafeTable, name: str) -> str:
    heading = words.measure(name).heading
    return f"{heading}, 0 to 100" if name == "mean" and words.places(table, name) == 0 else heading


def _lines(
    table: SafeTable, cells: Grid, rows: Sequence[Label], columns: Sequence[Column]
) -> tuple[Line, ...]:
    """Bold is kept for the row that stands above all blocks."""
    blocks = {row.block for row in table.rows}
    return tuple(
        Line(
            row.text[:1].upper() + row.text[1:],
            strong=not row.block and len(blocks) > 1,
            entries=tuple(
                _entry(table, cells.get((row.id, column.col, column.measure)), column.part)
                for column in columns
            ),
        )
        for row in rows
    )


def _entry(table: SafeTable, cell: Cell | None, part: str) -> Entry:
    """What is printed for a cell: a number, an interval, a base, or the mark that stands for it."""
    if cell is None:
        return Entry("")
    if words.is_hidden(cell):
        return Entry(words.TOO_FEW, words.TOO_FEW)
    if part == "base":
        small = " small" if words.is_small(cell) else ""
        return Entry(f"{cell.n}{small}" if cell.n is not None else "", value=None if small else cell.n)
    if cell.value is None:
        return Entry(words.NOT_GIVEN, words.NOT_GIVEN)
    between = words.interval(table, cell)
    if part == "interval":
        return Entry(between)
    if cell.measure == "band":
        return Entry(tile_map.in_words(cell))
    figure = words.printed(table, cell, cell.value)
    shaky = words.is_very_small(cell) and cell.measure not in ("count", "sd")
    mark = words.UNSURE if shaky else ""
    text = f"{figure} {mark}".strip()
    if part in ("both", "all"):
        text += f" ({between})" if between else ""
        text += f", n {cell.n}" if part == "all" and cell.n is not None else ""
        return Entry(text + (" small" if words.is_small(cell) else ""), mark)
    return Entry(text, mark, None if mark else cell.value, words.places(table, cell.measure))
