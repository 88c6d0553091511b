"""What is compared in a condition and what a formula gives: names, values, sums and the like.

An operand without a value is nothing (None): a name that was not answered or not asked, and any sum
with such a name in it. `sum`, `min` and `max` leave out what is nothing; `count` and `length` of
nothing are 0.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from survey.engine.codebook import Code

Fact = tuple[Code, ...] | int | float | str | date
"""What an answer establishes: the codes chosen, or a number, a text or a day."""

Facts = Mapping[str, Fact]
Wanted = Literal["value", "choices", "any", "said", "number", "date", "text"]
EXACT = 9
LARGEST = 1e15
"""Beyond this a sum has no value; no answer comes near."""
"""Places after the point to which sums are kept, so that 0.1 + 0.2 is 0.3."""


@dataclass(frozen=True, slots=True)
class Use:
    """How an expression uses a name, so that it can be checked against the question it names.

    `like` is another name that it is compared with.
    """

    name: str
    codes: tuple[Code | float, ...] = ()
    orders: bool = False
    wants: Wanted = "value"
    like: str = ""


def established(facts: Facts, name: str) -> tuple[Code | float, ...]:
    """What is known of a name: its codes, its one number, text or day (as ISO text), or nothing."""
    fact = facts.get(name, ())
    if isinstance(fact, tuple):
        return fact
    return (fact.isoformat() if isinstance(fact, date) else fact,)


@dataclass(frozen=True, slots=True)
class Name:
    """A question or statement: all that is established of it."""

    name: str
    numeric = False

    def found(self, facts: Facts) -> tuple[Code | float, ...]:
        return established(facts, self.name)

    def number(self, facts: Facts) -> float | None:
        """Its one number; words, don't know and several codes are none."""
        found = established(facts, self.name)
        return found[0] if len(found) == 1 and not isinstance(found[0], str) else None

    def lacks(self, facts: Facts) -> bool:
        return not self.found(facts)

    def uses(self, wants: Wanted = "value") -> Iterator[Use]:
        yield Use(self.name, wants=wants)

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class Value:
    """A code, number, text or day as it is written."""

    value: Code | float

    @property
    def numeric(self) -> bool:
        return not isinstance(self.value, str)

    def found(self, _facts: Facts) -> tuple[Code | float, ...]:
        return (self.value,)

    def number(self, _facts: Facts) -> float | None:
        return None if isinstance(self.value, str) else self.value

    def lacks(self, _facts: Facts) -> bool:
        return False

    def uses(self, _wants: Wanted = "value") -> Iterator[Use]:
        yield from ()

    def __str__(self) -> str:
        return literal(self.value)


class Numeric(ABC):
    """What always gives a number, or nothing."""

    numeric = True
    __slots__ = ()

    @abstractmethod
    def number(self, facts: Facts) -> float | None: ...

    def found(self, facts: Facts) -> tuple[Code | float, ...]:
        number = self.number(facts)
        return () if number is None else (number,)

    def lacks(self, facts: Facts) -> bool:
        """Whether an answer that it needs is not there; a check then has nothing to say."""
        return self.number(facts) is None


def divided(left: float, right: float) -> float | None:
    return left / right if right else None


SIGNS: dict[str, Callable[[float, float], float | None]] = {
    "+": lambda left, right: left + right,
    "-": lambda left, right: left - right,
    "*": lambda left, right: left * right,
    "/": divided,
}


@dataclass(frozen=True, slots=True)
class Arithmetic(Numeric):
    """`beds_open / beds`: nothing when either side is nothing, or when divided by 0."""

    left: Operand
    sign: str
    right: Operand

    def number(self, facts: Facts) -> float | None:
        left, right = self.left.number(facts), self.right.number(facts)
        return None if left is None or right is None else rounded(SIGNS[self.sign](left, right))

    def uses(self, _wants: Wanted = "number") -> Iterator[Use]:
        yield from self.left.uses("number")
        yield from self.right.uses("number")

    def __str__(self) -> str:
        return f"({self.left} {self.sign} {self.right})"


# Of the numbers that are there, never none.
COLLECTING: dict[str, Callable[[list[float]], float]] = {"sum": sum, "min": min, "max": max}


@dataclass(frozen=True, slots=True)
class Collected(Numeric):
    """`sum(a, b)`, `min(...)`, `max(...)` of those that have a number; of none, nothing."""

    function: str
    parts: tuple[Operand, ...]

    def number(self, facts: Facts) -> float | None:
        numbers = [number for part in self.parts if (number := part.number(facts)) is not None]
        return rounded(COLLECTING[self.function](numbers)) if numbers else None

    def uses(self, _wants: Wanted = "number") -> Iterator[Use]:
        for part in self.parts:
            yield from part.uses("number")

    def __str__(self) -> str:
        return f"{self.function}({', '.join(map(str, self.parts))})"


@dataclass(frozen=True, slots=True)
class Measured(Numeric):
    """`count(boroughs)`, how many were chosen, and `length(words)`, how many characters."""

    function: str
    name: str

    def number(self, facts: Facts) -> float | None:
        return MEASURING[self.function][1](established(facts, self.name))

    def lacks(self, facts: Facts) -> bool:
        return not established(facts, self.name)

    def uses(self, _wants: Wanted = "number") -> Iterator[Use]:
        yield Use(self.name, wants=MEASURING[self.function][0])

    def __str__(self) -> str:
        return f"{self.function}({self.name})"


MEASURING: dict[str, tuple[Wanted, Callable[[tuple[Code | float, ...]], int]]] = {
    "count": ("choices", len),
    "length": ("text", lambda found: len(str(found[0])) if found else 0),
}


@dataclass(frozen=True, slots=True)
class Age(Numeric):
    """`age(born, '2025-01-10')`: whole years from one day to another; nothing when either is nothing.

    The second day is always said, so that the same answers lead the same way on every day.
    """

    since: Operand
    until: Operand

    def number(self, facts: Facts) -> float | None:
        since, until = day(self.since.found(facts)), day(self.until.found(facts))
        if since is None or until is None:
            return None
        return until.year - since.year - ((until.month, until.day) < (since.month, since.day))

    def uses(self, _wants: Wanted = "number") -> Iterator[Use]:
        yield from self.since.uses("date")
        yield from self.until.uses("date")

    def __str__(self) -> str:
        return f"age({self.since}, {self.until})"


Operand = Name | Value | Arithmetic | Collected | Measured | Age
OPERANDS = (Name, Value, Arithmetic, Collected, Measured, Age)


def day(found: tuple[Code | float, ...]) -> date | None:
    try:
        return date.fromisoformat(str(found[0])) if len(found) == 1 else None
    except ValueError:
        return None


def rounded(number: float | None) -> float | None:
    """A number without the dust of binary fractions; nothing when it is beyond all bounds."""
    if number is None or abs(number) > LARGEST:
        return None
    kept = round(number, EXACT)
    return int(kept) if kept == int(kept) else kept


def literal(value: Code | float) -> str:
    return f"'{value}'" if isinstance(value, str) else str(value)
