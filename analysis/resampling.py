"""The bootstrap: samples of the same people drawn again and again, with a fixed seed.

Units are drawn with replacement: organisations where at least 20 are known, else people. A unit is a row of
sums, so a draw is a weighted sum of rows. The weights depend on nothing but how many units there are, so a
group is drawn once for all that is asked of it. People who are their own units and are very many are not
drawn one by one: how many of them are in a draw is, and then their total, which is as good as normal.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Bools = NDArray[np.bool_]
Times = NDArray[np.uint8]

DRAWS = 5000
"""So many that chance in the drawing moves a limit by well under a point of 100, whatever the seed."""
SEED = 20250110
FEWEST_ORGANISATIONS = 20
MANY = 1000
"""People who answered, from which their total in a draw is taken to be normal: docs/decisions/0036."""
MOST_SILENT = 0.5
"""Part of a group that may be without an answer for the whole group to be drawn, else who answered is."""
LARGEST_BLOCK = 4_000_000
"""Weights held in memory at once, where they are made for one figure."""
MULTIPLIED_AT_ONCE = 2**17
"""Few enough for one processor: a product this thin is slower where several share it."""
PICKED_AT_ONCE = 2**16
"""Few enough to be counted near the processor."""
GROUPS_REMEMBERED = 8
"""Of twice `MANY` units at most each: some 80 MB in all."""


@dataclass(frozen=True)
class Units:
    """What is drawn: one row a unit, the sum of each column over its people, then how many answered."""

    sums: Floats
    counts: Floats
    by_organisation: bool
    alone: int = 0
    """How many of the rows, the last ones, are single people."""


def units_of(values: Floats, organisations: Integers | None = None) -> Units:
    """People (rows) by variables (columns) as units; those of no known organisation stand alone.

    Who answered nothing is a unit with nothing in it, or none at all where that is most people.
    """
    answered = ~np.isnan(values)
    some: Bools = np.asarray(answered.any(axis=1), dtype=np.bool_)
    if np.count_nonzero(some) < MOST_SILENT * len(some):
        kept = np.flatnonzero(some)
        values, answered = values[kept], answered[kept]
        some, organisations = some[kept], None if organisations is None else organisations[kept]
    sums, counts = np.where(answered, values, 0.0), answered.astype(np.float64)
    size = 0 if organisations is None else int(organisations.max(initial=-1)) + 1
    if organisations is None or known_among(organisations[some]) < FEWEST_ORGANISATIONS:
        return Units(sums, counts, False, len(sums))
    together = organisations >= 0
    own = organisations[together]
    there = np.bincount(own, minlength=size) > 0
    total, number = (summed(each[together], own, size)[there] for each in (sums, counts))
    alone = ~together
    return Units(
        np.vstack([total, sums[alone]]),
        np.vstack([number, counts[alone]]),
        True,
        int(np.count_nonzero(alone)),
    )


def known_among(organisations: Integers) -> int:
    """How many organisations are known; numbers below nought are none."""
    return int(np.count_nonzero(np.bincount(organisations[organisations >= 0])))


def summed(values: Floats, group: Integers, size: int) -> Floats:
    """Sums of each column by group (groups x columns)."""
    sums = [np.bincount(group, weights=column, minlength=size) for column in values.T]
    return np.column_stack(sums) if sums else np.zeros((size, 0))


def means_drawn(units: Units, draws: int = DRAWS, seed: int = SEED) -> Floats:
    """Means of each column in each draw (draws x columns); not-a-number where a draw has no answer.

    Drawn as what is added to the mean, so that what nobody differs in does not move by a hair.
    """
    width = units.sums.shape[1]
    answers = units.counts.sum(axis=0)
    if not len(units.sums) or not answers.all():
        return np.full((draws, width), np.nan)
    middle = units.sums.sum(axis=0) / answers
    rows = np.hstack([units.sums - middle * units.counts, units.counts])
    whole = len(rows) - units.alone
    if units.counts[whole:].sum(axis=0).min(initial=np.inf) >= MANY:
        found = drawn_of_many(rows[:whole], rows[whole:], draws, seed)
    else:
        found = drawn_one_by_one(rows, draws, seed)
    moved, counts = found[:, :width], found[:, width:]
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(counts > 0.5, middle + moved / counts, np.nan)


def drawn_one_by_one(rows: Floats, draws: int, seed: int) -> Floats:
    """Totals of rows (units x columns) in each draw of as many units as there are (draws x columns)."""
    many = len(rows)
    if many <= 2 * MANY:
        return weighted(drawn_times(many, draws, seed), rows)
    return np.concatenate([weighted(times, rows) for times in times_drawn(many, draws, seed)])


def drawn_of_many(whole: Floats, alone: Floats, draws: int, seed: int) -> Floats:
    """The same where the last units are single people and very many: only their number is drawn.

    So many people drawn with replacement have a total that is normal around as many times their mean.
    """
    generator = np.random.default_rng(seed)
    people, width = len(alone), alone.shape[1]
    many = people + len(whole)
    number = generator.binomial(many, people / many, size=draws)
    centre = alone.mean(axis=0)
    root = root_of(np.atleast_2d(np.cov(alone, rowvar=False, bias=True)))
    chance = np.sqrt(number)[:, None] * (generator.standard_normal((draws, width)) @ root)
    found: Floats = number[:, None] * centre + chance
    if len(whole):
        found += drawn_of_the_rest(whole, many - number, generator)
    return found


def drawn_of_the_rest(rows: Floats, number: Integers, generator: np.random.Generator) -> Floats:
    """Totals of rows in draws of so many units each."""
    many = len(rows)
    found = np.empty((len(number), rows.shape[1]))
    block = max(1, PICKED_AT_ONCE // many)
    for start in range(0, len(number), block):
        each = number[start : start + block]
        draw = np.repeat(np.arange(len(each)), each)
        picked = generator.integers(0, many, size=len(draw))
        weights = np.bincount(draw * many + picked, minlength=len(each) * many)
        found[start : start + block] = weighted(weights.reshape(len(each), many), rows)
    return found


@lru_cache(maxsize=GROUPS_REMEMBERED)
def drawn_times(many: int, draws: int, seed: int) -> Times:
    """How often each of so many units is in each draw (draws x units), for all columns of a group alike."""
    times = np.concatenate(list(times_drawn(many, draws, seed)))
    times.flags.writeable = False
    return times


def times_drawn(many: int, draws: int, seed: int) -> Iterator[Times]:
    """The same in blocks of draws: a multinomial, as picks that are counted."""
    generator = np.random.default_rng(seed)
    block = max(1, PICKED_AT_ONCE // many)
    for start in range(0, draws, block):
        number = min(block, draws - start)
        picked = generator.integers(0, many, size=(number, many), dtype=np.uint32)
        picked += np.arange(number, dtype=np.uint32)[:, None] * np.uint32(many)
        counted = np.bincount(picked.ravel(), minlength=number * many)
        yield np.minimum(counted, 255).astype(np.uint8).reshape(number, many)


def weighted(weights: Times | Integers, rows: Floats) -> Floats:
    """Sums of rows by how often each is in (draws x columns)."""
    single = rows.astype(np.float32)
    block = max(1, MULTIPLIED_AT_ONCE // weights.shape[1])
    with np.errstate(all="ignore"):  # on some processors BLAS warns of lanes that hold no data
        parts = [
            weights[start : start + block].astype(np.float32) @ single
            for start in range(0, len(weights), block)
        ]
    return np.concatenate(parts).astype(np.float64)


def root_of(covariance: Floats) -> Floats:
    """A matrix whose product with itself is the covariance, singular ones as well."""
    values, vectors = np.linalg.eigh(covariance)
    root: Floats = (vectors * np.sqrt(np.clip(values, 0, None))) @ vectors.T
    return root


def limits(drawn: Floats) -> tuple[Floats, Floats]:
    """The 95% percentile interval of each column."""
    missing = np.isnan(drawn)
    if not len(drawn) or missing.all():
        nothing = np.full(drawn.shape[1], np.nan)
        return nothing, nothing
    percentile = np.nanpercentile if missing.any() else np.percentile
    low, high = percentile(drawn, [2.5, 97.5], axis=0)
    return low, high
