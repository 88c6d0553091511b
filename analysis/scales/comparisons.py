"""Whether groups answer differently: size first, then a rank test, then whether the difference is earned.

Two groups: Cliff's delta and the Mann-Whitney test, with the correction for ties and for continuity (Mann
and Whitney 1947). More: epsilon-squared, H / (n - 1) (Kelley 1935; Tomczak and Tomczak 2014), and the
Kruskal-Wallis test (1952), with Cliff's delta for each pair. A rank test treats colleagues as independent;
the intervals of the deltas do not where organisations are drawn.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from analysis.resampling import limits
from analysis.scales.cliff import counts_of, deltas, deltas_drawn, units_of

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Integers = NDArray[np.int64]
Test = Literal["", "Mann-Whitney", "Kruskal-Wallis"]
Drawn = Literal["", "bootstrap by organisation", "bootstrap by person"]
Family = Literal["", "pre-registered", "exploratory"]
FEWEST = 30
"""Answers in a group, under which it is not compared."""


@dataclass(frozen=True)
class Pair:
    """Cliff's delta of two groups, above 0 where the first tends to answer higher."""

    first: str
    second: str
    delta: float
    low: float
    high: float
    """Percentile bootstrap 95% interval."""
    error: float
    """Standard deviation of delta over the draws."""
    wide_low: float | None = None
    wide_high: float | None = None
    """The interval widened for the number of comparisons; its family sets it."""
    earned: bool = False
    """Whether the difference may be stated."""


@dataclass(frozen=True)
class Comparison:
    """One variable compared between groups; silent, without figures, where under two are large enough."""

    what: str
    groups: tuple[str, ...]
    """Compared, in the order given."""
    n: tuple[int, ...]
    """Answers in each of them; exact, so not to be printed as they are."""
    left_out: tuple[str, ...] = ()
    """Groups of fewer than 30 answers."""
    test: Test = ""
    statistic: float | None = None
    """U of the first group, or H corrected for ties."""
    p: float | None = None
    epsilon_squared: float | None = None
    """For more than two groups; without an interval, since draws of it lie above it."""
    pairs: tuple[Pair, ...] = ()
    drawn: Drawn = ""
    units: int = 0
    """Organisations and people that were drawn."""
    organisations: int = 0
    """Known among those compared."""
    family: Family = ""
    adjusted: float | None = None
    """p adjusted within the family."""
    passes: bool = False
    """Whether the adjusted p is at or below the family's level."""

    @property
    def is_silent(self) -> bool:
        return not self.pairs

    @property
    def largest(self) -> Pair | None:
        """The pair that differs most: the only one where there are two groups."""
        return max(self.pairs, key=lambda pair: abs(pair.delta), default=None)

    @property
    def earned(self) -> bool:
        """Whether a difference between any two of the groups may be stated."""
        return any(pair.earned for pair in self.pairs)

    @property
    def keeps_colleagues_together(self) -> bool:
        """Whether the intervals allow for colleagues answering alike, or no organisations are known."""
        return self.drawn == "bootstrap by organisation" or (self.drawn != "" and self.organisations == 0)


def compare(
    what: str, values: Floats, groups: Mapping[str, Bools], organisations: Integers | None = None
) -> Comparison:
    """Compare answers (people, not-a-number where there is none) between groups of people that share nobody.

    `what` names the comparison within its family. Groups of fewer than 30 answers are left out. Raises
    ValueError where two groups share somebody.
    """
    answered = ~np.isnan(values)
    counts = {name: int(np.count_nonzero(members & answered)) for name, members in groups.items()}
    names = tuple(name for name in groups if counts[name] >= FEWEST)
    left_out = tuple(name for name in groups if counts[name] < FEWEST)
    n = tuple(counts[name] for name in names)
    if len(names) < 2:
        return Comparison(what, names, n, left_out)
    units = units_of(values, [groups[name] for name in names], organisations)
    test, statistic, p = rank_test([values[groups[name] & answered] for name in names])
    places = tuple(combinations(range(len(names)), 2))
    found, drawn = counts_of(units), deltas_drawn(units, places)
    low, high = limits(drawn)
    pairs = tuple(
        Pair(
            names[i],
            names[j],
            float(deltas(found[[i]], found[[j]])[0]),
            float(low[at]),
            float(high[at]),
            float(np.nanstd(drawn[:, at], ddof=1)),
        )
        for at, (i, j) in enumerate(places)
    )
    return Comparison(
        what,
        names,
        n,
        left_out,
        test,
        statistic,
        p,
        statistic / (sum(n) - 1) if len(names) > 2 else None,
        pairs,
        "bootstrap by organisation" if units.by_organisation else "bootstrap by person",
        units.number,
        units.organisations,
    )


def rank_test(samples: list[Floats]) -> tuple[Test, float, float]:
    """The test for so many groups, its statistic and p; p is 1 where all answers are the same."""
    same = all(sample.min() == samples[0].min() == sample.max() for sample in samples)
    if len(samples) == 2:
        if same:
            return "Mann-Whitney", len(samples[0]) * len(samples[1]) / 2, 1.0
        first, second = samples
        found = stats.mannwhitneyu(first, second, alternative="two-sided", method="asymptotic")
        return "Mann-Whitney", float(found.statistic), float(found.pvalue)
    if same:
        return "Kruskal-Wallis", 0.0, 1.0
    tested = stats.kruskal(*samples)
    return "Kruskal-Wallis", float(tested.statistic), float(tested.pvalue)
