"""T1, who answered, and T1b, where from: counts of people by what they say about themselves."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Literal

import numpy as np
from pydantic import Field

from analysis.breaks import PLACE, Break, Breaks
from analysis.frame import SurveyFrame
from analysis.landscape.ground import Landscape
from analysis.landscape.kind import Counted, Number, TableKind, no_split
from analysis.tables import Cell, Group, Label, Table
from survey.engine.geography import NOT_GIVEN, WIDE, place_variable

PEOPLE = Label("people", "Answers")
TOTAL = Label("total", "Everyone who answered")
BANDS = (50, 20, 10)
"""Classes of the map by their lower ends."""
UNDER_10 = 5
"""Stands for the lowest class, which may be none: disclosure control hides it as it hides a small count."""
LONDON_ALONE = (
    "For London as a whole alone: by sector, role or place these groups would be too small to protect."
)
GAVE_NONE = "Not given: those who preferred not to say, left it blank, or went past these questions."
FROM_MANY = 0.8
"""Single boroughs are listed when at least this part of them has ten people or more: recode before hiding."""
ENOUGH = 10


class WhoAnswered(TableKind):
    """T1: counts of people by what they say about themselves, each by itself."""

    beside = True

    table: Literal["who_answered"] = "who_answered"
    id: Number = "T1"
    by: tuple[str, ...] = ()
    """The breaks; all that the questionnaire has where nothing is said."""

    def made(self, land: Landscape) -> Iterator[Table]:
        yield who_answered(land.frame, land.breaks, land.splits(self.by))

    def splits(self, land: Landscape) -> tuple[Break, ...]:
        return land.splits(self.by)

    def wrong(self, land: Landscape) -> Iterator[tuple[str, str]]:
        yield from no_split("by", self.by, land)


class Equality(TableKind):
    """T1e: counts of people by sensitive things they say about themselves, for London as a whole alone.

    Each question stands by itself: nothing here is crossed with a sector, a role or a place.
    """

    beside = True

    table: Literal["equality"] = "equality"
    id: Number = "T1e"
    of: tuple[str, ...] = Field(min_length=1)

    def made(self, land: Landscape) -> Iterator[Table]:
        if not len(land.frame):
            return
        whole = who_answered(land.frame, land.breaks, land.splits(self.of))
        yield replace(whole, id=self.id, title="Equality", notes=(LONDON_ALONE, GAVE_NONE))

    def splits(self, land: Landscape) -> tuple[Break, ...]:
        return land.splits(self.of)

    def wrong(self, land: Landscape) -> Iterator[tuple[str, str]]:
        yield from no_split("of", self.of, land)


class BoroughClasses(TableKind):
    """T1b: answers by borough in classes, for the map; without places there is none."""

    beside = True

    table: Literal["borough_classes"] = "borough_classes"
    id: Number = "T1b"

    def made(self, land: Landscape) -> Iterator[Table]:
        found = tiles(land.frame, land.breaks)
        yield from () if found is None else (found,)

    def counted(self, land: Landscape) -> Counted:
        geography = land.frame.geography
        if geography is None:
            return Counted()
        places = tuple(place.code for place in geography.places)
        return Counted(
            leaves={"borough": places},
            shared={place.code: geography.sharing(place) for place in geography.places},
        )


def who_answered(frame: SurveyFrame, breaks: Breaks, chosen: Sequence[Break] = ()) -> Table:
    """T1: counts and shares of base A by each break, one way."""
    shown = list(chosen) or list(usual(breaks))
    rows, cells = [TOTAL], [Cell(TOTAL.id, PEOPLE.id, "count", len(frame))]
    for each in shown:
        rows += [each.label(part) for part in each.parts]
        cells += counts(each, len(frame))
    return Table(
        id="T1",
        title="Who answered",
        subtitle="Counts and shares of those who answered. How many saw the link is not known.",
        base="Everyone who sent answers, and agreed drafts that say enough to count",
        dimensions=tuple(each.id for each in shown),
        rows=tuple(rows),
        cols=(PEOPLE,),
        cells=tuple(cells),
        notes=place_notes(breaks),
    )


def usual(breaks: Breaks) -> Iterator[Break]:
    """Every break of a survey; boroughs where enough of them can be shown."""
    yield from (each for each in (breaks.main, *breaks.others, *breaks.background) if each is not None)
    yield from breaks.areas
    if breaks.boroughs and lists_boroughs(breaks.boroughs):
        yield breaks.boroughs


def counts(each: Break, everyone: int) -> Iterator[Cell]:
    for part in each.parts:
        count, group = int(each.has(part).sum()), each.group(part)
        row = each.label(part).id
        yield Cell(row, PEOPLE.id, "count", count, group=group)
        if everyone:
            share = 100 * count / everyone
            yield Cell(row, PEOPLE.id, "percent", share, n=everyone, group=group, kind="share")


def lists_boroughs(boroughs: Break) -> bool:
    """Whether enough single boroughs can be shown for listing them to be worth what it hides elsewhere."""
    single = [part for part in boroughs.parts if part.leaves == {part.id} and part.id != WIDE]
    filled = sum(int(boroughs.has(part).sum()) >= ENOUGH for part in single)
    return filled >= FROM_MANY * len(single)


def place_notes(breaks: Breaks) -> tuple[str, ...]:
    if not breaks.areas:
        return ()
    notes = (
        "Somebody who works in one borough counts there; in several boroughs of one area, in that area; "
        "otherwise as London-wide. So the areas, London-wide and not given add up to everyone.",
    )
    if breaks.boroughs and lists_boroughs(breaks.boroughs):
        return notes
    return (*notes, "Single boroughs are on the map in classes: most have too few answers to list here.")


def tiles(frame: SurveyFrame, breaks: Breaks) -> Table | None:
    """T1b, for the tile map: answers by borough in classes; k boroughs share a person equally."""
    variable = place_variable(frame.codebook)
    geography = frame.geography
    if variable is None or geography is None:
        return None
    ticks, codes = frame.ticks(variable)
    part = ticks / np.maximum(ticks.sum(axis=1, keepdims=True), 1)
    shares = dict(zip(codes, part.sum(axis=0).tolist(), strict=True))
    cells = [tile(place.code, shares[place.code]) for place in geography.places]
    rows = [Label(place.code, place.label, "Borough") for place in geography.places]
    for part in breaks.boroughs.parts if breaks.boroughs else ():
        if part.id == NOT_GIVEN and breaks.boroughs:
            rows.append(Label(NOT_GIVEN, "No borough given", "Not on the map"))
            count = int(breaks.boroughs.has(part).sum())
            cells.append(Cell(NOT_GIVEN, PEOPLE.id, "count", count, group=breaks.boroughs.group(part)))
    return Table(
        id="T1b",
        title="Answers by borough, in classes",
        subtitle="In classes. People who named several boroughs are shared equally among them.",
        base="Everyone who answered and named a borough",
        dimensions=("borough",),
        rows=tuple(rows),
        cols=(PEOPLE,),
        cells=tuple(cells),
        notes=("Not shown: under 10, which may be none, or a place that would give one away.",),
    )


def tile(code: str, share: float) -> Cell:
    """One class; sums of thirds can miss a whole number by a hair."""
    ends = (None, *BANDS)
    band, end = next(
        ((low, high) for low, high in zip(BANDS, ends, strict=False) if share + 1e-9 >= low), (UNDER_10, 10)
    )
    group = Group(((PLACE, frozenset({code})),))
    return Cell(code, PEOPLE.id, "band", band, hi=end, group=group, kind="class")
