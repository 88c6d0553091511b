"""Sentences about how the survey went: time, pages where people stop, marks, ways past a section.

They are about the form and never about those who filled it in.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from analysis.disclosure import SafeTable
from analysis.landscape.quality import MARKS, SKIPS
from analysis.landscape.times import EVERYONE, LOWER, MEDIAN, UPPER, WITHIN
from analysis.landscape.wording import Told, cell_at, listed, number, told
from analysis.measures import is_small, is_very_small
from analysis.report import Finding, Section
from analysis.rounding import half_up
from analysis.tables import Label

Tables = Mapping[str, SafeTable]
SECTION: Section = "survey"
LOSS = 3
"""Points, the least loss that is said."""
SURE = 10
"""People, the least difference of two counts to the nearest 5 that is a page and not the rounding."""


def minutes(tables: Tables) -> Iterator[Finding]:
    """The median time against what people were told."""
    table = tables.get("T14t")
    if table is None:
        return
    at = {one.label.id: one for col in table.cols for one in row_of(table, col)}
    within = next((col.text for col in table.cols if col.id == WITHIN), "")
    if not {LOWER, MEDIAN, UPPER} <= at.keys() or is_very_small(at[MEDIAN].cell):
        return
    median, promised = at[MEDIAN].number, "".join(filter(str.isdigit, within))
    kept = float(median) <= int(promised)
    share = f" {at[WITHIN].number}% took no longer than that." if WITHIN in at else ""
    yield Finding(
        "minutes",
        f"{median}",
        "minutes, the median",
        f"The survey took half of people {median} minutes or less."
        if kept
        else f"The survey took half of people more than the {promised} minutes they were told.",
        f"The middle half took {at[LOWER].number} to {at[UPPER].number} active minutes; the median is "
        f"{median}. People were told about {promised}.{share}",
        (table.id,),
        SECTION,
    )


def row_of(table: SafeTable, col: Label) -> Sequence[Told]:
    measure = "percent" if col.id == WITHIN else "minutes"
    return told(table, [col], measure, row=EVERYONE.id)


def stops(tables: Tables) -> Iterator[Finding]:
    """How many of those who began sent, and before which pages 3 points or more stopped."""
    table = tables.get("T14f")
    if table is None:
        return
    reached = [cell_at(table, row.id, "percent") for row in table.rows]
    last = reached[-1]
    if last is None or last.value is None or is_small(last) or is_very_small(last):
        return
    lost = [
        f"{points:.0f} points at “{row.text}”"
        for before, row in pairwise(table.rows)
        if (points := lost_between(table, before, row)) is not None
    ]
    many = "one page" if len(lost) == 1 else f"{number(len(lost))} pages"
    said = (
        f"On {many} 3 points or more of those who began stopped: {listed(lost)}. "
        "These pages are the first to look at when the form is next changed."
        if lost
        else "There is no page on which 3 points or more of those who began stopped."
    )
    sent = f"{half_up(last.value):.0f}%"
    yield Finding(
        "stops",
        sent,
        "of those who began",
        f"{sent} of those who began sent their answers.",
        f"{said} Everybody was free to stop.",
        ("F6", table.id),
        SECTION,
    )


def lost_between(table: SafeTable, before: Label, row: Label) -> float | None:
    """Points lost from one row to the next as printed, where they are more than rounding to 5 can make."""
    counts = [cell_at(table, label.id, "count") for label in (before, row)]
    shares = [cell_at(table, label.id, "percent") for label in (before, row)]
    people, points = ([None if c is None else c.value for c in pair] for pair in (counts, shares))
    if people[0] is None or people[1] is None or points[0] is None or points[1] is None:
        return None
    lost = half_up(points[0]) - half_up(points[1])
    return lost if lost >= LOSS and people[0] - people[1] >= SURE else None


def marked(tables: Tables) -> Iterator[Finding]:
    """How many answers carry a mark, and that nothing was left out."""
    table = tables.get("T14")
    if table is None or not any(row.block == MARKS for row in table.rows):
        return
    count = {
        row.id: next(iter(told(table, [row], "count")), None) for row in table.rows if row.block == MARKS
    }
    two, any_mark = count.get("two"), count.get("any")
    few = "Fewer than 10 answers carry two marks or more"
    claim = f"About {two.number} answers carry two marks or more" if two is not None and two.size else few
    one = f"About {any_mark.number} carry one or more. " if any_mark is not None and any_mark.size else ""
    yield Finding(
        "marked",
        two.number if two is not None and two.size else "under 10",
        "answers with two marks",
        f"{claim}; none was left out.",
        f"{one}A mark says that answers were quick, the same all the way down, or nearly the same as another"
        f"{chr(0x2019)}s. That can be quite right, so a person has to look before anything is decided.",
        (table.id,),
        SECTION,
    )


def past(tables: Tables) -> Iterator[Finding]:
    """How many took the offered way past a section."""
    table = tables.get("T14")
    rows = [row for row in table.rows if row.block == SKIPS] if table is not None else []
    shown = (
        [one for one in told(table, rows, "percent") if not is_small(one.cell)] if table is not None else []
    )
    if table is None or not shown:
        return
    ways = listed([f"{one.number}% at {one.quoted}" for one in reversed(shown)])
    yield Finding(
        "past",
        f"{shown[-1].number}%",
        "of those who came to it",
        f"The way past “{shown[-1].label.text}” was used by {shown[-1].number}% of those who came to it.",
        f"Some sections can be skipped whole: {ways}. The way past is there to be used, "
        "so this says whether the note before a section does its work, and nothing about those who took it.",
        (table.id,),
        SECTION,
    )
