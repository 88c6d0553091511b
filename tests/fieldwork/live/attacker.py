"""Somebody who reads every view and works out what must be so: intervals for each group at each reading.

He counts who sends, so he knows the exact total; he knows which groups are parts of what, and how the program
counts. That a group grows, and by no more than the total does, ties each reading to the one before.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from survey.fieldwork.counts import EDGES, top


@dataclass(frozen=True)
class Parts:
    """Groups of which each person is in one: of all, or of those in a group."""

    groups: tuple[str, ...]
    within: str = ""
    whole: bool = True
    """Whether nobody can be in none of them."""


@dataclass
class Attacker:
    """Intervals that only ever narrow; `lag` is how far a count may be beyond its band."""

    totals: Sequence[int]
    readings: Sequence[Mapping[str, int]]
    families: Sequence[Parts]
    lag: int
    low: list[dict[str, int]] = field(init=False)
    high: list[dict[str, int]] = field(init=False)

    def __post_init__(self) -> None:
        self.low = [{key: EDGES[level] for key, level in reading.items()} for reading in self.readings]
        self.high = [
            {key: self.highest(level, total) for key, level in reading.items()}
            for reading, total in zip(self.readings, self.totals, strict=True)
        ]
        while self.narrow():
            pass

    def highest(self, level: int, total: int) -> int:
        end = top(level)
        return total if end is None else min(total, end + self.lag)

    def narrow(self) -> bool:
        """One look at everything; whether it taught him something."""
        before = [dict(one) for one in (*self.low, *self.high)]
        for at, total in enumerate(self.totals):
            for parts in self.families:
                self.add_up(at, total, parts)
        for at in (*range(1, len(self.totals)), *reversed(range(1, len(self.totals)))):
            self.compare(at)
        return before != [*self.low, *self.high]

    def add_up(self, at: int, total: int, parts: Parts) -> None:
        low, high = self.low[at], self.high[at]
        least = low[parts.within] if parts.within else total
        most = high[parts.within] if parts.within else total
        all_low, all_high = sum(low[key] for key in parts.groups), sum(high[key] for key in parts.groups)
        for key in parts.groups:
            self.set_high(at, key, most - (all_low - low[key]))
            if parts.whole:
                self.set_low(at, key, least - (all_high - high[key]))
        if parts.within:
            self.set_low(at, parts.within, all_low)

    def compare(self, at: int) -> None:
        """A reading and the one before it."""
        more = self.totals[at] - self.totals[at - 1]
        for key in self.low[at]:
            self.set_low(at, key, self.low[at - 1][key])
            self.set_high(at, key, self.high[at - 1][key] + more)
            self.set_low(at - 1, key, self.low[at][key] - more)
            self.set_high(at - 1, key, self.high[at][key])

    def set_low(self, at: int, key: str, number: int) -> None:
        self.low[at][key] = max(self.low[at][key], number)

    def set_high(self, at: int, key: str, number: int) -> None:
        self.high[at][key] = min(self.high[at][key], number)

    def learned(self, fewer: int, truth: Sequence[Mapping[str, int]]) -> list[tuple[int, str, int, int]]:
        """Counts under 10 of which he is left with fewer than so many values, where they could be more."""
        return [
            (at, key, self.low[at][key], self.high[at][key])
            for at, total in enumerate(self.totals)
            for key in self.low[at]
            if truth[at][key] < EDGES[1]
            and self.low[at][key] <= truth[at][key] <= self.high[at][key]
            and 0 <= self.high[at][key] - self.low[at][key] + 1 < min(fewer, total + 1)
        ]
