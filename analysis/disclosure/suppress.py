"""Which groups to hide: what the rule hides, then the cheapest partners; then take back what is not needed.

Partners come from a least-cost movement: the world closest to the printed one, by cost, in which an unsafe
count rises as far as it must; whatever moves in it is hidden. Taking back goes from the dearest partner down.
Everything runs in sorted order, so the same tables give the same pattern in whatever order they come.
"""

from __future__ import annotations

from collections import defaultdict

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from analysis.disclosure.audit import FIT, Attacker, Known, Unsolvable, check_truth, refuse, solve
from analysis.disclosure.cells import CLASSES, PEOPLE, Mark, Where, spell
from analysis.disclosure.errors import NotSafe
from analysis.disclosure.problem import Bools, Problem, System
from analysis.disclosure.rules import PERCENT_FROM
from analysis.disclosure.targets import Family, within

MOST_EQUATIONS = 3
"""A group that heads more equations than this is not made dearer still."""
MOST_SINGLES = 120
"""How many people who are alone in a cell are tried as attackers."""
ROUNDS = 5


class Suppression:
    """Finds a pattern for all systems of a release together."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.ledger = problem.ledger
        self.threshold = problem.threshold
        self.attackers: list[Attacker] = []
        self.covers: list[NDArray[np.intp]] = []
        self.public: list[Bools] = []
        self.places: defaultdict[Mark, list[tuple[int, int]]] = defaultdict(list)
        self.pattern: dict[Mark, str] = {}
        for system in problem.systems:
            self.add(system)
        self.costs = self.all_costs()
        self.notes: list[str] = []

    def run(self) -> dict[Mark, str]:
        """The whole search; returns each mark with its reason."""
        for mark, reason in {**self.closed(), **self.problem.marks()}.items():
            self.hide(mark, reason)
        for at in range(len(self.attackers)):
            self.protect(at)
        self.take_back()
        self.protect_from_singles()
        for system in self.problem.sharp_systems():
            self.protect(self.add(system))
        return self.pattern

    def add(self, system: System) -> int:
        """Take a system in, under the pattern so far; returns its place."""
        at = len(self.attackers)
        self.attackers.append(Attacker(check_truth(system, self.threshold), self.threshold))
        self.covers.append(np.zeros(len(system.claims), dtype=np.intp))
        known = [self.problem.is_known(claim.universe, claim.where) for claim in system.claims]
        self.public.append(np.array(known, dtype=bool))
        for i, claim in enumerate(system.claims):
            for sheet in self.ledger.sheets(claim.universe):
                mark = (sheet, claim.where)
                self.places[mark].append((at, i))
                self.covers[at][i] += mark in self.pattern
        return at

    def closed(self) -> dict[Mark, str]:
        """What is not printed for other reasons: percentages on small bases, bases of nought."""
        found: dict[Mark, str] = {}
        for universe, where, count in self.ledger.everyone():
            entry = self.ledger.universes[universe]
            if universe in self.ledger.categories:
                base = self.ledger.counts[self.ledger.categories[universe]][where]
                if base < PERCENT_FROM:
                    found[entry.sheet, where] = "small base"
            elif entry.within == PEOPLE and count == 0 and self.ledger.counts[PEOPLE].get(where) != 0:
                found[entry.sheet, where] = "no answers"
        return found

    def all_costs(self) -> dict[Mark, float]:
        """What hiding a group would lose, over all universes of its sheet: (1 + root of the count) for each,
        times 1 + the number of equations it heads, so that margins and bases are dear."""
        costs: defaultdict[Mark, float] = defaultdict(float)
        headed: dict[tuple[Where, ...], dict[Where, int]] = {}
        for universe in sorted(self.ledger.counts):
            counts = self.ledger.counts[universe]
            key = tuple(sorted(counts, key=spell))
            if key not in headed:
                family = Family(key)
                headed[key] = {where: min(MOST_EQUATIONS, family.equations_headed(where)) for where in key}
            for where in key:
                sheet = self.ledger.universes[universe].sheet
                costs[sheet, where] += (1 + counts[where] ** 0.5) * (1 + headed[key][where])
        for where, (low, _) in self.ledger.bands.items():
            costs[CLASSES, where] = 1 + low**0.5
        return dict(costs)

    def hide(self, mark: Mark, reason: str) -> None:
        if mark not in self.pattern:
            self.pattern[mark] = reason
            for at, i in self.places[mark]:
                self.covers[at][i] += 1

    def show(self, mark: Mark) -> str:
        reason = self.pattern.pop(mark)
        for at, i in self.places[mark]:
            self.covers[at][i] -= 1
        return reason

    def known(self, at: int, insider: int | None = None) -> Known:
        """What is known of a system under the present pattern, to everyone or to an insider."""
        return Known(self.public[at] | (self.covers[at] == 0), insider)

    def protect(self, at: int, insider: int | None = None, skip: frozenset[int] = frozenset()) -> None:
        """Make every target of one system safe, also from an insider, who knows one claim that is hidden."""
        attacker = self.attackers[at]
        for target in attacker.sweep(self.known(at, insider)):
            for attempt in range(ROUNDS):
                known = self.known(at, insider)
                if target in skip or target not in attacker.unsettled(known):
                    break
                interval = attacker.judge(target, known)
                if interval is None:
                    break
                if attempt == ROUNDS - 1:
                    raise refuse(attacker, target)
                self.move(at, target, known, max(0.0, interval.lo) + self.threshold)

    def move(self, at: int, target: int, known: Known, goal: float) -> None:
        """Hide what moves in the cheapest world in which the target reaches the goal."""
        attacker = self.attackers[at]
        system, size = attacker.system, len(attacker.system.top)
        free = self.movable(at)
        rows, lower, upper = attacker.equations(known)
        count, start = len(free), system.ties.shape[0] + system.ceilings.shape[0]
        spot = np.searchsorted(np.flatnonzero(known.all), free)
        step = sparse.csr_array(
            (np.ones(count), (start + spot, np.arange(count))), shape=(rows.shape[0], count)
        )
        reach = sparse.hstack([system.target_rows[[target]], sparse.csr_array((1, 2 * count))], format="csr")
        costs = np.array([self.costs[self.mark(at, int(i))] for i in free], dtype=float)
        try:
            world = solve(
                np.concatenate([np.zeros(size), costs, costs]),
                sparse.csr_array(sparse.vstack([sparse.hstack([rows, -step, step]), reach], format="csr")),
                np.append(lower, goal),
                np.append(upper, np.inf),
                np.concatenate([system.top, np.full(2 * count, np.inf)]),
            )
        except Unsolvable:
            raise refuse(attacker, target) from None
        moved = np.abs(world.atoms[size : size + count] - world.atoms[size + count :]) > FIT
        for i in free[moved]:
            self.hide(self.mark(at, int(i)), "partner")
        attacker.remember(world.atoms[:size])

    def mark(self, at: int, claim: int) -> Mark:
        entry = self.attackers[at].system.claims[claim]
        return self.ledger.universes[entry.universe].sheet, entry.where

    def movable(self, at: int) -> NDArray[np.intp]:
        """Printed claims that could be hidden: all but the number who took part and what an insider knows."""
        return np.flatnonzero((self.covers[at] == 0) & ~self.public[at])

    def take_back(self) -> None:
        """Print partners again, the dearest first, as long as everything stays safe."""
        partners = [mark for mark, reason in self.pattern.items() if reason == "partner"]
        for mark in sorted(partners, key=lambda m: (-self.costs[m], m[0], spell(m[1]))):
            reason = self.show(mark)
            touched = sorted({at for at, _ in self.places[mark]})
            if not all(self.attackers[at].all_safe(self.known(at)) for at in touched):
                self.hide(mark, reason)

    def protect_from_singles(self) -> None:
        """Someone alone in a cell knows it: they must not learn another small count from that."""
        tried = total = open_to = 0
        for at, attacker in enumerate(self.attackers):
            system = attacker.system
            if self.ledger.universes[system.name].within is not None:
                continue
            singles = [i for i, claim in enumerate(system.claims) if claim.count == 1]
            total += len(singles)
            for i in singles[: max(0, MOST_SINGLES - tried)]:
                tried += 1
                own = system.claims[i].where
                skip = frozenset(t for t, entry in enumerate(system.targets) if within(entry.where, own))
                try:
                    self.protect(at, insider=i, skip=skip)
                except NotSafe:  # in a very small survey one insider may leave too few others to hide among
                    open_to += 1
        self.notes.append(
            f"People alone in a cell tried as attackers: {tried} of {total}; {open_to} not stopped."
        )
