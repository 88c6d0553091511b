"""What conditions are made of: a closed set of tests on facts, each able to say what it uses.

A condition looks at facts, which are what earlier pages established. A name without an answer has no
fact, whether it was left blank or not asked. Every comparison with nothing is false, whichever way it
points, and `not` of it is true.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any

from survey.engine.codebook import Code
from survey.engine.operands import Facts, Name, Operand, Use, Value, Wanted, established, literal
from survey.engine.patterns import Pattern

Verdict = bool | None
"""Whether a condition holds; None where that depends on a name that is not settled, or not answered."""

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
class Compare:
    """`sector == 'policing'`: for a name with several codes, equality means exactly that one."""

    left: Operand
    sign: str
    right: Operand

    def holds(self, facts: Facts) -> bool:
        left, right = self.left.found(facts), self.right.found(facts)
        if not left or not right:
            return False
        if self.sign not in ORDERINGS:
            return alike(left, right) is (self.sign == "==")
        return in_order(left, right) and COMPARISONS[self.sign](left[0], right[0])

    def lacks(self, facts: Facts) -> bool:
        left, right = self.left.found(facts), self.right.found(facts)
        if self.left.lacks(facts) or self.right.lacks(facts):
            return True
        return self.sign in ORDERINGS and not in_order(left, right)

    def uses(self) -> Iterator[Use]:
        orders = self.sign in ORDERINGS
        yield from compared(self.left, self.right, orders)
        yield from compared(self.right, self.left, orders)

    def __str__(self) -> str:
        return f"{self.left} {self.sign} {self.right}"


def alike(left: tuple[Code | float, ...], right: tuple[Code | float, ...]) -> bool:
    """Whether both sides have the same codes, in whatever order."""
    return left == right if len(left) == len(right) == 1 else frozenset(left) == frozenset(right)


def in_order(left: tuple[Code | float, ...], right: tuple[Code | float, ...]) -> bool:
    """Whether one stands before the other: two numbers, or two words; don't know is neither side's."""
    return len(left) == len(right) == 1 and isinstance(left[0], str) == isinstance(right[0], str)


def compared(one: Operand, other: Operand, orders: bool) -> Iterator[Use]:
    """How one side of a comparison uses its names, given what it is compared with."""
    match one, other:
        case Name(name), Value(value):
            yield Use(name, (value,), orders=orders)
        case Name(name), Name(like):
            yield Use(name, orders=orders, like=like)
        case Name(name), _:
            yield Use(name, wants="number")
        case _:
            yield from one.uses()


class AboutOne:
    """A test of one question's answer."""

    __slots__ = ()
    name: str

    def lacks(self, facts: Facts) -> bool:
        return not established(facts, self.name)


@dataclass(frozen=True, slots=True)
class OneOf(AboutOne):
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
class SetTest(AboutOne):
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

    def lacks(self, _facts: Facts) -> bool:
        return False

    def uses(self) -> Iterator[Use]:
        yield Use(self.name, wants="any")

    def __str__(self) -> str:
        return f"answered({self.name})"


@dataclass(frozen=True, slots=True)
class Matches(AboutOne):
    """`matches(postcode, '[A-Z]{1,2}[0-9].*')`: the whole text fits a safe pattern."""

    name: str
    pattern: Pattern

    def holds(self, facts: Facts) -> bool:
        return any(self.pattern.matches(str(text)) for text in established(facts, self.name))

    def uses(self) -> Iterator[Use]:
        yield Use(self.name, wants="text")

    def __str__(self) -> str:
        return f"matches({self.name}, {literal(self.pattern.text)})"


DAYS = {"before": "<", "after": ">"}


@dataclass(frozen=True, slots=True)
class DayTest:
    """`before(started, '2024-04-01')`, `after(ended, started)`: neither holds of the same day."""

    function: str
    left: Operand
    right: Operand

    @property
    def comparison(self) -> Compare:
        return Compare(self.left, DAYS[self.function], self.right)

    def holds(self, facts: Facts) -> bool:
        return self.comparison.holds(facts)

    def lacks(self, facts: Facts) -> bool:
        return self.comparison.lacks(facts)

    def uses(self) -> Iterator[Use]:
        date: Wanted = "date"
        yield from self.left.uses(date)
        yield from self.right.uses(date)

    def __str__(self) -> str:
        return f"{self.function}({self.left}, {self.right})"


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
        decisive = self.word == "or"
        for part in self.parts:
            if part.holds(facts) is decisive:
                return decisive
        return not decisive

    def uses(self) -> Iterator[Use]:
        for part in self.parts:
            yield from part.uses()

    def __str__(self) -> str:
        return f" {self.word} ".join(f"({part})" for part in self.parts)


Test = Compare | OneOf | SetTest | Answered | Matches | DayTest
Expression = Test | Not | Joined
TESTS = (Compare, OneOf, SetTest, Answered, Matches, DayTest, Not, Joined)


def verdict(expression: Expression, facts: Facts, unsettled: AbstractSet[str]) -> Verdict:
    """Whether an expression holds whatever the unsettled names turn out to be."""

    def settled(test: Test) -> Verdict:
        return None if any(use.name in unsettled for use in test.uses()) else test.holds(facts)

    return weighed(expression, settled)


def decided(expression: Expression, facts: Facts) -> Verdict:
    """Whether an expression holds, as far as it looks at answers that are there: how a check is judged."""
    return weighed(expression, lambda test: None if test.lacks(facts) else test.holds(facts))


def weighed(expression: Expression, judge: Callable[[Test], Verdict]) -> Verdict:
    """An expression by the verdicts on its tests, some of them open (Kleene's logic)."""
    match expression:
        case Not(part):
            found = weighed(part, judge)
            return None if found is None else not found
        case Joined(word, parts):
            return joined_verdict(word, [weighed(part, judge) for part in parts])
        case _:
            return judge(expression)


def joined_verdict(word: str, verdicts: Iterable[Verdict]) -> Verdict:
    """One false part settles an `and`, one true part an `or`; otherwise one open part leaves it open."""
    found = set(verdicts)
    decisive = word == "or"
    if decisive in found:
        return decisive
    return None if None in found else not decisive


def listed(codes: Iterable[Code | float]) -> str:
    return ", ".join(literal(code) for code in codes)
