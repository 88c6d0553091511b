"""Sentences about how answers to one question spread, and about groups that are missing."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

from analysis.disclosure import SafeTable
from analysis.landscape.distribution import REACHED
from analysis.landscape.wording import APOSTROPHE, Told, cell_at, in_words, listed, told
from analysis.measures import is_hidden, is_small, printed
from analysis.report import Finding
from analysis.scales.reliability import RELIABLE
from analysis.tables import Label

Tables = Mapping[str, SafeTable]
NONE_STANDS_OUT = "no one answer is given clearly more than the others."
STEADY = 30
"""A base under which a mean is too unsure to be one end of a distance."""
MOST_LISTED = 6
"""More answers than these are not listed in a sentence."""


def steps(table: SafeTable) -> list[Label]:
    return [col for col in table.cols if col.id.startswith("step:")]


def headline(table: SafeTable) -> str:
    """The row of everybody, which stands first."""
    return table.rows[0].id


def shares(table: SafeTable) -> list[Told]:
    """The shares of each answer among everybody, in the order of the answers; none where one is missing."""
    found = {one.label.id: one for one in told(table, steps(table), "percent", row=headline(table))}
    listed = [found[step.id] for step in steps(table) if step.id in found]
    complete = len(listed) == len(steps(table))
    return listed if complete and not any(is_small(one.cell) for one in listed) else []


def unsaid(table: SafeTable) -> str:
    """How many of those asked said they do not know."""
    cell = cell_at(table, headline(table), "dk")
    if cell is None or not cell.value:
        return ""
    figure = printed(table, cell, cell.value)
    return f" {figure}% of those asked say they don{APOSTROPHE}t know."


def reached(tables: Tables) -> Iterator[Finding]:
    """How many place themselves at a step of a scale or beyond it."""
    for table in tables.values():
        there = [col for col in table.cols if col.id == REACHED] if steps(table) else []
        found = told(table, there, "percent", row=headline(table)) if there else []
        if not found or is_small(found[0].cell):
            continue
        one = found[0]
        between = f" ({one.range})" if one.range else ""
        yield Finding(
            "stage",
            f"{one.number}%",
            "at that step or beyond",
            f"{one.number}% answer {one.quoted}.",
            f"{table.title}: {one.number}%{between} of those who gave an answer say {one.quoted}."
            f"{unsaid(table)}",
            (table.id,),
            "practice",
        )


def spread(tables: Tables) -> Iterator[Finding]:
    """All answers to a question that has no step to reach, with their shares."""
    for table in tables.values():
        if not table.rows or any(col.id == REACHED for col in table.cols):
            continue
        found = shares(table)
        if not 1 < len(found) <= MOST_LISTED:
            continue
        second, most = sorted(found, key=lambda one: one.size)[-2:]
        first = f"{table.title}: {most.quoted} is the answer given most."
        said = listed([f"{one.quoted} {one.number}%" for one in found])
        yield Finding(
            "spread",
            f"{most.number}%",
            "the largest share",
            first if is_clear(most, second) else f"{table.title}: {NONE_STANDS_OUT}",
            f"{said} of those who gave an answer.{unsaid(table)}",
            (table.id,),
            "practice",
        )


def is_clear(most: Told, second: Told) -> bool:
    """Whether one share is above another by 3 points and by three standard errors of their difference."""
    one, other, n = most.size / 100, second.size / 100, most.cell.n or 1
    error = math.sqrt((one + other - (one - other) ** 2) / n)
    return one - other >= max(0.03, 3 * error)


def apart(tables: Tables) -> Iterator[Finding]:
    """How far apart the parts of the main split are on each score, from the figures that are printed."""
    table = tables.get("T3")
    block = table.rows[1].block if table is not None and len(table.rows) > 1 else ""
    if table is None or not block or len(table.cols) < 2:
        return
    rows = [row for row in table.rows if row.block == block]
    distances = []
    for col in table.cols:
        found = [one for one in told(table, rows, "mean", col=col.id) if (one.cell.n or 0) >= STEADY]
        if len(found) > 1:
            low, high = found[0], found[-1]
            distances.append((float(high.number) - float(low.number), in_words(col.text)))
    if len(distances) < len(table.cols):
        return
    (least, close), (most, far) = min(distances), max(distances)
    yield Finding(
        "apart",
        f"{least:.0f} to {most:.0f}" if least < most else f"{least:.0f}",
        "points apart",
        f"How far practice differs by {block[:1].lower()}{block[1:]} depends on what is asked.",
        f"The distance between the highest and the lowest that is shown runs from {least:.0f} points "
        f"({close}) to {most:.0f} ({far}). Answers may differ because the work differs; this is no ranking "
        "of services.",
        (table.id,),
        "practice",
    )


def loose(tables: Tables) -> Iterator[Finding]:
    """Scores whose statements do not go together well enough to be read as one figure."""
    for table in tables.values():
        weak = []
        for row in table.rows:
            judged = cell_at(table, row.id, "omega") or cell_at(table, row.id, "alpha")
            if judged is not None and judged.value is not None and judged.value < RELIABLE:
                weak.append(in_words(row.text))
        if weak:
            yield Finding(
                "loose",
                str(len(weak)),
                "scores",
                "Some scores are left out and shown statement by statement.",
                f"Below {RELIABLE} by omega or alpha, so that one figure says too little: {listed(weak)}.",
                (table.id,),
                "practice",
            )


def missing(tables: Tables) -> Iterator[Finding]:
    """How many groups of two things crossed cannot be shown, by what they are crossed with."""
    table = tables.get("T2")
    if table is None or not table.cells:
        return
    blocks = list(dict.fromkeys(row.block for row in table.rows))
    said = []
    for block in blocks:
        rows = {row.id for row in table.rows if row.block == block}
        inside = [cell for cell in table.cells if cell.row in rows]
        said.append(f"{sum(map(is_hidden, inside))} of {len(inside)} by {block[:1].lower()}{block[1:]}")
    hidden, every = sum(map(is_hidden, table.cells)), len(table.cells)
    if not hidden:
        return
    yield Finding(
        "missing",
        f"{hidden} of {every}",
        "groups",
        "Some groups answered too little to be shown.",
        f"Not shown: {listed(said)}. Fewer than 10 people answered there, perhaps none, or showing it would "
        "reveal a group where fewer did.",
        (table.id,),
        "who",
    )
