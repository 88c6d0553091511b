"""T3w, main figures weighted to known shares of staff beside the same without weights; off without margins.

Both figures of a measure are about the same answers, so disclosure control attacks them together: each cell
under weights carries the parts that its weights tell apart, and what a person of each part weighs.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np

from analysis.breaks import Break
from analysis.disclosure import Release
from analysis.estimates import Estimate
from analysis.frame import Bools, Floats
from analysis.landscape.distribution import Distribution, Spread, beyond_of
from analysis.landscape.figures import cells, clipped, scored
from analysis.landscape.ground import Landscape
from analysis.landscape.holding import named
from analysis.landscape.kind import Number, TableKind, unknown
from analysis.landscape.loose import kept
from analysis.landscape.whole import Whole, how_sure
from analysis.tables import Cell, Group, Label, Table
from analysis.weighting import (
    Margins,
    Raked,
    Sample,
    Weighted,
    answers_of,
    bootstrap_mean,
    mean,
    percentage,
    rake,
)
from survey.engine.codebook import Code

SAME, UNDER = Label("all", "Each answer counts the same"), Label("weighted", "Weighted to staff")
COST = Label("cost", "Weights")
CANNOT = (
    "Weights mend who answered by the margins named here. They cannot mend that people who care about this "
    "answer more, nor shares of staff that are wrong."
)
KEEP = "People whose code the source does not count, or who gave none, keep their part of the whole."
Parts = tuple[tuple[tuple[tuple[str, frozenset[str]], ...], float], ...]


class WeightedFigures(TableKind):
    """T3w: scores, or with `of` and `reached` the share at a step or beyond, with and without weights."""

    beside = True

    table: Literal["weighted"] = "weighted"
    id: Number = "T3w"
    title: str = ""
    scores: tuple[str, ...] = ()
    of: str = ""
    reached: Code | None = None
    interval: Literal["linearised", "bootstrap"] = "linearised"

    def made(self, land: Landscape) -> Iterator[Table]:
        margins = land.terms.margins
        if margins is None:
            return
        weights = Weights.of(land, margins)
        found = list(self.measured(land))
        if found:
            yield self.of_figures(land, weights, found)

    def measured(self, land: Landscape) -> Iterator[Measured]:
        if self.of:
            spread = Spread(land, land.frame.codebook[self.of], (), self.reached)
            words = f"{spread.variable.label}: {' or '.join(one.label for one in spread.beyond)}"
            of = beyond_of(spread.column, self.reached)
            yield Measured(spread.column, Label(spread.column, words), spread.hits(spread.beyond), True, of)
            return
        for score in kept(land, named(land, self.scores)):
            yield Measured(score.id, Label(score.id, score.label), scored(land.frame, score).points, False)

    def of_figures(self, land: Landscape, weights: Weights, found: list[Measured]) -> Table:
        shares = found[0].is_share
        return Table(
            id=self.id,
            title="Main figures, weighted and not",
            subtitle=f"{'%' if shares else 'Mean, 0 to 100'}. Of those who answered. Weighted to: "
            f"{weights.margins.source}.",
            base="As in the tables of these figures",
            dimensions=(),
            rows=tuple(one.label for one in found),
            cols=(*(label for label, _ in self.unweighted(land)), UNDER),
            cells=tuple(cell for one in found for cell in self.told(land, weights, one)),
            notes=(how_sure(land.whole), weights.said, KEEP, self.sure, CANNOT),
        )

    def told(self, land: Landscape, weights: Weights, one: Measured) -> Iterator[Cell]:
        name = "percent" if one.is_share else "mean"
        for label, whole in self.unweighted(land):
            figure = whole.percent(one.values) if one.is_share else whole.mean(one.values)
            figure = figure if one.is_share else clipped(figure)
            yield from cells(
                one.label.id, label.id, whole.about, one.universe, iter([(name, figure)]), one.of
            )
        about = Group(weighed=weights.parts)
        figure = estimated(weights.estimate(one, self.interval))
        measure = "weighted_percent" if one.is_share else "weighted"
        yield from cells(one.label.id, UNDER.id, about, one.universe, iter([(measure, figure)]), one.of)

    def unweighted(self, land: Landscape) -> tuple[tuple[Label, Whole], ...]:
        """The headline, where sectors count the same, and each answer counting the same."""
        pooled = (SAME, land.everybody)
        return ((land.whole.label, land.whole), pooled) if land.whole.strata else (pooled,)

    @property
    def sure(self) -> str:
        ways = {
            "linearised": "linearised, as raking itself answers to who is drawn",
            "bootstrap": "bootstrap, each draw raked anew",
        }
        return f"Ranges of weighted figures: {ways[self.interval]}; by organisation where 20 are known."

    def after(self, land: Landscape, release: Release) -> Iterator[Table]:
        """What weighting costs, where every group that it rests on is shown."""
        margins = land.terms.margins
        if margins is None or self.of:
            return
        weights = Weights.of(land, margins)
        seen = {
            c.group.where
            for t in release.tables
            for c in t.cells
            if c.kind == "count" and c.value is not None
        }
        groups = [
            split.group(part).where
            for split in weights.splits
            for part in split.parts
            if split.has(part).any()
        ]
        if all(where in seen for where in groups):
            yield weights.cost(f"{self.id}e")

    def splits(self, land: Landscape) -> tuple[Break, ...]:
        return land.splits(tuple(land.terms.margins.shares)) if land.terms.margins else ()

    def wrong(self, land: Landscape) -> Iterator[tuple[str, str]]:
        yield from unknown("scores", self.scores, (s.id for s in land.frame.codebook.scores), "score")
        if self.of:
            yield from Distribution(of=self.of, reached=self.reached).wrong(land)
        if bool(self.of) != (self.reached is not None):
            key = "reached" if self.reached is not None else "of"
            yield key, "Name both a question (of) and the step of it that is told (reached), or neither."


@dataclass(frozen=True)
class Measured:
    """A figure before it is estimated: values from 0 to 100, or ones and noughts."""

    universe: str
    label: Label
    values: Floats
    is_share: bool
    of: str = ""


@dataclass(frozen=True, eq=False)
class Weights:
    """Weights of everybody, and the parts of people that they tell apart."""

    margins: Margins
    raked: Raked
    sample: Sample
    splits: tuple[Break, ...]

    @classmethod
    def of(cls, land: Landscape, margins: Margins) -> Weights:
        """Raises NotWeighted with a sentence where a code has fewer than ten answers, or nothing holds."""
        raked = rake(answers_of(land.frame, margins), margins)
        splits = land.splits(tuple(margins.shares))
        return cls(margins, raked, Sample.of(raked, land.frame.organisations()), splits)

    def estimate(self, one: Measured, interval: str) -> Weighted:
        if interval == "bootstrap":
            values = 100 * one.values if one.is_share else one.values
            return bootstrap_mean(values, self.sample)
        return percentage(one.values, self.sample) if one.is_share else mean(one.values, self.sample)

    @cached_property
    def parts(self) -> Parts:
        """Each combination of groups that somebody is in, and what its people weigh."""
        found: list[tuple[dict[str, frozenset[str]], Bools]] = [
            ({}, np.ones(len(self.raked.weights), dtype=bool))
        ]
        for split in self.splits:
            found = [
                (meet(where, split.variable, part.leaves), inside & split.has(part))
                for where, inside in found
                for part in split.parts
                if (inside & split.has(part)).any()
            ]
        weights = self.raked.weights
        return tuple((tuple(sorted(where.items())), float(weights[inside].mean())) for where, inside in found)

    @property
    def by(self) -> str:
        """The margins in words."""
        return " and ".join(split.title[:1].lower() + split.title[1:] for split in self.splits)

    @property
    def limits(self) -> str:
        """Between which weights may be; nothing where they may be anything."""
        return (
            f"{self.margins.trim[0]:g} to {self.margins.trim[1]:g} of the mean" if self.margins.trim else ""
        )

    @property
    def said(self) -> str:
        limits = f" Every weight is {self.limits}." if self.limits else ""
        return f"Weighted by {self.by}, by raking.{limits}"

    def cost(self, id: str) -> Table:
        """Kish's effective size and its effect, so rough that they give no size of a group away."""
        people = 5 * round(len(self.raked.weights) / 5)
        step = 50 if self.raked.effective >= 100 else 10
        effective = max(step, step * int(self.raked.effective / step + 0.5))
        first = self.splits[0]
        leaves = tuple(part.leaves for part in first.parts if first.has(part).any())
        group = Group(((first.variable, frozenset[str]().union(*leaves)),), parts=leaves)
        figures = {"effective": min(effective, people), "design_effect": people / min(effective, people)}
        return Table(
            id=id,
            title="What weighting costs",
            subtitle="Kish: answers under weights tell as much as so many without.",
            base="Everyone who answered",
            dimensions=(),
            rows=(Label("weights", "All answers"),),
            cols=(COST,),
            cells=tuple(
                Cell("weights", COST.id, name, value, n=people, group=group, kind="answer")
                for name, value in figures.items()
            ),
            notes=(f"To the nearest {step}, which gives no size of a group away.",),
        )


def meet(
    where: dict[str, frozenset[str]], variable: str, leaves: frozenset[str]
) -> dict[str, frozenset[str]]:
    """The group less those outside these leaves."""
    return where | {variable: where.get(variable, leaves) & leaves}


def estimated(found: Weighted) -> Estimate:
    return clipped(Estimate(found.value, found.low, found.high, found.n))
