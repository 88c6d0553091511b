"""How much practice varies: between groups, within them, and between organisations (T4).

No organisation is named or told apart: only how many there were.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
FEWEST = 30
"""Answers in a group, under which the range leaves it out."""


@dataclass(frozen=True)
class Spread:
    """How answers spread within a group."""

    group: str
    n: int
    mean: float | None
    sd: float | None
    """With n - 1; None under two answers."""
    lower_quartile: float | None
    median: float | None
    upper_quartile: float | None
    """By linear interpolation between answers (type 7 of Hyndman and Fan 1996)."""

    @property
    def iqr(self) -> float | None:
        """The distance between the quartiles."""
        if self.lower_quartile is None or self.upper_quartile is None:
            return None
        return self.upper_quartile - self.lower_quartile


@dataclass(frozen=True)
class Range:
    """The distance between the highest and the lowest mean of some groups; no test of anything."""

    value: float | None
    highest: str = ""
    lowest: str = ""
    groups: int = 0
    """Compared, each of at least 30 answers."""
    n: int = 0


def spread(group: str, values: Floats) -> Spread:
    """Mean, standard deviation and quartiles of those who answered."""
    answered = values[~np.isnan(values)]
    n = len(answered)
    if not n:
        return Spread(group, 0, None, None, None, None, None)
    lower, median, upper = (float(at) for at in np.quantile(answered, [0.25, 0.5, 0.75]))
    sd = float(answered.std(ddof=1)) if n > 1 else None
    return Spread(group, n, float(answered.mean()), sd, lower, median, upper)


def spreads(values: Floats, groups: Mapping[str, Bools]) -> tuple[Spread, ...]:
    """The spread within each group, in the order given."""
    return tuple(spread(name, values[members]) for name, members in groups.items())


def between(parts: Sequence[Spread]) -> Range:
    """The range of the means of groups of at least 30 answers; None with fewer than two of them."""
    means = {part.group: part.mean for part in parts if part.n >= FEWEST and part.mean is not None}
    n = sum(part.n for part in parts if part.group in means)
    if len(means) < 2:
        return Range(None, groups=len(means), n=n)
    highest, lowest = max(means, key=lambda g: means[g]), min(means, key=lambda g: means[g])
    return Range(means[highest] - means[lowest], highest, lowest, len(means), n)
