"""Means and percentages as linear quantities: what is printed must not give a hidden group's figure away.

Beside the unknown counts every figure has unknown sums: what a group's answers add up to. A printed mean ties
a group's sum to its count, an equal-weight mean ties the means of its parts, and every sum stays inside its
scale. For a hidden group the attacker asks for the least and the greatest mean, and count, over all worlds
that fit; a mean is a linear program once the world is scaled so that the group has one person (Charnes and
Cooper 1962).
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds

from analysis.disclosure.cells import (
    Ledger,
    Where,
    base_universe,
    category_of,
    has_groups_on_rows,
    in_words,
    spell,
)
from analysis.disclosure.errors import TablesDisagree, Unsolvable
from analysis.disclosure.problem import Bools, Floats, System
from analysis.disclosure.programs import Program
from analysis.disclosure.rules import PERCENT_FROM, SCALES, UNWEIGHTED, Interval, is_percentage
from analysis.disclosure.system import Shape
from analysis.tables import Cell, Table

SLACK = 1e-4
"""Points of 100 by which a world may miss a printed figure and still be one."""
ANY = 1e9
"""Stands for no bound."""
Key = tuple[str, str, str]


@dataclass
class Figure:
    """One measure of one item, exact, in every group that some table gives it for."""

    universe: str
    """Those whose figure it is: with an answer, or for don't know and the like all who were shown it."""
    measure: str
    item: str
    """The universe of those with an answer, without which it is not printed."""
    values: dict[Where, float] = field(default_factory=dict)
    printable: set[Where] = field(default_factory=set)
    """Groups whose base is large enough for the measure."""
    equal: float | None = None
    """The figure in which parts count the same, if some table gives it."""
    parts: tuple[Where, ...] = ()
    together: Where = ()
    """The group that the parts make up."""
    weighed: float | None = None
    """The figure under weights, if some table gives it."""
    weights: tuple[tuple[Where, float], ...] = ()
    """What each person of a part weighs in it; an attacker is taken to know that."""

    @property
    def scale(self) -> tuple[float, float]:
        return SCALES.get(self.measure, (0.0, 100.0))


@dataclass(frozen=True)
class Printed:
    """What is printed of a figure: groups, and whether the equal-weight figure is."""

    groups: frozenset[Where]
    equal: bool
    weighed: bool = False


def figures(tables: Sequence[Table], ledger: Ledger) -> tuple[Figure, ...]:
    """Every figure of the release that is linear in people, by item and measure."""
    found: dict[Key, Figure] = {}
    for table in sorted(tables, key=lambda each: each.id):
        on_rows = has_groups_on_rows(table)
        for cell in table.cells:
            if is_linear(cell):
                measure = UNWEIGHTED.get(cell.measure, cell.measure)
                counted = measure == "percent" or cell.of
                category = category_of(table, cell, on_rows) if counted else ""
                key = (cell.group.universe, measure, category)
                of = Figure(base_universe(cell), measure, cell.group.universe)
                enter(found.setdefault(key, of), cell, ledger)
    return tuple(found[key] for key in sorted(found))


def is_linear(cell: Cell) -> bool:
    """Whether it is a mean on a known scale, or a percentage of the people behind it."""
    linear = cell.measure in SCALES or is_percentage(cell.measure)
    return linear and cell.kind == "answer" and cell.value is not None and bool(cell.n)


def enter(figure: Figure, cell: Cell, ledger: Ledger) -> None:
    where, value = ledger.where(cell.group), cell.value or 0.0
    if cell.group.weighed:
        figure.weighed, figure.weights = value, cell.group.weighed
    elif cell.group.parts:
        ((variable, _),) = cell.group.where
        figure.equal, figure.together = value, where
        figure.parts = tuple(((variable, codes),) for codes in cell.group.parts)
    else:
        if not math.isclose(figure.values.setdefault(where, value), value, abs_tol=1e-6):
            raise TablesDisagree(
                f"Two figures {figure.measure} of {in_words(figure.item, where)} differ. Say which answer "
                "each is of, so that both are protected."
            )
        if not is_percentage(cell.measure) or (cell.n or 0) >= PERCENT_FROM:
            figure.printable.add(where)


class Ground:
    """What all figures of one scale in one system have in common: counts, and ends of the scale."""

    def __init__(self, system: System, shape: Shape, scale: tuple[float, float], counts: Bools) -> None:
        self.system, self.shape, self.scale, self.counts = system, shape, scale, counts
        self.size = len(system.top)
        self.start = self.size - shape.size
        self.width = self.size + shape.size + 1
        tops = np.where(system.top == 0.0, 0.0, np.inf)
        top = np.concatenate([tops, np.full(shape.size, np.inf), [1.0]])  # a group has at least one
        least = np.concatenate([np.zeros(self.size), np.full(shape.size, -np.inf), [0.0]])
        self.bounds = Bounds(least, top)

    def row(self, where: Where, sums: float, count: float) -> Floats:
        """A row over counts, sums and the scaling."""
        row = np.zeros(self.width)
        own = self.shape.row(where)
        row[self.start + own] += count
        row[self.size + own] += sums
        return row

    def within_scale(self) -> sparse.csr_array:
        """Every sum lies between the ends of the scale for all its people."""
        least, most = self.scale
        one, nothing = sparse.eye_array(self.shape.size), sparse.csr_array((self.shape.size, self.start))
        end = sparse.csr_array((self.shape.size, 1))
        upper = sparse.hstack([nothing, -most * one, one, end])
        lower = sparse.hstack([nothing, least * one, -one, end])
        return sparse.csr_array(sparse.vstack([upper, lower], format="csr"))

    @cached_property
    def rows(self) -> tuple[sparse.csr_array, Floats]:
        """Everything known but the figure, as rows that end at nought, and where they begin; counts hang on
        the scaling."""
        system, exact = self.system, self.system.claim_counts == self.system.claim_tops
        chosen = np.flatnonzero(self.counts & exact)
        known = sparse.hstack(
            [
                system.claim_rows[chosen],
                sparse.csr_array((len(chosen), self.shape.size)),
                sparse.csr_array(-system.claim_counts[chosen][:, None]),
            ]
        )
        ties = sparse.hstack(
            [sparse.csr_array((self.shape.ties.shape[0], self.size)), padded(self.shape.ties, 1)]
        )
        equal = [padded(system.ties, self.shape.size + 1), ties, known]
        below = [padded(system.ceilings, self.shape.size + 1), self.within_scale()]
        rows = sparse.csr_array(sparse.vstack([*equal, *below], format="csr"))
        equalities = sum(part.shape[0] for part in equal)
        return rows, np.where(np.arange(rows.shape[0]) < equalities, 0.0, -np.inf)


class Answers:
    """One figure above the counts of its universe: what an attacker can say of a group."""

    def __init__(self, ground: Ground, figure: Figure) -> None:
        self.ground, self.figure = ground, figure
        self.system, self.shape, self.row = ground.system, ground.shape, ground.row
        self.latest: tuple[Printed, Program] | None = None

    def facts(self, printed: Printed) -> Iterator[Floats]:
        """Rows that are at most nought; a printed figure gives two."""
        least, most = self.figure.scale
        for where in sorted(printed.groups, key=spell):
            if self.shape.has(where):
                value = self.figure.values[where]
                yield self.row(where, 1.0, -value - SLACK)
                yield self.row(where, -1.0, value - SLACK)
        if printed.equal and self.figure.equal is not None:
            told = [part for part in self.figure.parts if part in printed.groups]
            rest = len(self.figure.parts) * self.figure.equal - sum(self.figure.values[p] for p in told)
            others = len(self.figure.parts) - len(told) - 1
            for part in self.figure.parts:
                if part not in told and self.shape.has(part):
                    yield self.row(part, 1.0, -min(most, rest - others * least) - SLACK)
                    yield self.row(part, -1.0, max(least, rest - others * most) - SLACK)

        if printed.weighed and self.figure.weighed is not None:
            for sign in (1.0, -1.0):
                end = -sign * self.figure.weighed - SLACK
                yield np.sum([w * self.row(part, sign, end) for part, w in self.figure.weights], axis=0)

    def mean(self, where: Where, printed: Printed) -> Interval | None:
        """What the attacker can say of a group's figure; None if no world fits."""
        return self.ends(self.row(where, 1.0, 0.0), self.row(where, 0.0, 1.0), printed)

    def count(self, where: Where, printed: Printed) -> Interval | None:
        """What the attacker can say of how many people the group has."""
        unit = np.zeros(self.ground.width)
        unit[-1] = 1.0
        return self.ends(self.row(where, 0.0, 1.0), unit, printed)

    def ends(self, goal: Floats, unit: Floats, printed: Printed) -> Interval | None:
        """Least and greatest goal over all worlds scaled so that the unit is one."""
        program = self.program(printed)
        try:
            low, high = (program.cheapest_where(sign * goal, unit).value for sign in (1.0, -1.0))
        except Unsolvable:  # nobody can be in the group
            return None
        return Interval(max(low, -ANY), min(-high, ANY))  # unbounded: nothing is known of that end

    def program(self, printed: Printed) -> Program:
        """All worlds that fit what is printed; the latest is kept, for one question seldom comes alone."""
        if self.latest is None or self.latest[0] != printed:
            rows, lower = self.ground.rows
            facts = [*self.facts(printed)]
            told = sparse.csr_array(np.array(facts).reshape(len(facts), self.ground.width))
            every = sparse.csr_array(sparse.vstack([rows, told], format="csr"))
            lower, bounds = np.concatenate([lower, np.full(len(facts), -np.inf)]), self.ground.bounds
            self.latest = printed, Program(every, lower, np.zeros(len(lower)), bounds.ub, bounds.lb)
        return self.latest[1]


def padded(rows: sparse.csr_array, more: int) -> sparse.csr_array:
    return sparse.csr_array(sparse.hstack([rows, sparse.csr_array((rows.shape[0], more))], format="csr"))


def costs(all_figures: Sequence[Figure]) -> Mapping[Where | None, int]:
    """How many figures each group has in the release; None for the equal-weight ones."""
    found: defaultdict[Where | None, int] = defaultdict(int)
    for figure in all_figures:
        found[None] += figure.equal is not None
        for where in figure.values:
            found[where] += 1
    return found
