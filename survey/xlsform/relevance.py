"""From conditions to XPath: the same truth for every answer, or CannotTranslate with the reason."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from survey.engine.codebook import Code
from survey.engine.expressions import (
    ORDERINGS,
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
from survey.engine.operands import Arithmetic, Measured, Name, Operand, Value
from survey.engine.questions.base import Term
from survey.xlsform.xpath import CannotTranslate

TICKED = "OK"
"""What a form keeps where a tick keeps 1."""

SIGNS = {"==": "=", "/": "div"}
MEASURES = {"count": "count-selected", "length": "string-length"}
JOINING = {"any": "or", "all": "and"}


@dataclass(frozen=True)
class Relevance:
    """Says expressions in XPath about the questions of a form; `own` is what a dot stands for."""

    terms: Mapping[str, Term]
    ticks: frozenset[str]
    own: str = ""

    def said(self, expression: Expression) -> str:
        match expression:
            case Compare(left, sign, right):
                return self.compared(left, sign, right)
            case DayTest():
                return self.said(expression.comparison)
            case OneOf(name, codes):
                return joined("or", [self.equal(name, code) for code in codes])
            case SetTest(function, name, codes):
                return self.chosen(function, name, codes)
            case Answered(name):
                return joined("or", [f"{self.ref(column)} != ''" for column in self.columns(name)])
            case Matches(name, pattern):
                return f"regex({self.ref(name)}, {text_of(f'^{pattern.text}$')})"
            case Not(part):
                return f"not({self.said(part)})"
            case Joined(word, parts):
                return f" {word} ".join(f"({self.said(part)})" for part in parts)

    def ref(self, name: str) -> str:
        if name == self.own:
            return "."
        if name not in self.terms:
            raise CannotTranslate(f"{name} is no question of the form")
        return f"${{{name}}}"

    def columns(self, name: str) -> tuple[str, ...]:
        """The questions of a form that hold the answers to one: several for a grid or a group."""
        term = self.terms.get(name)
        return tuple(map(str, term.codes)) if term and term.sort in ("rows", "group") else (name,)

    def compared(self, left: Operand, sign: str, right: Operand) -> str:
        match left, right:
            case Value(), Name():
                return self.compared(right, MIRRORED.get(sign, sign), left)
            case Name(name), Value(value) if sign == "==":
                return self.equal(name, value)
            case Name(name), Value(value) if sign == "!=":
                return f"({self.ref(name)} != '' and {self.ref(name)} != {self.literal(name, value)})"
            case Name(name), Value(value) if self.sort(name) == "date":
                return f"{self.ref(name)} {sign} date({text_of(str(value))})"
            case Name(one), Name(other) if sign not in ORDERINGS:
                blank = f"{self.ref(one)} != '' and {self.ref(other)} != ''"
                return f"({blank} and {self.ref(one)} {SIGNS.get(sign, sign)} {self.ref(other)})"
        if sign == "!=":
            raise CannotTranslate("a sum that is not a number differs from everything in a form")
        return f"{self.amount(left)} {SIGNS.get(sign, sign)} {self.amount(right)}"

    def sort(self, name: str) -> str:
        return self.terms[name].sort if name in self.terms else ""

    def equal(self, name: str, value: Code | float) -> str:
        return f"{self.ref(name)} = {self.literal(name, value)}"

    def literal(self, name: str, value: Code | float) -> str:
        """A value as the form keeps it: choices are names, and so in quotes, numbers stand bare."""
        if name in self.ticks:
            return text_of(TICKED)
        return str(value) if self.sort(name) == "number" else text_of(str(value))

    def chosen(self, function: str, name: str, codes: Iterable[Code | float]) -> str:
        if self.sort(name) in ("rows", "group") or name in self.ticks:
            raise CannotTranslate(f"{name} is not one question with choices in a form")
        tests = [f"selected({self.ref(name)}, {self.literal(name, code)})" for code in codes]
        if function in JOINING:
            return joined(JOINING[function], tests)
        counted = " + ".join(f"number({test})" for test in tests)
        return f"({self.ref(name)} != '' and count-selected({self.ref(name)}) = {counted})"

    def amount(self, operand: Operand) -> str:
        match operand:
            case Name(name):
                return self.ref(name)
            case Value(value):
                return str(value)
            case Arithmetic(left, sign, right):
                return f"({self.amount(left)} {SIGNS.get(sign, sign)} {self.amount(right)})"
            case Measured(function, name) if self.sort(name) != "rows":
                return f"{MEASURES[function]}({self.ref(name)})"
        raise CannotTranslate(f"{operand} cannot be worked out in a form")


MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}


def joined(word: str, tests: list[str]) -> str:
    return tests[0] if len(tests) == 1 else f"({f' {word} '.join(tests)})"


def text_of(text: str) -> str:
    quote = '"' if "'" in text else "'"
    if quote in text:
        raise CannotTranslate("a text with both kinds of quotes cannot be written in a form")
    return f"{quote}{text}{quote}"
