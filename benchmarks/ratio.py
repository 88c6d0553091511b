"""How many times as long one piece of work takes as another, measured in turn in one process."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median

ROUNDS = 5


@dataclass(frozen=True, slots=True)
class Ratio:
    """How many times as long ours takes, from the median of the rounds, and both in milliseconds."""

    name: str
    ours: float
    bare: float

    @property
    def times(self) -> float:
        return self.ours / self.bare

    def __str__(self) -> str:
        return f"{self.name:<44} {self.times:6.1f} times   {self.ours:8.2f} ms against {self.bare:7.2f} ms"


def ratio(
    name: str, ours: Callable[[], object], bare: Callable[[], object], each: int = 60, rounds: int = ROUNDS
) -> Ratio:
    """Both in turn, so that whatever else the machine does falls on both."""
    timed = [(milliseconds(ours, each), milliseconds(bare, each)) for _ in range(rounds)]
    return Ratio(name, median(one for one, _ in timed), median(other for _, other in timed))


def milliseconds(work: Callable[[], object], each: int) -> float:
    began = time.perf_counter()
    for _ in range(each):
        work()
    return (time.perf_counter() - began) / each * 1000
