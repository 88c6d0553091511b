"""Where the parts of breaks meet: the people in them, and the rows and columns that they stand in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np

from analysis.breaks import Break, Part
from analysis.frame import Bools
from analysis.tables import Group, Label

ALL, TOTAL = "all", "Total"
EVERYONE = "Everyone"
Parts = tuple[tuple[Break, Part | None], ...]
"""At most one break with one of its parts, or whole."""


@dataclass(frozen=True)
class Met:
    """People in a part of each of several breaks; of a break that is left whole there is no part."""

    parts: Parts

    @property
    def group(self) -> Group:
        found = (each.group(part).where for each, part in self.parts if part is not None)
        return Group(tuple(sorted(pair for where in found for pair in where)))

    def inside(self, many: int) -> Bools:
        everyone: Bools = np.ones(many, dtype=bool)
        for each, part in self.parts:
            everyone = everyone & each.has(part) if part is not None else everyone
        return everyone


def options(breaks: Sequence[Break]) -> list[Parts]:
    """Each part of a break and then the whole; of no break, nothing but that."""
    if not breaks:
        return [()]
    (each,) = breaks
    return [*(((each, part),) for part in each.parts), ((each, None),)]


def crossed(breaks: Sequence[Break]) -> Iterator[tuple[Parts, Parts, Parts]]:
    return product(options(breaks[:1]), options(breaks[1:2]), options(breaks[2:]))


def place(parts: Parts) -> str:
    return " ".join(ALL if part is None else each.label(part).id for each, part in parts) or ALL


def in_block(row: str, block: Parts) -> str:
    return f"{place(block)} | {row}" if block else row


def words_of(parts: Parts) -> str:
    """The words of a part; none of a whole."""
    return "".join(part.label if part else "" for _, part in parts)


def heading(block: Parts) -> str:
    """What rows stand under; nothing where there are no blocks."""
    return words_of(block) or (EVERYONE if block else "")


def columns(across: Sequence[Break], alone: str, whole: str) -> Iterator[Label]:
    if not across:
        yield Label(ALL, alone)
    for parts in options(across) if across else ():
        yield Label(place(parts), words_of(parts) or whole)
