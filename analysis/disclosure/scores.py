"""Means and percentages as linear quantities: what is printed must not give a hidden group's figure away.

Beside the unknown counts every figure has unknown sums: what a group's answers add up to. A printed mean ties
a group's sum to its count, an equal-weight mean ties the means of its parts, and every sum stays inside its
scale. For a hidden group the attacker asks for the least and the greatest mean, and count, over all worlds
that fit; a mean is a linear program once the world is scaled so that the group has one person (Charnes and
Cooper 1962).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds

from analysis.disclosure.cells import (
    Where,
    spell,
)
from analysis.disclosure.errors import Unsolvable
from analysis.disclosure.figures import Figure
from analysis.disclosure.problem import Bools, Floats, System
from analysis.disclosure.programs import Program
from analysis.disclosure.rules import SCALES, Interval
from analysis.disclosure.system import Shape

SLACK = 1e-4
"""Points of 100 by which a world may miss a printed figure and still be one."""
ANY = 1e9
"""Stands for no bound."""


@dataclass(frozen=True)
class Equal:
    """What is known of a figure in which parts count the same, and of each part; None of a hidden one."""

    value: Interval
    parts: Mapping[Where, Interval | None]


@dataclass(frozen=True)
class Printed:
    """What is printed of a figure: groups, and whether the equal-weight figure is."""

    groups: frozenset[Where]
    equal: bool
    weighed: bool = False


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
        between = self.counts & ~exact
        known = self.told(self.counts & exact, system.claim_counts, 1.0)
        above = self.told(between & np.isfinite(system.claim_tops), system.claim_tops, 1.0)
        under = self.told(between, system.claim_counts, -1.0)
        ties = sparse.hstack(
            [sparse.csr_array((self.shape.ties.shape[0], self.size)), padded(self.shape.ties, 1)]
        )
        equal = [padded(system.ties, self.shape.size + 1), ties, known]
        below = [padded(system.ceilings, self.shape.size + 1), above, under, self.within_scale()]
        rows = sparse.csr_array(sparse.vstack([*equal, *below], format="csr"))
        equalities = sum(part.shape[0] for part in equal)
        return rows, np.where(np.arange(rows.shape[0]) < equalities, 0.0, -np.inf)

    def told(self, which: Bools, ends: Floats, sign: float) -> sparse.csr_array:
        """What some claims say of their counts, less their ends."""
        chosen = np.flatnonzero(which)
        sums = sparse.csr_array((len(chosen), self.shape.size))
        end = sparse.csr_array(-sign * ends[chosen][:, None])
        return sparse.csr_array(sparse.hstack([sign * self.system.claim_rows[chosen], sums, end]))


class Answers:
    """One figure above the counts of its universe: what an attacker can say of a group."""

    partners_too = True
    """Whether a hidden group of ten or more is protected for its own sake as well."""

    def __init__(self, ground: Ground, figure: Figure) -> None:
        self.ground, self.figure = ground, figure
        self.system, self.shape = ground.system, ground.shape
        self.latest: tuple[Printed, Program] | None = None

    def place(self, where: Where) -> Where:
        """What stands in the system for a group of this release."""
        return where

    def has(self, where: Where) -> bool:
        return self.shape.has(self.place(where))

    def row(self, where: Where, sums: float, count: float) -> Floats:
        return self.ground.row(self.place(where), sums, count)

    def unlisted(self) -> list[Where]:
        """Groups that no table lists, such as a borough that is all that one area has beyond others, and
        parts of an equal-weight figure that have no figure of their own."""
        own = [t.where for t in self.system.targets if t.universe == self.system.name and not t.listed]
        parts = [part for part in self.figure.parts if part not in self.figure.values]
        return [*(own if self.figure.measure in SCALES else []), *parts]

    def is_told(self, where: Where, printed: Printed) -> bool:
        """Whether there is nothing to hide of a group."""
        return where in printed.groups

    def is_news(self, where: Where, printed: Printed) -> bool:
        """Whether what is printed says more of a group's figure than readers have anyway."""
        return True

    def facts(self, printed: Printed) -> Iterator[Floats]:
        """Rows that are at most nought; a printed figure gives two."""
        for where in sorted(printed.groups, key=spell):
            if self.has(where):
                value = self.figure.values[where]
                yield self.row(where, 1.0, -value - SLACK)
                yield self.row(where, -1.0, value - SLACK)
        if printed.weighed and self.figure.weighed is not None:
            for sign in (1.0, -1.0):
                end = -sign * self.figure.weighed - SLACK
                yield np.sum([w * self.row(part, sign, end) for part, w in self.figure.weights], axis=0)

    def equals(self, printed: Printed) -> Iterator[Equal]:
        """Equal-weight figures that are printed."""
        if printed.equal and self.figure.equal is not None:
            values = self.figure.values
            told = {p: around(values[p]) if p in printed.groups else None for p in self.figure.parts}
            yield Equal(around(self.figure.equal), told)

    def parts(self, equal: Equal, world: Program) -> Iterator[Floats]:
        """What an equal-weight figure says of each hidden part: the others are where they are told to be, or
        where they can be at all."""
        parts, many = equal.parts, len(equal.parts)
        known = {part: told or self.possible(part, world) for part, told in parts.items()}
        for part in (part for part, told in parts.items() if told is None and self.has(part)):
            others = [known[other] for other in parts if other != part]
            highest = many * equal.value.hi - sum(other.lo for other in others)
            lowest = many * equal.value.lo - sum(other.hi for other in others)
            yield self.row(part, 1.0, -highest - SLACK)
            yield self.row(part, -1.0, lowest - SLACK)

    def possible(self, where: Where, world: Program) -> Interval:
        """Where the figure of a group can be."""
        least, most = self.figure.scale
        found = self.mean_in(world, where) if self.has(where) else None
        return Interval(max(least, found.lo), min(most, found.hi)) if found else Interval(least, most)

    def mean(self, where: Where, printed: Printed) -> Interval | None:
        """What the attacker can say of a group's figure; None if no world fits."""
        return self.mean_in(self.program(printed), where)

    def mean_in(self, world: Program, where: Where) -> Interval | None:
        return ends(world, self.row(where, 1.0, 0.0), self.row(where, 0.0, 1.0))

    def count(self, where: Where, printed: Printed) -> Interval | None:
        """What the attacker can say of how many people the group has."""
        unit = np.zeros(self.ground.width)
        unit[-1] = 1.0
        return ends(self.program(printed), self.row(where, 0.0, 1.0), unit)

    def program(self, printed: Printed) -> Program:
        """All worlds that fit what is printed; the latest is kept, for one question seldom comes alone."""
        if self.latest is None or self.latest[0] != printed:
            facts = [*self.facts(printed)]
            world = self.world(facts)
            for equal in self.equals(printed):
                facts += self.parts(equal, world)
                world = self.world(facts)
            self.latest = printed, world
        return self.latest[1]

    def world(self, facts: Sequence[Floats]) -> Program:
        """All worlds with these facts."""
        rows, lower = self.ground.rows
        told = sparse.csr_array(np.array(facts).reshape(len(facts), self.ground.width))
        every = sparse.csr_array(sparse.vstack([rows, told], format="csr"))
        lower, bounds = np.concatenate([lower, np.full(len(facts), -np.inf)]), self.ground.bounds
        return Program(every, lower, np.zeros(len(lower)), bounds.ub, bounds.lb)


def around(value: float, miss: float = 0.0) -> Interval:
    """What is known of a figure that was printed to within so much."""
    return Interval(value - miss, value + miss)


def ends(world: Program, goal: Floats, unit: Floats) -> Interval | None:
    """Least and greatest goal over all worlds scaled so that the unit is one; None if no world fits."""
    try:
        low, high = (world.cheapest_where(sign * goal, unit).value for sign in (1.0, -1.0))
    except Unsolvable:  # nobody can be in the group
        return None
    return Interval(max(low, -ANY), min(-high, ANY))  # unbounded: nothing is known of that end


def padded(rows: sparse.csr_array, more: int) -> sparse.csr_array:
    return sparse.csr_array(sparse.hstack([rows, sparse.csr_array((rows.shape[0], more))], format="csr"))
