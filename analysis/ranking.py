"""Which order the figures earn: a rank is a range, and only clear differences narrow it.

One figure is clearly above another when their difference is at least 3 points and its interval, widened
for the number of pairs (Bonferroni), leaves out nought. Differences are paired: each draw gives all
figures at once. The widened interval takes its standard error from the draws and its reach from the normal
distribution, since 5,000 draws have too few in so thin a tail.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

Floats = NDArray[np.float64]
CLEAR = 3.0
"""Points, the least difference that is worth a word."""


@dataclass(frozen=True)
class Place:
    """A place in the order: by value alone (ties share the best), and the range that is earned."""

    rank: int
    best: int
    worst: int


def ranked(values: Floats, drawn: Floats, clear: float = CLEAR) -> tuple[Place | None, ...]:
    """Places from the highest down; figures that are not there have none.

    `values` are the figures, `drawn` the same figures in each bootstrap draw (draws x figures).
    """
    there = np.flatnonzero(~np.isnan(values))
    pairs = len(there) * (len(there) - 1) // 2
    above = np.zeros((len(values), len(values)), dtype=bool)
    reach = float(stats.norm.ppf(1 - 0.025 / max(pairs, 1)))
    for i in there:
        gaps, errors = values[i] - values[there], (drawn[:, [i]] - drawn[:, there]).std(axis=0, ddof=1)
        above[i, there] = (gaps >= clear) & (gaps - reach * errors > 0)
    places: list[Place | None] = [None] * len(values)
    for i in there:
        higher = int(np.count_nonzero(np.round(values[there], 9) > np.round(values[i], 9)))
        best, worst = 1 + int(above[:, i].sum()), len(there) - int(above[i].sum())
        places[i] = Place(higher + 1, best, worst)
    return tuple(places)
