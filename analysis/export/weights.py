"""The weight of each response as the report weights it, or why there is none.

Reasons are for the team, who hold the rows: one can say that few people are in a group. `made` may be read by
anybody, for it says nothing that is not in the plan.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from analysis.export.columns import Field, beside
from analysis.export.people import free
from analysis.frame import SurveyFrame
from analysis.landscape.ground import Landscape
from analysis.landscape.planning import read_plan
from analysis.landscape.terms import Terms
from analysis.landscape.weighted import CANNOT, KEEP, Weights
from survey.engine.codebook import Measure, Missing
from survey.errors import Refused

NAME = "weight"
NONE = "There are no weights: the report has no shares of staff to weight to."
IN_THE_README = "There are no weights; README.txt beside the data says why."
FAULTY = (
    "There are no weights, because the plan of the report has faults: `python -m analysis plan` tells each "
    "at its line."
)
REFUSED = "There are no weights, because the shares of staff in the plan do not fit these answers. "
COMMANDS = (
    "Nothing is weighted until you ask for it, and figures are then those of the report:",
    "SPSS: WEIGHT BY {name}.",
    "Stata: svyset [pweight={name}], then svy: mean; or [pweight={name}] after a command.",
    "R, package survey: svydesign(ids = ~1, weights = ~{name}, data = subset(answers, {counted} == 1))",
    "pandas and numpy: average(values, weights=...) over rows that have both an answer and a weight.",
    "Ranges and tests are not those of the report, which knows that weights were raked and that colleagues "
    "answer alike. SPSS takes a weight for a number of people: use none of its tests under WEIGHT BY.",
)
GIVES_BACK = (
    "A weight tells which group of {by} somebody is in. Whoever takes one of these out of the rows takes out "
    "{name} too."
)


@dataclass(frozen=True)
class Weighing:
    """The column of weights where there is one, and what is said of it or of its absence."""

    field: Field | None = None
    made: str = ""
    """How it was made; nothing where there is none."""
    described: tuple[str, ...] = ()
    """What to do with it, a paragraph each."""
    refusal: str = ""
    """Why there is none though the plan wants one."""

    @classmethod
    def of(cls, frame: SurveyFrame, plan: Path | None) -> Weighing:
        """The weights of a frame's people by the margins of the plan in a file."""
        if plan is None or not plan.is_file():
            return cls()
        land = Landscape.of(frame)
        try:
            terms = read_plan(plan, land).terms
        except Refused:
            return cls(refusal=FAULTY)
        return cls.under(terms, land, frame)

    @classmethod
    def under(cls, terms: Terms, land: Landscape, frame: SurveyFrame) -> Weighing:
        if terms.margins is None:
            return cls()
        try:
            weights = Weights.of(land, terms.margins)
        except Refused as refusal:
            return cls(refusal=f"{REFUSED}{refusal}")
        made = (
            f"{weights.said} Source of the shares: {terms.margins.source}. {KEEP} The mean of the weights is "
            "1; there is none for responses that the report does not count."
        )
        field = column(frame, weights, made)
        return cls(field, made, tuple(paragraphs(field.name, made, weights.by, free("in_report", frame))))

    @property
    def said(self) -> tuple[str, ...]:
        """For the readme, a paragraph each."""
        return self.described or (self.refusal or NONE,)

    @property
    def inside(self) -> tuple[str, ...]:
        """For the file of answers: a refusal can tell that few gave an answer, so it is not said there."""
        return (IN_THE_README,) if self.refusal else self.said

    @property
    def fields(self) -> tuple[Field, ...]:
        return () if self.field is None else (self.field,)


def column(frame: SurveyFrame, weights: Weights, made: str) -> Field:
    """Weights of those whom the report counts, none for others."""
    values = np.full(len(frame), np.nan)
    values[frame.in_base] = weights.raked.weights
    label = f"Weight, raked to {weights.by}; {weights.limits or 'not trimmed'}"
    given = (None if np.isnan(value) else float(value) for value in values)
    field = beside(free(NAME, frame), label, (), given)
    why = (Missing.NOT_APPLICABLE.code if value is None else reason
           for value, reason in zip(field.values, field.reasons, strict=True))  # fmt: skip
    variable = replace(field.variable, measure=Measure.NUMBER, text=made)
    return replace(field, variable=variable, reasons=tuple(why), is_weight=True)


def paragraphs(name: str, made: str, by: str, counted: str) -> Iterator[str]:
    yield f"The column {name} is the weight that the report uses. {made} {CANNOT}"
    yield from (line.format(name=name, counted=counted) for line in COMMANDS)
    yield GIVES_BACK.format(by=by, name=name)
