"""What conditions are made of: a closed set of tests on facts, each able to say what it uses.

A condition looks at facts, which are what earlier pages established: the codes chosen for a name,
or a number, a date or a text. A name without an answer has no fact. Every comparison with such a
name is false, whichever way it points, and `not` of it is true.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from survey.engine.codebook import Code

Fact = tuple[Code, ...] | int | float | str | date
Facts = Mapping[str, Fact]

COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
ORDERINGS = ("<", "<=", ">", ">=")


@dataclass(frozen=True, slots=True)
class Use:
    """How a condition uses a name, so that it can be checked against the question it names."""

    name: str
    codes: tuple[Code | float, ...] = ()
    orders: bool = False
    wants: str = "value"


@dataclass(frozen=True, slots=True)
class Compare:
    """`sector == 'policing'`: for a name with several codes, equality means exactly that one."""

    name: str
    sign: str
    value: Code | float

    def holds(self, facts: Facts) -> bool:
        fact = facts.get(self.name)
        if fact is None or fact == ():
            return False
        if isinstance(fact, date):
            fact = fact.isoformat()
        if not isinstance(fact, tuple):
            return comparable(fact, self.value) and COMPARISONS[self.sign](fact, self.value)
        if self.sign in ("==", "!="):
            return (fact == (self.value,)) is (self.sign == "==")
        return (
            len(fact) == 1 and comparable(fact[0], self.value) and COMPARISONS[self.sign](fact[0], self.value)
        )

    def uses(self) -> Iterator[Use]:
        yield Use(self.name, (self.value,), orders=self.sign in ORDERINGS)

    def __str__(self) -> str:
        return f"{self.name} {self.sign} {literal(self.value)}"


@dataclass(frozen=True, slots=True)
class OneOf:
    """`trn_when in [2, 3, 4]`: the one code chosen is in the list."""

    name: str
    codes: tuple[Code | float, ...]

    def holds(self, facts: Facts) -> bool:
        fact = facts.get(self.name, ())
        return len(fact) == 1 and fact[0] in self.codes if isinstance(fact, tuple) else fact in self.codes

    def uses(self) -> Iterator[Use]:
        yield Use(self.name, self.codes)

    def __str__(self) -> str:
        return f"{self.name} in [{listed(self.codes)}]"


def chosen(facts: Facts, name: str) -> frozenset[object]:
    fact = facts.get(name, ())
    return frozenset(fact if isinstance(fact, tuple) else (fact,))


# What each function of the language means, for the codes chosen (left) and those listed (right).
SET_TESTS: dict[str, Callable[[frozenset[object], frozenset[object]], bool]] = {
    "any": lambda left, right: bool(left & right),
    "all": lambda left, right: right <= left,
    "only": lambda left, right: bool(left) and left <= right,
}


@dataclass(frozen=True, slots=True)
class SetTest:
    """`any(pol_area, 'response', 'violence')`, `all(...)`, `only(...)`."""

    function: str
    name: str
    codes: tuple[Code | float, ...]

    def holds(self, facts: Facts) -> bool:
        return SET_TESTS[self.function](chosen(facts, self.name), frozenset(self.codes))

    def uses(self) -> Iterator[Use]:
        yield Use(self.name, self.codes, wants="choices")

    def __str__(self) -> str:
        return f"{self.function}({self.name}, {listed(self.codes)})"


@dataclass(frozen=True, slots=True)
class Answered:
    """`answered(pp_title)`: there is an answer, don't know and its kin included."""

    name: str

    def holds(self, facts: Facts) -> bool:
        return facts.get(self.name, ()) != ()

    def uses(self) -> Iterator[Use]:
        yield Use(self.name, wants="any")

    def __str__(self) -> str:
        return f"answered({self.name})"


@dataclass(frozen=True, slots=True)
class Count:
    """`count(boroughs) > 1`: how many were chosen, none counting as 0."""

    name: str
    sign: str
    number: Code | float

    def holds(self, facts: Facts) -> bool:
        return COMPARISONS[self.sign](len(chosen(facts, self.name)), self.number)

    def uses(self) -> Iterator[Use]:
        yield Use(self.name, wants="choices")

    def __str__(self) -> str:
        return f"count({self.name}) {self.sign} {self.number}"


@dataclass(frozen=True, slots=True)
class Not:
    part: Expression

    def holds(self, facts: Facts) -> bool:
        return not self.part.holds(facts)

    def uses(self) -> Iterator[Use]:
        yield from self.part.uses()

    def __str__(self) -> str:
        return f"not ({self.part})"


@dataclass(frozen=True, slots=True)
class Joined:
    """Parts joined by `and` or by `or`."""

    word: str
    parts: tuple[Expression, ...]

    def holds(self, facts: Facts) -> bool:
        test = all if self.word == "and" else any
        return test(part.holds(facts) for part in self.parts)

    def uses(self) -> Iterator[Use]:
        for part in self.parts:
            yield from part.uses()

    def __str__(self) -> str:
        return f" {self.word} ".join(f"({part})" for part in self.parts)


Expression = Compare | OneOf | SetTest | Answered | Count | Not | Joined


def comparable(left: object, right: object) -> bool:
    return isinstance(left, str) == isinstance(right, str)


def literal(value: Code | float) -> str:
    return f"'{value}'" if isinstance(value, str) else str(value)


def listed(codes: Iterable[Code | float]) -> str:
    return ", ".join(literal(code) for code in codes)
