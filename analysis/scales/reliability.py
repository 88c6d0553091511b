"""Whether the items of a score hold together: Cronbach's alpha, McDonald's omega, item-rest correlations.

All from people who answered every item. Alpha = p / (p - 1) (1 - sum of variances / variance of the sum)
(Cronbach 1951). Omega total = (sum of loadings)^2 / ((sum of loadings)^2 + sum of uniquenesses) of a
one-factor model on the covariances (McDonald 1999, p. 89), fitted by maximum likelihood. The scores are
means of items as answered, so neither standardises them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from analysis.estimates import Estimate, Method
from analysis.resampling import limits
from analysis.rounding import half_up
from analysis.scales.covariances import covariances_drawn
from analysis.scales.factor import one_factor

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Problem = Literal[
    "",
    "one item",
    "too few complete answers",
    "two items",
    "an item does not vary",
    "items repeat one another",
    "did not converge",
    "Heywood case",
]
"""Why there is no omega, or neither figure."""
Standing = Literal["as a score", "by its items", "not known"]

RELIABLE = 0.7
FEWEST = 30
"""Complete answers, under which nothing is said."""
NEAR_ENOUGH = 1e-4
"""The slope at which a draw has come to the top: omega is then right to four places."""
ENOUGH_DRAWS = 0.9
"""Of the draws, so many must give a figure for an interval."""


@dataclass(frozen=True)
class Reportable:
    """Whether a score may be reported as a score, and by which figure."""

    standing: Standing
    judged_by: Literal["omega", "alpha", ""]
    value: float | None
    """To two places, as it is printed and as it was judged."""


@dataclass(frozen=True)
class Reliability:
    """How the items of one score hold together."""

    items: int
    n: int
    """People who answered every item; all figures are about them."""
    answered: int
    """People who answered any item."""
    alpha: Estimate
    omega: Estimate
    item_rest: tuple[float | None, ...]
    """Correlation of each item with the sum of the others; None where one of them does not vary."""
    loadings: tuple[float, ...] = ()
    """Standardised; given for a Heywood case too, with which there is no omega."""
    problem: Problem = ""

    @property
    def reportable(self) -> Reportable:
        """By omega where there is one, else by alpha; below 0.7 a score is reported by its items only."""
        by: Literal["omega", "alpha"] = "alpha" if self.omega.value is None else "omega"
        figure = self.alpha.value if self.omega.value is None else self.omega.value
        if figure is None:
            return Reportable("not known", "", None)
        value = half_up(figure, 2)
        return Reportable("as a score" if value >= RELIABLE else "by its items", by, value)


def reliability(items: Floats, organisations: Integers | None = None) -> Reliability:
    """Reliability of a score from its items (people x items, not-a-number where there is no answer).

    Intervals: percentile bootstrap with a fixed seed, of organisations where at least 20 are known, else of
    people. Two items give no omega, for one factor has no unique fit to them; nor does a Heywood case. A
    draw that is a Heywood case counts with its uniqueness at the bound.
    """
    size = items.shape[1]
    answered = ~np.isnan(items)
    whole = answered.all(axis=1)
    n, some = int(whole.sum()), int(answered.any(axis=1).sum())
    nothing = (None,) * size
    if size < 2 or n < FEWEST:
        problem: Problem = "one item" if size < 2 else "too few complete answers"
        return Reliability(size, n, some, Estimate(None, n=n), Estimate(None, n=n), nothing, (), problem)
    covariance = np.cov(items[whole], rowvar=False)
    drawn, by_organisation = covariances_drawn(
        items[whole], None if organisations is None else organisations[whole]
    )
    method: Method = "bootstrap by organisation" if by_organisation else "bootstrap by person"
    alpha = estimated(cronbach(covariance[None])[0], cronbach(drawn), n, method)
    omega, loadings, problem = omega_of(covariance, drawn, n, method)
    return Reliability(size, n, some, alpha, omega, item_rest(covariance), loadings, problem)


def judged(items: Floats) -> Reportable:
    """Whether a score may be reported as one, by its figures alone, without their intervals."""
    whole = ~np.isnan(items).any(axis=1)
    n, some = int(whole.sum()), int((~np.isnan(items)).any(axis=1).sum())
    if items.shape[1] < 2 or n < FEWEST:
        return Reportable("not known", "", None)
    covariance = np.cov(items[whole], rowvar=False)
    omega, loadings, problem = omega_of(covariance, covariance[None], n, "bootstrap by person")
    alpha = estimated(float(cronbach(covariance[None])[0]), np.array([]), n, "bootstrap by person")
    return Reliability(items.shape[1], n, some, alpha, omega, (), loadings, problem).reportable


def cronbach(covariances: Floats) -> Floats:
    """Alpha of each of a stack of covariance matrices; not-a-number where the sum does not vary."""
    size = covariances.shape[1]
    total, own = covariances.sum(axis=(1, 2)), np.einsum("bii->b", covariances)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(total > 1e-12, size / (size - 1) * (1 - own / total), np.nan)


def item_rest(covariance: Floats) -> tuple[float | None, ...]:
    """Pearson correlation of each item with the sum of the others."""
    own, to_sum, total = np.diag(covariance), covariance.sum(axis=1), covariance.sum()
    rest = total - 2 * to_sum + own
    return tuple(
        float((s - o) / np.sqrt(o * r)) if o > 1e-12 and r > 1e-12 else None
        for o, s, r in zip(own, to_sum, rest, strict=True)
    )


def omega_of(
    covariance: Floats, drawn: Floats, n: int, method: Method
) -> tuple[Estimate, tuple[float, ...], Problem]:
    """Omega with its interval, the loadings it rests on, and why there is none."""
    none, deviations = Estimate(None, n=n), np.sqrt(np.diag(covariance))
    if len(covariance) < 3:
        return none, (), "two items"
    if (deviations < 1e-6).any():
        return none, (), "an item does not vary"
    correlation = covariance / np.outer(deviations, deviations)
    if np.linalg.eigvalsh(correlation)[0] < 1e-10:
        return none, (), "items repeat one another"
    fit = one_factor(correlation[None])
    if not fit.converged[0]:
        return none, (), "did not converge"
    loadings = tuple(float(loading) for loading in fit.loadings[0])
    if fit.heywood[0]:
        return none, loadings, "Heywood case"
    value = mcdonald(fit.loadings, fit.uniquenesses, deviations[None])[0]
    return estimated(value, omegas(drawn, fit.uniquenesses[0]), n, method), loadings, ""


def omegas(covariances: Floats, start: Floats) -> Floats:
    """Omega of each of a stack of covariance matrices; not-a-number where the model did not converge."""
    deviations = np.sqrt(np.maximum(np.einsum("bii->bi", covariances), 0))
    with np.errstate(invalid="ignore", divide="ignore"):
        correlations = covariances / (deviations[:, :, None] * deviations[:, None, :])
    fit = one_factor(correlations, start, NEAR_ENOUGH)
    return np.where(fit.converged, mcdonald(fit.loadings, fit.uniquenesses, deviations), np.nan)


def mcdonald(loadings: Floats, uniquenesses: Floats, deviations: Floats) -> Floats:
    """Omega total of standardised solutions (stack x items) for items with these standard deviations."""
    common = (loadings * deviations).sum(axis=1) ** 2
    return np.asarray(common / (common + (uniquenesses * deviations**2).sum(axis=1)))


def estimated(value: float, drawn: Floats, n: int, method: Method) -> Estimate:
    if np.isnan(value):
        return Estimate(None, n=n)
    if not len(drawn) or np.isfinite(drawn).mean() < ENOUGH_DRAWS:
        return Estimate(float(value), n=n)
    low, high = limits(drawn[:, None])
    return Estimate(float(value), float(low[0]), float(high[0]), n, method)
