"""What a column is in a file: what it measures, and for each response a value or the reason for none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import pandas as pd

from analysis.frame import HAS_VALUE, SurveyFrame
from survey.engine.codebook import Category, Code, Column, Measure, Missing, Nature, Variable

Value = Code | float
MEANINGS: Mapping[Missing, str] = {
    Missing.BLANK: "Seen and left blank",
    Missing.NOT_ASKED: "Not asked on the way of these answers",
    Missing.NOT_REACHED: "Stopped before it was reached",
    Missing.REDACTED: "Taken out by the team",
    Missing.UNREAD: "Written, and not read by a reader yet",
    Missing.SECTION_SKIPPED: "The section was left out by choice",
    Missing.PREFER_NOT_TO_SAY: "Prefer not to say",
    Missing.DONT_KNOW: "Don't know",
    Missing.NOT_APPLICABLE: "Does not apply",
}


@dataclass(frozen=True)
class Field:
    """One column; a format may change its name, number its codes, or tell the reasons in another column."""

    variable: Variable
    column: Column
    values: tuple[Value | None, ...]
    reasons: tuple[int, ...]
    """Codes of `Missing`, 0 where there is a value."""
    name: str
    """Its name in the file: that of the codebook, unless the format cannot have it."""
    numbers: Mapping[Code, int] = field(default_factory=dict)
    """What stands in the file for codes that are words, where a format labels numbers only."""
    reasons_in: str = ""
    """The column that says why there is no value, where this one cannot say it itself."""
    is_answer: bool = True
    """Whether somebody could have given it, and so can have had a reason not to."""
    is_weight: bool = False
    """Whether it says how much a response counts, and nothing else."""

    @property
    def is_text(self) -> bool:
        return self.variable.measure is Measure.TEXT

    @property
    def has_words(self) -> bool:
        """Whether its values are words: a text, or codes of which one at least is a word."""
        return self.is_text or any(isinstance(one.code, str) for one in self.column.substantive)

    @property
    def is_number(self) -> bool:
        """Whether it holds amounts and no codes."""
        return self.variable.measure is Measure.NUMBER

    @property
    def label(self) -> str:
        """Its words where only one line of them fits: the statement or option first, then the question.

        What is asked about each entry of a group begins with its number, for the words are the same.
        """
        if self.column.label == self.variable.label:
            return f"{self.entry}{self.column.label}"
        side = f" ({self.column.side})" if self.column.side else ""
        return f"{self.entry}{self.column.label}{side}: {self.variable.label}"

    @property
    def entry(self) -> str:
        """The group and the number of the entry that it is about, such as "example 2, "; else nothing."""
        group = self.variable.repeats
        number = self.variable.id.removeprefix(f"{group}_").partition("__")[0]
        return f"{group} {number}, " if group else ""

    @property
    def coded(self) -> tuple[Value | None, ...]:
        """The values with words as the numbers that stand for them."""
        known: dict[Value | None, int] = dict(self.numbers.items())
        return tuple(known.get(value, value) for value in self.values)

    def meaning(self, reason: Missing) -> str:
        """A reason in words: the questionnaire's own, where it offers it as an answer."""
        own = (one.label for one in self.column.categories if one.missing is reason)
        return next(own, MEANINGS[reason])


def fields_of(frame: SurveyFrame, nature: Nature) -> tuple[Field, ...]:
    """Every column of one nature, in the order of the codebook."""
    return tuple(
        Field(
            variable,
            column,
            tuple(values_of(frame.values(column.name), column)),
            tuple(frame.reasons(column.name).tolist()),
            column.name,
        )
        for variable in frame.codebook
        if variable.nature is nature
        for column in variable.columns
    )


def values_of(series: pd.Series, column: Column) -> Iterable[Value | None]:
    """Values as the questionnaire declares them: the number 1 and the word health, never "1" or 1.0."""
    declared: dict[str, Value] = {str(one.code): one.code for one in column.substantive}
    for value, there in zip(series.tolist(), series.notna().tolist(), strict=True):
        if not there:
            yield None
        elif isinstance(value, float) and value.is_integer():
            yield int(value)
        else:
            yield declared.get(str(value), value)


def beside(name: str, label: str, categories: tuple[Category, ...], values: Iterable[Value | None]) -> Field:
    """A column that is no answer."""
    column, given = Column(name, label, categories), tuple(values)
    variable = Variable(name, label, Measure.NOMINAL, (column,), text=label)
    return Field(variable, column, given, (HAS_VALUE,) * len(given), name, is_answer=False)
