"""Covariances of items in bootstrap draws."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from analysis.resampling import DRAWS, FEWEST_ORGANISATIONS, SEED, Units, known_among, means_drawn

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


def covariances_drawn(
    items: Floats, organisations: Integers | None = None, draws: int = DRAWS, seed: int = SEED
) -> tuple[Floats, bool]:
    """The covariance matrix (divisor n) of complete items (people x items) in each draw, and whether
    organisations were drawn: where at least 20 are known, people of none standing alone."""
    size = items.shape[1]
    centred = items - items.mean(axis=0)
    label, alone, by_organisation = labels(len(items), organisations)
    count = np.bincount(label).astype(np.float64)
    row, column = np.triu_indices(size)
    sums = [centred[:, at] for at in range(size)]
    sums += [centred[:, i] * centred[:, j] for i, j in zip(row, column, strict=True)]
    totals: Floats = np.column_stack([np.bincount(label, weights=each) for each in sums]).astype(np.float64)
    counts = np.repeat(count[:, None], totals.shape[1], axis=1)
    means = means_drawn(Units(totals, counts, by_organisation, alone), draws, seed)
    first, second = means[:, :size], np.empty((draws, size, size))
    second[:, row, column] = second[:, column, row] = means[:, size:]
    return second - first[:, :, None] * first[:, None, :], by_organisation


def labels(people: int, organisations: Integers | None) -> tuple[Integers, int, bool]:
    """The number of the unit that each person belongs to, how many people, the last, are units by themselves,
    and whether others are organisations."""
    if organisations is None or known_among(organisations) < FEWEST_ORGANISATIONS:
        return np.arange(people), people, False
    known = organisations >= 0
    there = np.bincount(organisations[known]) > 0
    alone = int(np.count_nonzero(~known))
    own = np.empty(people, dtype=np.int64)
    own[known] = (np.cumsum(there) - 1)[organisations[known]]
    own[~known] = int(np.count_nonzero(there)) + np.arange(alone)
    return own, alone, True
