"""How answers to one question spread over what could be answered (T6 stage, T7 training), by group."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from analysis import estimates
from analysis.breaks import Break
from analysis.estimates import Estimate
from analysis.frame import HAS_VALUE, Bools, Floats, SurveyFrame
from analysis.landscape.figures import APART, cells
from analysis.landscape.ground import SPLITTING, Landscape
from analysis.landscape.kind import Number, TableKind, no_split, unknown
from analysis.landscape.whole import PERCENTAGES, Whole, how_sure
from analysis.tables import Cell, Group, Label, Table
from survey.engine.codebook import Category, Code, Measure, Variable

REACHED, MEDIAN = "reached", "median"
WORDS = {"dk": "Don't know", "na": "Does not apply", "blank": "Left blank"}
NO_MEDIAN = "A median is given by group alone."
LEAST_TOLD = 0.005
"""Blank answers have a column only where at least so many of those asked left the question."""


class Distribution(TableKind):
    """Shares of those who gave an answer, by group; beside them the median, and what was set aside.

    `reached` is a step of the scale: how many are there or beyond it is told as well.
    """

    beside = True

    table: Literal["distribution"] = "distribution"
    id: Number = "T6"
    of: str
    by: tuple[str, ...] = ()
    reached: Code | None = None

    def made(self, land: Landscape) -> Iterator[Table]:
        variable = land.frame.codebook[self.of]
        yield Spread(land, variable, land.splits(self.by or land.usual_splits), self.reached).table(self.id)

    def splits(self, land: Landscape) -> tuple[Break, ...]:
        return land.splits(self.by)

    def wrong(self, land: Landscape) -> Iterator[tuple[str, str]]:
        known = {v.id: v for v in land.frame.codebook if v.measure in SPLITTING}
        yield from unknown("of", (self.of,), known, "question with one answer")
        yield from no_split("by", self.by, land)
        steps = [c.code for c in known[self.of].columns[0].substantive] if self.of in known else []
        if self.reached is not None and steps and self.reached not in steps:
            listed = ", ".join(map(str, steps))
            yield "reached", f"{self.of} has no answer {self.reached}. Its answers are {listed}."


@dataclass(frozen=True)
class Spread:
    """One question, and the groups that its answers are shown for."""

    land: Landscape
    variable: Variable
    by: Sequence[Break]
    reached: Code | None = None

    @property
    def frame(self) -> SurveyFrame:
        return self.land.frame

    @property
    def column(self) -> str:
        return self.variable.columns[0].name

    @property
    def answers(self) -> tuple[Category, ...]:
        found = self.variable.columns[0].substantive
        return tuple(sorted(found, key=lambda one: int(one.code))) if self.is_ordered else found

    @property
    def is_ordered(self) -> bool:
        return self.variable.measure is Measure.ORDINAL

    @property
    def beyond(self) -> tuple[Category, ...]:
        """The answers from the step that is told on."""
        codes = [one.code for one in self.answers]
        return self.answers[codes.index(self.reached) :] if self.reached in codes else ()

    @property
    def whole(self) -> Whole:
        return self.land.whole_of((self.column,))

    def table(self, id: str) -> Table:
        whole = self.whole
        rows = (whole.label, *(each.label(part) for each in self.by for part in each.parts))
        return Table(
            id=id,
            title=self.variable.label,
            subtitle="% of those who gave an answer. Of those who answered.",
            base="Those who gave an answer; what is set aside: those who were asked",
            dimensions=tuple(each.id for each in self.by),
            rows=rows,
            cols=tuple(self.labels()),
            cells=tuple(self.cells()),
            notes=tuple(self.notes()),
        )

    def notes(self) -> Iterator[str]:
        """Why a median is missing, and how the intervals were made where there are some."""
        if self.is_ordered:
            yield NO_MEDIAN
        if self.beyond:
            yield how_sure(self.whole, PERCENTAGES)

    def labels(self) -> Iterator[Label]:
        for answer in self.answers:
            yield Label(f"step:{answer.code}", answer.label)
        if self.beyond:
            yield Label(REACHED, " or ".join(one.label for one in self.beyond))
        if self.is_ordered:
            yield Label(MEDIAN, f"Median, {self.answers[0].code} to {self.answers[-1].code}")
        for measure in self.aside():
            yield Label(measure, WORDS[measure])

    def aside(self) -> Iterator[str]:
        """What was set aside and is told: what is offered, and blanks where there are some."""
        declined = {category.missing for category in self.variable.columns[0].categories}
        shown, why = self.frame.shown(self.column), self.frame.reasons(self.column)
        for measure, reason in APART.items():
            told = shown.any() and np.mean(why[shown] == reason.value) >= LEAST_TOLD
            if reason in declined or (measure == "blank" and told):
                yield measure

    def hits(self, answers: Sequence[Category]) -> Floats:
        """One for each person who gave one of these answers, nought for another, not-a-number for none."""
        codes, names = self.frame.leaf_codes(self.variable)
        among = np.isin(names, [str(answer.code) for answer in answers]).astype(np.float64)[codes]
        return np.where(self.frame.reasons(self.column) == HAS_VALUE, among, np.nan)

    def cells(self) -> Iterator[Cell]:
        whole = self.whole
        for answer in self.answers:
            share = whole.percent(self.hits((answer,)))
            yield from self.told(whole.label.id, f"step:{answer.code}", whole.about, bare(share))
        if self.beyond:
            yield from self.told(whole.label.id, REACHED, whole.about, whole.percent(self.hits(self.beyond)))
        for measure in self.aside():
            figure = whole.share_of_shown(self.set_aside(measure))
            yield from cells(whole.label.id, measure, whole.about, self.column, iter([(measure, figure)]))
        for each in self.by:
            for part in each.parts:
                yield from self.of_part(each.label(part).id, each.group(part), each.has(part))

    def of_part(self, row: str, about: Group, inside: Bools) -> Iterator[Cell]:
        for answer in self.answers:
            share = estimates.percentage_of(self.hits((answer,))[inside])
            yield from self.told(row, f"step:{answer.code}", about, bare(share))
        if self.beyond:
            yield from self.told(row, REACHED, about, estimates.percentage_of(self.hits(self.beyond)[inside]))
        if self.is_ordered:
            codes = self.frame.codes(self.column)[inside]
            given = codes[~np.isnan(codes)]
            middle = Estimate(float(np.median(given)) if len(given) else None, n=len(given))
            yield from cells(row, MEDIAN, about, self.column, iter([(MEDIAN, middle)]))
        for measure in self.aside():
            aside = self.set_aside(measure)[inside]
            figure = bare(estimates.percentage_of(aside))
            yield from cells(row, measure, about, self.column, iter([(measure, figure)]))

    def told(self, row: str, col: str, about: Group, share: Estimate) -> Iterator[Cell]:
        of = beyond_of(self.column, self.reached) if col == REACHED else ""
        return cells(row, col, about, self.column, iter([("percent", share)]), of)

    def set_aside(self, measure: str) -> Floats:
        """One for each person who set the question aside in this way, not-a-number where it was not shown."""
        why = self.frame.reasons(self.column)
        aside = (why == APART[measure].value).astype(np.float64)
        return np.where(self.frame.shown(self.column), aside, np.nan)


def beyond_of(column: str, reached: Code | None) -> str:
    """What the share from a step on is of, by one name in every table that prints it."""
    return f"{column} from {reached}"


def bare(share: Estimate) -> Estimate:
    """A share without its interval: one of several that add up."""
    return Estimate(share.value, n=share.n)
