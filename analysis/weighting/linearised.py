"""Errors by linearisation: the variance of a weighted sum, first units drawn with replacement in strata.

A figure is replaced by the sum over people of weight times influence (Binder 1983; Woodruff 1971 for the
name of Taylor), summed by primary unit; its variance is, over strata, n / (n - 1) times the sum of squares
of units about their stratum's mean. Where weights are raked, influence is what a regression on the margins
leaves (Deville and Saerndal 1992).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from analysis.weighting.cells import CellTable, Floats
from analysis.weighting.raking import Bools, Raked, inside
from analysis.weighting.sample import Sample

Slopes = Literal["raked", "base"]
"""Weights of the regression on the margins.

`raked`: as raking itself answers to a small change in who answered, so people at a limit, whose weight
does not move, do not shape it. `base`: weights before raking, as R's survey package has it; the same in
large samples where raking moves little.
"""


@dataclass(frozen=True)
class Spread:
    """A variance and the degrees of freedom behind it."""

    variance: float
    freedom: int
    """Units less strata."""
    lone: int
    """Strata with one unit: it is set against the middle of all, not of its stratum (never too small)."""

    @property
    def error(self) -> float:
        return float(np.sqrt(self.variance))


def spread(influence: Floats, sample: Sample, counted: Bools, slopes: Slopes = "raked") -> Spread:
    """Of the figure whose people's influence this is, per unit of weight; 0 for those not `counted`.

    Everybody stays in it, because how many of a domain were met is chance too; freedom is of units and
    strata in which somebody is counted.
    """
    raked = sample.raked
    parts = sample.weights * influence if raked is None else left_by_raking(influence, raked, slopes)
    sums = np.bincount(sample.unit, parts, minlength=sample.units)
    stratum = sample.stratum_of_unit
    units = np.bincount(stratum)
    middles = np.where(units > 1, np.bincount(stratum, sums) / units, 0.0)
    away = (sums - middles[stratum]) ** 2
    factor = np.where(units > 1, units / np.maximum(units - 1, 1), 1.0)
    freedom = len(np.unique(sample.unit[counted])) - len(np.unique(sample.stratum[counted]))
    return Spread(float(np.sum(factor[stratum] * away)), freedom, int(np.count_nonzero(units == 1)))


def left_by_raking(influence: Floats, raked: Raked, slopes: Slopes = "raked") -> Floats:
    """Each person's part of a weighted sum, less what the margins settle."""
    table = raked.table
    slope = regression(influence, raked, slopes)
    fitted: Floats = np.sum([of[codes] for of, codes in zip(slope, table.codes, strict=True)], axis=0)
    left = raked.weights * (influence - fitted[table.of_person])
    if slopes == "base":
        return left
    return left + (table.base * settled(slope, table))[table.of_person]


def regression(influence: Floats, raked: Raked, slopes: Slopes) -> tuple[Floats, ...]:
    """What each code of each side adds to influence."""
    table = raked.table
    per_person = raked.of_cells if slopes == "raked" else table.base
    moving = np.ones(len(table.size), dtype=bool)
    if slopes == "raked" and raked.trim is not None:
        moving = inside(raked.of_cells, raked.trim)
    weight = np.where(moving, table.size * per_person, 0.0)
    total = np.where(moving, per_person * np.bincount(table.of_person, influence, len(table.size)), 0.0)
    codes = table.indicators
    inverse = np.linalg.pinv(codes.T @ (weight[:, None] * codes), rcond=1e-12, hermitian=True)
    found = inverse @ (codes.T @ total)
    ends = np.cumsum([len(side.codes) for side in table.sides])
    return tuple(np.split(found, ends[:-1]))


def settled(slope: tuple[Floats, ...], table: CellTable) -> Floats:
    """What one more person of a cell adds to what the margins are held to, per unit of base weight.

    A code with a share grows with everybody who has some code with a share; one without, with its own.
    """
    found = np.zeros(len(table.size))
    for side, of, codes in zip(table.sides, slope, table.codes, strict=True):
        fixed = side.fixed
        found += np.where(fixed[codes], np.sum(side.shares[fixed] * of[fixed]), of[codes])
    return found
