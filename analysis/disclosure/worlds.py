"""The worlds that an attacker has met: what each says of every target, as long as it fits what is printed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.disclosure.problem import Bools, Floats, System

MIXED_WITH = 12
"""How many worlds each world is mixed with to suit an insider."""
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


class Worlds:
    """Worlds of one system, in the order in which they were met."""

    def __init__(self, system: System) -> None:
        self.system = system
        self.count = 0
        self.values = np.zeros((16, len(system.targets)))
        self.levels = np.zeros((16, len(system.claims)))
        self.misses = np.zeros((16, -(-len(system.claims) // 8)), dtype=np.uint8)  # one bit a claim
        self.latest: Seen | None = None

    def add(self, atoms: Floats) -> None:
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
