"""T3, practice scores by sector, role, place and level, and T5, the gap between levels."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations

import numpy as np

from analysis.breaks import Break, Breaks
from analysis.frame import SurveyFrame
from analysis.landscape.figures import Item, cells, of_group, scored, statement
from analysis.landscape.shape import Practice
from analysis.landscape.whole import ORDER, Whole, how_sure, rank_of
from analysis.tables import Cell, Label, Table
from survey.engine.codebook import Score

LEVELS = {"individual": "Me", "team": "My team", "organisation": "My organisation", "system": "The system"}
SET_ASIDE = (
    "Don't know, does not apply and left blank: share of the statements shown; they are never part of a mean."
)


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
        notes=(how_sure(whole), SET_ASIDE),
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


def by_sector_and_role(frame: SurveyFrame, practice: Practice, breaks: Breaks, whole: Whole) -> Table:
    """T3: the headline, each sector, the other sector too, and roles."""
    splits = [*((breaks.main,) if breaks.main else ()), *breaks.others]
    return score_table(frame, practice.scores, splits, whole, id="T3", title="Practice scores")


def by_area(frame: SurveyFrame, practice: Practice, breaks: Breaks, whole: Whole) -> Table | None:
    """T3g: inner and outer London, care boards, police commands."""
    if not breaks.areas:
        return None
    return score_table(
        frame,
        practice.scores,
        breaks.areas,
        whole,
        id="T3g",
        title="Practice scores",
        headline=False,
    )


def by_level(frame: SurveyFrame, practice: Practice, whole: Whole) -> Table:
    """T3l: me, my team and my organisation on each principle, all together, and pooled."""
    scores = (*practice.scores, *((practice.overall,) if practice.overall else ()))
    together = [(score.id, scored(frame, score)) for score in scores]
    found: list[Cell] = []
    rows: list[Label] = []
    for at, level in enumerate(practice.levels):
        items = [(score.id, statement(frame, practice.item(score, level).name)) for score in practice.scores]
        if practice.overall and at < len(practice.by_level):
            items.append((practice.overall.id, scored(frame, practice.by_level[at])))
        rows.append(Label(f"level:{level}", LEVELS.get(level, level.capitalize()), "Level"))
        for col, item in items:
            found += cells(rows[-1].id, col, whole.about, item.universe, whole.measures(item))
    rows.append(Label("levels", "All levels together", "Level"))
    for col, item in together:
        found += cells("levels", col, whole.about, item.universe, whole.measures(item))
    rows.append(Label("pooled", "Everyone, each answer counting the same", "Pooled"))
    everyone = np.ones(len(frame), dtype=bool)
    for col, item in together:
        found += cells("pooled", col, (), item.universe, of_group(item, everyone, whole.organisations))
    return Table(
        id="T3l",
        title="Practice scores by level",
        subtitle="Mean, 0 to 100. Sectors weighted equally. Of those who answered.",
        base="Those who answered the statement; for several together, " + needs(scores),
        dimensions=("level",),
        rows=tuple(rows),
        cols=columns(scores),
        cells=tuple(found),
        notes=(
            how_sure(whole),
            "In the last row each answer counts the same.",
            SET_ASIDE,
            "People usually score their own work highest, here and elsewhere.",
        ),
    )


def level_gaps(frame: SurveyFrame, practice: Practice, whole: Whole) -> Table:
    """T5: differences between levels within the same person, with the means that they lie between."""
    pairs = list(combinations(practice.levels, 2))
    by_row = {
        score.id: [statement(frame, practice.item(score, level).name) for level in practice.levels]
        for score in practice.scores
    }
    if len(practice.by_level) == len(practice.levels):
        by_row["together"] = [scored(frame, score) for score in practice.by_level]
    found: list[Cell] = []
    for row, items in by_row.items():
        for (one, first), (other, second) in combinations(zip(practice.levels, items, strict=True), 2):
            figure = [("gap", whole.mean(first.points - second.points))]
            universe = f"{first.universe} and {second.universe}"
            found += cells(row, f"{one}-{other}", whole.about, universe, iter(figure))
    return Table(
        id="T5",
        title="Gaps between levels",
        subtitle="Points from 0 to 100, the first level minus the second, within the same person.",
        base="Those who answered the statements of both levels",
        dimensions=("level",),
        rows=(*columns(practice.scores), Label("together", "All together")),
        cols=tuple(
            Label(f"{one}-{other}", f"{LEVELS.get(one, one)} minus {LEVELS.get(other, other).lower()}")
            for one, other in pairs
        ),
        cells=tuple(found),
        notes=(how_sure(whole), "People usually score their own work highest, here and elsewhere."),
    )
