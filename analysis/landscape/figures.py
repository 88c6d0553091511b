"""From an item and a group to cells: the measures of T3, with their bases, in one place.

Base n: those in the group with a substantive answer. Don't know, not applicable and blank: shares of the
statements that were shown to the group, so they stand beside the mean and never in it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from analysis import estimates
from analysis.disclosure.rules import PROMISED
from analysis.estimates import Estimate
from analysis.frame import Bools, Floats, SurveyFrame
from analysis.tables import Cell, Group
from survey.engine.codebook import Missing, Score

Where = tuple[tuple[str, frozenset[str]], ...]
Integers = NDArray[np.int64]
Few = NDArray[np.int16]
"""Counts of statements, person by person: many items are kept at once, each with four of them."""
APART = {
    "dk": Missing.DONT_KNOW,
    "na": Missing.NOT_APPLICABLE,
    "blank": Missing.BLANK,
}
"""Reasons that are reported beside a figure, by the name of their measure."""
HIGH = 75.0
"""A score that stands for "mostly in place" or better."""
FEWEST_IN_EACH = 10
"""An equal-weight figure rests on at least so many answers in each sector, or is not given."""


@dataclass(frozen=True)
class Item:
    """Something that is scored from 0 to 100: a statement, or a score of several."""

    universe: str
    points: Floats
    high: Floats
    """One for the upper end, nought for the rest, not-a-number without an answer."""
    shown: Few
    """Statements that each person was shown."""
    apart: dict[str, Few]
    """Statements that each person set aside, by measure."""

    @property
    def answered(self) -> Bools:
        there: Bools = ~np.isnan(self.points)
        return there


def statement(frame: SurveyFrame, column: str) -> Item:
    """One statement: its upper end is the best two steps of its scale."""
    codes = frame.codes(column)
    steps = sorted(int(category.code) for category in frame.codebook.columns[column].substantive)
    high = np.where(np.isnan(codes), np.nan, (codes >= steps[-2]).astype(np.float64))
    return Item(column, frame.points(column), high, *set_aside(frame, (column,)))


def scored(frame: SurveyFrame, score: Score) -> Item:
    """A score: its upper end is 75 or more, which is what "4 or 5" means for a mean of several."""
    points = frame.score(score)
    high = np.where(np.isnan(points), np.nan, (points >= HIGH - 1e-9).astype(np.float64))
    return Item(score.id, points, high, *set_aside(frame, score.columns))


def set_aside(frame: SurveyFrame, columns: Sequence[str]) -> tuple[Few, dict[str, Few]]:
    shown = np.column_stack([frame.shown(column) for column in columns]).sum(axis=1, dtype=np.int16)
    reasons = np.column_stack([frame.reasons(column) for column in columns])
    return shown, {
        measure: (reasons == reason.value).sum(axis=1, dtype=np.int16) for measure, reason in APART.items()
    }


def of_group(item: Item, inside: Bools, organisations: Integers) -> Iterator[tuple[str, Estimate]]:
    """Every measure of an item for the people of one group."""
    points = item.points[inside]
    mean = estimates.mean(points, organisations[inside])
    yield "mean", clipped(mean)
    yield "sd", Estimate(estimates.spread(points), n=mean.n)
    yield "percent_high", estimates.percentage_of(item.high[inside])
    people = int(np.count_nonzero(item.shown[inside]))
    shown = int(item.shown[inside].sum())
    for measure, aside in item.apart.items():
        yield measure, Estimate(100 * int(aside[inside].sum()) / shown if shown else None, n=people)


def of_strata(item: Item, strata: Sequence[Bools], organisations: Integers) -> Iterator[tuple[str, Estimate]]:
    """Every measure with each stratum counting the same; nothing where one has too few answers."""
    together = np.logical_or.reduce(strata)
    n = int(np.count_nonzero(item.answered & together))
    if min(int(np.count_nonzero(item.answered & stratum)) for stratum in strata) < FEWEST_IN_EACH:
        for measure in ("mean", "sd", "percent_high"):
            yield measure, Estimate(None, n=n)
    else:
        yield "mean", estimates.equal_weight(item.points, strata, organisations)
        yield "sd", Estimate(estimates.equal_weight_spread(item.points, strata), n=n)
        yield "percent_high", estimates.equal_weight_percent(item.high, strata, organisations)
    people = int(np.count_nonzero(item.shown[together]))
    for measure, aside in item.apart.items():
        yield measure, Estimate(equal_share(aside, item.shown, strata), n=people)


def equal_share(part: Few, whole: Few, strata: Sequence[Bools]) -> float | None:
    """Mean over strata of a share of the statements shown, in percent."""
    totals = [int(whole[stratum].sum()) for stratum in strata]
    if min(totals) == 0:
        return None
    return float(np.mean([100 * int(part[s].sum()) / total for s, total in zip(strata, totals, strict=True)]))


def clipped(estimate: Estimate) -> Estimate:
    """A t interval can reach past the end of the scale; the scale cannot."""
    if estimate.low is None or estimate.high is None:
        return estimate
    low, high = max(0.0, estimate.low), min(100.0, estimate.high)
    return Estimate(estimate.value, low, high, estimate.n, estimate.method)


def cells(
    row: str,
    col: str,
    about: Where | Group,
    universe: str,
    figures: Iterator[tuple[str, Estimate]],
    of: str = "",
) -> Iterator[Cell]:
    """Figures about answers as cells; a figure that there is none of has no cell.

    Of fewer than are shown there is always a cell, without a value where none can be made, such as a spread
    of one: beside hidden figures a gap would tell how many there are.
    """
    group = replace(about, universe=universe) if isinstance(about, Group) else Group(about, universe)
    for measure, found in figures:
        if found.value is not None or found.n < PROMISED:
            yield Cell(
                row,
                col,
                measure,
                found.value,
                found.low,
                found.high,
                found.n,
                group,
                "answer",
                of=of,
            )
