"""Krippendorff's alpha: agreement of any number of coders, with values missing, on four kinds of scale.

alpha = 1 - D_o / D_e, observed over expected disagreement, both from the matrix of coincidences: each unit
with m values adds each of its ordered pairs of values with weight 1 / (m - 1); units with one value add
nothing. Source: K. Krippendorff, "Computing Krippendorff's alpha-reliability" (2011); A. F. Hayes and
K. Krippendorff, "Answering the call for a standard reliability measure for coding data" (2007).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Metric = Callable[[Floats, Floats], Floats]
"""Values and how often each stands in a pair -> squared distances, values by values."""


def nominal(values: Floats, often: Floats) -> Floats:
    """Two values are the same or not."""
    return np.asarray(values[:, None] != values[None, :], dtype=np.float64)


def ordinal(values: Floats, often: Floats) -> Floats:
    """How many pairable values lie between two, half of those at either end counted."""
    middle = np.cumsum(often) - often / 2
    return np.asarray((middle[:, None] - middle[None, :]) ** 2, dtype=np.float64)


def interval(values: Floats, often: Floats) -> Floats:
    """The square of the difference."""
    return np.asarray((values[:, None] - values[None, :]) ** 2, dtype=np.float64)


def ratio(values: Floats, often: Floats) -> Floats:
    """The square of the difference as a part of the sum; nought where both are nought."""
    sums = values[:, None] + values[None, :]
    parts = np.divide(values[:, None] - values[None, :], sums, out=np.zeros_like(sums), where=sums != 0)
    return np.asarray(parts**2, dtype=np.float64)


@dataclass(frozen=True)
class Coincidences:
    """Pairs of values within units: one matrix (values by values) for each unit with two values or more."""

    values: Floats
    """Distinct values, sorted."""
    units: NDArray[np.float64]
    """Units by values by values."""

    @classmethod
    def of(cls, ratings: Floats) -> Coincidences:
        """From units (rows) by coders (columns); not-a-number where a coder gave none."""
        given = ~np.isnan(ratings)
        paired = ratings[given.sum(axis=1) >= 2]
        values = np.unique(paired[~np.isnan(paired)])
        counts = (paired[:, :, None] == values).sum(axis=1).astype(np.float64)
        pairs = counts[:, :, None] * counts[:, None, :]
        diagonal = np.arange(len(values))
        pairs[:, diagonal, diagonal] -= counts
        many = counts.sum(axis=1)
        return cls(values, pairs / np.maximum(many - 1, 1)[:, None, None])

    def disagreement(self, metric: Metric, drawn: Floats | None = None) -> tuple[float, float]:
        """Observed and expected disagreement, of all units or as often as each is drawn."""
        weights = np.ones(len(self.units)) if drawn is None else drawn
        matrix = np.tensordot(weights, self.units, axes=1)
        often = matrix.sum(axis=1)
        total = float(often.sum())
        if total <= 1:
            return 0.0, 0.0
        distances = metric(self.values, often)
        expected = np.outer(often, often) - np.diag(often)
        return float((matrix * distances).sum() / total), float(
            (expected * distances).sum() / (total * (total - 1))
        )

    @property
    def same(self) -> float | None:
        """The share of pairs of values within a unit that are the same; None without any."""
        matrix = self.units.sum(axis=0)
        return float(np.trace(matrix) / matrix.sum()) if matrix.sum() else None


def alpha(ratings: Floats, metric: Metric = nominal) -> float | None:
    """Units by coders -> alpha; None where no unit has two values, or no two values differ.

    Without variation there is nothing to tell agreement by chance from: alpha is not defined.
    """
    return from_disagreement(*Coincidences.of(ratings).disagreement(metric))


def from_disagreement(observed: float, expected: float) -> float | None:
    return 1 - observed / expected if expected > 0 else None
