"""T8, needs: how much they matter, how far they are in place, and how many lack what matters to them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal

import numpy as np

from analysis import estimates
from analysis.breaks import Break
from analysis.estimates import Estimate
from analysis.frame import Floats, SurveyFrame
from analysis.landscape.figures import cells, statement
from analysis.landscape.ground import Landscape
from analysis.landscape.kind import Number, TableKind, no_split
from analysis.landscape.shape import Need
from analysis.landscape.whole import ORDER, PERCENTAGES, Whole, how_sure, how_sure_of_headline, rank_of
from analysis.tables import Cell, Label, Table
from survey.engine.codebook import Category, Column

WITHOUT_NEEDS = (
    "This questionnaire has no grid that asks both how much something matters and how far it is there."
)
DEFINITION = "Unmet need: "
"""How the note begins that says what counts as one."""


class Needs(TableKind):
    """T8: what people need, by unmet need."""

    beside = True

    table: Literal["needs"] = "needs"
    id: Number = "T8"

    def made(self, land: Landscape) -> Iterator[Table]:
        if land.shape.needs:
            yield needs_table(land.frame, land.shape.needs, land.whole, id=self.id)

    def wrong(self, land: Landscape) -> Iterator[tuple[str, str]]:
        if not land.shape.needs:
            yield "table", WITHOUT_NEEDS


class NeedsByGroup(TableKind):
    """T8b: unmet need by one break, the main one where none is named."""

    beside = True

    table: Literal["needs_by_group"] = "needs_by_group"
    id: Number = "T8b"
    by: str = ""

    def made(self, land: Landscape) -> Iterator[Table]:
        each = land.split(self.by) if self.by else land.breaks.main
        if land.shape.needs and each is not None:
            yield by_group(land.frame, land.shape.needs, each, land.whole, id=self.id)

    def splits(self, land: Landscape) -> tuple[Break, ...]:
        return land.splits((self.by,))

    def wrong(self, land: Landscape) -> Iterator[tuple[str, str]]:
        if not land.shape.needs:
            yield "table", WITHOUT_NEEDS
        yield from no_split("by", (self.by,), land)


def unmet(frame: SurveyFrame, need: Need) -> Floats:
    """One where a need matters and is not in place, nought where not, for those who rated both."""
    importance, current = frame.codes(need.importance.name), frame.codes(need.current.name)
    lacks = (importance >= steps(need.importance)[-2]) & (current <= steps(need.current)[1])
    return np.where(np.isnan(importance) | np.isnan(current), np.nan, lacks.astype(np.float64))


def definition(need: Need) -> str:
    """What counts as unmet, in the words of the scales."""
    best = [category.label for category in sorted_steps(need.importance)[-2:]]
    least = [category.label for category in sorted_steps(need.current)[:2]]
    return f"{DEFINITION}importance “{best[0]}” or “{best[1]}”, and in place “{least[0]}” or “{least[1]}”."


def sorted_steps(column: Column) -> list[Category]:
    return sorted(column.substantive, key=lambda category: int(category.code))


def steps(column: Column) -> list[int]:
    return [int(category.code) for category in sorted_steps(column)]


def picked(frame: SurveyFrame, needs: Sequence[Need]) -> dict[str, Floats]:
    """One where a need is among those picked, for all who picked any."""
    variable = frame.codebook.owner(needs[0].top) if needs[0].top else None
    if variable is None:
        return {}
    chose = np.any([frame.ticked(column.name) for column in variable.columns], axis=0)
    return {
        need.id: np.where(chose, frame.ticked(need.top).astype(np.float64), np.nan)
        for need in needs
        if need.top
    }


def needs_table(frame: SurveyFrame, needs: Sequence[Need], whole: Whole, *, id: str) -> Table:
    """Means of both sides, paired gap, unmet need with its rank range, share that picked it."""
    lacking = np.column_stack([unmet(frame, need) for need in needs])
    told = [whole.percent(lacking[:, at]) for at in range(len(needs))]
    sure = all(figure.value is not None for figure in told)
    places = whole.places(lacking, scale=100.0) if sure else [None] * len(needs)
    top = picked(frame, needs)
    found: list[Cell] = []
    for need, figure, place in zip(needs, told, places, strict=True):
        found += need_cells(frame, need, whole)
        pair = [("unmet", figure), ("rank", rank_of(place, figure.n))]
        found += cells(need.id, whole.label.id, whole.about, need.id, iter(pair))
        if need.id in top:
            chosen = [("top", whole.percent(top[need.id]))]
            universe = frame.codebook.owner(need.top).id
            found += cells(need.id, whole.label.id, whole.about, universe, iter(chosen), need.id)
    return Table(
        id=id,
        title="What people need",
        subtitle=f"{whole.label.text}. Importance and in place: means of the steps. Of those who answered.",
        base="Those who rated the need; for gap and unmet need, those who rated both sides; for don't know, "
        "those who were asked how far it is in place; for the picks, those who picked any",
        dimensions=("need",),
        rows=tuple(Label(need.id, need.label) for need in needs),
        cols=(whole.label,),
        cells=tuple(found),
        ranked_by="unmet",
        notes=(
            definition(needs[0]),
            ORDER,
            how_sure_of_headline(whole),
        ),
    )


def need_cells(frame: SurveyFrame, need: Need, whole: Whole) -> Iterator[Cell]:
    for measure, column in (("importance", need.importance), ("current", need.current)):
        mean = [(measure, whole.mean(frame.codes(column.name)))]
        yield from cells(need.id, whole.label.id, whole.about, column.name, iter(mean))
    gap = frame.codes(need.importance.name) - frame.codes(need.current.name)
    yield from cells(need.id, whole.label.id, whole.about, need.id, iter([("gap", whole.mean(gap))]))
    aside = dict(whole.measures(statement(frame, need.current.name)))
    unknown = [("dk", aside["dk"])]
    yield from cells(need.id, whole.label.id, whole.about, need.current.name, iter(unknown))


def by_group(frame: SurveyFrame, needs: Sequence[Need], each: Break, whole: Whole, *, id: str) -> Table:
    """Unmet need in each part of a break."""
    found: list[Cell] = []
    for need in needs:
        lacking = unmet(frame, need)
        for part in each.parts:
            figure: tuple[str, Estimate] = ("unmet", estimates.percentage_of(lacking[each.has(part)]))
            found += cells(need.id, each.label(part).id, each.group(part).where, need.id, iter([figure]))
    return Table(
        id=id,
        title=f"Unmet need by {each.title[:1].lower()}{each.title[1:]}",
        subtitle="% with an unmet need. Of those who answered.",
        base="Those who rated both sides of the need",
        dimensions=("need", each.id),
        rows=tuple(Label(need.id, need.label) for need in needs),
        cols=tuple(each.label(part) for part in each.parts),
        cells=tuple(found),
        notes=(definition(needs[0]), how_sure(whole, PERCENTAGES, headline=False)),
    )
