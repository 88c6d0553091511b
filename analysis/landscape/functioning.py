"""T3s, whether groups that score alike answer each statement alike: before scores are compared.

Made of groups that the release shows with 30 answers or more, as T3v is.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import numpy as np

from analysis.breaks import Break, Part
from analysis.disclosure import Release, shown
from analysis.estimates import Estimate
from analysis.landscape.compared import UNLIKE, steady
from analysis.landscape.figures import cells
from analysis.landscape.ground import Landscape
from analysis.landscape.holding import named
from analysis.landscape.kind import Number, TableKind, no_split, unknown
from analysis.scales.functioning import LARGE, MODERATE, Functioning, functioning
from analysis.tables import Cell, Group, Label, Table
from survey.engine.codebook import Score

RULE = (
    "People are set beside those with the same mean of the other statements of the score. Given where a "
    f"group differs by more than {MODERATE} standard deviations of the statement and Mantel's test, adjusted "
    f"over all statements and groups of a score (q = 0.10), is not silent; above {LARGE} it is large. "
    "Above 0 the group answers higher."
)
MEANING = (
    "A difference says that the statement means something else to the group, or that practice differs there "
    "in particular; figures cannot tell which. Differences on one score add up to about 0, so one statement "
    "that stands out makes the others lean the other way."
)


class ItemFunctioning(TableKind):
    """T3s: statements that groups answer differently though they score alike on the rest of the score."""

    table: Literal["item_functioning"] = "item_functioning"
    id: Number = "T3s"
    title: str = "Statements that groups answer differently"
    scores: tuple[str, ...] = ()
    by: str = ""

    def made(self, land: Landscape) -> Iterator[Table]:
        yield from ()

    def after(self, land: Landscape, release: Release) -> Iterator[Table]:
        split = land.split(self.by) if self.by else land.breaks.main
        if split is not None:
            yield from functioning_table(land, release, named(land, self.scores), split, self.id)

    def splits(self, land: Landscape) -> tuple[Break, ...]:
        return land.splits((self.by,))

    def wrong(self, land: Landscape) -> Iterator[tuple[str, str]]:
        yield from unknown("scores", self.scores, (s.id for s in land.frame.codebook.scores), "score")
        yield from no_split("by", (self.by,), land)
        if not self.by and land.breaks.main is None:
            yield "table", "This questionnaire has no question with split: main, so say which split (by)."


def functioning_table(
    land: Landscape, release: Release, scores: list[Score], split: Break, id: str
) -> Iterator[Table]:
    """One row a statement that stands out, one column a group; none where nothing could be judged."""
    known = shown(release)
    rows: list[Label] = []
    found: list[Cell] = []
    judged: list[str] = []
    for score in scores:
        parts = steady(known, score, split)
        results = judged_items(land, score, split, parts) if len(parts) > 1 else ()
        judged += [score.label] if results else []
        for one in results:
            if one.size == "negligible":
                continue
            column = land.frame.codebook.columns[score.columns[one.item]]
            row = Label(column.name, column.label, score.label)
            rows += [] if row in rows else [row]
            found += cells(
                *at(row, one, split, parts),
                score.id,
                iter([("difference", Estimate(one.corrected, n=one.n))]),
            )
    if not judged:
        return
    said = "" if rows else "No statement stands out. "
    yield Table(
        id=id,
        title="Statements that groups answer differently",
        subtitle=f"{said}Standard deviations of the statement, each group beside others of the same score.",
        base="Those with the score in the groups compared; judged by who answered every statement of it",
        dimensions=("statement", split.id),
        rows=tuple(rows) or (Label("none", "No statement"),),
        cols=tuple(split.label(part) for part in split.parts if part.id not in UNLIKE),
        cells=tuple(found),
        notes=(f"Judged: {', '.join(judged)}.", RULE, MEANING),
    )


def judged_items(land: Landscape, score: Score, split: Break, parts: list[Part]) -> tuple[Functioning, ...]:
    points = np.column_stack([land.frame.points(column) for column in score.columns])
    return functioning(points, {part.id: split.has(part) for part in parts})


def at(row: Label, one: Functioning, split: Break, parts: list[Part]) -> tuple[str, str, Group]:
    """The place of a difference: its row, its column, and the group with those it is set beside."""
    part = next(part for part in parts if part.id == one.group)
    leaves = (part.leaves, *(other.leaves for other in parts if other is not part))
    whole = frozenset[str]().union(*leaves)
    return row.id, split.label(part).id, Group(((split.variable, whole),), parts=leaves)
