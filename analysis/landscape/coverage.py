"""T2, who is missing: how many answered in each sector by place and by role, beside what was hoped for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import numpy as np
from pydantic import PositiveInt

from analysis.breaks import Break, Part
from analysis.landscape.ground import Landscape
from analysis.landscape.kind import Number, TableKind, no_split
from analysis.landscape.who import place_notes
from analysis.tables import Cell, Group, Table


class Coverage(TableKind):
    """Counts of people by the main split and each break named here, crossed.

    `hoped` is a soft target for each cell. It is a hope and not a share of a workforce: nobody knows how many
    people a link was passed on to.
    """

    beside = True

    table: Literal["coverage"] = "coverage"
    id: Number = "T2"
    title: str = "Who is missing"
    by: tuple[str, ...]
    hoped: PositiveInt | None = None

    def made(self, land: Landscape) -> Iterator[Table]:
        main, across = land.breaks.main, land.splits(self.by)
        if main is None or not across:
            return
        hoped = f"Hoped for: {self.hoped} or more in each." if self.hoped else ""
        notes = (
            "How many people saw the link is not known, so there is no response rate.",
            *place_notes(land.breaks),
        )
        yield Table(
            id=self.id,
            title=self.title,
            subtitle=f"Counts of those who answered. {hoped}".strip(),
            base="Everyone who sent answers, and agreed drafts that say enough to count",
            dimensions=(main.id, *(each.id for each in across)),
            rows=tuple(each.label(part) for each in across for part in each.parts),
            cols=tuple(main.label(part) for part in main.parts),
            cells=tuple(crossed(main, across)),
            notes=notes,
        )

    def splits(self, land: Landscape) -> tuple[Break, ...]:
        return land.splits(self.by)

    def wrong(self, land: Landscape) -> Iterator[tuple[str, str]]:
        if land.breaks.main is None:
            yield "table", "This questionnaire has no question with split: main, so nothing can be crossed."
        yield from no_split("by", self.by, land)


def crossed(main: Break, across: tuple[Break, ...]) -> Iterator[Cell]:
    for each in across:
        for part in each.parts:
            for column in main.parts:
                count = int(np.count_nonzero(each.has(part) & main.has(column)))
                where = both(each, part, main, column)
                yield Cell(each.label(part).id, main.label(column).id, "count", count, group=where)


def both(one: Break, part: Part, other: Break, column: Part) -> Group:
    """The group of those in both parts."""
    return Group(tuple(sorted((*one.group(part).where, *other.group(column).where))))
