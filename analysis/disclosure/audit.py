"""The attacker: what someone who knows every printed count, exactly, can say of those that are not.

Method: for each target the greatest and least value over all worlds (non-negative unknowns) that fit what is
printed; linear programs over the reals, solved by HiGHS. A world that was met once and still fits is a
witness: it widens every interval it can, and saves a program.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from analysis.disclosure.cells import in_words
from analysis.disclosure.errors import NotSafe, TablesDisagree
from analysis.disclosure.problem import Bools, Floats, System
from analysis.disclosure.programs import Program, Unsolvable, World, solve
from analysis.disclosure.rules import TOLERANCE, Interval

WORTH_A_SWEEP = 4
"""Stop settling targets together when a round settles fewer than this."""
MIXED_WITH = 12
"""How many worlds each world is mixed with to suit an insider."""
Rows = tuple[sparse.csr_array, Floats, Floats]
FIT = 1e-5
"""By how much a world may miss a printed count and still be one."""


@dataclass(frozen=True)
class Known:
    """What an attacker knows: the claims that are printed, and an insider one more."""

    printed: Bools
    insider: int | None = None

    @property
    def all(self) -> Bools:
        known = self.printed.copy()
        if self.insider is not None:
            known[self.insider] = True
        return known


@dataclass
class Seen:
    """What remembered worlds say of the targets to one who knows `key`; kept for the next question."""

    key: tuple[bytes, int | None]
    low: Floats
    high: Floats
    upto: int = 0
    """How many worlds were looked at."""

    def add(self, values: Floats) -> None:
        self.low = np.minimum(self.low, values.min(axis=0, initial=np.inf))
        self.high = np.maximum(self.high, values.max(axis=0, initial=-np.inf))


class Attacker:
    """Attacks one system; remembers worlds from one question to the next."""

    def __init__(self, system: System, threshold: int) -> None:
        self.system = system
        self.threshold = threshold
        self.count = 0
        self.values = np.zeros((16, len(system.targets)))
        self.levels = np.zeros((16, len(system.claims)))
        self.misses = np.zeros((16, -(-len(system.claims) // 8)), dtype=np.uint8)  # one bit a claim
        self.large: dict[int, Bools] = {}
        self.latest: Seen | None = None
        self.held = np.zeros(len(system.claims), dtype=bool)

    def with_top(self, top: Floats) -> Attacker:
        """One who remembers nothing, with other upper ends; the model goes with it."""
        other = Attacker(self.system.with_top(top), self.threshold)
        self.program.cap(top)
        other.program, other.held = self.program, self.held
        return other

    def remember(self, atoms: Floats) -> None:
        """Keep a world: what it says of each target and claim, and which claims it does not meet."""
        if self.count == len(self.values):
            self.values, self.levels, self.misses = (
                np.concatenate([kept, np.zeros_like(kept)])
                for kept in (self.values, self.levels, self.misses)
            )
        self.values[self.count] = self.system.target_rows @ atoms
        self.levels[self.count] = self.system.claim_rows @ atoms
        level = self.levels[self.count]
        self.misses[self.count] = np.packbits(
            (level < self.system.claim_counts - FIT) | (level > self.system.claim_tops + FIT)
        )
        self.count += 1

    def fitting(self, printed: Bools, start: int = 0) -> NDArray[np.intp]:
        """Remembered worlds that fit what is printed, from a place in the memory on."""
        misses = self.misses[start : self.count] & np.packbits(printed)
        return start + np.flatnonzero(~misses.any(axis=1))

    def seen(self, known: Known) -> tuple[Floats, Floats]:
        """For each target the least and greatest value among remembered worlds that fit."""
        key = (known.all.tobytes(), known.insider)
        if self.latest is None or self.latest.key != key:
            few = len(self.system.targets)
            self.latest = Seen(key, np.full(few, np.inf), np.full(few, -np.inf))
            if known.insider is not None:
                for mixed in self.mixtures(known.printed, known.insider):
                    self.latest.add(mixed)
        self.latest.add(self.values[self.fitting(known.all, self.latest.upto)])
        self.latest.upto = self.count
        return self.latest.low, self.latest.high

    def mixtures(self, printed: Bools, insider: int) -> Iterator[Floats]:
        """Values of worlds mixed from two, so that an insider's own count comes out right.

        Worlds are convex: one with too little in the insider's cell and one with too much make one that fits.
        """
        fitting, own = self.fitting(printed), self.system.claim_counts[insider]
        level, values = self.levels[fitting, insider] - own, self.values[fitting]
        low, high = np.flatnonzero(level < -FIT), np.flatnonzero(level > FIT)
        for one, others in ((low, high), (high, low)):
            for other in others[np.argsort(np.abs(level[others]), kind="stable")][:MIXED_WITH]:
                share = (level[other] / (level[other] - level[one]))[:, None]
                yield share * values[one] + (1 - share) * values[other]

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
        self.remember(world.atoms)
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
        if self.seen(known)[0][target] < self.threshold:
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
        low, high = self.seen(known)
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
        goal = np.full(many, float(self.threshold)) + np.maximum(0.0, self.seen(known)[0][left])
        world = solve(
            np.concatenate([np.zeros(len(system.top)), -np.ones(many)]),
            sparse.csr_array(sparse.vstack([first, reach], format="csr")),
            np.concatenate([lower, np.full(many, -np.inf)]),
            np.concatenate([upper, np.zeros(many)]),
            np.concatenate([system.top, goal]),
        )
        self.remember(world.atoms[: len(system.top)])

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
        if entry.listed or len(entry.where) != 1:
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
