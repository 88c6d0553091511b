"""Whether scores hold together, and how far people within a group differ (T4)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal

import numpy as np

from analysis.estimates import Estimate
from analysis.landscape.figures import Item, cells, scored
from analysis.landscape.ground import Landscape
from analysis.landscape.kind import Number, TableKind, unknown
from analysis.landscape.loose import kept, left_out
from analysis.scales.organisations import intraclass
from analysis.scales.reliability import RELIABLE, reliability
from analysis.scales.variation import spread
from analysis.tables import Cell, Label, Table
from survey.engine.codebook import Score

ITEMS = Label("items", "Statements")
TOGETHER = Label("together", "Everyone with an answer to each statement")
ORGANISATIONS = Label("organisations", "Between organisations")
RULE = (
    f"A score holds together from {RELIABLE}: below it, it is left out of every table of scores and its "
    "statements are shown one by one. Omega is judged where there is one, else alpha."
)
BETWEEN = (
    "Between organisations: the part of all differences that lies between organisations and not within "
    "them (intraclass correlation). Only organisations with 5 answers or more count, and there have to be "
    "10; none is ever named."
)


class Reliability(TableKind):
    """How far the statements of each score go together: alpha, omega, the least item-rest correlation."""

    table: Literal["reliability"] = "reliability"
    id: Number = "T3q"
    title: str = "How far scores hold together"
    scores: tuple[str, ...] = ()

    def made(self, land: Landscape) -> Iterator[Table]:
        wanted = named(land, self.scores)
        if not wanted:
            return
        yield Table(
            id=self.id,
            title=self.title,
            subtitle="Of those who answered.",
            base="Those who answered every statement of the score",
            dimensions=("score",),
            rows=tuple(Label(score.id, score.label) for score in wanted),
            cols=(TOGETHER,),
            cells=tuple(cell for score in wanted for cell in held(land, score)),
            notes=(RULE,),
        )

    def wrong(self, land: Landscape) -> Iterator[tuple[str, str]]:
        yield from unknown("scores", self.scores, (s.id for s in land.frame.codebook.scores), "score")


class Variation(TableKind):
    """T4: how far apart people are within each part of the main split, and between organisations."""

    table: Literal["variation"] = "variation"
    id: Number = "T4"
    title: str = "How far practice varies"
    scores: tuple[str, ...] = ()

    def made(self, land: Landscape) -> Iterator[Table]:
        scores, main = named(land, self.scores), land.breaks.main
        wanted = kept(land, scores)
        if not wanted or main is None:
            return
        items = [(score.id, scored(land.frame, score)) for score in wanted]
        parts = [(main.label(part), main.group(part).where, main.has(part)) for part in main.parts]
        found = [
            cell
            for row, item in items
            for label, where, inside in parts
            for cell in cells(row, label.id, where, item.universe, within(item, inside))
        ]
        found += [cell for row, item in items for cell in between(land, row, item)]
        yield Table(
            id=self.id,
            title=self.title,
            subtitle="The middle half of people spans so many points of 100. Of those who answered.",
            base="Those with a score",
            dimensions=("score", main.id),
            rows=tuple(Label(score.id, score.label) for score in wanted),
            cols=(*(label for label, _, _ in parts), ORGANISATIONS),
            cells=tuple(found),
            notes=(*left_out(land, scores, "the tables of statements"), BETWEEN),
        )

    def wrong(self, land: Landscape) -> Iterator[tuple[str, str]]:
        yield from unknown("scores", self.scores, (s.id for s in land.frame.codebook.scores), "score")


def named(land: Landscape, ids: Sequence[str]) -> list[Score]:
    """The scores of these ids; without any those of practice, or all."""
    every = land.frame.codebook.scores
    usual = land.shape.practice.scores if land.shape.practice is not None else every
    return [score for score in every if score.id in ids] if ids else list(usual)


def held(land: Landscape, score: Score) -> Iterator[Cell]:
    """How far the statements of one score go together; nothing for one that has no answer to it."""
    points = np.column_stack([land.frame.points(column) for column in score.columns])
    found = reliability(points, land.frame.organisations())
    rest = [value for value in found.item_rest if value is not None and not np.isnan(value)]
    least = Estimate(min(rest) if rest else None, n=found.n)
    figures = [("alpha", found.alpha), ("omega", found.omega), ("item_rest", least)]
    universe = f"{score.id} in full"
    yield from cells(score.id, TOGETHER.id, (), universe, iter([(m, of(e, found.n)) for m, e in figures]))


def of(estimate: Estimate, n: int) -> Estimate:
    return Estimate(estimate.value, estimate.low, estimate.high, n, estimate.method)


def within(item: Item, inside: np.ndarray) -> Iterator[tuple[str, Estimate]]:
    """The span of the middle half of a group."""
    found = spread("", item.points[inside])
    yield "iqr", Estimate(found.iqr, n=found.n)


def between(land: Landscape, row: str, item: Item) -> Iterator[Cell]:
    found = intraclass(item.points, land.frame.organisations())
    figure = Estimate(found.value, found.low, found.high, int(np.count_nonzero(item.answered)))
    yield from cells(row, ORGANISATIONS.id, (), item.universe, iter([("icc", figure)]))
