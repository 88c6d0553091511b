"""The bootstrap: samples of the same people drawn again and again, with a fixed seed.

Units are drawn with replacement: organisations where at least 20 are known, else people. A unit is a row
of sums, so a draw is a weighted sum of rows, and equal rows are drawn together (a multinomial over the
distinct rows is the same experiment and much faster).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

DRAWS = 5000
"""So many that chance in the drawing moves a limit by well under a point of 100, whatever the seed."""
SEED = 20250110
FEWEST_ORGANISATIONS = 20
LARGEST_BLOCK = 4_000_000
"""Weights held in memory at once."""


@dataclass(frozen=True)
class Units:
    """What is drawn: one row a unit, the sum of each column over its people, then how many answered."""

    sums: Floats
    counts: Floats
    by_organisation: bool


def units_of(values: Floats, organisations: Integers | None = None) -> Units:
    """People (rows) by variables (columns) as units; those of no known organisation stand alone."""
    answered = ~np.isnan(values)
    kept = answered.any(axis=1)
    values, answered = values[kept], answered[kept]
    sums, counts = np.where(answered, values, 0.0), answered.astype(np.float64)
    if organisations is None:
        return Units(sums, counts, False)
    known = organisations[kept]
    if len(np.unique(known[known >= 0])) < FEWEST_ORGANISATIONS:
        return Units(sums, counts, False)
    alone = known < 0
    labels = known.copy()
    labels[alone] = known.max() + 1 + np.arange(np.count_nonzero(alone))
    _, group = np.unique(labels, return_inverse=True)
    size = int(group.max()) + 1
    total, number = np.zeros((size, sums.shape[1])), np.zeros((size, sums.shape[1]))
    np.add.at(total, group, sums)
    np.add.at(number, group, counts)
    return Units(total, number, True)


def means_drawn(units: Units, draws: int = DRAWS, seed: int = SEED) -> Floats:
    """Means of each column in each draw (draws x columns); not-a-number where a draw has no answer."""
    width = units.sums.shape[1]
    rows, times = np.unique(np.hstack([units.sums, units.counts]), axis=0, return_counts=True)
    if not len(rows):
        return np.full((draws, width), np.nan)
    generator = np.random.default_rng(seed)
    size = int(times.sum())
    found = np.empty((draws, 2 * width))
    block = max(1, LARGEST_BLOCK // len(rows))
    for start in range(0, draws, block):
        stop = min(start + block, draws)
        weights = generator.multinomial(size, times / size, size=stop - start)
        with np.errstate(all="ignore"):  # on some processors BLAS warns of lanes that hold no data
            found[start:stop] = weights @ rows
    sums, counts = found[:, :width], found[:, width:]
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(counts > 0, sums / counts, np.nan)


def limits(drawn: Floats) -> tuple[Floats, Floats]:
    """The 95% percentile interval of each column."""
    if not len(drawn) or np.isnan(drawn).all():
        nothing = np.full(drawn.shape[1], np.nan)
        return nothing, nothing
    low, high = np.nanpercentile(drawn, [2.5, 97.5], axis=0)
    return low, high
