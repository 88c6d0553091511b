"""How much of the variance lies between organisations: the intraclass correlation of one-way data.

A random intercept for each organisation: answer = mean + organisation + person. ICC = between variance /
(between + within variance). Estimated by restricted maximum likelihood over the ratio g of the two
(Patterson and Thompson 1971; Searle, Casella and McCulloch 1992, chapter 6), which for one-way data needs
only the size and mean of each organisation and the variation within; its interval is the profile
likelihood's. Beside it the estimator by analysis of variance (Searle 1971; Donner 1986), which can be
negative. Both give the same for organisations of equal size unless that is negative.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, stats

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
FEWEST_ORGANISATIONS = 10
FEWEST_ANSWERS = 5
"""In each of them."""
TINY, HUGE = 1e-9, 1e6
"""Ratios between which the likelihood is looked at."""
REACH = float(stats.chi2.ppf(0.95, 1))
Problem = Literal["", "too few organisations", "no variation", "no variation within organisations"]


@dataclass(frozen=True)
class Intraclass:
    """Share of the variance that lies between organisations."""

    value: float | None
    """By restricted maximum likelihood; 0 where colleagues answer no more alike than others."""
    low: float | None = None
    high: float | None = None
    by_anova: float | None = None
    """By analysis of variance, for comparison; below 0 where colleagues differ more than others do."""
    organisations: int = 0
    n: int = 0
    problem: Problem = ""


@dataclass(frozen=True)
class OneWay:
    """What the likelihood needs of one-way data."""

    sizes: Floats
    means: Floats
    within: float
    """Sum of squares within organisations."""

    @property
    def people(self) -> float:
        return float(self.sizes.sum())

    def deviance(self, ratio: float) -> float:
        """-2 restricted log likelihood at a ratio of between to within variance, up to a constant."""
        weight = self.sizes / (1 + self.sizes * ratio)
        middle = (weight * self.means).sum() / weight.sum()
        squares = self.within + (weight * (self.means - middle) ** 2).sum()
        return float(
            (self.people - 1) * np.log(squares) + np.log1p(self.sizes * ratio).sum() + np.log(weight.sum())
        )

    @property
    def mean_squares(self) -> tuple[float, float, float]:
        """Between and within organisations, and the size that an organisation counts as."""
        k, n = len(self.sizes), self.people
        grand = (self.sizes * self.means).sum() / n
        between = float((self.sizes * (self.means - grand) ** 2).sum() / (k - 1))
        return between, self.within / (n - k), float((n - (self.sizes**2).sum() / n) / (k - 1))


def intraclass(values: Floats, organisations: Integers) -> Intraclass:
    """The ICC of answers (people, not-a-number where there is none) by organisation (-1: not known).

    Only organisations with at least 5 answers count, and there must be at least 10 of them. Differences
    between sectors are part of it: give one sector's people for the share within that sector.
    """
    kept = ~np.isnan(values) & (organisations >= 0)
    values, (_, unit) = values[kept], np.unique(organisations[kept], return_inverse=True)
    large = np.bincount(unit)[unit] >= FEWEST_ANSWERS if len(unit) else np.zeros(0, dtype=bool)
    values, (_, unit) = values[large], np.unique(unit[large], return_inverse=True)
    k, n = int(unit.max(initial=-1)) + 1, len(values)
    if k < FEWEST_ORGANISATIONS:
        return Intraclass(None, organisations=k, n=n, problem="too few organisations")
    data = one_way(values, unit)
    between, within, size = data.mean_squares
    if within < 1e-12:
        problem: Problem = "no variation" if between < 1e-12 else "no variation within organisations"
        return Intraclass(None, organisations=k, n=n, problem=problem)
    variance = (between - within) / size
    low, value, high = profile(data)
    return Intraclass(value, low, high, variance / (variance + within), k, n)


def one_way(values: Floats, unit: Integers) -> OneWay:
    """Sizes, means and variation within units numbered from 0."""
    sizes = np.bincount(unit).astype(np.float64)
    means = np.bincount(unit, weights=values) / sizes
    return OneWay(sizes, means, float(((values - means[unit]) ** 2).sum()))


def profile(data: OneWay) -> tuple[float, float, float]:
    """ICC by restricted maximum likelihood, between the ends of its profile likelihood 95% interval."""
    best = optimize.minimize_scalar(
        lambda log: data.deviance(np.exp(log)),
        bounds=(np.log(TINY), np.log(HUGE)),
        method="bounded",
        options={"xatol": 1e-10},
    )
    ratio = float(np.exp(best.x))
    if data.deviance(0.0) <= data.deviance(ratio):
        ratio = 0.0
    top = data.deviance(ratio) + REACH

    def beyond(log: float) -> float:
        return data.deviance(float(np.exp(log))) - top

    start, end = np.log(max(ratio, TINY)), np.log(HUGE)
    low = 0.0 if data.deviance(0.0) <= top else float(np.exp(optimize.brentq(beyond, np.log(TINY), start)))
    high = float(np.exp(optimize.brentq(beyond, start, end))) if beyond(end) > 0 else HUGE
    return share(low), share(ratio), share(high)


def share(ratio: float) -> float:
    return ratio / (1 + ratio)
