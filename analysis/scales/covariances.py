"""Covariances of items in bootstrap draws."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from analysis.resampling import DRAWS, FEWEST_ORGANISATIONS, SEED, Units, means_drawn

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
MOST_UNITS = 5000
"""More units than this are first dealt at random into so many hands that are drawn whole: a sum of
independent units is an independent unit, and the spread of the draws stays the same."""


def covariances_drawn(
    items: Floats, organisations: Integers | None = None, draws: int = DRAWS, seed: int = SEED
) -> tuple[Floats, bool]:
    """The covariance matrix (divisor n) of complete items (people x items) in each draw, and whether
    organisations were drawn: where at least 20 are known, people of none standing alone."""
    size = items.shape[1]
    centred = items - items.mean(axis=0)
    label, by_organisation = labels(len(items), organisations)
    label = dealt(label, seed)
    count = np.bincount(label).astype(np.float64)
    row, column = np.triu_indices(size)
    sums = [centred[:, at] for at in range(size)]
    sums += [centred[:, i] * centred[:, j] for i, j in zip(row, column, strict=True)]
    totals: Floats = np.column_stack([np.bincount(label, weights=each) for each in sums]).astype(np.float64)
    counts = np.repeat(count[:, None], totals.shape[1], axis=1)
    alone = 0 if by_organisation else len(count)
    means = means_drawn(Units(totals, counts, by_organisation, alone), draws, seed)
    first, second = means[:, :size], np.empty((draws, size, size))
    second[:, row, column] = second[:, column, row] = means[:, size:]
    return second - first[:, :, None] * first[:, None, :], by_organisation


def labels(people: int, organisations: Integers | None) -> tuple[Integers, bool]:
    """The number of the unit that each person belongs to, and whether units are organisations."""
    alone = np.arange(people)
    if organisations is None or len(np.unique(organisations[organisations >= 0])) < FEWEST_ORGANISATIONS:
        return alone, False
    own = np.where(organisations >= 0, organisations, organisations.max() + 1 + alone)
    return np.unique(own, return_inverse=True)[1].astype(np.int64), True


def dealt(label: Integers, seed: int) -> Integers:
    """The labels themselves, or those of equally many units each where there are too many."""
    units = int(label.max()) + 1
    if units <= MOST_UNITS:
        return label
    hands = np.random.default_rng(seed).permutation(units) % MOST_UNITS
    return np.asarray(hands[label], dtype=np.int64)
