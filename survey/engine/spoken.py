"""Conditions in words, for people who look at paper: what was ticked or written at which question."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial, reduce

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
from survey.engine.phrases import Phrase, own_words

SIGNS = {
    "==": partial(Phrase, own_words("{left} is {right}")),
    "!=": partial(Phrase, own_words("{left} is not {right}")),
    "<": partial(Phrase, own_words("{left} is less than {right}")),
    "<=": partial(Phrase, own_words("{left} is at most {right}")),
    ">": partial(Phrase, own_words("{left} is more than {right}")),
    ">=": partial(Phrase, own_words("{left} is at least {right}")),
}
TICKED = partial(Phrase, own_words("you ticked {choice} at {place}"))
STEPS = {
    "==": TICKED,
    "!=": partial(Phrase, own_words("you ticked something, but not {choice} alone, at {place}")),
    "<": partial(Phrase, own_words("you ticked lower than {choice} at {place}")),
    "<=": partial(Phrase, own_words("you ticked at most {choice} at {place}")),
    ">": partial(Phrase, own_words("you ticked higher than {choice} at {place}")),
    ">=": partial(Phrase, own_words("you ticked at least {choice} at {place}")),
}
SUMS = {
    "+": partial(Phrase, own_words("{left} plus {right}")),
    "-": partial(Phrase, own_words("{left} minus {right}")),
    "*": partial(Phrase, own_words("{left} times {right}")),
    "/": partial(Phrase, own_words("{left} divided by {right}")),
}
COLLECTED = {
    "sum": partial(Phrase, own_words("the sum of {amounts}")),
    "min": partial(Phrase, own_words("the smallest of {amounts}")),
    "max": partial(Phrase, own_words("the largest of {amounts}")),
}
MEASURED = {
    "count": partial(Phrase, own_words("the number of ticks at {place}")),
    "length": partial(Phrase, own_words("the number of characters at {place}")),
}
DAYS = {
    "before": partial(Phrase, own_words("{left} is before {right}")),
    "after": partial(Phrase, own_words("{left} is after {right}")),
}
JOINED = {
    "and": partial(Phrase, own_words("{first} and {second}")),
    "or": partial(Phrase, own_words("{first} or {second}")),
}
SETS = {
    "any": ("or", TICKED),
    "all": ("and", TICKED),
    "none": ("or", partial(Phrase, own_words("you did not tick {choice} at {place}"))),
    "only": ("or", partial(Phrase, own_words("you ticked nothing but {choice} at {place}"))),
}


@dataclass(frozen=True)
class Speaker:
    """Says conditions; `places` says where a name is asked, `labels` what its codes read."""

    places: Mapping[str, str]
    labels: Mapping[str, Mapping[Code, str]]

    def says(self, expression: Expression) -> str:
        """A condition as the end of a sentence that begins with "only if"."""
        match expression:
            case Not(Answered(name)):
                return Phrase("you left {place} blank", place=self.at(name))
            case Not(SetTest("any", name, codes)) | Not(OneOf(name, codes)):
                return self.ticked("none", name, codes)
            case Not(part):
                return Phrase("it is not so that {condition}", condition=self.inner(part))
            case Joined(word, parts):
                return reduce(
                    lambda before, part: JOINED[word](first=before, second=part), map(self.inner, parts)
                )
            case Answered(name):
                return Phrase("you answered {place}", place=self.at(name))
            case OneOf(name, codes):
                return self.ticked("any", name, codes)
            case SetTest(function, name, codes):
                return self.ticked(function, name, codes)
            case Matches(name, pattern):
                return Phrase(
                    "what you wrote at {place} has the form {pattern}",
                    place=self.at(name),
                    pattern=pattern.text,
                )
            case DayTest(function, left, right):
                return DAYS[function](left=self.operand(left), right=self.operand(right))
            case Compare(Name(name), sign, Value(value)) if self.labels.get(name):
                return STEPS[sign](choice=self.label(name, value), place=self.at(name))
            case Compare(left, sign, right):
                return SIGNS[sign](left=self.operand(left), right=self.operand(right))

    def inner(self, expression: Expression) -> str:
        said = self.says(expression)
        return Phrase("({condition})", condition=said) if isinstance(expression, Joined) else said

    def ticked(self, function: str, name: str, codes: Iterable[Code | float]) -> str:
        """Several codes of one question, all or any of them ticked."""
        last, said = SETS[function]
        return said(choice=listed((self.label(name, code) for code in codes), last), place=self.at(name))

    def operand(self, operand: Operand) -> str:
        match operand:
            case Name(name):
                return Phrase("your answer to {place}", place=self.at(name))
            case Value(value):
                return str(value)
            case Arithmetic(left, sign, right):
                return SUMS[sign](left=self.operand(left), right=self.operand(right))
            case Collected(function, parts):
                return COLLECTED[function](amounts=listed(map(self.operand, parts), "and"))
            case Measured(function, name):
                return MEASURED[function](place=self.at(name))
            case Age(since, until):
                return Phrase(
                    "the number of full years from {since} to {until}",
                    since=self.operand(since),
                    until=self.operand(until),
                )

    def at(self, name: str) -> str:
        return self.places.get(name, name)

    def label(self, name: str, code: Code | float) -> str:
        said = {str(one): label for one, label in self.labels.get(name, {}).items()}
        return Phrase("\u201c{words}\u201d", words=said.get(str(code), str(code)))


def listed(words: Iterable[str], last: str) -> str:
    """Several things in a row: one, another and a third."""
    *most, end = words
    return JOINED[last](first=tuple(most), second=end) if most else end
