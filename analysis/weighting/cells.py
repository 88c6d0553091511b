"""The cell table: people who gave the same codes on every margin are one cell, so raking never sees rows."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.weighting.errors import NotWeighted
from analysis.weighting.margins import Margins, listed
from survey.engine.geography import NOT_GIVEN

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
WIDEST = 1 << 20
"""Cells that may be counted in an array; more than these are told apart by sorting."""


@dataclass(frozen=True, eq=False)
class Side:
    """One margin as it stands in the answers: its codes, and the share that each should have.

    Codes without a share (not-a-number) come last: they keep the part of all people that they have.
    """

    name: str
    codes: tuple[str, ...]
    shares: Floats

    @property
    def fixed(self) -> NDArray[np.bool_]:
        return ~np.isnan(self.shares)


@dataclass(frozen=True, eq=False)
class CellTable:
    """Cells that somebody is in."""

    sides: tuple[Side, ...]
    of_person: Integers
    """The cell of each person."""
    codes: tuple[Integers, ...]
    """For each side, the place of each cell's code among the side's codes."""
    size: Floats
    """People in each cell."""
    base: Floats
    """The weight that each person of the cell begins with; 1 on average over people."""

    @cached_property
    def indicators(self) -> Floats:
        """Cells x the codes of all sides one after another: 1 where the cell has the code."""
        sides = zip(self.sides, self.codes, strict=True)
        return np.hstack([np.eye(len(side.codes))[codes] for side, codes in sides])

    def summed(self, at: int, of_cells: Floats) -> Floats:
        """Sums (draws x codes of a side) of what stands in cells (draws x cells)."""
        draws, width = len(of_cells), len(self.sides[at].codes)
        where = np.arange(draws)[:, None] * width + self.codes[at]
        sums: Floats = np.bincount(where.ravel(), of_cells.ravel(), draws * width).astype(np.float64)
        return sums.reshape(draws, width)

    def targets(self, size: Floats) -> tuple[Floats, ...]:
        """What each code should weigh (draws x codes), for cells of these sizes (draws x cells)."""
        found = []
        for at, side in enumerate(self.sides):
            own = self.summed(at, size * self.base)
            known = own[:, side.fixed].sum(axis=1, keepdims=True)
            found.append(np.where(side.fixed, side.shares * known, own))
        return tuple(found)

    def people(self, at: int) -> dict[str, int]:
        """How many gave each code of a side."""
        counted = self.summed(at, self.size[None, :])[0]
        return {code: round(float(n)) for code, n in zip(self.sides[at].codes, counted, strict=True)}


def cell_table(
    answers: Mapping[str, pd.Series] | pd.DataFrame, margins: Margins, base: Floats | None = None
) -> CellTable:
    """The cells of people who answered, one row a person and one column a margin.

    Columns hold codes, as categories (fastest) or text; missing, or `not_given`, where somebody gave none.
    `base` are weights from before, above 0, whatever their scale. Raises `NotWeighted` with every fault.
    """
    if lacking := [name for name in margins.shares if name not in answers]:
        there = listed(answers) or "no other margin"
        raise NotWeighted(f"There are no answers to {listed(lacking)}: answers are to {there}.")
    given = [as_categories(answers[name]) for name in margins.shares]
    columns: list[NDArray[np.integer]] = [each.codes + 1 for each in given]
    widths = [len(each.categories) + 1 for each in given]
    if not len(columns[0]):
        raise NotWeighted("Nobody answered: there is nothing to weight.")
    if base is not None:
        distinct, which = np.unique(scaled(base, len(columns[0])), return_inverse=True)
        columns, widths = [*columns, which], [*widths, len(distinct)]
    of_person, found, size = combined(columns, widths)
    sides, codes = [], []
    for at, (name, each) in enumerate(zip(margins.shares, given, strict=True)):
        spelled = [NOT_GIVEN, *(str(code) for code in each.categories)]
        seen = {spelled[place] for place in np.unique(found[:, at])}
        side = side_of(name, seen, margins)
        place = {code: number for number, code in enumerate(side.codes)}
        sides.append(side)
        codes.append(np.array([place.get(code, -1) for code in spelled], dtype=np.int64)[found[:, at]])
    weight = np.ones(len(found)) if base is None else distinct[found[:, -1]]
    table = CellTable(tuple(sides), of_person, tuple(codes), size, weight)
    if faults := [sentence for at in range(len(sides)) for sentence in faults_of(table, at, margins)]:
        raise NotWeighted(" ".join(faults))
    return table


def as_categories(column: pd.Series) -> pd.Categorical:
    """Codes as numbers with a list of what they stand for; -1 where there is none."""
    return pd.Categorical(
        column if isinstance(column.dtype, pd.CategoricalDtype) else column.astype("object")
    )


def scaled(base: Floats, people: int) -> Floats:
    if len(base) != people or not np.all(np.isfinite(base) & (base > 0)):
        raise NotWeighted("Weights from before must be numbers above 0, one a person.")
    mean = float(base.mean())
    return base / mean


def side_of(name: str, seen: set[str], margins: Margins) -> Side:
    """Codes that have shares, then those people gave that have none."""
    shares, outside = margins.shares[name], margins.outside.get(name, ())
    without = [code for code in outside if code in seen]
    without += sorted(seen - {*shares, *outside, NOT_GIVEN})
    without += [NOT_GIVEN] if NOT_GIVEN in seen else []
    return Side(name, (*shares, *without), np.array([*shares.values(), *([np.nan] * len(without))]))


def faults_of(table: CellTable, at: int, margins: Margins) -> list[str]:
    """What keeps a margin from being used; no sentence gives a number of people under the threshold."""
    name, counts = table.sides[at].name, table.people(at)
    shares, outside = margins.shares[name], margins.outside.get(name, ())
    nobody = [code for code in shares if not counts[code]]
    few = [code for code in shares if 0 < counts[code] < margins.fewest]
    unknown = [code for code in counts if code not in {*shares, *outside, NOT_GIVEN}]
    said = []
    if nobody:
        said.append(
            f"Nobody gave {listed(nobody)} of `{name}`: correct the code, or take its share out."
            f" Answers have {listed(code for code, n in counts.items() if n and code != NOT_GIVEN)}."
        )
    if few:
        said.append(
            f"Fewer than {margins.fewest} people gave {listed(few)} of `{name}`:"
            " join it with another code, or leave this margin out."
        )
    if unknown:
        said.append(
            f"People gave {listed(unknown)} of `{name}`, which has no share:"
            f" write one, or put it under `outside: {{{name}: [{', '.join(unknown)}]}}`."
        )
    return said


def combined(columns: list[NDArray[np.integer]], widths: list[int]) -> tuple[Integers, Integers, Floats]:
    """The number of each person's combination, each that occurs (combinations x columns), and its people."""
    if math.prod(widths) > WIDEST:
        occurs, of_person, times = np.unique(
            np.column_stack(columns), axis=0, return_inverse=True, return_counts=True
        )
        return of_person, occurs.astype(np.int64), times.astype(np.float64)
    key = columns[0].astype(np.int64)
    for column, width in zip(columns[1:], widths[1:], strict=True):
        key *= width
        key += column
    times = np.bincount(key, minlength=math.prod(widths))
    found = np.flatnonzero(times)
    number = np.zeros(len(times), dtype=np.int64)
    number[found] = np.arange(len(found))
    return number[key], np.column_stack(np.unravel_index(found, widths)), times[found].astype(np.float64)
