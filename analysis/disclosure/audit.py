"""The attacker: what someone who knows every printed count, exactly, can say of those that are not.

Method: for each target the greatest and least value over all worlds (non-negative unknowns) that fit what is
printed; linear programs over the reals, solved by HiGHS. A world that was met once and still fits is a
witness: it widens every interval it can, and saves a program.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from analysis.disclosure.cells import in_words
from analysis.disclosure.errors import NotSafe, TablesDisagree
from analysis.disclosure.problem import Bools, Floats, System
from analysis.disclosure.rules import TOLERANCE, Interval

WORTH_A_SWEEP = 4
"""Stop settling targets together when a round settles fewer than this."""
FIT = 1e-5
"""By how much a world may miss a printed count and still be one."""


@dataclass(frozen=True)
class World:
    """A solution: the unknowns and the value of the objective."""

    atoms: Floats
    value: float


class Unsolvable(Exception):
    """No world fits: the model is wrong, which is never the same as safe."""


def solve(cost: Floats, rows: sparse.csr_array, lower: Floats, upper: Floats, top: Floats) -> World:
    """The cheapest world with `lower <= rows x <= upper` and `0 <= x <= top`."""
    result = milp(
        cost, constraints=LinearConstraint(rows, lower, upper), bounds=Bounds(np.zeros_like(top), top)
    )
    if result.status != 0 or result.x is None:
        raise Unsolvable(str(result.message))
    return World(np.asarray(result.x, dtype=float), float(result.fun))


class Attacker:
    """Attacks one system; remembers worlds from one question to the next."""

    def __init__(self, system: System, threshold: int) -> None:
        self.system = system
        self.threshold = threshold
        self.count = 0
        self.values = np.zeros((16, len(system.targets)))
        self.misses = np.zeros((16, len(system.claims)), dtype=np.float32)
        self.large: dict[int, Bools] = {}

    def remember(self, atoms: Floats) -> None:
        """Keep a world: what it says of each target, and which claims it does not meet."""
        if self.count == len(self.values):
            self.values = np.concatenate([self.values, np.zeros_like(self.values)])
            self.misses = np.concatenate([self.misses, np.zeros_like(self.misses)])
        self.values[self.count] = self.system.target_rows @ atoms
        self.misses[self.count] = np.abs(self.system.claim_rows @ atoms - self.system.claim_counts) > FIT
        self.count += 1

    def seen(self, printed: Bools) -> tuple[Floats, Floats]:
        """For each target the least and greatest value among remembered worlds that fit what is printed."""
        fits = self.misses[: self.count] @ printed.astype(np.float32) == 0
        values = self.values[: self.count][fits]
        return values.min(axis=0, initial=np.inf), values.max(axis=0, initial=-np.inf)

    def known(self, printed: Bools) -> tuple[sparse.csr_array, Floats, Floats]:
        """Everything known for sure, as rows with a lower and an upper end."""
        system, chosen = self.system, np.flatnonzero(printed)
        rows = sparse.vstack([system.ties, system.ceilings, system.claim_rows[chosen]], format="csr")
        ties, ceilings, counts = system.ties.shape[0], system.ceilings.shape[0], system.claim_counts[chosen]
        lower = np.concatenate([np.zeros(ties), np.full(ceilings, -np.inf), counts])
        return sparse.csr_array(rows), lower, np.concatenate([np.zeros(ties + ceilings), counts])

    def best(self, objective: Floats, printed: Bools) -> World:
        """The world that fits what is printed with the least objective."""
        rows, lower, upper = self.known(printed)
        try:
            world = solve(objective, rows, lower, upper, self.system.top)
        except Unsolvable as problem:
            raise TablesDisagree(f"The counts of {self.system.name} contradict one another.") from problem
        self.remember(world.atoms)
        return world

    def row(self, target: int) -> Floats:
        return np.asarray(self.system.target_rows[[target]].todense(), dtype=float).ravel()

    def interval(self, target: int, printed: Bools) -> Interval:
        """The attacker's exact interval for a target."""
        row = self.row(target)
        return Interval(self.best(row, printed).value, -self.best(-row, printed).value)

    def is_safe(self, target: int, interval: Interval) -> bool:
        if self.system.listed[target]:
            return interval.is_safe(self.threshold)
        return interval.is_safe_unlisted(self.threshold)

    def judge(self, target: int, printed: Bools) -> Interval | None:
        """The interval of a target that is not safe; None if it is safe."""
        interval = self.interval(target, printed)
        if not self.is_safe(target, interval):
            return interval
        if not self.system.listed[target] and not interval.is_safe(self.threshold):
            self.large[target] = printed.copy()
        return None

    def is_surely_large(self, target: int, printed: Bools) -> bool:
        """Whether an unlisted group was found large, or empty, by someone who knew no more than is printed now."""
        known = self.large.get(target)
        return known is not None and bool((printed | ~known).all())

    def unsettled(self, printed: Bools) -> list[int]:
        """Targets of which no remembered worlds prove that they are safe."""
        low, high = self.seen(printed)
        top, bottom = np.floor(high + TOLERANCE), np.ceil(low - TOLERANCE)
        enough = (top >= self.threshold) & (top - bottom >= self.threshold)
        return [int(i) for i in np.flatnonzero(~enough) if not self.is_surely_large(int(i), printed)]

    def sweep(self, printed: Bools) -> list[int]:
        """Settle many targets at once: all low, then as many as possible high; returns what is left."""
        left = self.unsettled(printed)
        while left:
            before = len(left)
            self.best(np.asarray(self.system.target_rows[left].sum(axis=0), dtype=float).ravel(), printed)
            self.lift(left, printed)
            left = self.unsettled(printed)
            if before - len(left) < WORTH_A_SWEEP:
                break
        return left

    def lift(self, left: list[int], printed: Bools) -> None:
        """One world in which the targets left reach the threshold as far as they can together."""
        system, many = self.system, len(left)
        rows, lower, upper = self.known(printed)
        known = sparse.hstack([rows, sparse.csr_array((rows.shape[0], many))], format="csr")
        reach = sparse.hstack([-system.target_rows[left], sparse.eye_array(many)], format="csr")
        goal = np.full(many, float(self.threshold)) + np.maximum(0.0, self.seen(printed)[0][left])
        world = solve(
            np.concatenate([np.zeros(len(system.top)), -np.ones(many)]),
            sparse.csr_array(sparse.vstack([known, reach], format="csr")),
            np.concatenate([lower, np.full(many, -np.inf)]),
            np.concatenate([upper, np.zeros(many)]),
            np.concatenate([system.top, goal]),
        )
        self.remember(world.atoms[: len(system.top)])

    def unsafe(self, printed: Bools, skip: frozenset[int] = frozenset()) -> Iterator[tuple[int, Interval]]:
        """Targets that are not safe, with their intervals; all others are proved safe by worlds or intervals."""
        for target in self.sweep(printed):
            if target not in skip and target in self.unsettled(printed):
                interval = self.judge(target, printed)
                if interval is not None:
                    yield target, interval

    def all_safe(self, printed: Bools) -> bool:
        return next(self.unsafe(printed), None) is None

    def name(self, target: int) -> str:
        entry = self.system.targets[target]
        return in_words(entry.universe, entry.where)


def check_truth(system: System, threshold: int) -> System:
    """Refuse a system that its own counts contradict; grant the attacker what full tables would show empty."""
    attacker = Attacker(system, threshold)
    everything = np.ones(len(system.claims), dtype=bool)
    attacker.best(np.zeros(len(system.top)), everything)
    top = system.top.copy()
    for target, entry in enumerate(system.targets):
        alone = not entry.listed and len(entry.where) == 1
        if alone and attacker.seen(everything)[1][target] < 0.5:
            row = attacker.row(target)
            if -attacker.best(-row, everything).value < 0.5:
                top[row > 0] = 0.0
    return system.with_top(top)


def refuse(attacker: Attacker, target: int) -> NotSafe:
    return NotSafe(
        f"Nothing was released: {attacker.name(target)} could be worked out from what would be printed. "
        "Use wider groups (boroughs to areas, areas to inner and outer London) and try again."
    )
