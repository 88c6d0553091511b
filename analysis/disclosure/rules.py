"""The rule in numbers: what is small, what is safe, and from which base a figure is shown."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from analysis.disclosure.errors import ThresholdTooLow

PROMISED = 10
"""Under this many people nothing is shown; promised on the first page, so never lowered."""
PERCENT_FROM = 30
"""Percentages of answers are whole numbers, from this base."""
STEADY_FROM = 50
"""Below this base an answer figure carries the flag small_base."""
SHARED_ANSWER = 90.0
"""A named group under STEADY_FROM of which this percentage gives one answer is as good as asked by name."""
NO_SPREAD = 7.5
"""Points of 100: on steps of 25 a spread this small or smaller is had only where nine in ten or more gave one
answer, since with a part p elsewhere it is at least 25 times the root of p (1 - p)."""
DOMINANT = 0.6
"""The part of a group's people above which one organisation stands for the group."""
FEW_ORGANISATIONS = 3
"""A group with people of fewer organisations than this shows one of them to the other."""
NEARLY_EVERYONE = 0.8
"""An item that a smaller part answered counts as asked of some people only, unless told otherwise."""
NOT_PERCENTAGES = frozenset(
    {
        "mean", "sd", "median", "iqr", "gap", "range", "importance", "current", "rank", "score",
        "icc", "alpha", "omega", "agreement", "item_rest", "delta", "adjusted_p", "difference",
        "weighted", "effective", "design_effect", "minutes", "n",
    }
)  # fmt: skip
"""Measures shown from PROMISED; anything not named here counts as a percentage, the stricter rule."""
ABOUT_ALL_SHOWN = frozenset({"dk", "na", "blank"})
"""Measures whose base is everyone who was shown the item, not those with a substantive answer."""
SCALES = {
    "mean": (0.0, 100.0), "weighted": (0.0, 100.0), "score": (0.0, 100.0),
    "importance": (1.0, 5.0), "current": (1.0, 5.0),
}  # fmt: skip
"""Means whose scale everybody knows; percentages run from 0 to 100."""
UNWEIGHTED = {"weighted": "mean", "weighted_percent": "percent"}
"""Measures under weights, by what they are without: the same people's same answers, so attacked together."""
ROOM = 0.05
"""The part of its scale by which a hidden mean or percentage must stay open: 5 points of 100."""
FIT = 1e-2
"""Points of 100 by which what is found by a program may be off."""
TOLERANCE = 1e-6


@dataclass(frozen=True)
class Interval:
    """What an attacker can say of a count or a figure: at least lo, at most hi."""

    lo: float
    hi: float

    def holds(self, other: Interval) -> bool:
        """Whether the other lies in it, as far as a program can tell."""
        return self.lo - FIT <= other.lo and other.hi <= self.hi + FIT

    def meeting(self, other: Interval) -> Interval:
        """Where both hold."""
        return Interval(max(self.lo, other.lo), min(self.hi, other.hi))

    def whole(self) -> tuple[int, int]:
        """The whole numbers inside, since people are not fractions."""
        return math.ceil(self.lo - TOLERANCE), math.floor(self.hi + TOLERANCE)

    @property
    def is_nobody(self) -> bool:
        """Whether no whole person is in it."""
        return self.whole()[1] < 1

    def is_safe(self, threshold: int) -> bool:
        """Reaches the threshold (hides "small") and is as wide as it (hides the value)."""
        lo, hi = self.whole()
        return hi >= threshold and hi - lo >= threshold

    def is_safe_unlisted(self, threshold: int) -> bool:
        """For a group no table lists, of unknown count: safe also when surely large or surely nobody."""
        lo, hi = self.whole()
        return lo >= threshold or hi <= 0 or self.is_safe(threshold)


def check_threshold(threshold: int) -> None:
    """Refuse a threshold below the promised one."""
    if threshold < PROMISED:
        raise ThresholdTooLow(
            f"Respondents were promised a threshold of {PROMISED}; {threshold} would break it. "
            f"Use {PROMISED} or more."
        )


def is_small(count: int, threshold: int) -> bool:
    return 0 < count < threshold


def is_dominated(contributors: Sequence[int]) -> bool:
    """Whether one organisation gives most of a group's people, or too few organisations give any."""
    given = [count for count in contributors if count]
    return bool(given) and (len(given) < FEW_ORGANISATIONS or max(given) > DOMINANT * sum(given))


def is_percentage(measure: str) -> bool:
    return measure not in NOT_PERCENTAGES
