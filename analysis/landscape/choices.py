"""T9: what people choose from a list, such as what gets in the way, and which one matters most to them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import numpy as np

from analysis import estimates
from analysis.breaks import Break
from analysis.estimates import Estimate
from analysis.frame import Floats, SurveyFrame
from analysis.landscape.figures import cells
from analysis.landscape.ground import Landscape
from analysis.landscape.kind import Number, TableKind, no_split, unknown
from analysis.landscape.shape import Narrowed
from analysis.landscape.whole import ORDER, PERCENTAGES, Whole, how_sure, how_sure_of_headline, rank_of
from analysis.tables import Cell, Label, Table
from survey.engine.codebook import Measure, Variable

SUBTITLE = "% of those who chose anything; several answers are possible."


class Choices(TableKind):
    """How many chose each answer of a list, in the order that is earned, and which one matters most.

    Where nothing is named it is the list that a later question narrows down to one.
    """

    beside = True

    table: Literal["choices"] = "choices"
    id: Number = "T9"
    of: str = ""
    """A question with several answers."""

    def made(self, land: Landscape) -> Iterator[Table]:
        several, narrowed = list_of(land, self.of), land.shape.narrowed
        if several is not None:
            one = narrowed if narrowed is not None and narrowed.several is several else None
            whole = land.whole_of(tuple(column.name for column in several.columns))
            yield choices_table(land.frame, several, one, whole, id=self.id)

    def wrong(self, land: Landscape) -> Iterator[tuple[str, str]]:
        yield from no_list("of", self.of, land)


class ChoicesByGroup(TableKind):
    """How many of each group chose each answer of a list."""

    beside = True

    table: Literal["choices_by_group"] = "choices_by_group"
    id: Number = "T9b"
    of: str = ""
    by: str = ""

    def made(self, land: Landscape) -> Iterator[Table]:
        several = list_of(land, self.of)
        each = land.split(self.by) if self.by else land.breaks.main
        if several is not None and each is not None:
            yield by_group(land.frame, several, each, land.whole, id=self.id)

    def splits(self, land: Landscape) -> tuple[Break, ...]:
        return land.splits((self.by,))

    def wrong(self, land: Landscape) -> Iterator[tuple[str, str]]:
        yield from no_list("of", self.of, land)
        yield from no_split("by", (self.by,), land)


def list_of(land: Landscape, name: str) -> Variable | None:
    """The question of that name, or the one that is narrowed down later."""
    if name:
        return land.frame.codebook[name]
    return land.shape.narrowed.several if land.shape.narrowed is not None else None


def no_list(key: str, name: str, land: Landscape) -> Iterator[tuple[str, str]]:
    known = (each.id for each in land.frame.codebook if each.measure is Measure.MULTIPLE)
    yield from unknown(key, (name,), known, "question with several answers")


def ticks_of(frame: SurveyFrame, several: Variable) -> Floats:
    """People by options: one where chosen, nought where not, not-a-number where nothing was chosen."""
    ticks = np.column_stack([frame.ticked(column.name) for column in several.columns])
    return np.where(ticks.any(axis=1, keepdims=True), ticks.astype(np.float64), np.nan)


def choices_table(
    frame: SurveyFrame, several: Variable, narrowed: Narrowed | None, whole: Whole, *, id: str
) -> Table:
    """How many chose each option, in which order as far as it is earned, and to whom it matters most."""
    ticks = ticks_of(frame, several)
    told = [whole.percent(ticks[:, at]) for at in range(ticks.shape[1])]
    sure = all(figure.value is not None for figure in told)
    places = whole.places(ticks, scale=100.0) if sure else [None] * len(told)
    found: list[Cell] = []
    for column, figure, place in zip(several.columns, told, places, strict=True):
        pair = [("percent", figure), ("rank", rank_of(place, figure.n))]
        found += cells(column.name, "chosen", whole.about, several.id, iter(pair))
    found += matters_most(frame, narrowed, whole) if narrowed else ()
    most = (Label("most", narrowed.one.label),) if narrowed else ()
    base = "Those who chose at least one answer"
    return Table(
        id=id,
        title=several.label,
        subtitle=f"{SUBTITLE} {whole.label.text}.",
        base=f"{base}; for the last column, those who then named one" if narrowed else base,
        dimensions=("choice",),
        rows=tuple(Label(column.name, column.label) for column in several.columns),
        cols=(Label("chosen", "Chosen"), *most),
        cells=tuple(found),
        notes=(
            ORDER,
            how_sure_of_headline(whole, PERCENTAGES),
        ),
    )


def matters_most(frame: SurveyFrame, narrowed: Narrowed, whole: Whole) -> Iterator[Cell]:
    several, one = narrowed.several, narrowed.one
    named = frame.leaves_of(one)
    there = frame.reasons(one.columns[0].name) == 0
    for column in several.columns:
        code = column.name.removeprefix(f"{several.id}__")
        hits = np.where(there, (named == code).astype(np.float64), np.nan)
        yield from cells(column.name, "most", whole.about, one.id, iter([("percent", whole.percent(hits))]))


def by_group(frame: SurveyFrame, several: Variable, each: Break, whole: Whole, *, id: str) -> Table:
    """Shares of each part of a break that chose each option."""
    ticks = ticks_of(frame, several)
    found: list[Cell] = []
    for at, column in enumerate(several.columns):
        for part in each.parts:
            figure: tuple[str, Estimate] = ("percent", estimates.percentage_of(ticks[each.has(part), at]))
            where = each.group(part).where
            found += cells(column.name, each.label(part).id, where, several.id, iter([figure]))
    return Table(
        id=id,
        title=f"{several.label}, by {each.title[:1].lower()}{each.title[1:]}",
        subtitle=f"{SUBTITLE} Of those who answered.",
        base="Those who chose at least one answer",
        dimensions=("choice", each.id),
        rows=tuple(Label(column.name, column.label) for column in several.columns),
        cols=tuple(each.label(part) for part in each.parts),
        cells=tuple(found),
        notes=(how_sure(whole, PERCENTAGES, headline=False),),
    )
