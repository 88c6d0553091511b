"""An attacker of means written apart from the product's: each variable alone, and Dinkelbach's method.

It takes every printed figure and base at its exact value, which is more than a reader has, and knows that an
equal-weight figure is the plain mean of its parts, and what each person weighs in a figure under weights. A
mean is bounded by asking again and again for the world with the greatest sum less a guess times the count,
until no world beats the guess.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp

from analysis.disclosure import SafeTable
from analysis.tables import Cell, Group, Table

Pairs = list[tuple[Cell, Cell]]
Row = NDArray[np.float64]


def pairs(exact: Sequence[Table], safe: Sequence[SafeTable], universe: str, measure: str = "") -> Pairs:
    """Each exact cell of a figure with the cell that was printed for it; without a measure all that tell how
    many answered, counts among them."""
    return [
        (true, shown[place_of(true)])
        for before, after in zip(exact, safe, strict=True)
        for shown in [{place_of(cell): cell for cell in after.cells}]
        for true in before.cells
        if place_of(true) in shown and true.group.universe == universe
        if not measure or (true.measure == measure and true.kind == "answer")
    ]


def place_of(cell: Cell) -> tuple[str, str, str]:
    """Where a cell stands; of the rows that a table has only some may be printed."""
    return cell.row, cell.col, cell.measure


def is_of_mean(cell: Cell) -> bool:
    """Whether its value is a sum of answers for each person, as a median's and a count's is not."""
    return cell.kind == "answer" and cell.measure != "median"


def people_in(cell: Cell) -> float | None:
    return cell.value if cell.kind == "count" else cell.n


def is_plain(group: Group) -> bool:
    """Whether each answer counts the same."""
    return not group.parts and not group.weighed


class SecondScores:
    """Worlds of counts and sums for the leaves of every variable, all adding up to the same whole.

    `loose` are figures and bases of another time, known as they were rounded and no better; what is fewer
    than ten is never printed.
    """

    def __init__(
        self,
        leaves: Mapping[str, Sequence[str]],
        found: Pairs,
        scale: float = 100.0,
        loose: Sequence[Cell] = (),
    ) -> None:
        cells = (*(true for true, _ in found), *loose)
        used = sorted({v for cell in cells for v, _ in cell.group.where})
        self.places = [(v, leaf) for v in used for leaf in leaves[v]] or [("", "")]
        self.used, self.many = used or [""], len(self.places)
        rows: list[Row] = []
        ends: list[tuple[float, float]] = []

        def say(row: Row, low: float, high: float) -> None:
            rows.append(row)
            ends.append((low, high))

        for variable in self.used[1:]:
            for sums in (0.0, 1.0):
                both = self.whole(variable, sums) - self.whole(self.used[0], sums)
                say(both, 0.0, 0.0)
        for at in range(self.many):
            row = np.zeros(2 * self.many)
            row[at], row[self.many + at] = -scale, 1.0
            say(row, -np.inf, 0.0)
        for true, printed in found:
            if people_in(printed) is not None:
                all_of = float(people_in(true) or 0)
                say(self.row(true.group, 0.0, 1.0), all_of, all_of)
        told = {
            t.group.where: t.value or 0.0
            for t, p in found
            if p.value is not None and is_plain(t.group) and is_of_mean(t)
        }
        for where, value in told.items():
            say(self.row(Group(where), 1.0, -value), -1e-3, 1e-3)
        for true, printed in found:
            if true.group.weighed and printed.value is not None:
                each = [
                    w * self.row(Group(part), 1.0, -(true.value or 0.0)) for part, w in true.group.weighed
                ]
                say(np.sum(each, axis=0), -1e-3, 1e-3)
            if true.group.parts and printed.value is not None:
                ((variable, _),) = true.group.where
                parts = [((variable, part),) for part in true.group.parts]
                gone = [part for part in parts if part not in told]
                if len(gone) == 1:
                    left = len(parts) * (true.value or 0.0) - sum(told.get(part, 0.0) for part in parts)
                    say(self.row(Group(gone[0]), 1.0, -left), -1e-3, 1e-3)
        for cell in loose:
            many = people_in(cell)
            if many is not None and not cell.group.parts:
                say(self.row(cell.group, 0.0, 1.0), max(min(many, 10.0), many - 2.0), many + 2.0)
            if cell.value is not None and not cell.group.parts and is_of_mean(cell):
                miss = 0.5 if cell.measure == "percent" else 0.005
                say(self.row(cell.group, 1.0, -cell.value - miss), -np.inf, 0.0)
                say(self.row(cell.group, 1.0, -cell.value + miss), 0.0, np.inf)
        self.rows, self.ends = np.array(rows), np.array(ends)

    def whole(self, variable: str, sums: float) -> Row:
        row = np.zeros(2 * self.many)
        for at, (v, _) in enumerate(self.places):
            row[at + (self.many if sums else 0)] = float(v == variable)
        return row

    def row(self, group: Group, sums: float, count: float) -> Row:
        wanted = dict(group.where)
        variable = next(iter(wanted), self.used[0])
        row = np.zeros(2 * self.many)
        for at, (v, leaf) in enumerate(self.places):
            if v == variable and (variable not in wanted or leaf in wanted[variable]):
                row[at], row[self.many + at] = count, sums
        return row

    def greatest(self, goal: Row, least_people: Row) -> tuple[float, Row]:
        found = milp(
            -goal,
            constraints=[
                LinearConstraint(self.rows, self.ends[:, 0], self.ends[:, 1]),
                LinearConstraint(least_people[None, :], 1.0, np.inf),
            ],
            bounds=Bounds(0, 1e6),
        )
        assert found.status == 0, found.message
        return -float(found.fun), np.asarray(found.x)

    def mean(self, group: Group) -> tuple[float, float]:
        """The least and the greatest mean of at least one person."""
        sums, count = self.row(group, 1.0, 0.0), self.row(group, 0.0, 1.0)
        ends = []
        for sign in (-1.0, 1.0):
            guess = -1e3 if sign > 0 else 1e3
            for _ in range(60):
                left, world = self.greatest(sign * (sums - guess * count), count)
                if left <= 1e-6:
                    break
                guess = float(sums @ world) / float(count @ world)
            ends.append(guess)
        return ends[0], ends[1]

    def count(self, group: Group) -> tuple[float, float]:
        return self.least_and_most(self.row(group, 0.0, 1.0))

    def gave(self, group: Group) -> tuple[float, float]:
        """How many gave the answer that the figure is the percentage of."""
        return self.least_and_most(self.row(group, 0.01, 0.0))

    def did_not(self, group: Group) -> tuple[float, float]:
        """How many gave another."""
        return self.least_and_most(self.row(group, -0.01, 1.0))

    def least_and_most(self, row: Row) -> tuple[float, float]:
        none = np.zeros(2 * self.many)
        ends = []
        for sign in (-1.0, 1.0):
            found = milp(
                -sign * row,
                constraints=LinearConstraint(self.rows, self.ends[:, 0], self.ends[:, 1]),
                bounds=Bounds(none, 1e6),
            )
            assert found.status == 0, found.message
            ends.append(float(row @ found.x))
        return ends[0], ends[1]
