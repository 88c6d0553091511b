"""Which columns a table is printed with, and how they are headed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from analysis import measures as words
from analysis.bases import APART, ASKED, BASE, heading, shared
from analysis.disclosure import SafeTable
from analysis.tables import Cell

INTERVAL, RANKS = "Indicative interval", "Range of ranks"
FEW = 3
"""Columns that can stand side by side each with measures of its own."""
NARROW = 2
"""How many more columns fit where most hold a whole percentage each."""
MOST_COLUMNS = 9
"""Columns that fit a page beside the labels: intervals of means give way first. A workbook has room."""


@dataclass(frozen=True)
class Column:
    """What one printed column takes from the cells of its row."""

    heading: str
    col: str
    measure: str
    part: str = "value"
    """value, interval, base, both (value and interval in one), own (value and base) or all three."""


def by_measure(table: SafeTable, col: str, named: bool = False) -> tuple[Column, ...]:
    """Each measure with its interval beside it, after the base that it shares with others or has for itself;
    `named` where another column has its own."""
    columns = []
    here = [cell for cell in table.cells if cell.col == col or not named]
    prefix = f"{next(label.text for label in table.cols if label.id == col)}: " if named else ""
    counted = any(cell.measure == "count" for cell in here)
    based = {cell.measure for cell in here if cell.n is not None and not counted}
    for at, names in enumerate(shared(here)):
        on = next((name for name in names if name in based), None)
        if on:
            said = "base, n" if named and not at else heading(names, first=not at)
            columns.append(Column(f"{prefix}{said}", col, on, "base"))
        for name in names:
            columns.append(Column(f"{prefix}{_heading(table, name)}", col, name))
            if any(cell.lo is not None for cell in here if cell.measure == name):
                columns.append(Column(RANKS if name == "rank" else INTERVAL, col, name, "interval"))
    return tuple(columns)


def trimmed(table: SafeTable, columns: Sequence[Column], most: int) -> tuple[Column, ...]:
    """Fit the page: intervals of means give way, but for those that [u] asks for; then ranges move in, and
    at last a base that one measure alone has. Further bases are narrow, so that a few cost nothing else."""
    further = [column for column in columns if column.part == "base"][1:]
    most += min(len(further), NARROW)
    shaky = {cell.measure for cell in table.cells if words.is_very_small(cell)} | {"rank"}
    spare = [c for c in columns if c.part == "interval" and not words.measure(c.measure).percent]
    gone = [column for column in spare if column.measure not in shaky][: max(len(columns) - most, 0)]
    kept = [column for column in columns if column not in gone]
    if len(kept) <= most:
        return tuple(kept)
    inside = _moved_in(kept)
    return inside if len(inside) <= most else tuple(_bases_in(inside))


def _bases_in(columns: Sequence[Column]) -> Iterator[Column]:
    """A further base in the cells of its measure where that one alone rests on it."""
    runs: list[list[Column]] = []
    for column in columns:
        if column.part == "base" or not runs:
            runs.append([])
        runs[-1].append(column)
    yield from runs[0]
    for base, *figures in runs[1:]:
        if len(figures) == 1:
            yield replace(figures[0], part="all" if figures[0].part == "both" else "own")
        else:
            yield from (base, *figures)


def _moved_in(columns: Sequence[Column]) -> tuple[Column, ...]:
    """Ranges in the cells of their figures, so that they need no column of their own."""
    ranged = {(column.col, column.measure) for column in columns if column.part == "interval"}
    return tuple(
        replace(column, part="both")
        if column.part == "value" and (column.col, column.measure) in ranged
        else column
        for column in columns
        if column.part != "interval"
    )


def by_column(table: SafeTable, most: int = MOST_COLUMNS) -> tuple[Column, ...]:
    """A column each with its interval beside it; bases in a column if one has them, else in the headings."""
    columns: list[Column] = []
    ranged = [cell for cell in table.cells if cell.lo is not None]
    alone = _told_once(table)
    asked = _one_a_row([cell for cell in table.cells if cell.measure in APART]) if alone else None
    if alone:
        columns.append(Column(BASE, alone.col, alone.measure, "base"))
    for col in table.cols:
        name = next((cell.measure for cell in table.cells if cell.col == col.id), "")
        if asked and (col.id, name) == (asked.col, asked.measure):
            columns.append(Column(ASKED, col.id, name, "base"))
        unit = f", {words.measure(name).unit}" if words.measure(name).unit else ""
        base = "" if alone else _bases(table, col.id)
        columns.append(Column(col.text + unit + base, col.id, name))
        if any(cell.col == col.id for cell in ranged):
            columns.append(Column(INTERVAL, col.id, name, "interval"))
    return tuple(columns) if len(columns) <= most + NARROW else _moved_in(columns)


def _told_once(table: SafeTable) -> Cell | None:
    """A cell of the column whose bases stand for their rows: the only one with ranges, or the first where
    all figures of a row have one base; what was set aside has its own."""
    ranged = [cell for cell in table.cells if cell.lo is not None]
    if len({cell.col for cell in ranged}) == 1:
        return ranged[0]
    return _one_a_row([cell for cell in table.cells if cell.measure not in APART])


def _one_a_row(cells: Sequence[Cell]) -> Cell | None:
    """The first of these cells where all that stand in one row have one base."""
    based = [cell for cell in cells if cell.n is not None]
    of_row: defaultdict[str, set[int | None]] = defaultdict(set)
    for cell in based:
        of_row[cell.row].add(cell.n)
    return based[0] if based and all(len(found) == 1 for found in of_row.values()) else None


def _bases(table: SafeTable, col: str) -> str:
    """The bases of a column in its heading: one number, or from the least to the most that is shown."""
    shown = sorted({cell.n for cell in table.cells if cell.col == col and cell.n is not None})
    if not shown:
        return ""
    span = " to ".join(map(words.grouped, dict.fromkeys((shown[0], shown[-1]))))
    return f" (n {span})"


def _heading(table: SafeTable, name: str) -> str:
    heading = words.measure(name).heading
    return f"{heading}, 0 to 100" if name == "mean" and words.places(table, name) == 0 else heading
