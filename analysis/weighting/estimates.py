"""Figures under weights, each with a linearised error and an indicative 95% interval.

Missing answers are not-a-number and never enter; `domain` says who is counted, while everybody stays in
the error. Intervals show chance among those who might have answered alike; they do not cover who chose to
answer, nor shares of staff that are wrong.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy import stats

from analysis.estimates import Z
from analysis.weighting.cells import Floats
from analysis.weighting.linearised import Slopes, Spread, spread
from analysis.weighting.raking import Bools, effective_size
from analysis.weighting.sample import Sample


@dataclass(frozen=True)
class Weighted:
    """A figure, its standard error and interval, and how much lies behind it."""

    value: float | None
    error: float | None = None
    low: float | None = None
    high: float | None = None
    n: int = 0
    """People who are counted."""
    effective: float = 0.0
    """As many unweighted people would tell as much (Kish)."""
    freedom: int = 0
    """Units less strata, among those counted."""
    lone_strata: int = 0
    method: str = ""


NOTHING = Weighted(None)


def mean(values: Floats, sample: Sample, domain: Bools | None = None, slopes: Slopes = "raked") -> Weighted:
    """Sum of weight times value over sum of weights; Student's t for units less strata."""
    return ratio(values, np.ones(len(values)), sample, domain, slopes)


def ratio(
    top: Floats, bottom: Floats, sample: Sample, domain: Bools | None = None, slopes: Slopes = "raked"
) -> Weighted:
    """Weighted sum of one answer over that of another, among those who gave both; Student's t."""
    counted = answered(domain, top, bottom)
    weights = np.where(counted, sample.weights, 0.0)
    below = float(np.sum(weights * np.where(counted, bottom, 0.0)))
    if not counted.any() or below == 0:
        return NOTHING
    value = float(np.sum(weights * np.where(counted, top, 0.0))) / below
    influence = np.where(counted, top - value * bottom, 0.0) / below
    found = spread(influence, sample, counted, slopes)
    reach = reach_of(found)
    if reach is None:
        return shown(value, None, None, counted, found, sample)
    return shown(value, found.error, (value - reach, value + reach), counted, found, sample)


def percentage(
    hits: Floats, sample: Sample, domain: Bools | None = None, slopes: Slopes = "raked"
) -> Weighted:
    """Weighted share of ones among zeros and ones, in percent.

    Wilson's interval with n divided by the figure's own design effect, and never more than n (Korn and
    Graubard 1998 for the idea); Student's t in place of the normal where units are organisations. Where
    all or none chose it, Kish's effective size stands in; one organisation gives no interval. Without
    weights it is `estimates.percentage`.
    """
    found = mean(hits, sample, domain, slopes)
    if found.value is None:
        return found
    if sample.by_organisation and found.error is None:
        return replace(found, value=100 * found.value)
    share, n = found.value, float(found.n)
    simple = share * (1 - share) / max(n - 1, 1)
    size = found.effective if not found.error or simple <= 0 else min(n, n * simple / found.error**2)
    if sample.by_organisation and found.freedom > 0:
        size *= (Z / float(stats.t.ppf(0.975, found.freedom))) ** 2
    middle = (share + Z * Z / (2 * size)) / (1 + Z * Z / size)
    reach = Z / (1 + Z * Z / size) * np.sqrt(share * (1 - share) / size + Z * Z / (4 * size * size))
    return replace(
        found,
        value=100 * share,
        error=None if found.error is None else 100 * found.error,
        low=100 * max(0.0, float(middle - reach)),
        high=100 * min(1.0, float(middle + reach)),
        method=f"Wilson, {found.method}",
    )


def quantile(
    values: Floats, share: float, sample: Sample, domain: Bools | None = None, slopes: Slopes = "raked"
) -> Weighted:
    """The smallest value that at least `share` of the weight is at or under.

    Interval: that of the share under it, read back as values (Woodruff 1952); the error is the interval's
    length over twice Student's t.
    """
    counted = answered(domain, values)
    if not counted.any():
        return NOTHING
    given, weights = values[counted], sample.weights[counted]
    value = read_back(given, weights, share)
    under = np.where(counted, (values <= value) - np.sum(weights[given <= value]) / weights.sum(), 0.0)
    found = spread(under / weights.sum(), sample, counted, slopes)
    reach = reach_of(found)
    if reach is None:
        return shown(value, None, None, counted, found, sample)
    low, high = (read_back(given, weights, share + way * reach) for way in (-1, 1))
    return shown(value, (high - low) / (2 * student(found.freedom)), (low, high), counted, found, sample)


def read_back(values: Floats, weights: Floats, share: float) -> float:
    """The smallest value with at least the share of weight at or under it; the extremes outside 0 to 1."""
    order = np.argsort(values, kind="stable")
    weight = np.cumsum(weights[order])
    at = int(np.searchsorted(weight, (share - 1e-12) * weight[-1]))
    return float(values[order][min(at, len(order) - 1)])


def shown(
    value: float,
    error: float | None,
    ends: tuple[float, float] | None,
    counted: Bools,
    found: Spread,
    sample: Sample,
) -> Weighted:
    """A figure with what lies behind it."""
    low, high = ends or (None, None)
    n, effective = int(np.count_nonzero(counted)), effective_size(sample.weights[counted])
    method = f"linearised by {'organisation' if sample.by_organisation else 'person'}"
    return Weighted(value, error, low, high, n, effective, found.freedom, found.lone, method)


def answered(domain: Bools | None, *columns: Floats) -> Bools:
    """Who is in the domain and has a value in every column."""
    found = np.ones(len(columns[0]), dtype=bool) if domain is None else domain.copy()
    for column in columns:
        found &= ~np.isnan(column)
    return found


def student(freedom: int) -> float:
    return float(stats.t.ppf(0.975, freedom))


def reach_of(found: Spread) -> float | None:
    """Half the length of a 95% interval; None where one unit cannot show any spread."""
    return student(found.freedom) * found.error if found.freedom > 0 else None
