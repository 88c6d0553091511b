"""T2, who is missing: how many answered in each sector by place and by role, beside what was hoped for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

import numpy as np
from pydantic import PositiveInt

from analysis.breaks import Break, Part
from analysis.disclosure import Release
from analysis.disclosure.cells import Where
from analysis.landscape.ground import Landscape
from analysis.landscape.kind import Number, TableKind, no_split, unknown
from analysis.landscape.terms import Entry
from analysis.landscape.who import place_notes
from analysis.tables import Cell, Group, Label, Table

UNKNOWN = "How many people saw the link is not known, so there is no response rate."
RATIO = (
    "Of the target: the count as printed, by what was hoped for. A target is a hope, agreed beforehand, and "
    "no share of a workforce."
)
PER_THOUSAND = (
    "By 1,000 staff: the count as printed, by the number of staff of the source that the plan names."
)


class Target(Entry):
    """What is hoped for in each part of the main split, in one group of a break or in each."""

    by: str
    parts: tuple[str, ...] = ()
    """Groups of the break; each of them where nothing is named."""
    hoped: Mapping[str, PositiveInt]
    """How many, by code of the main split."""


class Coverage(TableKind):
    """Counts of people by the main split and each break named here, crossed.

    `targets` says what is hoped for. It is a hope and not a share of a workforce: nobody knows how many
    people a link was passed on to. `hoped` is one number for every cell that no target is for.
    """

    beside = True
    further = ("t", "w")

    table: Literal["coverage"] = "coverage"
    id: Number = "T2"
    title: str = "Who is missing"
    by: tuple[str, ...]
    hoped: PositiveInt | None = None
    targets: tuple[Target, ...] = ()

    def made(self, land: Landscape) -> Iterator[Table]:
        main, across = land.breaks.main, land.splits(self.by)
        if main is None or not across:
            return
        hoped = f"Hoped for: {self.hoped} or more in each." if self.hoped else ""
        yield Table(
            id=self.id,
            title=self.title,
            subtitle=f"Counts of those who answered. {hoped}".strip(),
            base="Everyone who sent answers, and agreed drafts that say enough to count",
            dimensions=(main.id, *(each.id for each in across)),
            rows=tuple(each.label(part) for each in across for part in each.parts),
            cols=tuple(main.label(part) for part in main.parts),
            cells=tuple(crossed(main, across)),
            notes=(UNKNOWN, *place_notes(land.breaks)),
        )

    def splits(self, land: Landscape) -> tuple[Break, ...]:
        return land.splits(self.by)

    def after(self, land: Landscape, release: Release) -> Iterator[Table]:
        """What is printed beside what was hoped for, and by 1,000 staff where their numbers are known."""
        main, across = land.breaks.main, land.splits(self.by)
        if main is not None and (self.hoped or self.targets):
            yield self.beside_targets(main, across, {cell.group.where for cell in printed(release)})
        totals = land.terms.margins.totals if land.terms.margins else {}
        if main is not None and main.id in totals:
            yield per_thousand(main, totals[main.id], f"{self.id}w")

    def beside_targets(self, main: Break, across: tuple[Break, ...], shown: set[Where]) -> Table:
        found = [
            Cell(
                each.label(part).id, main.label(column).id, "of_target", target,
                group=both(each, part, main, column), kind="share",
            )
            for each in across
            for part in each.parts
            for column in main.parts
            if (target := self.target(each, part, column.id)) is not None
        ]  # fmt: skip
        rows = tuple(each.label(part) for each in across for part in each.parts)
        cols = tuple(main.label(part) for part in main.parts)
        used_rows, used_cols = {cell.row for cell in found}, {cell.col for cell in found}
        return Table(
            id=f"{self.id}t",
            title="Answers beside what was hoped for",
            subtitle="% of the target. Of those who answered.",
            base=f"As in Table {self.id[1:]}; from counts to the nearest 5",
            dimensions=(main.id, *(each.id for each in across)),
            rows=tuple(row for row in rows if row.id in used_rows),
            cols=tuple(col for col in cols if col.id in used_cols),
            cells=tuple(found),
            notes=(RATIO, *self.not_shown(main, across, shown)),
        )

    def not_shown(self, main: Break, across: tuple[Break, ...], shown: set[Where]) -> Iterator[str]:
        """The groups with a target that are not shown, by each part of the main split."""
        for column in main.parts:
            words = [
                part.label
                for each in across
                for part in each.parts
                if self.target(each, part, column.id) is not None
                if both(each, part, main, column).where not in shown
            ]
            if words:
                yield f"{column.label}, under 10 or beside a group under 10: {'; '.join(words)}."

    def target(self, split: Break, part: Part, code: str) -> int | None:
        """What is hoped for in a group of a break within a part of the main split."""
        for each in self.targets:
            if each.by == split.id and part.id in (each.parts or (part.id,)) and code in each.hoped:
                return each.hoped[code]
        return self.hoped

    def wrong(self, land: Landscape) -> Iterator[tuple[str, str]]:
        main = land.breaks.main
        if main is None:
            yield "table", "This questionnaire has no question with split: main, so nothing can be crossed."
        yield from no_split("by", self.by, land)
        for each in self.targets:
            split = land.split(each.by)
            if each.by not in self.by or split is None:
                yield "targets", f"There are targets by {each.by}, which by does not name. Add it to by."
                continue
            yield from unknown(
                "targets", each.parts, (part.id for part in split.parts), f"group of {each.by}"
            )
            codes = [part.id for part in main.parts] if main else []
            yield from unknown("targets", each.hoped, codes, "answer to the main split")


def printed(release: Release) -> Iterator[Cell]:
    """Counts of people that are printed."""
    for table in release.tables:
        for cell in table.cells:
            if cell.kind == "count" and cell.group.universe == "people" and cell.value is not None:
                yield cell


def per_thousand(main: Break, totals: Mapping[str, int], id: str) -> Table:
    """Printed counts of each part of the main split by 1,000 staff."""
    known = [part for part in main.parts if part.id in totals]
    row = Label("staff", "Answers by 1,000 staff")
    return Table(
        id=id,
        title="Answers by 1,000 staff",
        subtitle="Of those who answered.",
        base="Staff as the source counts them; answers to the nearest 5",
        dimensions=(main.id,),
        rows=(row,),
        cols=tuple(main.label(part) for part in known),
        cells=tuple(
            Cell(row.id, main.label(part).id, "per_thousand", totals[part.id] / 10, group=main.group(part),
                 kind="share")
            for part in known
        ),
        notes=(PER_THOUSAND, UNKNOWN),
    )  # fmt: skip


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
