"""What is hidden at a time, and what an attacker of each system then knows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from analysis.disclosure.audit import Attacker, attacker_of
from analysis.disclosure.cells import CLASSES, Ledger, Mark, Where, spell
from analysis.disclosure.problem import Bools, Problem, System
from analysis.disclosure.targets import Family
from analysis.disclosure.worlds import Known

PARTNER = "partner"
"""The reason of what is hidden only to protect something else."""
MOST_EQUATIONS = 3
"""A group that heads more equations than this is not made dearer still."""


class Pattern:
    """Marks with their reasons, and an attacker for each system that sees the rest."""

    def __init__(
        self, problem: Problem, pairs: Sequence[System] = (), shown: frozenset[Mark] = frozenset()
    ) -> None:
        self.problem = problem
        self.ledger = problem.ledger
        self.shown = shown
        """What readers have already, so that hiding it would protect nobody."""
        self.attackers: list[Attacker] = []
        self.covers: list[NDArray[np.intp]] = []
        self.public: list[Bools] = []
        self.places: defaultdict[Mark, list[tuple[int, int]]] = defaultdict(list)
        self.reasons: dict[Mark, str] = {}
        for system in (*problem.systems, *pairs):
            self.add(system)
        self.costs = costs_of(self.ledger)

    def add(self, system: System) -> int:
        """Take a system in, under what is hidden so far; returns its place."""
        at = len(self.attackers)
        self.covers.append(np.zeros(len(system.claims), dtype=np.intp))
        known = [
            c.printed
            or self.problem.is_known(c.universe, c.where)
            or (self.ledger.universes[c.universe].sheet, c.where) in self.shown
            for c in system.claims
        ]
        self.public.append(np.array(known, dtype=bool))
        self.attackers.append(self.attacker(system, Known(self.public[at])))
        for i, claim in enumerate(system.claims):
            if claim.printed:
                continue
            for sheet in self.ledger.sheets(claim.universe):
                mark = (sheet, claim.where)
                self.places[mark].append((at, i))
                self.covers[at][i] += mark in self.reasons
        return at

    def attacker(self, system: System, given: Known) -> Attacker:
        """One who looks for every target but sums that readers can tell already, which nothing takes back."""
        attacker = attacker_of(system, self.problem.threshold)
        sums = {at for at, target in enumerate(system.targets) if target.is_sum}
        told = {at for at, _ in attacker.unsafe(given)} & sums if sums else sums
        return attacker_of(system.without(told), self.problem.threshold) if told else attacker

    def hide(self, mark: Mark, reason: str) -> None:
        if mark not in self.reasons:
            self.reasons[mark] = reason
            for at, i in self.places[mark]:
                self.covers[at][i] += 1

    def show(self, mark: Mark) -> str:
        reason = self.reasons.pop(mark)
        for at, i in self.places[mark]:
            self.covers[at][i] -= 1
        return reason

    def partners(self) -> frozenset[Mark]:
        return frozenset(mark for mark, reason in self.reasons.items() if reason == PARTNER)

    def take_partners(self, marks: Iterable[Mark]) -> None:
        """Hide these partners and no others."""
        wanted = set(marks)
        for mark in self.partners() - wanted:
            self.show(mark)
        for mark in sorted(wanted, key=by_name):
            self.hide(mark, PARTNER)

    def known(self, at: int, insider: int | None = None) -> Known:
        """What is known of a system under the present pattern, to everyone or to an insider."""
        return Known(self.public[at] | (self.covers[at] == 0), insider)

    def movable(self, at: int) -> NDArray[np.intp]:
        """Printed claims that could be hidden: all but the number who took part."""
        return np.flatnonzero((self.covers[at] == 0) & ~self.public[at])

    def mark(self, at: int, claim: int) -> Mark:
        entry = self.attackers[at].system.claims[claim]
        return self.ledger.universes[entry.universe].sheet, entry.where

    def cost(self, marks: Iterable[Mark]) -> float:
        return sum(self.costs[mark] for mark in sorted(marks, key=by_name))


def by_name(mark: Mark) -> tuple[str, tuple[tuple[str, tuple[str, ...]], ...]]:
    return mark[0], spell(mark[1])


def costs_of(ledger: Ledger) -> Mapping[Mark, float]:
    """What hiding a group would lose, over all universes of its sheet: (1 + root of the count) for each,
    times 1 + the number of equations it heads, so that margins and bases are dear."""
    costs: defaultdict[Mark, float] = defaultdict(float)
    headed: dict[tuple[Where, ...], dict[Where, int]] = {}
    for universe in sorted(ledger.counts):
        counts = ledger.counts[universe]
        key = tuple(sorted(counts, key=spell))
        if key not in headed:
            family = Family(key)
            headed[key] = {where: min(MOST_EQUATIONS, family.equations_headed(where)) for where in key}
        for where in key:
            sheet = ledger.universes[universe].sheet
            costs[sheet, where] += (1 + counts[where] ** 0.5) * (1 + headed[key][where])
    for where, (low, _) in ledger.bands.items():
        costs[CLASSES, where] = 1 + low**0.5
    return dict(costs)
