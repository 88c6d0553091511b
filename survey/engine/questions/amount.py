"""Answers that are amounts or days, and the tick that confirms a statement."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import ClassVar, Literal

from pydantic import Field as Key

from survey.engine.answers import Answer, Choice, Given, held
from survey.engine.codebook import Category, Cell, Code, Column, Measure, Variable
from survey.engine.forms import Field, Form, Rejected, first
from survey.engine.local import Quoted
from survey.engine.parts import Finding
from survey.engine.phrases import Phrase, own_words
from survey.engine.questions.base import Question, Term

FIGURES = re.compile(r"[-+]?([0-9]{1,15}|[0-9]{1,3}([, ][0-9]{3}){1,4})(\.[0-9]{1,15})?")
"""1200, 1,200, 1 200 or 12.5: what people in Britain write; a decimal comma is asked about, not guessed."""

SEPARATORS = str.maketrans("\u066b\u066c", ".,")
"""The decimal point and the comma between thousands, as Arabic writes them."""


def figured(form: Form, field: str) -> str:
    """What was typed in a field, in the figures that are kept: those of another script stand for the same."""
    typed = first(form, field).translate(SEPARATORS)
    return "".join(str(unicodedata.decimal(sign)) if sign.isdecimal() else sign for sign in typed)


class Number(Question):
    """A number, whole unless `decimals` allows places after the point."""

    told: ClassVar[tuple[str, ...]] = (*Question.told, "unit")
    reasons: ClassVar[tuple[str, ...]] = ("required", "figures", "decimals", "least", "most")

    ask: Literal["number"] = "number"
    least: float | None = None
    most: float | None = None
    decimals: int = Key(default=0, ge=0, le=9)
    unit: str = ""

    def findings(self) -> Iterator[Finding]:
        yield from super().findings()
        if self.least is not None and self.most is not None and self.least > self.most:
            yield Finding(("most",), "least-most", "The most is below the least: no number could be given.")

    def terms(self) -> dict[str, Term]:
        return {self.id: Term("number")}

    def parse(self, form: Form) -> Answer | Rejected | None:
        typed = figured(form, self.id)
        if not typed:
            return None
        if not FIGURES.fullmatch(typed):
            return Rejected.because(self.id, Phrase("Write a number in figures, such as 12."), "figures")
        amount = Decimal(re.sub("[, ]", "", typed))
        if amount != round(amount, self.decimals):
            return Rejected.because(self.id, self.too_fine, "decimals")
        if self.least is not None and amount < Decimal(str(self.least)):
            message = Phrase("Write a number of {least} or more.", least=figures(self.least))
            return Rejected.because(self.id, message, "least")
        if self.most is not None and amount > Decimal(str(self.most)):
            message = Phrase("Write a number of {most} or less.", most=figures(self.most))
            return Rejected.because(self.id, message, "most")
        return Given(int(amount) if amount == amount.to_integral_value() else float(amount))

    @property
    def too_fine(self) -> str:
        if not self.decimals:
            return Phrase("Write a whole number, such as 12.")
        return Phrase(
            "Write at most {count} figure after the point.",
            "Write at most {count} figures after the point.",
            count=self.decimals,
        )

    def fill(self, answer: Answer) -> dict[str, tuple[str, ...]]:
        return {self.id: (figures(held(answer, (int, float))),)}

    def show(self, answer: Answer) -> str:
        return f"{figures(held(answer, (int, float)))} {self.unit}".strip()

    def variables(self) -> tuple[Variable, ...]:
        column = Column(self.id, self.words, (), self.measures, self.level)
        return (self.variable(Measure.NUMBER, (column,)),)

    def encode(self, answer: Answer) -> dict[str, Cell]:
        return {self.id: held(answer, (int, float))}

    def unpack(self, cells: Mapping[str, Code | float]) -> Form:
        amount = cells.get(self.id, "")
        text = amount if isinstance(amount, str) else figures(amount)
        return {self.id: (text,)} if text else {}


def figures(amount: float) -> str:
    """A number as plain figures, never with an exponent or a needless .0."""
    exact = Decimal(str(amount))
    return f"{exact.to_integral_value() if exact == exact.to_integral_value() else exact:f}"


class Date(Question):
    """A day, typed as three numbers; kept as ISO text, so it sorts but is never averaged."""

    default_seconds: ClassVar[float] = 12
    reasons: ClassVar[tuple[str, ...]] = ("required", "day", "earliest", "latest")

    ask: Literal["date"] = "date"
    earliest: date | None = None
    latest: date | None = None

    def parts(self) -> tuple[str, str, str]:
        return f"{self.id}__day", f"{self.id}__month", f"{self.id}__year"

    def fields(self) -> tuple[Field, ...]:
        return tuple(Field(name, self.kept_as) for name in self.parts())

    def findings(self) -> Iterator[Finding]:
        yield from super().findings()
        if self.earliest is not None and self.latest is not None and self.earliest > self.latest:
            yield Finding(("latest",), "least-most", "The latest day is before the earliest.")

    def terms(self) -> dict[str, Term]:
        return {self.id: Term("date")}

    def parse(self, form: Form) -> Answer | Rejected | None:
        typed = [figured(form, name) for name in self.parts()]
        if not any(typed):
            return None
        anchor = self.parts()[0]
        day = day_of(*typed)
        if day is None:
            message = Phrase("Write a real date in figures, such as 27 3 2024.")
            return Rejected.because(anchor, message, "day")
        if self.earliest is not None and day < self.earliest:
            message = Phrase("Write a date on or after {day}.", day=self.earliest)
            return Rejected.because(anchor, message, "earliest")
        if self.latest is not None and day > self.latest:
            message = Phrase("Write a date on or before {day}.", day=self.latest)
            return Rejected.because(anchor, message, "latest")
        return Given(day)

    def fill(self, answer: Answer) -> dict[str, tuple[str, ...]]:
        day = held(answer, date)
        return dict(zip(self.parts(), ((str(day.day),), (str(day.month),), (f"{day.year:04}",)), strict=True))

    def show(self, answer: Answer) -> str:
        return Phrase("{day}", day=held(answer, date))

    def said(self, answer: Answer) -> dict[str, Quoted]:
        return {self.id: (held(answer, date),)}

    def variables(self) -> tuple[Variable, ...]:
        column = Column(self.id, self.words, (), self.measures, self.level)
        return (self.variable(Measure.TEXT, (column,), publish=False),)

    def encode(self, answer: Answer) -> dict[str, Cell]:
        return {self.id: held(answer, date).isoformat()}

    def unpack(self, cells: Mapping[str, Code | float]) -> Form:
        if self.id not in cells:
            return {}
        parts = str(cells[self.id]).split("-", 2)
        year, month, day = (*parts, "", "")[:3]
        return dict(zip(self.parts(), ((day,), (month,), (year,)), strict=True))


def day_of(day: str, month: str, year: str) -> date | None:
    """The day that figures stand for; a year has four of them."""
    if not (re.fullmatch("[0-9]{1,2}", day) and re.fullmatch("[0-9]{1,2}", month)):
        return None
    if not re.fullmatch("[0-9]{4}", year):
        return None
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


AGREED = Given(Choice((1,)))


class Confirm(Question):
    """One tick that agrees to a statement."""

    default_seconds: ClassVar[float] = 5

    told: ClassVar[tuple[str, ...]] = (*Question.told, "ticked")

    ask: Literal["confirm"] = "confirm"
    ticked: str = own_words("Yes")
    """What a tick says, in the language of the questionnaire, so that texts can quote it."""

    def codes(self) -> tuple[Code, ...]:
        return (1,)

    def codes_in(self, answer: Answer) -> tuple[Code, ...]:
        return (1,)

    def terms(self) -> dict[str, Term]:
        return {self.id: Term("codes", self.codes())}

    def parse(self, form: Form) -> Answer | None:
        return AGREED if first(form, self.id) == "1" else None

    def fill(self, answer: Answer) -> dict[str, tuple[str, ...]]:
        return {self.id: ("1",)}

    def show(self, answer: Answer) -> str:
        return self.ticked

    def variables(self) -> tuple[Variable, ...]:
        column = Column(self.id, self.words, (Category(1, self.ticked),), self.measures, self.level)
        return (self.variable(Measure.NOMINAL, (column,)),)

    def encode(self, answer: Answer) -> dict[str, Cell]:
        return {self.id: 1}
