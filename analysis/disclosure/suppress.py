"""Which groups to hide: what the rule hides, then partners; then take back what is not needed.

Partners come from the cutting-plane program of `cutting`. Where it stops before it is done they are repaired
by least-cost movements: the world closest to the printed one, by cost, in which an unsafe count rises as far
as it must; whatever moves in it is hidden. Movements alone give a second pattern. From both what is not
needed is taken back, from the dearest partner down, and the cheaper is kept. Everything runs in sorted order
and stops by counting, so the same tables give the same pattern in whatever order they come.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy import sparse

from analysis.disclosure.audit import refuse
from analysis.disclosure.cells import PEOPLE, Mark, spell
from analysis.disclosure.cutting import Cutting
from analysis.disclosure.errors import NotSafe, Unsolvable
from analysis.disclosure.pattern import PARTNER, Pattern
from analysis.disclosure.problem import Problem, System
from analysis.disclosure.programs import solve
from analysis.disclosure.rules import PERCENT_FROM
from analysis.disclosure.targets import within
from analysis.disclosure.worlds import FIT, Known

MOST_SINGLES = 120
"""How many people who are alone in a cell are tried as attackers."""
ROUNDS = 5


@dataclass(frozen=True)
class Yardstick:
    """What partners cost, and what any must cost at least that protect the plain tables."""

    bound: float = 0.0
    plain: float = 0.0
    """The cost of the partners that the plain tables were given."""
    cost: float = 0.0
    """The cost of all, with those that insiders and the sharper systems asked for."""


class Suppression(Pattern):
    """Finds a pattern for all systems of a release together."""

    def __init__(
        self, problem: Problem, pairs: Sequence[System] = (), shown: frozenset[Mark] = frozenset()
    ) -> None:
        super().__init__(problem, pairs, shown)
        self.threshold = problem.threshold
        self.yardstick = Yardstick()
        self.notes: list[str] = []

    def run(self) -> dict[Mark, str]:
        """The whole search; returns each mark with its reason."""
        for mark, reason in {**self.closed(), **self.problem.marks()}.items():
            self.hide(mark, reason)
        self.find_partners()
        self.protect_from_singles()
        for system in self.problem.sharp_systems():
            self.protect(self.add(system))
        self.yardstick = replace(self.yardstick, cost=self.cost(self.partners()))
        return self.reasons

    def find_partners(self) -> None:
        """The cutting-plane program's partners where they are proved the cheapest, else the cheaper of two
        safe patterns: those partners repaired, and movements alone."""
        cheapest = Cutting(self).run()
        if cheapest is not None and cheapest.proved:
            self.protect_all()
            if self.partners() == cheapest.partners:
                self.yardstick = Yardstick(cheapest.bound, self.cost(cheapest.partners))
                return
        found: list[frozenset[Mark]] = []
        failed: list[NotSafe] = []
        for start in ([] if cheapest is None else [cheapest.partners]) + [frozenset()]:
            self.take_partners(start)
            try:
                found.append(self.repaired())
            except NotSafe as problem:
                failed.append(problem)
        if not found:
            raise failed[-1]
        best = min(found, key=self.cost)
        self.take_partners(best)
        self.yardstick = Yardstick(0.0 if cheapest is None else cheapest.bound, self.cost(best))

    def protect_all(self) -> None:
        for at in range(len(self.attackers)):
            self.protect(at)

    def repaired(self) -> frozenset[Mark]:
        """Make everything safe from the present pattern on, take back what is not needed."""
        self.protect_all()
        self.take_back()
        return self.partners()

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
                self.move(at, target, known, max(0, interval.whole()[0]) + self.threshold)

    def move(self, at: int, target: int, known: Known, goal: float) -> None:
        """Hide what moves in the cheapest world in which the target reaches the goal."""
        attacker = self.attackers[at]
        system, size = attacker.system, len(attacker.system.top)
        free = self.movable(at)
        rows, lower, upper = attacker.rows(known)
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
            self.hide(self.mark(at, int(i)), PARTNER)
        attacker.worlds.add(world.atoms[:size])

    def take_back(self) -> None:
        """Print partners again, the dearest first, as long as everything stays safe."""
        partners = [mark for mark, reason in self.reasons.items() if reason == PARTNER]
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
            if system.name not in self.ledger.universes or self.ledger.universes[system.name].within:
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
