"""Conditions in words, for people who look at paper: what was ticked or written at which question."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from survey.engine.codebook import Code
from survey.engine.expressions import (
    Answered,
    Compare,
    DayTest,
    Expression,
    Joined,
    Matches,
    Not,
    OneOf,
    SetTest,
)
from survey.engine.operands import Age, Arithmetic, Collected, Measured, Name, Operand, Value

SIGNS = {
    "==": "is",
    "!=": "is not",
    "<": "is less than",
    "<=": "is at most",
    ">": "is more than",
    ">=": "is at least",
}
STEPS = {"<": "lower than", "<=": "at most", ">": "higher than", ">=": "at least"}
SUMS = {"+": "plus", "-": "minus", "*": "times", "/": "divided by"}
COLLECTED = {"sum": "the sum of", "min": "the smallest of", "max": "the largest of"}
MEASURED = {"count": "the number of ticks at", "length": "the number of characters at"}


@dataclass(frozen=True)
class Speaker:
    """Says conditions; `places` says where a name is asked, `labels` what its codes read."""

    places: Mapping[str, str]
    labels: Mapping[str, Mapping[Code, str]]

    def says(self, expression: Expression) -> str:
        """A condition as the end of a sentence that begins with "only if"."""
        match expression:
            case Not(Answered(name)):
                return f"you left {self.at(name)} blank"
            case Not(SetTest("any", name, codes)) | Not(OneOf(name, codes)):
                return f"you did not tick {self.any_of(name, codes)} at {self.at(name)}"
            case Not(part):
                return f"it is not so that {self.inner(part)}"
            case Joined(word, parts):
                return f" {word} ".join(self.inner(part) for part in parts)
            case Answered(name):
                return f"you answered {self.at(name)}"
            case OneOf(name, codes):
                return f"you ticked {self.any_of(name, codes)} at {self.at(name)}"
            case SetTest(function, name, codes):
                return SETS[function](self, name, codes)
            case Matches(name, pattern):
                return f"what you wrote at {self.at(name)} has the form {pattern.text}"
            case DayTest(function, left, right):
                return f"{self.operand(left)} is {function} {self.operand(right)}"
            case Compare(Name(name), sign, Value(value)) if self.labels.get(name):
                return self.compared(name, sign, value)
            case Compare(left, sign, right):
                return f"{self.operand(left)} {SIGNS[sign]} {self.operand(right)}"

    def inner(self, expression: Expression) -> str:
        said = self.says(expression)
        return f"({said})" if isinstance(expression, Joined) else said

    def compared(self, name: str, sign: str, code: Code | float) -> str:
        """A choice compared with one of its codes."""
        label = self.label(name, code)
        if sign in STEPS:
            return f"you ticked {STEPS[sign]} {label} at {self.at(name)}"
        if sign == "!=":
            return f"you ticked something, but not {label} alone, at {self.at(name)}"
        return f"you ticked {label} at {self.at(name)}"

    def operand(self, operand: Operand) -> str:
        match operand:
            case Name(name):
                return f"your answer to {self.at(name)}"
            case Value(value):
                return str(value)
            case Arithmetic(left, sign, right):
                return f"{self.operand(left)} {SUMS[sign]} {self.operand(right)}"
            case Collected(function, parts):
                return f"{COLLECTED[function]} {listed((self.operand(part) for part in parts), 'and')}"
            case Measured(function, name):
                return f"{MEASURED[function]} {self.at(name)}"
            case Age(since, until):
                return f"the number of full years from {self.operand(since)} to {self.operand(until)}"

    def at(self, name: str) -> str:
        return self.places.get(name, name)

    def label(self, name: str, code: Code | float) -> str:
        said = {str(one): label for one, label in self.labels.get(name, {}).items()}
        return f"\u201c{said.get(str(code), str(code))}\u201d"

    def any_of(self, name: str, codes: Iterable[Code | float]) -> str:
        return listed((self.label(name, code) for code in codes), "or")


SETS: dict[str, Callable[[Speaker, str, tuple[Code | float, ...]], str]] = {
    "any": lambda say, name, codes: f"you ticked {say.any_of(name, codes)} at {say.at(name)}",
    "all": lambda say, name, codes: (
        f"you ticked {listed((say.label(name, code) for code in codes), 'and')} at {say.at(name)}"
    ),
    "only": lambda say, name, codes: f"you ticked nothing but {say.any_of(name, codes)} at {say.at(name)}",
}


def listed(words: Iterable[str], last: str) -> str:
    """Several things in a row: one, another and a third."""
    *most, end = words
    return f"{', '.join(most)} {last} {end}" if most else end
