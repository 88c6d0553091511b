"""Statements one by one: how answers spread over the steps of a scale (T3i behind F1, and every grid)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal

import numpy as np

from analysis.estimates import Estimate
from analysis.frame import SurveyFrame
from analysis.landscape.figures import cells, statement
from analysis.landscape.ground import Landscape
from analysis.landscape.kind import Number, TableKind, unknown
from analysis.landscape.whole import Whole, how_sure_of_headline
from analysis.tables import Cell, Label, Table
from survey.engine.codebook import Category, Column, Missing, Variable

HIGH = "high"
MEAN = "score"
ROUTED = (
    "Some statements were asked only of those who work in the service they are about: each base is of those "
    "asked.",
)


class Statements(TableKind):
    """Statements of one grid, each by itself; where nothing is named, those about the organisation.

    Where some were not asked, such as those of another sector, each answer counts the same.
    """

    table: Literal["statements"] = "statements"
    id: Number = "T3i"
    grid: str = ""

    def made(self, land: Landscape) -> Iterator[Table]:
        variable = land.frame.codebook[self.grid] if self.grid else land.shape.organisation_grid
        if variable is not None:
            whole = land.whole_of(tuple(column.name for column in variable.columns))
            yield grid_table(land.frame, variable, whole, id=self.id)

    def wrong(self, land: Landscape) -> Iterator[tuple[str, str]]:
        yield from unknown("grid", (self.grid,), (grid.id for grid in land.shape.grids), "grid")


def grid_table(frame: SurveyFrame, variable: Variable, whole: Whole, *, id: str) -> Table:
    """Percent in each step, the best two together with an interval, and beside them what was set aside."""
    found = [cell for column in variable.columns for cell in statement_cells(frame, column, whole)]
    return Table(
        id=id,
        title=variable.label,
        subtitle=f"% of those who gave a rating. {whole.label.text}. Of those who answered.",
        base="Those who gave a rating; don't know and does not apply: those who were shown the statement",
        dimensions=("statement",),
        rows=tuple(Label(column.name, column.label) for column in variable.columns),
        cols=tuple(step_labels(variable.columns[0])),
        cells=tuple(found),
        notes=(*(ROUTED if some_alone(frame, variable) else ()), how_sure_of_headline(whole)),
    )


def some_alone(frame: SurveyFrame, variable: Variable) -> bool:
    """Whether some statements were asked of fewer than others, by where people work."""
    reasons = [frame.reasons(column.name) == Missing.NOT_ASKED.value for column in variable.columns]
    return any((one != reasons[0]).any() for one in reasons)


def step_labels(column: Column) -> Iterator[Label]:
    steps = ordered(column)
    for category in steps:
        yield Label(str(category.code), category.label)
    best = steps[-2:]
    yield Label(HIGH, f"{best[0].label} or {best[1].label[:1].lower()}{best[1].label[1:]}")
    yield Label(MEAN, "Mean, 0 to 100")
    for measure, reason in (("dk", Missing.DONT_KNOW), ("na", Missing.NOT_APPLICABLE)):
        words = next((c.label for c in column.categories if c.missing is reason), None)
        if words:
            yield Label(measure, words)


def ordered(column: Column) -> Sequence[Category]:
    return sorted(column.substantive, key=lambda category: int(category.code))


def statement_cells(frame: SurveyFrame, column: Column, whole: Whole) -> Iterator[Cell]:
    item = statement(frame, column.name)
    codes = frame.codes(column.name)

    def at(col: str, measure: str, figure: Estimate) -> Iterator[Cell]:
        return cells(column.name, col, whole.about, item.universe, iter([(measure, figure)]))

    for category in ordered(column):
        hits = np.where(np.isnan(codes), np.nan, (codes == category.code).astype(np.float64))
        share = whole.percent(hits)
        yield from at(str(category.code), "percent", Estimate(share.value, n=share.n))
    found = dict(whole.measures(item))
    yield from at(HIGH, "percent_high", found["percent_high"])
    yield from at(MEAN, MEAN, found["mean"])
    declined = {category.missing for category in column.categories}
    if Missing.DONT_KNOW in declined:
        yield from at("dk", "dk", found["dk"])
    if Missing.NOT_APPLICABLE in declined:
        yield from at("na", "na", found["na"])
