"""The language of routing: short text in YAML, parsed once into tests, never evaluated as code.

    sector == 'policing' and not (any(pol_area, 'custody', 'cid') or count(boroughs) > 1)

Strings stand in single quotes, integer codes are bare. `or` binds weakest, then `and`, then `not`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from pydantic import GetCoreSchemaHandler
from pydantic_core import PydanticCustomError, core_schema

from survey.engine.codebook import Code
from survey.engine.expressions import (
    COMPARISONS,
    SET_TESTS,
    Answered,
    Compare,
    Count,
    Expression,
    Facts,
    Joined,
    Not,
    OneOf,
    SetTest,
    Use,
    Verdict,
    joined_verdict,
    verdict,
)

WORDS = re.compile(
    r"\s*(?:(?P<text>'[^']*')|(?P<number>-?\d+(?:\.\d+)?)|(?P<name>[A-Za-z_]\w*)|(?P<sign>==|!=|<=|>=|[<>(),\[\]]))"
)
NAME = re.compile(r"[A-Za-z_]\w*")
LONGEST = 1000
DEEPEST = 20
FUNCTIONS = (*SET_TESTS, "answered", "count")
KEYWORDS = frozenset({"and", "or", "not", "in", *FUNCTIONS})
"""Words with a meaning of their own, which no question can have as its id."""


class ConditionError(ValueError):
    """A condition that cannot be read, in a sentence for its author."""


class Reader:
    """Reads one condition from left to right."""

    def __init__(self, text: str) -> None:
        if len(text) > LONGEST:
            raise ConditionError(
                f"The condition is longer than {LONGEST} characters. Split the question or the page."
            )
        self.words = list(split_words(text))
        self.at = 0
        self.depth = 0

    @property
    def word(self) -> str:
        return self.words[self.at] if self.at < len(self.words) else ""

    def take(self) -> str:
        word = self.word
        self.at += 1
        return word

    def expect(self, word: str) -> None:
        if self.word != word:
            raise ConditionError(f"Expected {word} but found {self.word or 'the end'}.")
        self.at += 1

    def whole(self) -> Expression:
        expression = self.joined("or")
        if self.word:
            raise ConditionError(f"Did not expect {self.word} here. Join two tests with and, or.")
        return expression

    def joined(self, word: str) -> Expression:
        part = self.negated if word == "and" else lambda: self.joined("and")
        parts = [part()]
        while self.word == word:
            self.take()
            parts.append(part())
        return parts[0] if len(parts) == 1 else Joined(word, tuple(parts))

    def negated(self) -> Expression:
        self.depth += 1
        if self.depth > DEEPEST:
            raise ConditionError(f"The condition has more than {DEEPEST} brackets or not inside each other.")
        if self.word == "not":
            self.take()
            expression: Expression = Not(self.negated())
        elif self.word == "(":
            self.take()
            expression = self.joined("or")
            self.expect(")")
        else:
            expression = self.test()
        self.depth -= 1
        return expression

    def test(self) -> Expression:
        word = self.take()
        if is_value(word):
            self.expect("in")
            return SetTest("any", self.name(), (value_of(word),))
        if self.word == "(":
            return self.function(word)
        self.check_name(word)
        if self.word == "not":
            raise ConditionError(f"Write not before the whole test: not {word} in [...].")
        if self.word == "in":
            self.take()
            self.expect("[")
            return OneOf(word, self.codes("]"))
        return Compare(word, self.sign(), self.value())

    def function(self, word: str) -> Expression:
        if word not in FUNCTIONS:
            raise ConditionError(f"There is no function {word}. Use {', '.join(FUNCTIONS)}.")
        self.expect("(")
        name = self.name()
        if word in SET_TESTS:
            self.expect(",")
            return SetTest(word, name, self.codes(")"))
        self.expect(")")
        return Answered(name) if word == "answered" else Count(name, self.sign(), self.number())

    def name(self) -> str:
        word = self.take()
        self.check_name(word)
        return word

    def check_name(self, word: str) -> None:
        if not NAME.fullmatch(word) or word in KEYWORDS:
            raise ConditionError(f"Expected the id of a question but found {word or 'the end'}.")

    def sign(self) -> str:
        word = self.take()
        if word not in COMPARISONS:
            raise ConditionError(f"Expected one of == != < <= > >= but found {word or 'the end'}.")
        return word

    def codes(self, closing: str) -> tuple[Code | float, ...]:
        codes = [self.value()]
        while self.word == ",":
            self.take()
            codes.append(self.value())
        self.expect(closing)
        return tuple(codes)

    def value(self) -> Code | float:
        word = self.take()
        if not is_value(word):
            raise ConditionError(
                f"Expected a code such as 3 or 'health' but found {word or 'the end'}. "
                "Words stand in single quotes."
            )
        return value_of(word)

    def number(self) -> float:
        value = self.value()
        if isinstance(value, str):
            raise ConditionError(f"Compare a count with a number, not with '{value}'.")
        return value


def split_words(text: str) -> list[str]:
    words, at, text = [], 0, text.rstrip()
    while at < len(text):
        match = WORDS.match(text, at)
        if match is None:
            raise ConditionError(unreadable(text[at:].strip()))
        words.append(match.group().strip())
        at = match.end()
    return words


def unreadable(rest: str) -> str:
    """What to do about text that no word of the language begins with."""
    if rest.startswith("="):
        return "Write == for equals, not =."
    if rest.startswith("'"):
        return "A single quote is opened here and never closed."
    return f"Cannot read {rest[:20]} here. Put words in single quotes."


def is_value(word: str) -> bool:
    return word[:1] == "'" or word[:1].isdigit() or (word[:1] == "-" and len(word) > 1)


def value_of(word: str) -> Code | float:
    if word.startswith("'"):
        return word[1:-1]
    return float(word) if "." in word else int(word)


@dataclass(frozen=True)
class Condition:
    """A condition as written, with what it means; in models and JSON it is its text."""

    text: str
    expression: Expression

    @classmethod
    def parse(cls, text: str) -> Condition:
        """Read a condition; ConditionError says which word cannot be understood."""
        return cls(text, Reader(text).whole())

    def holds(self, facts: Facts) -> bool:
        return self.expression.holds(facts)

    def uses(self) -> tuple[Use, ...]:
        return tuple(self.expression.uses())

    @classmethod
    def __get_pydantic_core_schema__(
        cls, _source: type, _handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        return core_schema.no_info_plain_validator_function(
            cls._validate,
            serialization=core_schema.plain_serializer_function_ser_schema(lambda condition: condition.text),
        )

    @classmethod
    def _validate(cls, value: object) -> Condition:
        if isinstance(value, Condition):
            return value
        if not isinstance(value, str):
            raise PydanticCustomError(
                "condition", "Write the condition as text, such as: sector == 'health'."
            )
        try:
            return cls.parse(value)
        except ConditionError as error:
            raise PydanticCustomError("condition", "{reason}", {"reason": str(error)}) from error

    def renamed(self, names: Mapping[str, str]) -> Condition:
        """The same condition about other names: how a repeated group speaks of its own entry."""
        words = [names.get(word, word) for word in split_words(self.text)]
        return Condition.parse(" ".join(words))


def all_hold(conditions: tuple[Condition | None, ...], facts: Facts, unsettled: AbstractSet[str]) -> Verdict:
    """Whether the route passes several conditions, none written counting as true."""
    return joined_verdict(
        "and", [verdict(one.expression, facts, unsettled) for one in conditions if one is not None]
    )
