"""The attacker: what someone who knows every printed count, exactly, can say of those that are not.

Method: for each target the greatest and least value over all worlds (non-negative unknowns) that fit what is
printed; linear programs over the reals, solved by HiGHS. A world that was met once and still fits is a
witness: it widens every interval it can, and saves a program.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

import numpy as np
from scipy import sparse

from analysis.disclosure.cells import in_words
from analysis.disclosure.errors import NotSafe, TablesDisagree, Unsolvable
from analysis.disclosure.problem import Bools, Floats, System
from analysis.disclosure.programs import Program, World, solve
from analysis.disclosure.rules import TOLERANCE, Interval
from analysis.disclosure.worlds import Known, Worlds

WORTH_A_SWEEP = 4
"""Stop settling targets together when a round settles fewer than this."""
Rows = tuple[sparse.csr_array, Floats, Floats]


class Attacker:
    """Attacks one system; remembers worlds from one question to the next."""

    def __init__(self, system: System, threshold: int) -> None:
        self.system = system
        self.threshold = threshold
        self.worlds = Worlds(system)
        self.large: dict[int, Bools] = {}
        self.held = np.zeros(len(system.claims), dtype=bool)

    def with_top(self, top: Floats) -> Attacker:
        """One who remembers nothing, with other upper ends; the model goes with it."""
        other = Attacker(self.system.with_top(top), self.threshold)
        self.program.cap(top)
        other.program, other.held = self.program, self.held
        return other

    @cached_property
    def program(self) -> Program:
        """All worlds, whatever is printed, until `held` says what is."""
        system, many = self.system, len(self.system.claims)
        below = np.full(system.ceilings.shape[0] + many, -np.inf)
        return Program(
            sparse.csr_array(sparse.vstack([system.ties, system.ceilings, system.claim_rows], format="csr")),
            np.concatenate([np.zeros(system.ties.shape[0]), below]),
            np.concatenate([np.zeros(self.first), np.full(many, np.inf)]),
            system.top,
        )

    @property
    def first(self) -> int:
        """The place of the first claim among the rows."""
        return self.system.ties.shape[0] + self.system.ceilings.shape[0]

    def told(self, known: Known) -> Program:
        """The program with the ends of every claim that is known, and with no others."""
        system, wanted = self.system, known.all
        (others,) = np.nonzero(wanted != self.held)
        if len(others):
            here = wanted[others]
            lower = np.where(here, system.claim_counts[others], -np.inf)
            self.program.hold(self.first + others, lower, np.where(here, system.claim_tops[others], np.inf))
            self.held = wanted
        return self.program

    def rows(self, known: Known) -> Rows:
        """Everything known for sure, as rows with a lower and an upper end."""
        system, chosen = self.system, np.flatnonzero(known.all)
        rows = sparse.vstack([system.ties, system.ceilings, system.claim_rows[chosen]], format="csr")
        ties, ceilings = system.ties.shape[0], system.ceilings.shape[0]
        lower = np.concatenate([np.zeros(ties), np.full(ceilings, -np.inf), system.claim_counts[chosen]])
        return (
            sparse.csr_array(rows),
            lower,
            np.concatenate([np.zeros(ties + ceilings), system.claim_tops[chosen]]),
        )

    def best(self, objective: Floats, known: Known) -> World:
        """The world that fits what is printed with the least objective."""
        try:
            world = self.told(known).cheapest(objective)
        except Unsolvable as problem:
            raise TablesDisagree(f"The counts of {self.system.name} contradict one another.") from problem
        self.worlds.add(world.atoms)
        return world

    def row(self, target: int) -> Floats:
        rows, row = self.system.target_rows, np.zeros(len(self.system.top))
        own = slice(rows.indptr[target], rows.indptr[target + 1])
        row[rows.indices[own]] = rows.data[own]
        return row

    def interval(self, target: int, known: Known) -> Interval:
        """The attacker's exact interval for a target."""
        row = self.row(target)
        return Interval(self.best(row, known).value, -self.best(-row, known).value)

    def is_safe(self, target: int, interval: Interval) -> bool:
        if self.system.listed[target]:
            return interval.is_safe(self.threshold)
        return interval.is_safe_unlisted(self.threshold)

    def judge(self, target: int, known: Known) -> Interval | None:
        """The interval of a target that is not safe, else None; the end in doubt is asked for first."""
        row = self.row(target)
        if self.worlds.seen(known)[0][target] < self.threshold:
            hi = -self.best(-row, known).value
            if target not in self.unsettled(known):
                return None
            lo = self.best(row, known).value
        else:
            lo = self.best(row, known).value
            hi = lo + 2 * self.threshold if self.is_large(target, lo) else -self.best(-row, known).value
        interval = Interval(lo, hi)
        if not self.is_safe(target, interval):
            return interval
        unlisted = not self.system.listed[target]
        if unlisted and (self.is_large(target, lo) or not interval.is_safe(self.threshold)):
            self.large[target] = known.all
        return None

    def is_large(self, target: int, lo: float) -> bool:
        """Whether an unlisted group has the threshold and more for sure, which is nothing to hide."""
        return not self.system.listed[target] and lo >= self.threshold - TOLERANCE

    def finds_large(self, target: int, known: Known) -> bool:
        """Whether an unlisted group has the threshold and more for sure; remembered where it has."""
        if self.system.listed[target]:
            return False
        found = self.is_large(target, self.best(self.row(target), known).value)
        if found:
            self.large[target] = known.all
        return found

    def is_surely_large(self, target: int, known: Known) -> bool:
        """Whether an unlisted group was found large, or empty, by one who knew no more than is known now."""
        then = self.large.get(target)
        return then is not None and bool((known.all | ~then).all())

    def unsettled(self, known: Known) -> list[int]:
        """Targets of which no remembered worlds prove that they are safe."""
        low, high = self.worlds.seen(known)
        top, bottom = np.floor(high + TOLERANCE), np.ceil(low - TOLERANCE)
        enough = (top >= self.threshold) & (top - bottom >= self.threshold)
        return [int(i) for i in np.flatnonzero(~enough) if not self.is_surely_large(int(i), known)]

    def sweep(self, known: Known) -> list[int]:
        """Settle many targets at once: all low, then as many as possible high; returns what is left."""
        left = self.unsettled(known)
        while left:
            before = len(left)
            self.best(np.asarray(self.system.target_rows[left].sum(axis=0), dtype=float).ravel(), known)
            self.lift(left, known)
            left = self.unsettled(known)
            if before - len(left) < WORTH_A_SWEEP:
                break
        return left

    def lift(self, left: list[int], known: Known) -> None:
        """One world in which the targets left reach the threshold as far as they can together."""
        system, many = self.system, len(left)
        rows, lower, upper = self.rows(known)
        first = sparse.hstack([rows, sparse.csr_array((rows.shape[0], many))], format="csr")
        reach = sparse.hstack([-system.target_rows[left], sparse.eye_array(many)], format="csr")
        goal = np.full(many, float(self.threshold)) + np.maximum(0.0, self.worlds.seen(known)[0][left])
        world = solve(
            np.concatenate([np.zeros(len(system.top)), -np.ones(many)]),
            sparse.csr_array(sparse.vstack([first, reach], format="csr")),
            np.concatenate([lower, np.full(many, -np.inf)]),
            np.concatenate([upper, np.zeros(many)]),
            np.concatenate([system.top, goal]),
        )
        self.worlds.add(world.atoms[: len(system.top)])

    def unsafe(self, known: Known, skip: frozenset[int] = frozenset()) -> Iterator[tuple[int, Interval]]:
        """Targets that are not safe, with their intervals; worlds or intervals prove all others safe."""
        for target in self.sweep(known):
            if target not in skip and target in self.unsettled(known):
                interval = self.judge(target, known)
                if interval is not None:
                    yield target, interval

    def all_safe(self, known: Known) -> bool:
        return next(self.unsafe(known), None) is None

    def name(self, target: int) -> str:
        entry = self.system.targets[target]
        return in_words(entry.universe, entry.where)


def attacker_of(system: System, threshold: int) -> Attacker:
    """Refuse a system that its own counts contradict; grant the attacker that rows which add up are complete.

    A remainder is what no listed group holds, such as a code that nobody has. Where the exact tables leave
    no room for it a reader takes it for empty, so it must not count as protection.
    """
    attacker = Attacker(system, threshold)
    everything = Known(np.ones(len(system.claims), dtype=bool))
    attacker.best(np.zeros(len(system.top)), everything)
    listed = {(claim.universe, *claim.where) for claim in system.claims if len(claim.where) == 1}
    top = system.top.copy()
    for target, entry in enumerate(system.targets):
        if entry.listed or entry.is_share or len(entry.where) != 1:
            continue
        (variable, codes), row = entry.where[0], attacker.row(target)
        inside = any(name == entry.universe and v == variable and codes <= c for name, (v, c) in listed)
        if not inside and -attacker.best(-row, everything).value < 0.5:
            top[row > 0] = 0.0
    return attacker.with_top(top)


def refuse(attacker: Attacker, target: int) -> NotSafe:
    return NotSafe(
        f"Nothing was released: {attacker.name(target)} could be worked out from what would be printed. "
        "Use wider groups (boroughs to areas, areas to inner and outer London) and try again."
    )
