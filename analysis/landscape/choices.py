"""T9: what people choose from a list, such as what gets in the way, and which one matters most to them."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from analysis.frame import SurveyFrame
from analysis.landscape.figures import cells
from analysis.landscape.shape import Narrowed
from analysis.landscape.whole import ORDER, Whole, how_sure, rank_of
from analysis.tables import Cell, Label, Table


def choices_table(frame: SurveyFrame, narrowed: Narrowed, whole: Whole) -> Table:
    """How many chose each option, in which order as far as it is earned, and to whom it matters most."""
    several, one = narrowed.several, narrowed.one
    chose = np.any([frame.ticked(column.name) for column in several.columns], axis=0)
    ticks = np.column_stack([frame.ticked(column.name) for column in several.columns]).astype(np.float64)
    ticks[~chose] = np.nan
    told = [whole.percent(ticks[:, at]) for at in range(ticks.shape[1])]
    sure = all(figure.value is not None for figure in told)
    places = whole.places(ticks, scale=100.0) if sure else [None] * len(told)
    found: list[Cell] = []
    for column, figure, place in zip(several.columns, told, places, strict=True):
        pair = [("percent", figure), ("rank", rank_of(place, figure.n))]
        found += cells(column.name, "chosen", whole.about, several.id, iter(pair))
    found += matters_most(frame, narrowed, whole)
    return Table(
        id="T9",
        title=several.label,
        subtitle=f"% of those who chose anything; several answers are possible. {whole.label.text}.",
        base="Those who chose at least one answer; for the last column, those who then named one",
        dimensions=("choice",),
        rows=tuple(Label(column.name, column.label) for column in several.columns),
        cols=(Label("chosen", "Chosen"), Label("most", one.label)),
        cells=tuple(found),
        notes=(
            ORDER,
            how_sure(whole),
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
