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

import numpy as np
from scipy import sparse

from analysis.disclosure.cells import Mark, Where, ordered, spell
from analysis.disclosure.figures import Figure
from analysis.disclosure.ground import Ground, ends
from analysis.disclosure.problem import Floats
from analysis.disclosure.programs import Program
from analysis.disclosure.rules import ROOM, Interval, is_small
from analysis.disclosure.targets import within

SLACK = 1e-4
"""Points of 100 by which a world may miss a printed figure and still be one."""
HAIR = 1e-6


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
    withheld: frozenset[Mark] = frozenset()
    """Whose answers are withheld, and with them how many gave one."""


@dataclass(frozen=True)
class Wanted:
    """How open the figure of a hidden group has to be."""

    people: int | None
    """How many it has, where a table counts it."""
    room: float
    """By how much of its scale."""
    threshold: int
    is_sensitive: bool
    """Whether few who gave the answer are to be hidden in a large group as well."""
    is_told_apart: bool = False
    """Whether it is hidden however large it is: it is of one organisation, or nearly all gave one answer."""
    is_of_one: bool = False
    """Whether it is of one organisation, so that how many it has is hidden too."""
    is_of_people: bool = True
    """Whether all people were asked, so that there is one count of both."""

    def is_narrow(self, mean: Interval | None) -> bool:
        return mean is None or mean.hi - mean.lo < self.room - HAIR

    @property
    def is_more_than_size(self) -> bool:
        """Whether something is to be hidden of a large group too."""
        return self.is_sensitive or self.is_told_apart

    @property
    def is_small(self) -> bool:
        return self.people is not None and is_small(self.people, self.threshold)


class Answers:
    """One figure above the counts of its universe: what an attacker can say of a group."""

    shares_too = False
    """Whether hidden shares of a sensitive item are protected here."""

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
        """Groups without this figure: no table lists them, such as a borough that is all that one area has
        beyond others, or none gives it of them, or they are parts of an equal-weight one."""
        groups = (target.where for target in self.system.targets if target.universe == self.system.name)
        return list(ordered({*groups, *self.figure.parts} - self.figure.values.keys()))

    def is_told(self, where: Where, printed: Printed) -> bool:
        """Whether there is nothing to hide of a group."""
        return where in printed.groups

    def is_news(self, where: Where, printed: Printed) -> bool:
        """Whether what is printed says more of a group's figure than readers have anyway."""
        return True

    def was_apart(self, where: Where) -> bool:
        """Whether an earlier release hid a group because one organisation stands for it."""
        return False

    def is_open(self, where: Where, printed: Printed, wanted: Wanted) -> bool:
        """Whether enough is left open of a hidden group; also of one of ten or more, for its own sake."""
        if wanted.people is None and self.is_surely_large(where, printed, wanted.threshold):
            return True
        mean = self.mean(where, printed)
        narrow, let_be = wanted.is_narrow(mean), self.is_let_be(where, mean, printed)
        if wanted.people is None:
            count = self.count(where, printed) if narrow and not let_be else None
            return count is None or count.lo >= wanted.threshold or count.is_nobody
        if narrow and not (self.figure.is_declined and let_be):
            return False
        if not wanted.is_small:
            return True
        count = self.count(where, printed)
        return count is not None and count.is_safe(wanted.threshold)

    def is_surely_large(self, where: Where, printed: Printed, threshold: int) -> bool:
        """Whether a group is known to have the threshold and more, or nobody, whatever its answers are."""
        count = self.ground.count(self.place(where), printed.withheld)
        return count is None or count.lo >= threshold or count.is_nobody

    def is_let_be(self, where: Where, mean: Interval | None, printed: Printed) -> bool:
        """Whether what can be worked out lies in the twentieth of the scale, at an end of it, where a printed
        figure stands that the group is part of."""
        least, most = self.figure.scale
        edge = ROOM * (most - least)
        around = [self.figure.values[group] for group in printed.groups if within(where, group)]
        around += [value for parts, value in self.figure.equals.items() if printed.equal and where in parts]
        ends = (Interval(least, least + edge), Interval(most - edge, most))
        return mean is not None and any(
            end.holds(mean) and any(end.holds(Interval(value, value)) for value in around) for end in ends
        )

    def facts(self, printed: Printed) -> Iterator[Floats]:
        """Rows that are at most nought; a printed figure gives two."""
        for where in sorted(printed.groups, key=spell):
            if self.has(where):
                value = self.figure.values[where]
                yield self.row(where, 1.0, -value - SLACK)
                yield self.row(where, -1.0, value - SLACK)
        for weights, value in self.figure.weighed.items() if printed.weighed else ():
            for sign in (1.0, -1.0):
                end = -sign * value - SLACK
                yield np.sum([w * self.row(part, sign, end) for part, w in weights], axis=0)

    def equals(self, printed: Printed) -> Iterator[Equal]:
        """Equal-weight figures that are printed."""
        values = self.figure.values
        for parts, value in self.figure.equals.items() if printed.equal else ():
            yield Equal(around(value), {p: around(values[p]) if p in printed.groups else None for p in parts})

    def parts(self, equals: Sequence[Equal], world: Program) -> Iterator[Floats]:
        """What equal-weight figures together say of each hidden part: all parts are where they are told to
        be, or where they can be at all."""
        known = {part: told for equal in equals for part, told in equal.parts.items() if told}
        hidden = [p for p in dict.fromkeys(p for e in equals for p in e.parts) if p not in known]
        known |= {part: self.possible(part, world) for part in hidden}
        means = means_of(equals, known)
        for part in (part for part in hidden if self.has(part)):
            at = np.array([float(other == part) for other in known])
            lowest, highest = means.cheapest(at).value, -means.cheapest(-at).value
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
        return ends(self.program(printed), self.row(where, 0.0, 1.0), self.ground.one)

    def program(self, printed: Printed) -> Program:
        """All worlds that fit what is printed; the latest is kept, for one question seldom comes alone."""
        if self.latest is None or self.latest[0] != printed:
            facts = [*self.facts(printed)]
            world = self.world(facts, printed)
            equals = [*self.equals(printed)]
            if equals:
                facts += self.parts(equals, world)
                world = self.world(facts, printed)
            self.latest = printed, world
        return self.latest[1]

    def world(self, facts: Sequence[Floats], printed: Printed) -> Program:
        """All worlds with these facts."""
        rows, lower = self.ground.rows(printed.withheld)
        told = sparse.csr_array(np.array(facts).reshape(len(facts), self.ground.width))
        every = sparse.csr_array(sparse.vstack([rows, told], format="csr"))
        lower, bounds = np.concatenate([lower, np.full(len(facts), -np.inf)]), self.ground.bounds
        return Program(every, lower, np.zeros(len(lower)), bounds.ub, bounds.lb)


def means_of(equals: Sequence[Equal], known: Mapping[Where, Interval]) -> Program:
    """The means of parts, each within what is known of it, that give the equal-weight figures."""
    rows = np.array([[float(part in equal.parts) / len(equal.parts) for part in known] for equal in equals])
    lower, upper = (np.array(ends) for ends in zip(*((e.value.lo, e.value.hi) for e in equals), strict=True))
    bottom, top = (np.array(ends) for ends in zip(*((k.lo, k.hi) for k in known.values()), strict=True))
    return Program(sparse.csr_array(rows), lower - SLACK, upper + SLACK, top + SLACK, bottom - SLACK)


def around(value: float, miss: float = 0.0) -> Interval:
    """What is known of a figure that was printed to within so much."""
    return Interval(value - miss, value + miss)
