"""How an expression is read: short text in YAML, from left to right, once, never evaluated as code.

    sector == 'policing' and not (any(pol_area, 'custody', 'cid') or count(boroughs) > 1)

Strings stand in single quotes, numbers are bare. `or` binds weakest, then `and`, `not`, the comparisons,
`+` and `-`, and `*` and `/` closest.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from survey.engine.codebook import Code
from survey.engine.expressions import (
    COMPARISONS,
    DAYS,
    SET_TESTS,
    TESTS,
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
from survey.engine.operands import (
    COLLECTING,
    MEASURING,
    Age,
    Arithmetic,
    Collected,
    Measured,
    Name,
    Operand,
    Value,
    day,
)
from survey.engine.patterns import Pattern, PatternError
from survey.engine.tokens import ExpressionError, is_value, split_words, value_of

NAME = re.compile(r"[A-Za-z_]\w*")
LONGEST = 1000
DEEPEST = 20
FUNCTIONS = (*SET_TESTS, "answered", *MEASURING, *COLLECTING, "matches", *DAYS, "age")
KEYWORDS = frozenset({"and", "or", "not", "in", *FUNCTIONS})
"""Words with a meaning of their own, which no question can have as its id."""

Read = Expression | Operand


class Reader:
    """Reads one expression: a condition, which is true or not, or a formula, which has a value."""

    def __init__(self, text: str) -> None:
        if len(text) > LONGEST:
            raise ExpressionError(
                f"The condition is longer than {LONGEST} characters. Split the question or the page."
            )
        self.words = list(split_words(text))
        self.at = 0
        self.depth = 0

    # A whole text

    def condition(self) -> Expression:
        found = self.joined("or")
        self.end("Join two tests with and, or.")
        return self.test(found)

    def formula(self) -> Operand:
        found = self.joined("or")
        self.end("Join two values with + - * /.")
        return self.value(found)

    def end(self, todo: str) -> None:
        if self.word == "is":
            raise ExpressionError("Write == for is, and != for is not.")
        if self.word != self.word.lower() and self.word.lower() in KEYWORDS:
            raise ExpressionError(f"Write {self.word.lower()} in small letters, not {self.word}.")
        if self.word:
            raise ExpressionError(f"Did not expect {self.word} here. {todo}")

    # Words

    @property
    def word(self) -> str:
        return self.words[self.at] if self.at < len(self.words) else ""

    def take(self) -> str:
        word = self.word
        self.at += 1
        return word

    def expect(self, word: str) -> None:
        if self.word != word:
            quotes = "" if self.word else " In braces, put a condition with a comma in double quotes."
            raise ExpressionError(f"Expected {word} but found {self.word or 'the end'}.{quotes}")
        self.at += 1

    # From the weakest tie to the closest; a part is a test or a value until something decides

    def joined(self, word: str) -> Read:
        part = self.negated if word == "and" else lambda: self.joined("and")
        first = part()
        if self.word != word:
            return first
        parts = [self.test(first)]
        while self.word == word:
            self.take()
            parts.append(self.test(part()))
        return Joined(word, tuple(parts))

    def negated(self) -> Read:
        if self.word != "not":
            return self.compared()
        self.take()
        with_depth = self.deeper(self.negated)
        return Not(self.test(with_depth))

    def deeper(self, read: Callable[[], Read]) -> Read:
        self.depth += 1
        if self.depth > DEEPEST:
            raise ExpressionError(f"The condition has more than {DEEPEST} brackets or not inside each other.")
        found = read()
        self.depth -= 1
        return found

    def compared(self) -> Read:
        left = self.sums()
        if self.word in COMPARISONS:
            sign = self.take()
            return comparison(self.value(left), sign, self.value(self.sums()))
        if self.word == "in":
            return self.membership(self.value(left))
        if self.word == "not" and isinstance(left, Name):
            raise ExpressionError(f"Write not before the whole test: not {left} in [...].")
        return left

    def membership(self, left: Operand) -> Expression:
        self.take()
        if isinstance(left, Value):
            return SetTest("any", self.name(), (left.value,))
        if not isinstance(left, Name):
            raise ExpressionError(f"Only a question can be in a list. Compare {left} with == or <.")
        self.expect("[")
        return OneOf(left.name, self.codes("]"))

    def sums(self) -> Read:
        return self.chain(("+", "-"), lambda: self.chain(("*", "/"), self.atom))

    def chain(self, signs: tuple[str, str], part: Callable[[], Read]) -> Read:
        found = part()
        while self.word in signs:
            sign = self.take()
            found = Arithmetic(self.amount(found), sign, self.amount(part()))
        return found

    def atom(self) -> Read:
        if self.word == "(":
            self.take()
            found = self.deeper(lambda: self.joined("or"))
            self.expect(")")
            return found
        if is_value(self.word) or self.word == "-":
            return Value(self.code())
        if self.words[self.at + 1 : self.at + 2] == ["("]:
            return self.function(self.take())
        return Name(self.name())

    # Functions

    def function(self, word: str) -> Read:
        if word not in FUNCTIONS:
            raise ExpressionError(f"There is no function {word}. Use {', '.join(FUNCTIONS)}.")
        self.expect("(")
        if word in COLLECTING:
            return Collected(word, self.amounts())
        if word in DAYS or word == "age":
            left, right = self.days()
            return Age(left, right) if word == "age" else DayTest(word, left, right)
        name = self.name()
        if word in SET_TESTS:
            self.expect(",")
            return SetTest(word, name, self.codes(")"))
        if word == "matches":
            return Matches(name, self.pattern())
        self.expect(")")
        return Answered(name) if word == "answered" else Measured(word, name)

    def amounts(self) -> tuple[Operand, ...]:
        parts = [self.amount(self.sums())]
        while self.word == ",":
            self.take()
            parts.append(self.amount(self.sums()))
        self.expect(")")
        return tuple(parts)

    def days(self) -> tuple[Operand, Operand]:
        left = self.day()
        self.expect(",")
        right = self.day()
        self.expect(")")
        return left, right

    def day(self) -> Operand:
        found = self.atom()
        if isinstance(found, Value) and day((found.value,)) is not None:
            return found
        if not isinstance(found, Name):
            raise ExpressionError(f"Write a question or a day such as '2024-03-27', not {found}.")
        return found

    def pattern(self) -> Pattern:
        self.expect(",")
        text = self.code()
        self.expect(")")
        try:
            return Pattern.parse(str(text))
        except PatternError as error:
            raise ExpressionError(str(error)) from error

    # Pieces

    def name(self) -> str:
        word = self.take()
        if not NAME.fullmatch(word) or word in KEYWORDS:
            raise ExpressionError(f"Expected the id of a question but found {word or 'the end'}.")
        return word

    def codes(self, closing: str) -> tuple[Code | float, ...]:
        codes = [self.code()]
        while self.word == ",":
            self.take()
            codes.append(self.code())
        self.expect(closing)
        return tuple(codes)

    def code(self) -> Code | float:
        word = self.take()
        negative = word == "-"
        if negative:
            word = self.take()
        if not is_value(word) or (negative and word.startswith("'")):
            raise ExpressionError(
                f"Expected a code such as 3 or 'health' but found {word or 'the end'}. "
                "Words stand in single quotes."
            )
        value = value_of(word)
        return -value if negative and not isinstance(value, str) else value

    def test(self, found: Read) -> Expression:
        """What must be true or not."""
        if isinstance(found, TESTS):
            return found
        word = self.word or "the end"
        raise ExpressionError(f"Expected one of == != < <= > >= after {found} but found {word}.")

    def value(self, found: Read) -> Operand:
        """What must have a value."""
        if isinstance(found, TESTS):
            raise ExpressionError(f"{found} is true or not, and has no value to compare or to count with.")
        return found

    def amount(self, found: Read) -> Operand:
        """What must be a number."""
        operand = self.value(found)
        if isinstance(operand, Value) and not operand.numeric:
            raise ExpressionError(f"{operand} is not a number.")
        return operand


def comparison(left: Operand, sign: str, right: Operand) -> Compare:
    """A comparison of two values that could be equal."""
    if isinstance(left, Value) and isinstance(right, Value):
        raise ExpressionError(f"{left} {sign} {right} is always the same. Compare with a question.")
    for one, other in ((left, right), (right, left)):
        if isinstance(one, Value) and not one.numeric and not isinstance(other, Name):
            raise ExpressionError(f"Compare {other} with a number or a question, not with {one}.")
    return Compare(left, sign, right)
