"""Cliff's delta between groups: how much more often an answer of one is above an answer of the other.

delta = (pairs with the first above - pairs with it below) / all pairs (Cliff 1993, Psychological Bulletin
114). Counted over the distinct answers, not over pairs of people, so a million rows cost one sort. Draws
are of whole organisations or of people, all groups at once, and give one delta a pair of groups.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.resampling import DRAWS, FEWEST_ORGANISATIONS, LARGEST_BLOCK, SEED

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Integers = NDArray[np.int64]
FEWEST_OF_A_GROUP = 10
"""Organisations that each group must come from before organisations are drawn: a group of one or two would
seem to vary hardly at all."""


@dataclass(frozen=True)
class Units:
    """What is drawn: units by cells, each cell one group's answers of one value, and how often each unit."""

    cells: Floats
    """Organisations x (groups x values), people in each."""
    alone: Floats
    """(groups x values), people who are drawn one by one."""
    values: int
    by_organisation: bool
    organisations: int
    """Known among those who are compared."""

    @property
    def number(self) -> int:
        return len(self.cells) + int(self.alone.sum())


def cliffs_delta(first: Floats, second: Floats) -> float | None:
    """Cliff's delta of two arrays of answers, from -1 to 1, above 0 where `first` tends to be higher.

    Not-a-number is left out; None where a group has no answer.
    """
    first, second = first[~np.isnan(first)], second[~np.isnan(second)]
    if not len(first) or not len(second):
        return None
    levels, code = np.unique(np.concatenate([first, second]), return_inverse=True)
    of_first = np.bincount(code[: len(first)], minlength=len(levels))
    of_second = np.bincount(code[len(first) :], minlength=len(levels))
    return float(deltas(of_first[None].astype(np.float64), of_second[None].astype(np.float64))[0])


def deltas(first: Floats, second: Floats) -> Floats:
    """Delta of each row of counts by value, values ascending; not-a-number where a group is empty."""
    below = np.cumsum(second, axis=1) - second
    total = second.sum(axis=1, keepdims=True)
    above = total - below - second
    pairs = first.sum(axis=1) * total[:, 0]
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(pairs > 0, (first * (below - above)).sum(axis=1) / pairs, np.nan)


def units_of(values: Floats, groups: Sequence[Bools], organisations: Integers | None) -> Units:
    """Units of people with an answer in one of some groups that share nobody, else ValueError.

    Organisations are drawn where at least 20 are known among them and each group comes from at least 10;
    people of none are units of their own. Else people are.
    """
    if (np.sum(groups, axis=0) > 1).any():
        raise ValueError("Somebody is in two of the groups.")
    group = np.full(len(values), -1)
    for at, members in enumerate(groups):
        group[members] = at
    kept = (group >= 0) & ~np.isnan(values)
    group = group[kept]
    levels, code = np.unique(values[kept], return_inverse=True)
    cell, size = group * len(levels) + code, len(groups) * len(levels)
    known = np.full(len(group), -1) if organisations is None else organisations[kept]
    number = len(np.unique(known[known >= 0]))
    fewest = min(len(np.unique(known[(known >= 0) & (group == at)])) for at in range(len(groups)))
    drawn_whole = number >= FEWEST_ORGANISATIONS and fewest >= FEWEST_OF_A_GROUP
    together = (known >= 0) & drawn_whole
    alone = np.bincount(cell[~together], minlength=size).astype(np.float64)
    _, unit = np.unique(known[together], return_inverse=True)
    units = number if drawn_whole else 0
    flat = np.bincount(unit * size + cell[together], minlength=units * size).astype(np.float64)
    return Units(flat.reshape(units, size), alone, len(levels), drawn_whole, number)


def counts_drawn(units: Units, draws: int = DRAWS, seed: int = SEED) -> Iterator[Floats]:
    """Blocks of draws: people by group and value (draws x groups x values)."""
    occupied = np.flatnonzero(units.alone)
    times = np.concatenate([np.ones(len(units.cells)), units.alone[occupied]])
    whole, size = len(units.cells), len(units.alone)
    generator = np.random.default_rng(seed)
    block = max(1, LARGEST_BLOCK // max(size, len(times)))
    for start in range(0, draws, block):
        number = min(block, draws - start)
        weights = generator.multinomial(int(times.sum()), times / times.sum(), size=number).astype(np.float64)
        with np.errstate(all="ignore"):  # on some processors BLAS warns of lanes that hold no data
            found = weights[:, :whole] @ units.cells if whole else np.zeros((number, size))
        found[:, occupied] += weights[:, whole:]
        yield found.reshape(number, -1, units.values)


def deltas_drawn(units: Units, pairs: Sequence[tuple[int, int]]) -> Floats:
    """Delta of each pair of groups in each draw (draws x pairs)."""
    return np.concatenate(
        [
            np.column_stack([deltas(counts[:, i], counts[:, j]) for i, j in pairs])
            for counts in counts_drawn(units)
        ]
    )


def counts_of(units: Units) -> Floats:
    """The people there are, by group and value (groups x values)."""
    return np.asarray(units.cells.sum(axis=0) + units.alone).reshape(-1, units.values)
