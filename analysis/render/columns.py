"""Which columns a table is printed with, and how they are headed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from analysis import measures as words
from analysis.disclosure import SafeTable
from analysis.printing import APART, ASKED, BASE
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
    """value, interval, base, both (value and interval in one) or all (base too)."""


def by_measure(table: SafeTable, col: str, named: bool = False) -> tuple[Column, ...]:
    """Base first, then each measure with its interval beside it; `named` where another column has its own."""
    columns = []
    here = [cell for cell in table.cells if cell.col == col or not named]
    found = tuple(dict.fromkeys(cell.measure for cell in here))
    prefix = f"{next(label.text for label in table.cols if label.id == col)}: " if named else ""
    based = [cell.measure for cell in here if cell.n is not None]
    if based and "count" not in found:
        columns.append(Column(f"{prefix}base, n" if named else BASE, col, based[0], "base"))
    for name in found:
        columns.append(Column(f"{prefix}{_heading(table, name)}", col, name))
        if any(cell.lo is not None for cell in here if cell.measure == name):
            columns.append(Column(RANKS if name == "rank" else INTERVAL, col, name, "interval"))
    return tuple(columns)


def trimmed(table: SafeTable, columns: Sequence[Column], most: int) -> tuple[Column, ...]:
    """Fit the page: intervals of means give way, but for those that [u] asks for; then ranges move in."""
    shaky = {cell.measure for cell in table.cells if words.is_very_small(cell)} | {"rank"}
    spare = [c for c in columns if c.part == "interval" and not words.measure(c.measure).percent]
    gone = [column for column in spare if column.measure not in shaky][: max(len(columns) - most, 0)]
    kept = [column for column in columns if column not in gone]
    if len(kept) <= most:
        return tuple(kept)
    return _moved_in(kept)


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
