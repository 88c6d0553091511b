"""Variables that are computed from answers: a formula, or the first of several cases that holds.

Nobody is asked them. They are facts as soon as the last page that they look at is passed, so later
conditions, checks and texts can use them, and they are columns of the data like any other.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from typing import ClassVar, Literal

from pydantic import Field

from survey.engine.codebook import Cell, Column, Measure, Variable
from survey.engine.conditions import Condition, Formula
from survey.engine.expressions import decided
from survey.engine.operands import Fact, Facts, Use
from survey.engine.parts import Coded, Finding, Level, Part, Words, repeated
from survey.engine.questions.base import Term


class Case(Coded):
    """One code that a computed variable can have, and when it has it."""

    holds: Condition


class Computed(Part):
    """A variable computed from answers: a number by `value`, or a code by `cases`."""

    told: ClassVar[tuple[str, ...]] = ("text", "cases")

    text: Words
    value: Formula | None = None
    decimals: int | None = Field(default=None, ge=0, le=9)
    cases: tuple[Case, ...] = ()
    measures: str = ""
    level: Level = ""
    identifying: bool = False
    sensitive: Literal["none", "low", "high"] = "none"

    def uses(self) -> Iterator[Use]:
        """How it uses names."""
        if self.value is not None:
            yield from self.value.uses()
        for case in self.cases:
            yield from case.holds.uses()

    @property
    def looks_at(self) -> frozenset[str]:
        """The names that it needs."""
        return frozenset(use.name for use in self.uses())

    def term(self) -> Term:
        """What a condition may say about it."""
        return Term("codes", tuple(case.code for case in self.cases)) if self.cases else Term("number")

    def fact(self, facts: Facts) -> Fact | None:
        """Its value; nothing where an answer that it needs is not there, or no case holds."""
        if self.value is None:
            held = (case.code for case in self.cases if decided(case.holds.expression, facts))
            return next(((code,) for code in held), None)
        number = self.value.number(facts)
        if number is None or self.decimals is None:
            return number
        places = Decimal(1).scaleb(-self.decimals)
        exact = Decimal(str(number)).quantize(places, rounding=ROUND_HALF_UP)
        return int(exact) if exact == exact.to_integral_value() else float(exact)

    def said(self, fact: Fact) -> str:
        """Its value in words, for a text that quotes it."""
        return next((case.label for case in self.cases if (case.code,) == fact), str(fact))

    def cell(self, fact: Fact) -> Cell:
        """Its value as the data hold it."""
        value = fact[0] if isinstance(fact, tuple) else fact
        assert isinstance(value, int | float | str)
        return value

    def variable(self, name: str, section: str, page: str) -> Variable:
        """What it measures, standing where the last page that it looks at stands."""
        column = Column(
            name, self.text, tuple(case.category for case in self.cases), self.measures, self.level
        )
        return Variable(
            name,
            self.text,
            Measure.NOMINAL if self.cases else Measure.NUMBER,
            (column,),
            section=section,
            page=page,
            identifying=self.identifying,
            sensitive=self.sensitive,
            text=self.text,
        )

    def findings(self) -> Iterator[Finding]:
        """What does not fit together in it, seen by itself."""
        if (self.value is None) is not bool(self.cases):
            yield Finding((), "value-or-cases", "Give it a value: or cases:, one of the two.")
        for number, code in repeated(case.code for case in self.cases):
            yield Finding(
                ("cases", number), "duplicate-code", f"The code {code} stands twice among the cases."
            )
