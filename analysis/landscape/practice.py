"""T3, practice scores by sector, role, place and level, and T5, the gap between levels."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import Literal

import numpy as np

from analysis.breaks import Break
from analysis.frame import SurveyFrame
from analysis.landscape.figures import Item, cells, of_group, scored, statement
from analysis.landscape.ground import Landscape
from analysis.landscape.kind import Number, TableKind, no_split
from analysis.landscape.loose import items_of, kept, left_out
from analysis.landscape.scores import ITEMS, SET_ASIDE, columns, needs, order_table, score_table
from analysis.landscape.shape import Practice
from analysis.landscape.whole import MEANS, how_sure, how_sure_of_headline
from analysis.tables import Cell, Label, Table

LEVELS = {"individual": "Me", "team": "My team", "organisation": "My organisation", "system": "The system"}
FROM_THE_CODEBOOK = (
    "This questionnaire has no scores that hold one statement a level, such as me and my team."
)


class OfPractice(TableKind):
    """A table about the family of scores that hold one statement a level, where there is one."""

    def made(self, land: Landscape) -> Iterator[Table]:
        if land.shape.practice is not None:
            yield from self.of_practice(land, land.shape.practice)

    @abstractmethod
    def of_practice(self, land: Landscape, practice: Practice) -> Iterator[Table]:
        """The exact tables about this family."""

    def wrong(self, land: Landscape) -> Iterator[tuple[str, str]]:
        if land.shape.practice is None:
            yield "table", FROM_THE_CODEBOOK


class PracticeScores(OfPractice):
    """T3: practice by sector and role, under the headline."""

    lettered = True

    table: Literal["practice_scores"] = "practice_scores"
    id: Number = "T3"
    by: tuple[str, ...] = ()

    def of_practice(self, land: Landscape, practice: Practice) -> Iterator[Table]:
        breaks = land.splits(self.by or land.usual_splits)
        scores = kept(land, practice.scores)
        if scores:
            notes = left_out(land, practice.scores, f"the tables whose numbers begin with {self.id}{ITEMS}")
            yield score_table(
                land.frame, scores, breaks, land.whole, id=self.id, title="Practice scores", notes=notes
            )
        yield from items_of(land, practice.scores, f"{self.id}{ITEMS}")

    def splits(self, land: Landscape) -> tuple[Break, ...]:
        return land.splits(self.by)

    def wrong(self, land: Landscape) -> Iterator[tuple[str, str]]:
        yield from super().wrong(land)
        yield from no_split("by", self.by, land)


class PracticeOrder(OfPractice):
    """T3r: which practice score is highest, as far as clear differences earn it."""

    table: Literal["practice_order"] = "practice_order"
    id: Number = "T3r"

    def of_practice(self, land: Landscape, practice: Practice) -> Iterator[Table]:
        title = "Order of the practice scores"
        found = order_table(land.frame, kept(land, practice.scores), land.whole, id=self.id, title=title)
        yield from () if found is None else (found,)


class PracticeAreas(OfPractice):
    """T3g: practice by inner and outer London, care boards, police commands."""

    table: Literal["practice_areas"] = "practice_areas"
    id: Number = "T3g"

    def of_practice(self, land: Landscape, practice: Practice) -> Iterator[Table]:
        scores = kept(land, practice.scores)
        if land.breaks.areas and scores:
            yield score_table(
                land.frame,
                scores,
                land.breaks.areas,
                land.whole,
                id=self.id,
                title="Practice scores",
                headline=False,
            )


class PracticeLevels(OfPractice):
    """T3l: practice as people see it in themselves, their team and their organisation."""

    table: Literal["practice_levels"] = "practice_levels"
    id: Number = "T3l"

    def of_practice(self, land: Landscape, practice: Practice) -> Iterator[Table]:
        yield by_level(land, practice, id=self.id)


class LevelGaps(OfPractice):
    """T5: how far apart the levels are within the same person."""

    table: Literal["level_gaps"] = "level_gaps"
    id: Number = "T5"

    def of_practice(self, land: Landscape, practice: Practice) -> Iterator[Table]:
        yield level_gaps(land, practice, id=self.id)


def by_level(land: Landscape, practice: Practice, *, id: str) -> Table:
    """Me, my team and my organisation on each principle, all together, and pooled."""
    frame, whole = land.frame, land.whole
    overall = practice.overall if practice.overall and practice.overall.id not in land.loose else None
    scores = (*practice.scores, *((overall,) if overall else ()))
    together = [(score.id, scored(frame, score)) for score in kept(land, scores)]
    found: list[Cell] = []
    rows: list[Label] = []
    for at, level in enumerate(practice.levels):
        items = [(score.id, statement(frame, practice.item(score, level).name)) for score in practice.scores]
        if overall and at < len(practice.by_level) and practice.by_level[at].id not in land.loose:
            items.append((overall.id, scored(frame, practice.by_level[at])))
        rows.append(Label(f"level:{level}", LEVELS.get(level, level.capitalize())))
        for col, item in items:
            found += cells(rows[-1].id, col, whole.about, item.universe, whole.measures(item))
    rows.append(Label("levels", "All levels together"))
    for col, item in together:
        found += cells("levels", col, whole.about, item.universe, whole.measures(item))
    rows.append(Label("pooled", "Everyone, each answer counting the same"))
    everyone = np.ones(len(frame), dtype=bool)
    for col, item in together:
        found += cells("pooled", col, (), item.universe, of_group(item, everyone, whole.organisations))
    return Table(
        id=id,
        title="Practice scores by level",
        subtitle="Mean, 0 to 100. Sectors weighted equally. Of those who answered.",
        base="Those who answered the statement; for several together, " + needs(scores),
        dimensions=("level",),
        rows=tuple(rows),
        cols=columns(scores),
        cells=tuple(found),
        notes=(
            *left_out(land, [*practice.scores, *practice.by_level], "the rows above, one a level"),
            how_sure(whole),
            "In the last row each answer counts the same.",
            SET_ASIDE,
            "People usually score their own work highest, here and elsewhere.",
        ),
    )


def of_levels(frame: SurveyFrame, practice: Practice, together: bool) -> Iterator[tuple[str, Sequence[Item]]]:
    """What is compared, an item for each level: each score by itself, then all together."""
    for score in practice.scores:
        names = [practice.item(score, level).name for level in practice.levels]
        yield score.id, [statement(frame, name) for name in names]
    if together:
        yield "together", [scored(frame, score) for score in practice.by_level]


def level_gaps(land: Landscape, practice: Practice, *, id: str) -> Table:
    """Differences between levels within the same person, with the means that they lie between."""
    whole, pairs = land.whole, list(combinations(practice.levels, 2))
    together = len(kept(land, practice.by_level)) == len(practice.levels)
    found: list[Cell] = []
    for row, items in of_levels(land.frame, practice, together):
        for (one, first), (other, second) in combinations(zip(practice.levels, items, strict=True), 2):
            figure = [("gap", whole.mean(first.points - second.points))]
            universe = f"{first.universe} and {second.universe}"
            found += cells(row, f"{one}-{other}", whole.about, universe, iter(figure))
    return Table(
        id=id,
        title="Gaps between levels",
        subtitle="Points from 0 to 100, the first level minus the second, within the same person.",
        base="Those who answered the statements of both levels",
        dimensions=("level",),
        rows=(
            *columns(practice.scores),
            *((Label("together", "All together"),) if together else ()),
        ),
        cols=tuple(
            Label(f"{one}-{other}", f"{LEVELS.get(one, one)} minus {LEVELS.get(other, other).lower()}")
            for one, other in pairs
        ),
        cells=tuple(found),
        notes=(
            how_sure_of_headline(whole, MEANS),
            "People usually score their own work highest, here and elsewhere.",
        ),
    )
