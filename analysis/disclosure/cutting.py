"""The cheapest partners by cutting planes, with a proved lower bound of what protection must cost.

Method: Fischetti and Salazar (2000). A master program chooses partners at least cost. Where an attacker still
finds something, the dual of the attacker's program says how much each printed count would have to give:
hiding it frees at most its dual times the room it gets, and together these must make up what is lacking. That
is one more row of the master. It stops after a number of rounds, never by the clock, so that the same
tables give the same pattern; what is not safe by then is left to repair.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from analysis.disclosure.audit import Attacker
from analysis.disclosure.cells import Mark
from analysis.disclosure.pattern import Pattern, by_name
from analysis.disclosure.problem import Floats
from analysis.disclosure.rules import TOLERANCE
from analysis.disclosure.worlds import Known

MOST_ROUNDS = 40
MOST_CUTS = 120
"""Targets that are cut in a round."""
MOST_NODES = 500
"""Branches of one master program; its bound holds wherever it stops."""
HAIR = 1e-9


@dataclass(frozen=True)
class Cheapest:
    """What the master program came to."""

    partners: frozenset[Mark]
    bound: float
    """No pattern that protects every small count costs less."""
    proved: bool
    """Whether these partners protect everything at the cost of the bound."""


@dataclass(frozen=True)
class Cut:
    """Weights of partners that must add up to `need`."""

    weights: dict[Mark, float]
    need: float


@dataclass(frozen=True)
class End:
    """One end of an attacker's interval, and how far each printed claim, if hidden, could move it."""

    value: float
    rooms: Floats


class Cutting:
    """Looks for the cheapest partners of what a pattern hides; leaves the last that were tried in it."""

    def __init__(self, pattern: Pattern) -> None:
        self.pattern = pattern
        self.threshold = pattern.problem.threshold
        self.forced = frozenset(pattern.reasons) - pattern.partners()
        self.candidates = sorted(
            (
                mark
                for mark in pattern.costs
                if mark not in self.forced
                and mark not in pattern.shown
                and any(not pattern.public[at][i] for at, i in pattern.places.get(mark, ()))
            ),
            key=by_name,
        )
        self.prices = np.array([pattern.costs[mark] for mark in self.candidates])
        self.spot = {mark: at for at, mark in enumerate(self.candidates)}
        self.rows: list[tuple[list[int], list[float], float]] = []
        self.must: dict[tuple[int, int], bool] = {}

    def run(self) -> Cheapest | None:
        """Rounds of master and attack until nothing is found; None where no partners protect everything.

        Groups that no table lists, and that may be large, need protection only sometimes: what they ask for
        would make the bound a guess, so it is fixed before they join.
        """
        bound, is_sure, clean = 0.0, True, False
        chosen: frozenset[Mark] = frozenset()
        for _ in range(MOST_ROUNDS):
            self.pattern.take_partners(chosen)
            cuts = list(self.cuts(sure=True)) if is_sure else []
            if not cuts:
                is_sure = False
                cuts = list(self.cuts(sure=False))
            if not cuts:
                clean = True
                break
            if not self.candidates:
                return None
            self.rows += [self.in_order(cut) for cut in cuts]
            found = self.master()
            if found is None:
                return None
            chosen, least = found
            if is_sure:
                bound = max(bound, least)
        return Cheapest(chosen, bound, clean and self.pattern.cost(chosen) <= bound * (1 + 1e-6) + TOLERANCE)

    def in_order(self, cut: Cut) -> tuple[list[int], list[float], float]:
        pairs = sorted((self.spot[mark], min(weight, cut.need)) for mark, weight in cut.weights.items())
        return [at for at, _ in pairs], [weight for _, weight in pairs], cut.need

    def master(self) -> tuple[frozenset[Mark], float] | None:
        """The cheapest partners that all cuts so far allow, and what partners must cost at least."""
        columns = np.concatenate([np.array(at, dtype=np.intp) for at, _, _ in self.rows])
        weights = np.concatenate([np.array(weight, dtype=float) for _, weight, _ in self.rows])
        ends = np.cumsum([0, *(len(at) for at, _, _ in self.rows)])
        matrix = sparse.csr_array((weights, columns, ends), shape=(len(self.rows), len(self.candidates)))
        need = np.array([need for _, _, need in self.rows])
        result = milp(
            self.prices,
            constraints=LinearConstraint(matrix, need - TOLERANCE, np.inf),
            integrality=np.ones(len(self.candidates), dtype=np.intp),
            bounds=Bounds(0, 1),
            options={"node_limit": MOST_NODES},
        )
        if result.x is None:
            return None
        chosen = frozenset(self.candidates[at] for at in np.flatnonzero(result.x > 0.5))
        return chosen, float(result.mip_dual_bound or 0.0)

    def cuts(self, sure: bool) -> Iterator[Cut]:
        """A cut or two for each target that is not safe; `sure` leaves out those that may not need it."""
        tried = 0
        for at, attacker in enumerate(self.pattern.attackers):
            known = self.pattern.known(at)
            for target in attacker.sweep(known):
                if tried == MOST_CUTS:
                    return
                if target not in attacker.unsettled(known) or attacker.finds_large(target, known):
                    continue
                if sure and not self.is_must(at, target):
                    continue
                found = list(self.cuts_of(at, target, known))
                tried += bool(found)
                yield from found

    def is_must(self, at: int, target: int) -> bool:
        """Whether a target is surely small: listed as such, or found so by one who knows every count."""
        attacker = self.pattern.attackers[at]
        if attacker.system.listed[target]:
            return True
        if (at, target) not in self.must:
            everything = Known(np.ones(len(attacker.system.claims), dtype=bool))
            interval = attacker.interval(target, everything)
            self.must[at, target] = interval.lo > TOLERANCE and interval.hi < self.threshold - TOLERANCE
        return self.must[at, target]

    def cuts_of(self, at: int, target: int, known: Known) -> Iterator[Cut]:
        """What must give for the upper end to reach the threshold, and for the interval to be as wide."""
        attacker = self.pattern.attackers[at]
        high, low = self.end(attacker, target, known, 1.0), self.end(attacker, target, known, -1.0)
        if not attacker.system.listed[target] and high.value <= TOLERANCE:
            return
        for value, rooms in (
            (high.value, high.rooms),
            (high.value + low.value, high.rooms + low.rooms),
        ):
            need = self.threshold - value
            if need > TOLERANCE:
                weights: defaultdict[Mark, float] = defaultdict(float)
                for i in np.flatnonzero((rooms > HAIR) & ~self.pattern.public[at]):
                    for sheet in self.pattern.ledger.sheets(attacker.system.claims[i].universe):
                        mark = (sheet, attacker.system.claims[i].where)
                        if mark in self.spot:
                            weights[mark] += float(rooms[i])
                yield Cut(dict(weights), need)

    def end(self, attacker: Attacker, target: int, known: Known, sign: float) -> End:
        """The greatest value of a target, or of its negative, with the duals of all that is known."""
        system, chosen = attacker.system, np.flatnonzero(known.all)
        world = attacker.told(known).priced(-sign * attacker.row(target))
        own = world.prices[attacker.first :][chosen]
        tops_of = np.minimum(system.claim_tops, most := self.most(attacker))
        room = np.where(own > 0, own * system.claim_counts[chosen], -own * (most - tops_of)[chosen])
        rooms = np.zeros(len(system.claims))
        rooms[chosen] = np.where(np.abs(own) > HAIR, np.maximum(room, 0.0), 0.0)
        return End(-world.value, rooms)

    def most(self, attacker: Attacker) -> Floats:
        """What each claim could be at most if it were hidden."""
        system = attacker.system
        everyone = [
            claim.count
            for claim in system.claims
            if self.pattern.problem.is_known(claim.universe, claim.where)
        ]
        return np.asarray(
            np.minimum(system.claim_rows @ system.top, min(everyone, default=np.inf)), dtype=float
        )
