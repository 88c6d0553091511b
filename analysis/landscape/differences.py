"""Sentences about what was registered beforehand: the size of a difference first, and never a cause."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from analysis.disclosure import SafeTable
from analysis.landscape.compared import BY_PERSON, REGISTERED, WIDEST
from analysis.landscape.wording import Told, cell_at, in_words, number, told
from analysis.measures import is_small, printed
from analysis.report import Finding
from analysis.scales.families import HOLM_LEVEL
from analysis.tables import Label

Tables = Mapping[str, SafeTable]
CAREFUL = "Groups do different work, so this is no ranking and says nothing of causes."


def differ(tables: Tables) -> Iterator[Finding]:
    """For each split that was registered: what differs clearly, or that nothing does."""
    for table in tables.values():
        rows = [row for row in table.rows if row.id.startswith((f"{REGISTERED}:", f"{BY_PERSON}:"))]
        for split in dict.fromkeys(row.id.split(":")[1] for row in rows):
            mine = [row for row in rows if row.id.split(":")[1] == split]
            if all(row.id.startswith(f"{REGISTERED}:") for row in mine):
                yield from of_split(table, mine)


def of_split(table: SafeTable, rows: Sequence[Label]) -> Iterator[Finding]:
    """Silent where a base is small or a figure is not there."""
    found = told(table, rows, "delta", col=WIDEST.id)
    if len(found) < len(rows) or any(is_small(one.cell) for one in found):
        return
    by = in_words(rows[0].block.split(":")[0])
    clear = [one for one in found if is_clear(table, one)][::-1]
    if not clear:
        low, high = found[0], found[-1]
        yield Finding(
            "differ",
            f"{low.number} to {high.number}" if low.number != high.number else high.number,
            "Cliff\u2019s delta",
            f"By {by} no clear difference on what was registered beforehand.",
            f"Cliff\u2019s delta of the two groups furthest apart runs from {low.number} to {high.number} on "
            f"{number(len(found))} scores, and no range leaves out 0.",
            (table.id,),
            "practice",
        )
        return
    most = clear[0]
    p = cell_at(table, most.label.id, "adjusted_p")
    assert p is not None
    others = f" It is clear on {number(len(clear))} of {number(len(found))} scores." if len(found) > 1 else ""
    score, pair = most.label.text.split(": ", 1)
    yield Finding(
        "differ",
        most.number,
        "Cliff\u2019s delta",
        f"By {by} the widest clear difference is on {in_words(score)}.",
        f"{score}: {most.number} ({most.range}) between \u201c{pair}\u201d, the first higher; adjusted p "
        f"{printed(table, p, p.value)}.{others} {CAREFUL}",
        (table.id,),
        "practice",
    )


def is_clear(table: SafeTable, one: Told) -> bool:
    """Whether the widened range leaves out 0 and Holm's p is low enough."""
    p = cell_at(table, one.label.id, "adjusted_p")
    low = one.cell.lo is not None and one.cell.lo > 0
    return low and p is not None and p.value is not None and p.value <= HOLM_LEVEL
