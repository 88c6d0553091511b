"""The bootstrap under weights: units drawn anew in their strata, and each draw raked anew.

Rao and Wu (1988), as Rao, Wu and Yue (1992) write it with weights: of n units in a stratum, n - 1 are drawn
with replacement and count n / (n - 1) times for each time they come. Unlike drawing n, this is unbiased
however few units a stratum has. Each draw is raked to the same shares within the same limits, so what
raking adds and takes away is in the error. A draw that cannot hold its shares within the limits is raked
without limits; one that cannot be raked at all, because nobody of some code is in it, is left out. Both are
counted.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy import sparse

from analysis.resampling import DRAWS, LARGEST_BLOCK, SEED, limits
from analysis.weighting.cells import Floats, Integers
from analysis.weighting.estimates import Weighted, mean
from analysis.weighting.raking import Bools, Raked, fit
from analysis.weighting.sample import Sample, numbered

TOLERANCE = 1e-7
"""Of a draw's shares: far under what chance in the drawing moves."""
ROUNDS = 300


@dataclass(frozen=True, eq=False)
class Drawn:
    """Weighted means of each column in each draw that could be raked (draws x columns)."""

    means: Floats
    beyond: int
    """Draws that hold their shares only with weights beyond the limits."""
    left_out: int
    """Draws that could not be raked."""

    @property
    def said(self) -> str:
        """What became of draws that were not as the others; empty when there are none."""
        parts = ((self.beyond, "raked without limits"), (self.left_out, "left out"))
        return "".join(f", {number} draws {what}" for number, what in parts if number)


@dataclass(frozen=True, eq=False)
class Units:
    """What is drawn, and the pieces it consists of: people of one unit in one cell, added up.

    Without organisations people are units, and equal people are one unit that is there `copies` times: to
    draw them together is the same experiment.
    """

    stratum: Integers
    copies: Integers
    """Of each unit."""
    unit: Integers
    """Of each piece."""
    cell: Integers
    """Of each piece; 0 where weights are fixed."""
    people: Floats
    """Of each piece."""
    sums: Floats
    """Pieces x columns: values, then how many answered; times weight where weights are fixed."""


def bootstrap_mean(values: Floats, sample: Sample, draws: int = DRAWS, seed: int = SEED) -> Weighted:
    """The weighted mean with the standard deviation and the 2.5 and 97.5 percentiles of its draws."""
    found = mean(values, sample)
    if found.value is None or found.error is None:
        return found
    drawn = means_drawn(values[:, None], sample, draws, seed)
    (low,), (high,) = limits(drawn.means)
    method = f"bootstrap by {'organisation' if sample.by_organisation else 'person'}"
    error = float(np.nanstd(drawn.means[:, 0], ddof=1))
    return replace(found, error=error, low=float(low), high=float(high), method=method + drawn.said)


def means_drawn(values: Floats, sample: Sample, draws: int = DRAWS, seed: int = SEED) -> Drawn:
    """Weighted means of columns of values (people x columns, not-a-number where there is none).

    Columns are drawn together, so that differences can be read off; a domain is a column that is
    not-a-number outside it.
    """
    units = units_of(values, sample)
    generator = np.random.default_rng(seed)
    width = values.shape[1]
    block = max(1, LARGEST_BLOCK // max(1, len(units.unit)))
    found, beyond, left_out = [], 0, 0
    for start in range(0, draws, block):
        times = times_drawn(units, min(block, draws - start), generator)
        sums, held, further = weighed(units, times, sample.raked)
        with np.errstate(invalid="ignore", divide="ignore"):
            means = np.where(sums[:, width:] > 0, sums[:, :width] / sums[:, width:], np.nan)
        found.append(means[held])
        beyond += further
        left_out += int(np.count_nonzero(~held))
    return Drawn(np.vstack(found), beyond, left_out)


def units_of(values: Floats, sample: Sample) -> Units:
    """People's values by what is drawn."""
    answered = ~np.isnan(values)
    columns = np.hstack([np.where(answered, values, 0.0), answered])
    people = len(values)
    cell = np.zeros(people, dtype=np.int64) if sample.raked is None else sample.raked.table.of_person
    if sample.raked is None:
        columns = columns * sample.weights[:, None]
    stratum = pooled(sample)
    if not sample.by_organisation:
        rows = np.column_stack([stratum, cell, columns])
        distinct, copies = np.unique(rows, axis=0, return_counts=True)
        whole, number = distinct[:, :2].astype(np.int64), np.arange(len(distinct))
        return Units(whole[:, 0], copies, number, whole[:, 1], np.ones(len(distinct)), distinct[:, 2:])
    return pieces_of(columns, cell, stratum, sample)


def pieces_of(columns: Floats, cell: Integers, stratum: Integers, sample: Sample) -> Units:
    """Organisations as units, the people of each in each cell added up."""
    people = len(columns)
    piece = numbered(sample.unit * (int(cell.max()) + 1) + cell)
    first, sizes = np.unique(piece, return_index=True, return_counts=True)[1:]
    gather = sparse.csr_array((np.ones(people), (piece, np.arange(people))), shape=(len(first), people))
    of_unit = np.zeros(sample.units, dtype=np.int64)
    of_unit[sample.unit] = stratum
    alone = np.ones(sample.units, dtype=np.int64)
    sums: Floats = np.asarray(gather @ columns)
    return Units(of_unit, alone, sample.unit[first], cell[first], sizes.astype(np.float64), sums)


def pooled(sample: Sample) -> Integers:
    """The stratum of each person, those with one unit joined to one another, or to the largest if alone."""
    units = np.bincount(sample.stratum_of_unit)
    lone = units == 1
    joined = np.arange(len(units))
    if lone.any() and not lone.all() and np.count_nonzero(lone) == 1:
        joined[lone] = int(units.argmax())
    elif lone.any():
        joined[lone] = int(np.flatnonzero(lone)[0])
    return numbered(joined[sample.stratum])


def times_drawn(units: Units, draws: int, generator: np.random.Generator) -> Floats:
    """How much each unit counts in each draw (draws x units)."""
    times = np.zeros((draws, len(units.stratum)))
    for stratum in np.unique(units.stratum):
        of = np.flatnonzero(units.stratum == stratum)
        size = int(units.copies[of].sum())
        if size < 2:
            times[:, of] = 1.0
            continue
        times[:, of] = generator.multinomial(size - 1, units.copies[of] / size, size=draws) * (
            size / (size - 1)
        )
    return times


def weighed(units: Units, times: Floats, raked: Raked | None) -> tuple[Floats, Bools, int]:
    """Sums of each draw (draws x columns), which draws hold the margins, and how many beyond the limits."""
    pieces = times[:, units.unit]
    held, beyond = np.ones(len(times), dtype=bool), 0
    if raked is not None:
        shape = (len(units.cell), len(raked.table.size))
        gather = sparse.csr_array((units.people, (np.arange(shape[0]), units.cell)), shape=shape)
        weights, held, beyond = fit_again(np.asarray(pieces @ gather), raked)
        pieces = pieces * weights[:, units.cell]
    with np.errstate(all="ignore"):  # on some processors BLAS warns of lanes that hold no data
        return pieces @ units.sums, held, beyond


def fit_again(size: Floats, raked: Raked) -> tuple[Floats, Bools, int]:
    """Weights of cells in each draw, without limits where limits cannot be kept."""
    fitted = fit(raked.table, size, raked.trim, TOLERANCE, ROUNDS)
    held, weights = fitted.gaps <= TOLERANCE, fitted.weights
    missed = np.flatnonzero(~held)
    if raked.trim is None or not len(missed):
        return weights, held, 0
    freed = fit(raked.table, size[missed], None, TOLERANCE, ROUNDS)
    weights[missed], held[missed] = freed.weights, freed.gaps <= TOLERANCE
    return weights, held, int(np.count_nonzero(held[missed]))
