"""What conditions are made of: a closed set of tests on facts, each able to say what it uses.

A condition looks at facts, which are what earlier pages established: the codes chosen for a name,
or a number, a date or a text. A name without an answer has no fact. Every comparison with such a
name is false, whichever way it points, and `not` of it is true.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from survey.engine.codebook import Code

Fact = tuple[Code, ...] | int | float | str | date
Facts = Mapping[str, Fact]

Verdict = bool | None
"""Whether a condition holds; None while that depends on a name that is not settled yet."""

COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
ORDERINGS = ("<", "<=", ">", ">=")


def established(facts: Facts, name: str) -> tuple[Code | float, ...]:
    """What is known of a name: its codes, its one number, text or day (as ISO text), or nothing."""
    fact = facts.get(name, ())
    if isinstance(fact, tuple):
        return fact
    return (fact.isoformat() if isinstance(fact, date) else fact,)


@dataclass(frozen=True, slots=True)
class Use:
    """How a condition uses a name, so that it can be checked against the question it names."""

    name: str
    codes: tuple[Code | float, ...] = ()
    orders: bool = False
    wants: Literal["value", "choices", "any"] = "value"


@dataclass(frozen=True, slots=True)
class Compare:
    """`sector == 'policing'`: for a name with several codes, equality means exactly that one."""

    name: str
    sign: str
    value: Code | float

    def holds(self, facts: Facts) -> bool:
        found = established(facts, self.name)
        if not found:
            return False
        if self.sign not in ORDERINGS:
            return (found == (self.value,)) is (self.sign == "==")
        alike = len(found) == 1 and isinstance(found[0], str) == isinstance(self.value, str)
        return alike and COMPARISONS[self.sign](found[0], self.value)

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
        found = established(facts, self.name)
        return len(found) == 1 and found[0] in self.codes

    def uses(self) -> Iterator[Use]:
        yield Use(self.name, self.codes)

    def __str__(self) -> str:
        return f"{self.name} in [{listed(self.codes)}]"


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
        return SET_TESTS[self.function](frozenset(established(facts, self.name)), frozenset(self.codes))

    def uses(self) -> Iterator[Use]:
        yield Use(self.name, self.codes, wants="choices")

    def __str__(self) -> str:
        return f"{self.function}({self.name}, {listed(self.codes)})"


@dataclass(frozen=True, slots=True)
class Answered:
    """`answered(pp_title)`: there is an answer, don't know and its kin included."""

    name: str

    def holds(self, facts: Facts) -> bool:
        return bool(established(facts, self.name))

    def uses(self) -> Iterator[Use]:
        yield Use(self.name, wants="any")

    def __str__(self) -> str:
        return f"answered({self.name})"


@dataclass(frozen=True, slots=True)
class Count:
    """`count(boroughs) > 1`: how many were chosen, none counting as 0."""

    name: str
    sign: str
    number: float

    def holds(self, facts: Facts) -> bool:
        return COMPARISONS[self.sign](len(established(facts, self.name)), self.number)

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


def verdict(expression: Expression, facts: Facts, unsettled: AbstractSet[str]) -> Verdict:
    """Whether an expression holds whatever the unsettled names turn out to be (Kleene's logic)."""
    match expression:
        case Not(part):
            found = verdict(part, facts, unsettled)
            return None if found is None else not found
        case Joined(word, parts):
            return joined_verdict(word, [verdict(part, facts, unsettled) for part in parts])
        case _:
            return None if expression.name in unsettled else expression.holds(facts)


def joined_verdict(word: str, verdicts: Iterable[Verdict]) -> Verdict:
    """One false part settles an `and`, one true part an `or`; otherwise one open part leaves it open."""
    found = set(verdicts)
    decisive = word == "or"
    if decisive in found:
        return decisive
    return None if None in found else not decisive


def literal(value: Code | float) -> str:
    return f"'{value}'" if isinstance(value, str) else str(value)


def listed(codes: Iterable[Code | float]) -> str:
    return ", ".join(literal(code) for code in codes)
