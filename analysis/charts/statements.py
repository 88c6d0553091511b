"""Statements with the shares of each step of their scale, in whole percentages as they are printed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from analysis.charts.grid import grid
from analysis.disclosure import SafeTable
from analysis.measures import NOT_GIVEN, TOO_FEW, grouped, interval, is_hidden, is_small, rounded
from analysis.tables import Cell

STEPS = ("1", "2", "3", "4", "5")
TOP, UNKNOWN, OUTSIDE = "high", "dk", "na"


@dataclass(frozen=True)
class Statement:
    """One row, in whole percentages as printed."""

    text: str
    parts: tuple[float, ...]
    """Worst to best; empty where they are not shown."""
    top: Cell | None
    net: float | None
    interval: str
    unknown: float | None
    outside: float | None
    mark: str
    """Why there are no parts: [c] or [x]."""

    @property
    def left(self) -> float:
        return self.parts[0] + self.parts[1] + self.parts[2] / 2 if self.parts else 0.0

    @property
    def right(self) -> float:
        return sum(self.parts) - self.left

    @property
    def base(self) -> str:
        if self.top is None or self.top.n is None:
            return TOO_FEW
        return f"{grouped(self.top.n or 0)}{' small' if is_small(self.top) else ''}"


def statements(table: SafeTable) -> tuple[Statement, ...]:
    """Rows by the share of the two best steps, those that are not shown last."""
    cells = {(row, col): cell for (row, col, _), cell in grid(table).items()}

    def whole(cell: Cell | None) -> float | None:
        return None if cell is None else rounded(table, cell, cell.value)

    found = []
    for row in table.rows:
        parts = tuple(whole(cells.get((row.id, step))) for step in STEPS)
        top = cells.get((row.id, TOP))
        found.append(
            Statement(
                text=row.text[:1].upper() + row.text[1:],
                parts=tuple(part for part in parts if part is not None) if None not in parts else (),
                top=None if is_hidden(top) else top,
                net=whole(top),
                interval=interval(table, top) if top else "",
                unknown=whole(cells.get((row.id, UNKNOWN))),
                outside=whole(cells.get((row.id, OUTSIDE))),
                mark=TOO_FEW if is_hidden(top) else NOT_GIVEN,
            )
        )
    return tuple(sorted(found, key=lambda one: -1.0 if one.net is None else one.net, reverse=True))


def name(table: SafeTable, column: str) -> str:
    return next((label.text for label in table.cols if label.id == column), column)


def extent(statements: Sequence[Statement]) -> tuple[float, float]:
    """The furthest any bar reaches to the left and to the right, in points."""
    return (
        max([one.left for one in statements if one.parts], default=50.0),
        max([one.right for one in statements if one.parts], default=50.0),
    )
