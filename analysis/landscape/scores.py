"""Scores by groups: the table behind practice by sector and role, and any that a plan asks for (T11)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Literal

import numpy as np

from analysis.breaks import Break
from analysis.frame import SurveyFrame
from analysis.landscape.figures import Item, cells, of_group, scored
from analysis.landscape.ground import Landscape
from analysis.landscape.kind import Number, TableKind, no_split, unknown
from analysis.landscape.loose import items_of, kept, left_out
from analysis.landscape.whole import ORDER, Whole, how_sure, rank_of
from analysis.tables import Cell, Label, Table
from survey.engine.codebook import Score

ITEMS = "st"
"""What the number of a table of statements has after that of the scores that they stand in for."""
SET_ASIDE = (
    "Don't know, does not apply and left blank: share of the statements shown; they are never part of a mean."
)


class Scores(TableKind):
    """Scores that the plan names, or all, by the breaks that it names."""

    lettered = True

    table: Literal["scores"] = "scores"
    id: Number = "T11"
    title: str = "Scores"
    scores: tuple[str, ...] = ()
    by: tuple[str, ...] = ()
    headline: bool = True

    def made(self, land: Landscape) -> Iterator[Table]:
        named = [s for s in land.frame.codebook.scores if not self.scores or s.id in self.scores]
        wanted = kept(land, named)
        if wanted:
            yield score_table(
                land.frame,
                wanted,
                land.splits(self.by or land.usual_splits),
                land.whole,
                id=self.id,
                title=self.title,
                headline=self.headline,
                notes=left_out(land, named, f"the tables whose numbers begin with {self.id}{ITEMS}"),
            )
        yield from items_of(land, named, f"{self.id}{ITEMS}")

    def splits(self, land: Landscape) -> tuple[Break, ...]:
        return land.splits(self.by)

    def wrong(self, land: Landscape) -> Iterator[tuple[str, str]]:
        yield from unknown("scores", self.scores, (s.id for s in land.frame.codebook.scores), "score")
        yield from no_split("by", self.by, land)


def columns(scores: Iterable[Score]) -> tuple[Label, ...]:
    return tuple(Label(score.id, score.label) for score in scores)


def rows_of(breaks: Sequence[Break]) -> tuple[Label, ...]:
    return tuple(each.label(part) for each in breaks for part in each.parts)


def broken(items: Sequence[tuple[str, Item]], breaks: Sequence[Break], whole: Whole) -> Iterator[Cell]:
    """Every measure of every item for every part of these breaks."""
    for each in breaks:
        for part in each.parts:
            inside, where = each.has(part), each.group(part).where
            row = each.label(part).id
            for col, item in items:
                yield from cells(row, col, where, item.universe, of_group(item, inside, whole.organisations))


def score_table(
    frame: SurveyFrame,
    scores: Sequence[Score],
    breaks: Sequence[Break],
    whole: Whole,
    *,
    id: str,
    title: str,
    headline: bool = True,
    notes: tuple[str, ...] = (),
) -> Table:
    """Scores by groups, under a headline row or without one."""
    items = [(score.id, scored(frame, score)) for score in scores]
    found: list[Cell] = []
    if headline:
        for col, item in items:
            found += cells(whole.label.id, col, whole.about, item.universe, whole.measures(item))
    found += broken(items, breaks, whole)
    return Table(
        id=id,
        title=title,
        subtitle="Mean of the statements, 0 to 100. Of those who answered.",
        base="Those who answered enough of the statements: " + needs(scores),
        dimensions=tuple(each.id for each in breaks),
        rows=(*((whole.label,) if headline else ()), *rows_of(breaks)),
        cols=columns(scores),
        cells=tuple(found),
        notes=(*notes, how_sure(whole, headline=headline), SET_ASIDE),
    )


def needs(scores: Sequence[Score]) -> str:
    """At least how many of how many."""
    ways = {(score.needs, len(score.columns)) for score in scores}
    return " or ".join(f"{few} of {many}" for few, many in sorted(ways))


def order_table(
    frame: SurveyFrame, scores: Sequence[Score], whole: Whole, *, id: str, title: str
) -> Table | None:
    """Which score is highest: a range of ranks for each, narrowed by clear differences alone."""
    items = [scored(frame, score) for score in scores]
    if len(items) < 2 or any(whole.mean(item.points).value is None for item in items):
        return None
    places = whole.places(np.column_stack([item.points for item in items]))
    found: list[Cell] = []
    for score, item, place in zip(scores, items, places, strict=True):
        n = int(np.count_nonzero(item.answered & whole.inside))
        rank = [("rank", rank_of(place, n))]
        found += cells(score.id, whole.label.id, whole.about, item.universe, iter(rank))
    return Table(
        id=id,
        title=title,
        subtitle=f"{whole.label.text}. 1 is the highest. Of those who answered.",
        base="Those with a score",
        dimensions=("score",),
        rows=columns(scores),
        cols=(whole.label,),
        cells=tuple(found),
        notes=(ORDER,),
    )
