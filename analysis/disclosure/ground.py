"""What figures of one scale stand on: how many people there are, and the ends of the scale."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds

from analysis.disclosure.cells import Mark, Where
from analysis.disclosure.errors import Unsolvable
from analysis.disclosure.problem import Bools, Floats, System
from analysis.disclosure.programs import Program
from analysis.disclosure.rules import Interval
from analysis.disclosure.system import Shape

ANY = 1e9
"""Stands for no bound."""

Known = tuple[sparse.csr_array, Floats]
"""Rows that end at nought, and where each begins."""


class Ground:
    """What all figures of one scale in one system have in common: counts, and ends of the scale."""

    def __init__(
        self,
        system: System,
        shape: Shape,
        scale: tuple[float, float],
        counts: Bools,
        beside: Mapping[Mark, Sequence[int]],
    ) -> None:
        self.system, self.shape, self.scale, self.counts = system, shape, scale, counts
        self.beside = beside
        """Counts that are told by answers alone, by the mark that withholds those."""
        self.known: dict[frozenset[Mark], Known] = {}
        self.worlds: dict[frozenset[Mark], Program] = {}
        self.counted: dict[tuple[Where, frozenset[Mark]], Interval | None] = {}
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
    def one(self) -> Floats:
        """The scaling as a row: worlds as they are."""
        unit = np.zeros(self.width)
        unit[-1] = 1.0
        return unit

    def count(self, where: Where, withheld: frozenset[Mark]) -> Interval | None:
        """What can be said of how many people a group has before any figure is read; None if no world fits.

        A figure can only narrow it, so a group that is large here is large for all figures.
        """
        without = frozenset(withheld & self.beside.keys())
        if without not in self.worlds:
            rows, lower = self.rows(without)
            self.worlds[without] = Program(rows, lower, np.zeros(len(lower)), self.bounds.ub, self.bounds.lb)
        if (where, without) not in self.counted:
            self.counted[where, without] = ends(self.worlds[without], self.row(where, 0.0, 1.0), self.one)
        return self.counted[where, without]

    def rows(self, withheld: frozenset[Mark]) -> Known:
        """Everything known but the figure, as rows that end at nought, and where they begin; counts hang on
        the scaling."""
        without = frozenset(withheld & self.beside.keys())
        if without not in self.known:
            counts = self.counts.copy()
            for mark in without:
                counts[self.beside[mark]] = False
            self.known[without] = self.rows_of(counts)
        return self.known[without]

    def rows_of(self, counts: Bools) -> Known:
        system, exact = self.system, self.system.claim_counts == self.system.claim_tops
        between = counts & ~exact
        known = self.told(counts & exact, system.claim_counts, 1.0)
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


def ends(world: Program, goal: Floats, unit: Floats) -> Interval | None:
    """Least and greatest goal over all worlds scaled so that the unit is one; None if no world fits."""
    try:
        low, high = (world.cheapest_where(sign * goal, unit).value for sign in (1.0, -1.0))
    except Unsolvable:  # nobody can be in the group
        return None
    return Interval(max(low, -ANY), min(-high, ANY))  # unbounded: nothing is known of that end


def padded(rows: sparse.csr_array, more: int) -> sparse.csr_array:
    return sparse.csr_array(sparse.hstack([rows, sparse.csr_array((rows.shape[0], more))], format="csr"))
