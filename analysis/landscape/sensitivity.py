"""T14s, the main figures with everybody and without answers that carry two marks of data quality.

Given only where ten or more such answers stand behind every difference: two figures that differ by fewer
people would tell what these few said.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from analysis.disclosure.rules import PROMISED
from analysis.estimates import Estimate
from analysis.frame import Bools, Floats
from analysis.landscape.distribution import Distribution, Spread, beyond_of
from analysis.landscape.figures import cells, scored
from analysis.landscape.ground import Landscape
from analysis.landscape.kind import Counted, Number, TableKind
from analysis.landscape.loose import kept
from analysis.landscape.needs import unmet
from analysis.landscape.whole import Whole
from analysis.rounding import half_up
from analysis.tables import Cell, Group, Label, Table
from survey.engine.codebook import Code

FLAGGED = "two_marks"
"""The variable that tells apart who carries two marks."""
NO, YES = "no", "yes"
ALL, CHANGE = Label("all", "All answers"), Label("change", "Difference without")
MOST_SAID = 5
"""Points; a bound above this says nothing and is not said."""


@dataclass(frozen=True)
class MainFigure:
    """A figure of the report's main findings, before it is estimated."""

    universe: str
    label: Label
    measure: str
    values: Floats
    """Points from 0 to 100, or one and nought where it is a percentage; not-a-number outside its base."""
    is_share: bool
    whole: Whole
    of: str = ""
    """What a share is of, where another table prints it too."""

    def estimated(self, whole: Whole) -> Estimate:
        return whole.percent(self.values) if self.is_share else whole.mean(self.values)

    def bases(self, among: Bools) -> list[int]:
        """People behind the figure among some, in each group that counts the same."""
        groups = self.whole.strata or (self.whole.inside,)
        there = ~np.isnan(self.values) & among
        return [int(np.count_nonzero(there & group)) for group in groups]


class WithAndWithout(TableKind):
    """T14s: what leaving out answers with two marks would change.

    `of` and `reached` name a question and a step, as for the table of its distribution.
    """

    beside = True

    table: Literal["with_and_without"] = "with_and_without"
    id: Number = "T14s"
    title: str = "What leaving out marked answers would change"
    of: str = ""
    reached: Code | None = None

    def made(self, land: Landscape) -> Iterator[Table]:
        marked = land.flags.to_look_at
        figures = [*main_figures(land), *self.stage(land)]
        told = [each for each in figures if sum(each.bases(marked)) >= PROMISED]
        if not told:
            return
        yield Table(
            id=self.id,
            title=self.title,
            subtitle="Main figures with everybody, and by how many points they would differ without answers "
            "that carry two marks.",
            base="As in the tables of these figures; without: those of them who carry fewer than two marks",
            dimensions=(),
            rows=tuple(each.label for each in told),
            cols=(ALL, CHANGE),
            cells=tuple(cell for each in told for cell in compared(each, marked)),
            notes=("Differences are whole points. No answer is left out of any other table of this report.",),
        )

    def stage(self, land: Landscape) -> Iterator[MainFigure]:
        if not self.of or self.reached is None:
            return
        spread = Spread(land, land.frame.codebook[self.of], (), self.reached)
        words = f"{spread.variable.label}: {' or '.join(one.label for one in spread.beyond)}"
        label = Label(spread.column, words, "At a step or beyond, %")
        yield MainFigure(
            spread.column,
            label,
            "percent",
            spread.hits(spread.beyond),
            True,
            spread.whole,
            beyond_of(spread.column, self.reached),
        )

    def counted(self, land: Landscape) -> Counted:
        return Counted(leaves={FLAGGED: (NO, YES)})

    def wrong(self, land: Landscape) -> Iterator[tuple[str, str]]:
        for name in ("of", "reached"):
            if bool(self.of) != (self.reached is not None) and not getattr(self, name):
                yield name, "Name both a question (of) and the step of it that is told (reached), or neither."
                return
        if self.of:
            yield from Distribution(of=self.of, reached=self.reached).wrong(land)


def main_figures(land: Landscape) -> list[MainFigure]:
    """Practice scores, or all scores where there are none, and unmet needs."""
    frame, practice = land.frame, land.shape.practice
    scores = kept(land, practice.scores if practice else frame.codebook.scores)
    found = [
        MainFigure(
            s.id, Label(s.id, s.label, "Score, 0 to 100"), "mean", scored(frame, s).points, False, land.whole
        )
        for s in scores
    ]
    return found + [
        MainFigure(n.id, Label(n.id, n.label, "Unmet need, %"), "unmet", unmet(frame, n), True, land.whole)
        for n in land.shape.needs
    ]


def compared(figure: MainFigure, marked: Bools) -> Iterator[Cell]:
    """The figure as its own table has it, and the change in whole points without those who are marked."""
    row, whole = figure.label.id, figure.whole
    every = figure.estimated(whole)
    yield from cells(row, ALL.id, whole.about, figure.universe, iter([(figure.measure, every)]), figure.of)
    less = figure.estimated(without(whole, marked))
    if every.value is None or less.value is None:
        return
    change = Estimate(half_up(less.value - every.value), n=less.n)
    about = Group(tuple(sorted((*whole.about.where, (FLAGGED, frozenset({NO}))))))
    yield from cells(row, CHANGE.id, about, figure.universe, iter([("gap", change)]))


def without(whole: Whole, marked: Bools) -> Whole:
    """The same group less those who are marked."""
    strata = tuple(stratum & ~marked for stratum in whole.strata)
    return replace(whole, strata=strata, inside=whole.inside & ~marked)


def most_moved(figures: Sequence[MainFigure], land: Landscape) -> int | None:
    """The points by which leaving out any nine people could move a figure at most; None where that is much.

    Of b people r are left out: the mean moves by r / b of the difference between the two groups at most. It
    depends on the sizes of groups alone, and not on who is marked or on what they said.
    """
    everybody = np.ones(len(land.frame), dtype=bool)
    bases = [each.bases(everybody) for each in figures]
    bounds = [100 * (PROMISED - 1) / (len(groups) * min(groups)) for groups in bases if min(groups)]
    most = math.ceil(max(bounds)) if bounds and len(bounds) == len(bases) else MOST_SAID + 1
    return most if most <= MOST_SAID else None
