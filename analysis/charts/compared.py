"""Levels beside one another: two safe tables read together, principle by principle."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from analysis.charts.grid import grid, in_sentence
from analysis.disclosure import SafeTable
from analysis.measures import (
    TOO_FEW,
    UNSURE,
    grouped,
    interval,
    is_hidden,
    is_small,
    is_very_small,
    printed,
    rounded,
)
from analysis.tables import Cell, Label

LEVEL = "level:"
CLEAR = 3.0
"""Points, the least difference that is worth a word."""


@dataclass(frozen=True)
class Principle:
    """One row: a cell a level, None where it is hidden, and the gap."""

    text: str
    levels: tuple[Cell | None, ...]
    gap: Cell | None

    @property
    def bases(self) -> str:
        """In words: how many answered, over the levels."""
        shown = [cell for cell in self.levels if cell is not None and cell.n is not None]
        if not shown:
            return ""
        low, high = min(cell.n or 0 for cell in shown), max(cell.n or 0 for cell in shown)
        small = " small" if any(is_small(cell) for cell in shown) else ""
        span = grouped(low) if low == high else f"{grouped(low)} to {grouped(high)}"
        return f"n {span}{small}"


@dataclass(frozen=True)
class Compared:
    """Both tables read: levels by name, principles by gap."""

    scores: SafeTable
    gaps: SafeTable
    names: tuple[str, ...]
    pair: Label
    """The column of the gap table: which level minus which."""
    principles: tuple[Principle, ...]

    def score(self, cell: Cell) -> str:
        mark = f" {UNSURE}" if is_very_small(cell) else ""
        return printed(self.scores, cell, cell.value) + mark

    def gap(self, principle: Principle) -> str:
        cell = principle.gap
        if cell is None:
            return TOO_FEW
        return printed(self.gaps, cell, cell.value) + (f" {UNSURE}" if is_very_small(cell) else "")

    def range(self, principle: Principle) -> str:
        return "" if principle.gap is None else interval(self.gaps, principle.gap)


def fits(table: SafeTable, gaps: SafeTable) -> bool:
    """Means by level, and gaps between the first and the last of these levels on the same principles."""
    same = {column.id for column in table.cols} & {row.id for row in gaps.rows}
    means = any(cell.measure == "mean" and cell.row.startswith(LEVEL) for cell in table.cells)
    return means and len(levels_of(table)) > 1 and bool(same) and _pair(table, gaps) is not None


def read(table: SafeTable, gaps: SafeTable) -> Compared:
    """Principles from the widest gap as printed to the narrowest, those whose gap is hidden last."""
    means, differences = grid(table), grid(gaps)
    pair = _pair(table, gaps)
    assert pair is not None
    rows = {row.id for row in gaps.rows}

    def shown(cell: Cell | None) -> Cell | None:
        return None if cell is None or is_hidden(cell) or cell.value is None else cell

    def size(principle: Principle) -> float:
        cell = principle.gap
        return -1e9 if cell is None else rounded(gaps, cell, cell.value) or 0.0

    found = [
        Principle(
            column.text,
            tuple(shown(means.get((row.id, column.id, "mean"))) for row in levels_of(table)),
            shown(differences.get((column.id, pair.id, "gap"))),
        )
        for column in table.cols
        if column.id in rows
    ]
    names = tuple(row.text for row in levels_of(table))
    return Compared(table, gaps, names, pair, tuple(sorted(found, key=size, reverse=True)))


def levels_of(table: SafeTable) -> list[Label]:
    return [row for row in table.rows if row.id.startswith(LEVEL)]


def _pair(table: SafeTable, gaps: SafeTable) -> Label | None:
    codes = [row.id.removeprefix(LEVEL) for row in levels_of(table)]
    wanted = f"{codes[0]}-{codes[-1]}" if codes else ""
    return next((column for column in gaps.cols if column.id == wanted), None)


def order(compared: Compared) -> str:
    """The order of the levels where paired gaps show it on every principle, tested and not assumed."""
    codes = [row.id.removeprefix(LEVEL) for row in levels_of(compared.scores)]
    rows = {column.id for column in compared.scores.cols} & {row.id for row in compared.gaps.rows}
    cells = grid(compared.gaps)

    def holds(one: str, other: str) -> bool:
        found = [cells.get((row, f"{one}-{other}", "gap")) for row in rows]
        return all(
            cell is not None and (cell.value or 0) >= CLEAR and (cell.lo or 0) > 0 and not is_very_small(cell)
            for cell in found
        )

    if all(holds(one, other) for one, other in pairwise(codes)):
        return f"On every principle scores fall in this order: {', '.join(map(in_sentence, compared.names))}."
    if holds(codes[0], codes[-1]):
        return f"On every principle {compared.names[0]} is above {in_sentence(compared.names[-1])}."
    return "No order of the levels is clear on every principle."
