"""Scores whose statements do not hold together: left out as scores and shown statement by statement."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from analysis.landscape.ground import Landscape
from analysis.landscape.items import HIGH, statement_cells, step_labels
from analysis.landscape.whole import how_sure
from analysis.tables import Cell, Label, Table
from survey.engine.codebook import Code, Column, Score

UPPER = "upper"
"""The best two steps together; not named as where figure 1 looks, which is about the organisation."""


def kept(land: Landscape, scores: Sequence[Score]) -> tuple[Score, ...]:
    """Those that may be told as scores."""
    return tuple(score for score in scores if score.id not in land.loose)


def left_out(land: Landscape, scores: Sequence[Score], where: str) -> tuple[str, ...]:
    """Which are left out and where their statements are; nothing where none is."""
    gone = [score.label for score in scores if score.id in land.loose]
    if not gone:
        return ()
    return (
        f"Left out as scores, because their statements hold together below {land.terms.reliable:g} by omega "
        f"or alpha: {', '.join(gone)}. Their statements are in {where}.",
    )


def items_of(land: Landscape, scores: Sequence[Score], id: str) -> Iterator[Table]:
    """The statements of those that are left out, one table for each scale that they are answered on."""
    gone = [score for score in scores if score.id in land.loose]
    columns = {name: land.frame.codebook.columns[name] for score in gone for name in score.columns}
    scales = dict.fromkeys(steps_of(column) for column in columns.values())
    for number, scale in enumerate(scales):
        mine = {n: c for n, c in columns.items() if steps_of(c) == scale}
        whole = land.whole_of(tuple(mine))
        found = [
            moved(cell) for column in mine.values() for cell in statement_cells(land.frame, column, whole)
        ]
        yield Table(
            id=f"{id}{number + 1 if number else ''}",
            title="Statements of scores that do not hold together",
            subtitle=f"% of those who gave a rating. {whole.label.text}. Of those who answered.",
            base="Those who gave a rating; don't know and does not apply: those who were shown the statement",
            dimensions=("statement",),
            rows=tuple(
                Label(name, land.frame.codebook.columns[name].label, score.label)
                for score in gone
                for name in score.columns
                if name in mine
            ),
            cols=tuple(
                replace(label, id=UPPER) if label.id == HIGH else label
                for label in step_labels(max(mine.values(), key=lambda column: len(column.categories)))
            ),
            cells=tuple(found),
            notes=(how_sure(whole),),
        )


def steps_of(column: Column) -> tuple[tuple[Code, str], ...]:
    return tuple((step.code, step.label) for step in column.substantive)


def moved(cell: Cell) -> Cell:
    return replace(cell, col=UPPER) if cell.col == HIGH else cell
