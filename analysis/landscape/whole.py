"""The headline group: sectors counting the same, or everybody where a questionnaire has no such sectors.

Pooling would be driven by where the link travelled, so a landscape gives each sector the same weight.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from analysis import estimates
from analysis.breaks import Breaks
from analysis.estimates import Estimate, stratum_units
from analysis.frame import Bools, Floats, SurveyFrame
from analysis.landscape import figures
from analysis.landscape.figures import FEWEST_IN_EACH, Integers, Item
from analysis.landscape.shape import Shape
from analysis.ranking import Place, ranked
from analysis.resampling import means_drawn, units_of
from analysis.tables import Group, Label

ORDER = (
    "Rank: the range is what is left by differences of at least 3 points whose intervals, widened for the "
    "number of pairs, leave out nought. Equal figures share a rank."
)
MEANS = (
    "Means: bootstrap by organisation where at least 20 are known, else by person, 5,000 draws; t under 30 "
    "people."
)
PERCENTAGES = "Percentages: Wilson, which ignores organisations, so it is a little narrow."
NUMBERS = {2: "Two", 3: "Three", 4: "Four", 5: "Five", 6: "Six"}


@dataclass(frozen=True)
class Whole:
    """Everybody that a headline figure is about, and how they are weighted."""

    label: Label
    about: Group
    strata: tuple[Bools, ...]
    """Groups that count the same; empty when every answer counts the same."""
    inside: Bools
    organisations: Integers

    @classmethod
    def of(cls, frame: SurveyFrame, breaks: Breaks, shape: Shape) -> Whole:
        """Equal weight for a landscape with a main split; else everybody."""
        parts, main = breaks.headline(), breaks.main
        if shape.practice is None or main is None or len(parts) < 2:
            return cls.pooled(frame)
        leaves = frozenset[str]().union(*(part.leaves for part in parts))
        strata = tuple(main.has(part) for part in parts)
        words = f"{NUMBERS.get(len(parts), str(len(parts)))} sectors, equal weight"
        together: Bools = np.logical_or.reduce(strata)
        about = Group(((main.variable, leaves),), parts=tuple(part.leaves for part in parts))
        return cls(Label("headline", words), about, strata, together, frame.organisations())

    @classmethod
    def pooled(cls, frame: SurveyFrame, words: str = "Everyone who answered") -> Whole:
        """Everybody, each answer counting the same."""
        everyone = np.ones(len(frame), dtype=bool)
        return cls(Label("all", words), Group(), (), everyone, frame.organisations())

    def measures(self, item: Item) -> Iterator[tuple[str, Estimate]]:
        """Every measure of an item."""
        if self.strata:
            return figures.of_strata(item, self.strata, self.organisations)
        return figures.of_group(item, self.inside, self.organisations)

    def mean(self, values: Floats) -> Estimate:
        """A mean; none where a sector has too few answers for its weight."""
        if not self.strata:
            return estimates.mean(values[self.inside], self.organisations[self.inside])
        if self._thin(values):
            return Estimate(None, n=self._count(values))
        return estimates.equal_weight(values, self.strata, self.organisations)

    def percent(self, hits: Floats) -> Estimate:
        """A percentage of ones: Wilson when pooled, bootstrap by sector when sectors count the same."""
        if not self.strata:
            return estimates.percentage_of(hits[self.inside])
        if self._thin(hits):
            return Estimate(None, n=self._count(hits))
        return estimates.equal_weight_percent(hits, self.strata, self.organisations)

    def share_of_shown(self, aside: Floats) -> Estimate:
        """A percentage of those who were shown something, without interval; each stratum counts the same."""
        groups = self.strata or (self.inside,)
        shares = [float(np.nanmean(aside[g])) if (~np.isnan(aside[g])).any() else None for g in groups]
        if any(share is None for share in shares):
            return Estimate(None, n=self._count(aside))
        return Estimate(100 * float(np.mean([s for s in shares if s is not None])), n=self._count(aside))

    def places(self, columns: Floats, scale: float = 1.0) -> tuple[Place | None, ...]:
        """The order that the means of several columns earn, judged on the same people in each draw."""
        many = range(columns.shape[1])
        if self.strata:
            means = [estimates.stratum_means(columns[:, at], self.strata)[0].mean() for at in many]
            drawn = estimates.equal_weight_drawn(columns, self.strata, self.organisations)
        else:
            means = [float(np.nanmean(columns[self.inside, at])) for at in many]
            drawn = means_drawn(units_of(columns[self.inside], self.organisations[self.inside]))
        return ranked(scale * np.array(means), scale * drawn)

    def _count(self, values: Floats) -> int:
        return int(np.count_nonzero(~np.isnan(values[self.inside])))

    def _thin(self, values: Floats) -> bool:
        return min(int(np.count_nonzero(~np.isnan(values[s]))) for s in self.strata) < FEWEST_IN_EACH


def how_sure(whole: Whole, *intervals: str, headline: bool = True) -> str:
    """How the intervals of a table were made: those of means, of percentages or of both, and of the headline.

    It names no group that was drawn by organisation: that would tell how large a hidden group is.
    """
    said = " ".join(intervals or (MEANS, PERCENTAGES))
    return f"{said} {by_sector(whole)}" if whole.strata and headline else said


def how_sure_of_headline(whole: Whole, *intervals: str) -> str:
    """The same of a table that has the headline group alone."""
    return by_sector(whole) if whole.strata else how_sure(whole, *intervals)


def by_sector(whole: Whole) -> str:
    """How the intervals of figures were made in which sectors count the same."""
    by_organisation = sum(
        stratum_units(np.zeros((len(whole.inside), 1)), stratum, whole.organisations).by_organisation
        for stratum in whole.strata
    )
    return (
        f"Equal-weight figures: bootstrap within each sector, by organisation in {by_organisation} of "
        f"{len(whole.strata)} and by person in the others; Wilson where all answered alike."
    )


def rank_of(place: Place | None, n: int) -> Estimate:
    """A rank as a figure: the rank by value, and the range that clear differences leave."""
    if place is None:
        return Estimate(None, n=n)
    return Estimate(place.rank, place.best, place.worst, n)
