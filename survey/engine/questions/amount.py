"""Answers that are amounts or days, and the tick that confirms a statement."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import ClassVar, Literal

from survey.engine.answers import Answer, Choice, Given
from survey.engine.codebook import Category, Cell, Code, Column, Measure, Variable
from survey.engine.forms import Field, Form, Rejected, first
from survey.engine.questions.base import Question, Term


class Number(Question):
    """A number, whole unless the author says otherwise."""

    ask: Literal["number"] = "number"
    least: float | None = None
    most: float | None = None
    whole: bool = True
    unit: str = ""

    def terms(self) -> dict[str, Term]:
        return {self.id: Term(wants="number")}

    def parse(self, form: Form) -> Answer | Rejected | None:
        typed = first(form, self.id).replace(",", "").replace(" ", "")
        if not typed:
            return None
        try:
            amount = Decimal(typed)
        except InvalidOperation:
            amount = Decimal("NaN")
        if not amount.is_finite() or abs(amount) > Decimal(10) ** 15:
            return Rejected.because(self.id, "Write a number in figures, such as 12.")
        if self.whole and amount != amount.to_integral_value():
            return Rejected.because(self.id, "Write a whole number, such as 12.")
        if self.least is not None and amount < Decimal(str(self.least)):
            return Rejected.because(self.id, f"Write a number of {self.least:g} or more.")
        if self.most is not None and amount > Decimal(str(self.most)):
            return Rejected.because(self.id, f"Write a number of {self.most:g} or less.")
        return Given(int(amount) if amount == amount.to_integral_value() else float(amount))

    def amount(self, answer: Answer) -> int | float:
        assert isinstance(answer, Given)
        assert isinstance(answer.value, int | float)
        return answer.value

    def fill(self, answer: Answer) -> dict[str, tuple[str, ...]]:
        return {self.id: (str(self.amount(answer)),)}

    def show(self, answer: Answer) -> str:
        return f"{self.amount(answer)} {self.unit}".strip()

    def variables(self) -> tuple[Variable, ...]:
        column = Column(self.id, self.words, (), self.measures, self.level)
        return (
            Variable(
                self.id, self.words, Measure.NUMBER, (column,), self.kept_as, identifying=self.identifying
            ),
        )

    def encode(self, answer: Answer) -> dict[str, Cell]:
        return {self.id: self.amount(answer)}


class Date(Question):
    """A day, typed as three numbers; kept as ISO text, so it sorts but is never averaged."""

    default_seconds: ClassVar[float] = 12

    ask: Literal["date"] = "date"
    earliest: date | None = None
    latest: date | None = None

    def parts(self) -> tuple[str, str, str]:
        return f"{self.id}__day", f"{self.id}__month", f"{self.id}__year"

    def fields(self) -> tuple[Field, ...]:
        return tuple(Field(name, self.kept_as) for name in self.parts())

    def terms(self) -> dict[str, Term]:
        return {self.id: Term(wants="date")}

    def parse(self, form: Form) -> Answer | Rejected | None:
        typed = [first(form, name) for name in self.parts()]
        if not any(typed):
            return None
        try:
            day = date(*(int(part) for part in reversed(typed)))
        except (ValueError, OverflowError):
            return Rejected.because(self.parts()[0], "Write a real date, such as 27 3 2024.")
        if self.earliest is not None and day < self.earliest:
            return Rejected.because(self.parts()[0], f"Write a date on or after {in_words(self.earliest)}.")
        if self.latest is not None and day > self.latest:
            return Rejected.because(self.parts()[0], f"Write a date on or before {in_words(self.latest)}.")
        return Given(day)

    def day(self, answer: Answer) -> date:
        assert isinstance(answer, Given)
        assert isinstance(answer.value, date)
        return answer.value

    def fill(self, answer: Answer) -> dict[str, tuple[str, ...]]:
        day = self.day(answer)
        return dict(zip(self.parts(), ((str(day.day),), (str(day.month),), (str(day.year),)), strict=True))

    def show(self, answer: Answer) -> str:
        return in_words(self.day(answer))

    def variables(self) -> tuple[Variable, ...]:
        column = Column(self.id, self.words, (), self.measures, self.level)
        return (
            Variable(
                self.id,
                self.words,
                Measure.TEXT,
                (column,),
                self.kept_as,
                identifying=self.identifying,
                publish=False,
            ),
        )

    def encode(self, answer: Answer) -> dict[str, Cell]:
        return {self.id: self.day(answer).isoformat()}

    def unpack(self, cells: Mapping[str, Code | float]) -> Form:
        parts = str(cells.get(self.id, "")).split("-")
        return (
            dict(zip(self.parts(), ((part,) for part in reversed(parts)), strict=True))
            if len(parts) == 3
            else {}
        )


class Confirm(Question):
    """One tick that agrees to a statement."""

    default_seconds: ClassVar[float] = 5

    ask: Literal["confirm"] = "confirm"

    def terms(self) -> dict[str, Term]:
        return {self.id: Term(codes=(1,))}

    def parse(self, form: Form) -> Answer | None:
        return Given(Choice((1,))) if first(form, self.id) == "1" else None

    def fill(self, answer: Answer) -> dict[str, tuple[str, ...]]:
        return {self.id: ("1",)}

    def show(self, answer: Answer) -> str:
        return "Yes"

    def variables(self) -> tuple[Variable, ...]:
        column = Column(self.id, self.words, (Category(1, "Yes"),), self.measures, self.level)
        return (Variable(self.id, self.words, Measure.NOMINAL, (column,), self.kept_as),)

    def encode(self, answer: Answer) -> dict[str, Cell]:
        return {self.id: 1}


def in_words(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
