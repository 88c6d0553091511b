"""Whether groups answer an item alike once they score alike on the others: differential item functioning.

People are set beside those with the same mean of the other items. Size: the standardised difference of
Dorans and Schmitt (1991; Zwick and Thayer 1996, Journal of Educational and Behavioral Statistics 21), the
mean difference from the others within each stratum, weighted by the group's people there, over the item's
standard deviation. Test: Mantel's chi-squared (1963) for ordered answers, which treats colleagues as
independent. A short rest score matches badly, and groups that differ on everything then seem to differ on
each item: what this alone leaves is worked out and taken off. Classes: negligible up to 0.17 or where the
test is silent, moderate up to 0.25, large above (Zwick, Thayer and Mazzeo 1997).

For a methods annex: a large difference says that the item means something else to the group, or that
practice truly differs on it; figures cannot tell which. Differences on the items of a score add up to about
nought, so one item that stands out makes the others seem to lean the other way.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from analysis.scales.families import FALSE_DISCOVERY_RATE, adjusted
from analysis.scales.reliability import cronbach

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Integers = NDArray[np.int64]
Size = Literal["negligible", "moderate", "large"]
MODERATE, LARGE = 0.17, 0.25
"""Standard deviations of the item, above which a difference is moderate or large."""
FEWEST = 30
"""People with every item in a group and in the others together, under which nothing is said."""
MOST_STRATA = 20
"""Distinct rest scores; more are put together into strata of about equal size."""


@dataclass(frozen=True)
class Functioning:
    """One item in one group against all others together."""

    item: int
    group: str
    n: int
    """People of the group in strata where there are others too."""
    others: int
    matched: float
    """Share of the group that `n` is."""
    raw: float
    """Difference of means, before people are set beside their like, in standard deviations of the item."""
    difference: float
    """Within strata, in standard deviations of the item; above 0 where the group answers higher."""
    error: float
    """Standard error of `difference` under Mantel's hypergeometric model."""
    left_by_matching: float
    """What of `difference` comes of matching on a rest score that is not wholly reliable."""
    chi_squared: float
    p: float
    adjusted: float = 1.0
    """By Benjamini and Hochberg over all items and groups; exploratory."""

    @property
    def corrected(self) -> float:
        """The difference without what matching leaves."""
        return self.difference - self.left_by_matching

    @property
    def size(self) -> Size:
        """By the corrected difference, where the test is not silent."""
        if self.adjusted > FALSE_DISCOVERY_RATE or abs(self.corrected) <= MODERATE:
            return "negligible"
        return "moderate" if abs(self.corrected) <= LARGE else "large"


def functioning(items: Floats, groups: Mapping[str, Bools]) -> tuple[Functioning, ...]:
    """Each item (column) in each group (people, sharing nobody) against the other groups together.

    From people who answered every item. A group of fewer than 30, or with fewer than 30 others, is passed
    over, as is an item that does not vary, and one whose other items do not hold together at all (alpha
    within groups not above 0). Fewer than three items give nothing: one alone is nothing to match on.
    """
    if items.shape[1] < 3 or not groups:
        return ()
    whole = np.logical_or.reduce(list(groups.values())) & ~np.isnan(items).any(axis=1)
    answers, inside = items[whole], {name: members[whole] for name, members in groups.items()}
    compared = {
        name: focal
        for name, focal in inside.items()
        if min(np.count_nonzero(focal), np.count_nonzero(~focal)) >= FEWEST
    }
    shared = within(answers, list(inside.values()))
    found = []
    for at in range(items.shape[1]):
        others = np.delete(np.arange(items.shape[1]), at)
        rest, reliable = answers[:, others].mean(axis=1), cronbach(shared[None][:, others][:, :, others])[0]
        if not reliable > 0:
            continue
        stratum = strata(rest)
        for name, focal in compared.items():
            found.append(against_others(at, name, answers[:, at], rest, reliable, focal, stratum))
    return with_family([one for one in found if one is not None])


def strata(rest: Floats) -> Integers:
    """The stratum of each person by the mean of the other items, from the lowest up."""
    levels, code = np.unique(np.round(rest, 9), return_inverse=True)
    if len(levels) <= MOST_STRATA:
        return np.asarray(code, dtype=np.int64)
    below = np.cumsum(np.bincount(code)) - np.bincount(code) / 2
    return np.asarray((below / len(rest) * MOST_STRATA).astype(np.int64)[code], dtype=np.int64)


def against_others(
    at: int, group: str, item: Floats, rest: Floats, reliable: float, focal: Bools, stratum: Integers
) -> Functioning | None:
    """The item in the group; None where it does not vary, or nobody of the group has a like elsewhere."""
    deviation = float(item.std(ddof=1))
    counts = Strata(stratum)
    inside, outside = counts.of(focal), counts.of(~focal)
    used = (inside > 0) & (outside > 0)
    if not used.any() or deviation < 1e-9:
        return None
    everyone = inside + outside
    centred = item - (counts.sums(item) / np.maximum(everyone, 1))[stratum]
    f, o, t = inside[used], outside[used], everyone[used]
    ahead = counts.sums(np.where(focal, centred, 0.0))[used]
    variance = f * o / (t * np.maximum(t - 1, 1)) * counts.sums(centred**2)[used]
    weight = t / o / f.sum()  # a stratum's difference of means, f strong, is t / (f o) times what is ahead
    total = float(variance.sum())
    chi = float(ahead.sum() ** 2 / total) if total > 0 else 0.0
    return Functioning(
        at,
        group,
        int(f.sum()),
        int(o.sum()),
        float(f.sum() / inside.sum()),
        float(item[focal].mean() - item[~focal].mean()) / deviation,
        float((weight * ahead).sum()) / deviation,
        float(np.sqrt((weight**2 * variance).sum())) / deviation,
        float(left_by_matching(item, rest, reliable, focal) / deviation),
        chi,
        float(stats.chi2.sf(chi, 1)),
    )


def left_by_matching(item: Floats, rest: Floats, reliable: float, focal: Bools) -> float:
    """The difference that stays between people of the same rest score where the item works alike.

    The same rest score stands for a higher true one in the group that is higher: b (1/alpha - 1) times the
    distance between the groups' rest scores, with b the slope of the item on the rest score within groups.
    """
    apart = float(rest[focal].mean() - rest[~focal].mean())
    inner = rest - np.where(focal, rest[focal].mean(), rest[~focal].mean())
    square = float((inner**2).sum())
    slope = float((inner * item).sum()) / square if square > 0 else 0.0
    return slope * (1 / reliable - 1) * apart


def within(answers: Floats, groups: Sequence[Bools]) -> Floats:
    """Covariance of the items within groups that share nobody (divisor n)."""
    centred = answers.copy()
    for members in groups:
        if members.any():
            centred[members] -= centred[members].mean(axis=0)
    return np.asarray(centred.T @ centred / max(len(centred), 1))


@dataclass(frozen=True)
class Strata:
    """Sums over people by stratum."""

    stratum: Integers

    def sums(self, values: Floats) -> Floats:
        return np.bincount(self.stratum, weights=values).astype(np.float64)

    def of(self, mask: Bools) -> Floats:
        """How many people of the mask."""
        return self.sums(mask.astype(np.float64))


def with_family(found: Sequence[Functioning]) -> tuple[Functioning, ...]:
    """The same, adjusted for one another."""
    ps = adjusted([one.p for one in found], "fdr_bh")
    return tuple(replace(one, adjusted=p) for one, p in zip(found, ps, strict=True))
