"""Which measures of a table rest on the same people, so that a base is printed once for all of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from analysis import measures as words
from analysis.tables import Cell

APART = ("dk", "na", "blank")
BASE, ASKED = "Base, n", "Those asked, n"


@dataclass
class Shared:
    """Measures whose bases are the same wherever both of two are printed."""

    measures: list[str] = field(default_factory=list)
    bases: dict[tuple[str, str], int] = field(default_factory=dict)
    """The printed base by row and column."""

    def agrees(self, bases: dict[tuple[str, str], int]) -> bool:
        return all(self.bases[place] == n for place, n in bases.items() if place in self.bases)


def shared(cells: Iterable[Cell]) -> tuple[tuple[str, ...], ...]:
    """The measures of these cells, those of one base together, in the order in which they first occur.

    By printed bases alone. One that is nowhere printed says nothing, and stays with the measures before it.
    """
    printed: dict[str, dict[tuple[str, str], int]] = {}
    for cell in cells:
        bases = printed.setdefault(cell.measure, {})
        if cell.n is not None:
            bases[cell.row, cell.col] = cell.n
    found: list[Shared] = []
    for measure, bases in printed.items():
        group = next((one for one in reversed(found) if one.agrees(bases)), None)
        if group is None:
            group = Shared()
            found.append(group)
        group.measures.append(measure)
        group.bases |= bases
    return tuple(tuple(group.measures) for group in found)


def heading(measures: Sequence[str], *, first: bool) -> str:
    """How a base is headed: the first by itself, each further one by the measures that rest on it."""
    if first:
        return BASE
    if all(name in APART for name in measures):
        return ASKED
    names = [words.measure(name).heading.split(",")[0] for name in measures]
    lower = [names[0], *(name[:1].lower() + name[1:] for name in names[1:])]
    said = f"{', '.join(lower[:-1])} and {lower[-1]}" if len(lower) > 1 else lower[0]
    return f"{said}: base, n"
