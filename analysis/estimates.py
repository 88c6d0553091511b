"""Estimates: plain functions of arrays, each giving a value, an indicative interval and its base.

Missing answers are not-a-number and never enter. Scores and percentages run from 0 to 100. Intervals show
the chance variation there would be if these people were a random sample; they do not cover who chose to
answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from analysis.resampling import SEED, Units, limits, means_drawn, units_of

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Integers = NDArray[np.int64]
Method = Literal["", "bootstrap by organisation", "bootstrap by person", "bootstrap by sector", "t", "Wilson"]
FEWEST_FOR_BOOTSTRAP = 30
Z = float(stats.norm.ppf(0.975))


@dataclass(frozen=True)
class Estimate:
    """A figure with its indicative 95% interval and the number of people behind it."""

    value: float | None
    low: float | None = None
    high: float | None = None
    n: int = 0
    method: Method = ""


def mean(values: Floats, organisations: Integers | None = None) -> Estimate:
    """Mean of those who answered.

    Interval: percentile bootstrap, 5,000 draws with a fixed seed, of organisations where at least 20 are
    known, else of people (Efron and Tibshirani 1993, chapters 6 and 13); Student's t under 30 people.
    """
    answered = values[~np.isnan(values)]
    n = len(answered)
    if n == 0:
        return Estimate(None)
    value = float(answered.mean())
    if n < FEWEST_FOR_BOOTSTRAP:
        return t_interval(answered, value)
    units = units_of(values[:, None], organisations)
    low, high = limits(means_drawn(units))
    method: Method = "bootstrap by organisation" if units.by_organisation else "bootstrap by person"
    return Estimate(value, float(low[0]), float(high[0]), n, method)


def t_interval(answered: Floats, value: float) -> Estimate:
    """Mean +- t(n - 1) s / sqrt(n); assumes roughly normal values; none for one person."""
    n = len(answered)
    if n == 1:
        return Estimate(value, n=1)
    reach = float(stats.t.ppf(0.975, n - 1) * answered.std(ddof=1) / np.sqrt(n))
    return Estimate(value, value - reach, value + reach, n, "t")


def percentage(hits: int, n: int) -> Estimate:
    """Share of n in percent, with the Wilson score interval (Wilson 1927), which ignores organisations."""
    if n == 0:
        return Estimate(None)
    share = hits / n
    middle = (share + Z * Z / (2 * n)) / (1 + Z * Z / n)
    reach = Z / (1 + Z * Z / n) * np.sqrt(share * (1 - share) / n + Z * Z / (4 * n * n))
    low, high = max(0.0, middle - reach), min(1.0, middle + reach)
    return Estimate(100 * share, 100 * float(low), 100 * float(high), n, "Wilson")


def percentage_of(hits: Floats) -> Estimate:
    """Percentage of ones among the zeros and ones of those who answered."""
    return percentage(int(np.nansum(hits)), int(np.count_nonzero(~np.isnan(hits))))


def spread(values: Floats) -> float | None:
    """Standard deviation of those who answered, with n - 1; None under two people."""
    answered = values[~np.isnan(values)]
    return float(answered.std(ddof=1)) if len(answered) > 1 else None


def equal_weight(
    values: Floats, strata: Sequence[Bools], organisations: Integers | None = None, scale: float = 1.0
) -> Estimate:
    """Mean of the strata's means, each counting the same whatever its size.

    Interval: percentile bootstrap within each stratum, by organisation in strata with at least 20 known
    ones and by person in the others. No figure where a stratum has no answer. `scale` turns shares of
    one into percentages.
    """
    means, n = stratum_means(values, strata)
    if np.isnan(means).any():
        return Estimate(None, n=n)
    drawn = equal_weight_drawn(values[:, None], strata, organisations)
    low, high = limits(drawn)
    return Estimate(
        scale * float(means.mean()), scale * float(low[0]), scale * float(high[0]), n, "bootstrap by sector"
    )


def equal_weight_percent(
    hits: Floats, strata: Sequence[Bools], organisations: Integers | None = None
) -> Estimate:
    """The same of zeros and ones, in percent.

    Where nobody or everybody is a hit no draw differs from another, and an interval of no width would claim
    to be exact: there it is Wilson's, of all together.
    """
    found = equal_weight(hits, strata, organisations, scale=100.0)
    if found.value not in (0.0, 100.0):
        return found
    together = percentage_of(hits[np.logical_or.reduce(strata)])
    return Estimate(found.value, together.low, together.high, found.n, together.method)


def stratum_means(values: Floats, strata: Sequence[Bools]) -> tuple[Floats, int]:
    """The mean of each stratum, not-a-number where nobody answered, and all who answered."""
    parts = [values[stratum & ~np.isnan(values)] for stratum in strata]
    means = np.array([part.mean() if len(part) else np.nan for part in parts])
    return means, sum(len(part) for part in parts)


def equal_weight_drawn(values: Floats, strata: Sequence[Bools], organisations: Integers | None) -> Floats:
    """Equal-weight means of every column in each draw (draws x columns), columns drawn together."""
    drawn = [
        means_drawn(stratum_units(values, stratum, organisations), seed=SEED + at)
        for at, stratum in enumerate(strata)
    ]
    return np.asarray(np.mean(drawn, axis=0), dtype=np.float64)


def stratum_units(values: Floats, stratum: Bools, organisations: Integers | None) -> Units:
    return units_of(values[stratum], None if organisations is None else organisations[stratum])


def equal_weight_spread(values: Floats, strata: Sequence[Bools]) -> float | None:
    """Standard deviation in a population in which every stratum is as large as the others.

    The root of the mean variance within strata (n - 1) plus the variance between their means.
    """
    parts = [values[stratum & ~np.isnan(values)] for stratum in strata]
    if not parts or any(len(part) < 2 for part in parts):
        return None
    within = np.mean([part.var(ddof=1) for part in parts])
    between = np.var([part.mean() for part in parts])
    return float(np.sqrt(within + between))
