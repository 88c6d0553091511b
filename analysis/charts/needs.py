"""Needs read from a safe table: two means, an unmet share, and the order in which they are listed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from analysis.charts.grid import grid
from analysis.disclosure import SafeTable
from analysis.measures import (
    NOT_GIVEN,
    TOO_FEW,
    UNSURE,
    is_hidden,
    is_very_small,
    measure,
    printed,
    rounded,
)
from analysis.tables import Cell

SIDES = ("importance", "current")
UNMET = "unmet"
MIDDLE = 3.0
"""Of both scales."""


@dataclass(frozen=True)
class Need:
    """A row of the list: its number where it has a mark, and its cells, None where hidden."""

    number: int | None
    text: str
    importance: Cell | None
    current: Cell | None
    unmet: Cell | None

    @property
    def point(self) -> tuple[float, float] | None:
        """How far in place, and how important, on the scales."""
        if self.importance is None or self.current is None:
            return None
        return self.current.value or 0.0, self.importance.value or 0.0


def fits(table: SafeTable) -> bool:
    """Both sides of some need shown, with unmet need beside them."""
    found = {cell.measure for cell in table.cells if not is_hidden(cell)}
    return len(table.cols) == 1 and {*SIDES} <= found and any(c.measure == UNMET for c in table.cells)


def read(table: SafeTable) -> tuple[Need, ...]:
    """Needs by unmet need as printed, then those without it, then those without a mark; ties by name.

    Names and not the table's rows decide ties, so that order says nothing of what is not printed.
    """
    cells = {(row, measure): cell for (row, _, measure), cell in grid(table).items()}

    def shown(row: str, name: str) -> Cell | None:
        cell = cells.get((row, name))
        return None if cell is None or is_hidden(cell) else cell

    def order(need: Need) -> tuple[bool, float, str]:
        cell = need.unmet
        share = None if cell is None else rounded(table, cell, cell.value)
        return need.point is None, 1.0 if share is None else -share, need.text

    found = [
        Need(None, row.text, shown(row.id, "importance"), shown(row.id, "current"), shown(row.id, UNMET))
        for row in table.rows
    ]
    return tuple(
        Need(None if need.point is None else at, need.text, need.importance, need.current, need.unmet)
        for at, need in enumerate(sorted(found, key=order), start=1)
    )


def lacking(table: SafeTable, needs: Sequence[Need]) -> int:
    """How many are important and not in place, by the numbers as printed."""
    return sum(
        (rounded(table, need.importance, need.importance.value) or 0) > MIDDLE
        and (rounded(table, need.current, need.current.value) or 9) < MIDDLE
        for need in needs
        if need.importance is not None and need.current is not None
    )


def share_of(table: SafeTable, need: Need) -> str:
    """Unmet need as printed, or the mark that stands for it."""
    if need.unmet is None:
        return TOO_FEW
    return NOT_GIVEN if need.unmet.value is None else f"{printed(table, need.unmet, need.unmet.value)}%"


def mean_of(table: SafeTable, cell: Cell | None) -> str:
    if cell is None:
        return TOO_FEW
    return printed(table, cell, cell.value) + (f" {UNSURE}" if is_very_small(cell) else "")


def heading() -> str:
    return measure(UNMET).heading.removesuffix(", %")
