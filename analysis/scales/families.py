"""Families of comparisons: at most twelve that were written down beforehand, and all others.

Pre-registered: Holm (1979) at 0.05, over the whole list, whether or not each could be tested. All others:
Benjamini and Hochberg (1995) at q = 0.10, labelled exploratory; they earn no statement of a difference.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from scipy import stats
from statsmodels.stats.multitest import multipletests

from analysis.scales.comparisons import Comparison, Family, Pair
from survey.errors import Refused

MOST_REGISTERED = 12
HOLM_LEVEL = 0.05
FALSE_DISCOVERY_RATE = 0.10


class NotRegistrable(Refused):
    """A list of comparisons that is too long or names one twice, or comparisons of the same name."""


@dataclass(frozen=True)
class Registered:
    """The comparisons that were written down before anybody saw an answer, by what they are called."""

    names: tuple[str, ...]

    def __post_init__(self) -> None:
        if len(self.names) > MOST_REGISTERED:
            raise NotRegistrable(f"At most {MOST_REGISTERED} comparisons may be registered.")
        no_name_twice(self.names)


def judged(comparisons: Sequence[Comparison], registered: Registered) -> tuple[Comparison, ...]:
    """The same comparisons in the same order, each adjusted within its family.

    A difference is earned when its comparison was registered, Holm's p is at most 0.05, and the interval of
    the pair leaves out nought after widening for the number of registered comparisons and of the pairs in
    each (Bonferroni), with organisations drawn wherever any are known.
    """
    no_name_twice(one.what for one in comparisons)
    first = [one for one in comparisons if one.what in registered.names]
    others = [one for one in comparisons if one.what not in registered.names and not one.is_silent]
    ps = [1.0 if one.p is None else one.p for one in first]
    untested = [1.0] * (len(registered.names) - len(ps))
    of_first = dict(zip((one.what for one in first), adjusted([*ps, *untested], "holm"), strict=False))
    exploratory = adjusted([one.p for one in others if one.p is not None], "fdr_bh")
    of_others = dict(zip((one.what for one in others), exploratory, strict=True))
    found = []
    for one in comparisons:
        if one.what in registered.names:
            found.append(
                settled(one, "pre-registered", of_first[one.what], HOLM_LEVEL, len(registered.names))
            )
        else:
            p = of_others.get(one.what, 1.0)
            found.append(settled(one, "exploratory", p, FALSE_DISCOVERY_RATE, max(len(others), 1)))
    return tuple(found)


def adjusted(ps: Sequence[float], method: Literal["holm", "fdr_bh"]) -> list[float]:
    """The p values of one family, adjusted for one another."""
    return [float(p) for p in multipletests(ps, method=method)[1]] if ps else []


def settled(one: Comparison, family: Family, p: float, level: float, comparisons: int) -> Comparison:
    """A comparison with its adjusted p, its widened intervals, and what it has earned."""
    if one.is_silent:
        return replace(one, family=family)
    passes = p <= level
    may = passes and family == "pre-registered" and one.keeps_colleagues_together
    wide = tuple(widened(pair, comparisons * len(one.pairs), one.units) for pair in one.pairs)
    pairs = tuple(replace(pair, earned=may and leaves_out_nought(pair)) for pair in wide)
    return replace(one, family=family, adjusted=p, passes=passes, pairs=pairs)


def widened(pair: Pair, times: int, units: int) -> Pair:
    """The interval of delta for so many statements at once: its error from the draws, its reach Student's
    with two degrees of freedom fewer than units, since the draws have too few in so thin a tail."""
    reach = float(stats.t.ppf(1 - 0.025 / times, units - 2)) * pair.error
    low, high = max(-1.0, pair.delta - reach), min(1.0, pair.delta + reach)
    return replace(pair, wide_low=low, wide_high=high)


def leaves_out_nought(pair: Pair) -> bool:
    assert pair.wide_low is not None
    assert pair.wide_high is not None
    return not pair.wide_low <= 0 <= pair.wide_high


def no_name_twice(names: Iterable[str]) -> None:
    """Raises NotRegistrable."""
    values, times = np.unique(list(names), return_counts=True)
    twice = [str(name) for name in values[times > 1]]
    if twice:
        raise NotRegistrable(f"Named twice: {', '.join(twice)}.")
