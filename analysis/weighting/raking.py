"""Raking: weights under which every margin has its shares, with limits that no weight passes.

Iterative proportional fitting on the cell table (Deming and Stephan 1940). With limits, fitting and
trimming alternate, and each fit goes on from the weights as they were before trimming. So the result does
not depend on the order of margins: it is, of all weights within the limits that hold the margins, the set
nearest to where they began (in Kullback-Leibler distance; Deville and Saerndal 1992, case 2 with limits;
Dykstra's way of projecting by turns, for such distances Bauschke and Lewis 2000).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.weighting.cells import CellTable, Floats, cell_table
from analysis.weighting.errors import CannotHold
from analysis.weighting.limits import Limits, out_of_reach, why_not
from analysis.weighting.margins import Margins, listed

Bools = NDArray[np.bool_]
ROUNDS = 2000
TOLERANCE = 1e-12
"""How far a code's weight may be from its target, of all weight."""


@dataclass(frozen=True, eq=False)
class Fitted:
    """What each person of a cell weighs in each draw (draws x cells), and how near the margins are."""

    weights: Floats
    gaps: Floats
    """For each draw, the largest distance of a code's share from its target."""
    rounds: int


@dataclass(frozen=True, eq=False)
class Raked:
    """Weights of people, 1 on average, and what they cost."""

    weights: Floats
    table: CellTable
    of_cells: Floats
    trim: Limits | None
    rounds: int
    gap: float
    fewest: int

    @cached_property
    def effective(self) -> float:
        """Kish's effective sample size, (sum w)^2 / sum w^2."""
        return effective_size(self.weights)

    @property
    def design_effect(self) -> float:
        """What weighting multiplies variances by, if what is measured has nothing to do with the margins."""
        return len(self.weights) / self.effective

    @property
    def at_limits(self) -> tuple[int, int]:
        """People whose weight is the smallest that was allowed, and the largest."""
        if self.trim is None:
            return 0, 0
        low, high = self.trim
        return int(np.sum(self.weights <= low)), int(np.sum(self.weights >= high))

    @property
    def without_share(self) -> Mapping[str, Mapping[str, int]]:
        """For each margin, how many gave a code without a share, or none (`not_given`)."""
        found = {}
        for at, side in enumerate(self.table.sides):
            people = self.table.people(at)
            found[side.name] = {code: people[code] for code in side.codes[np.count_nonzero(side.fixed) :]}
        return found

    @property
    def said(self) -> tuple[str, ...]:
        """What a reader of weighted figures is told.

        Counts are rounded to 5 and small ones not given; weights and effects are rough, because exact ones
        would give the sizes of groups.
        """
        low, high = self.weights.min(), self.weights.max()
        alike, effect = 10 * round(self.effective / 10), self.design_effect
        sentences = [
            f"Weighted by {listed(side.name for side in self.table.sides)}: every share holds after"
            f" {self.rounds} rounds.",
            f"Weights run from {low:.1f} to {high:.1f} of the mean. The answers tell as much as about"
            f" {alike} unweighted ones would (design effect {effect:.1f}).",
        ]
        if self.trim and any(self.at_limits):
            least, most = (self._told(people) for people in self.at_limits)
            sentences.append(
                f"No weight may be under {self.trim[0]:g} or above {self.trim[1]:g} of the mean:"
                f" {least} are at the lower limit, {most} at the upper."
            )
        sentences += [
            f"{self._told(people).capitalize()} with `{code}` for `{name}` keep their part of the whole,"
            " because no share is known for them."
            for name, of in self.without_share.items()
            for code, people in of.items()
        ]
        return tuple(sentences)

    def _told(self, people: int) -> str:
        if 0 < people < self.fewest:
            return f"fewer than {self.fewest} people"
        return f"about {5 * round(people / 5)} people" if people else "no people"


def rake(
    answers: Mapping[str, pd.Series] | pd.DataFrame, margins: Margins, base: Floats | None = None
) -> Raked:
    """Weights for people who answered: one row a person, one column a margin (see `cell_table`).

    Raises `NotWeighted` when the margins do not fit the answers, and `CannotHold` when no weights within
    the limits hold them.
    """
    table = cell_table(answers, margins, base)
    if margins.trim and (needed := out_of_reach(table, margins.trim)):
        raise CannotHold(needed)
    fitted = fit(table, table.size[None, :], margins.trim)
    gap = float(fitted.gaps[0])
    if not gap <= TOLERANCE:
        raise CannotHold(why_not(table, margins.trim, fitted.rounds))
    of_cells = fitted.weights[0]
    return Raked(of_cells[table.of_person], table, of_cells, margins.trim, fitted.rounds, gap, margins.fewest)


def fit(
    table: CellTable, size: Floats, trim: Limits | None, tolerance: float = TOLERANCE, rounds: int = ROUNDS
) -> Fitted:
    """Weights of cells of these sizes (draws x cells), fitted until every draw holds or rounds run out."""
    targets = table.targets(size)
    free = np.broadcast_to(table.base, size.shape).copy()
    gaps = np.full(len(size), np.inf)
    going = np.arange(len(size))
    done = 0
    while len(going) and done < rounds:
        some, gap = one_round(table, size[going], free[going], [target[going] for target in targets], trim)
        free[going], gaps[going] = some, gap
        going = going[gap > tolerance]
        done += 1
    return Fitted(trimmed(free, trim), gaps, done)


def one_round(
    table: CellTable, size: Floats, free: Floats, targets: list[Floats], trim: Limits | None
) -> tuple[Floats, Floats]:
    """Weights before trimming after a turn at each margin, and the largest gap that a turn found."""
    gap = np.zeros(len(size))
    total = targets[0].sum(axis=1)
    for at, target in enumerate(targets):
        weighed = size * trimmed(free, trim)
        sums = table.summed(at, weighed)
        gap = np.maximum(gap, np.abs(sums - target).max(axis=1) / total)
        moving = sums if trim is None else table.summed(at, np.where(inside(free, trim), weighed, 0.0))
        free = free * steps(sums, moving, target)[:, table.codes[at]]
    return np.clip(free, 1e-200, 1e200), gap


def steps(sums: Floats, moving: Floats, target: Floats) -> Floats:
    """What to multiply a code's weights by, when only `moving` of its `sums` is free to follow.

    As much as brings the code to its target, if no more weights meet a limit on the way; else, and where
    nothing is free, the plain ratio.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        plain = np.where(sums > 0, target / sums, 1.0)
        needed = 1 + (target - sums) / moving
    return np.where((moving > 0) & (needed > 0), needed, plain)


def trimmed(free: Floats, trim: Limits | None) -> Floats:
    return free if trim is None else np.clip(free, *trim)


def inside(free: Floats, trim: Limits) -> Bools:
    found: Bools = (free > trim[0]) & (free < trim[1])
    return found


def effective_size(weights: Floats) -> float:
    """Kish (1965): (sum w)^2 / sum w^2; 0 for nobody."""
    squares = float(np.sum(weights * weights))
    return float(weights.sum()) ** 2 / squares if squares else 0.0
