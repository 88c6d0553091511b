"""From conditions to XPath: the same truth for every answer, or CannotTranslate with the reason."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

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
    Test,
)
from survey.engine.operands import Measured, Name, Operand, Value
from survey.xlsform.idioms import joined
from survey.xlsform.quantities import SIGNS, Quantities
from survey.xlsform.xpath import CannotTranslate

TICKED = "OK"
"""What a form keeps where a tick keeps 1."""

JOINING = {"any": "or", "all": "and"}
MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
OTHER = {"and": "or", "or": "and"}


class Relevance(Quantities):
    """Says expressions in XPath: as they hold on the way, as a case decides, or as a check allows."""

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
                return self.answered(name)
            case Matches(name, pattern):
                return f"regex({self.ref(name)}, {text_of(f'^{pattern.text}$')})"
            case Not(part):
                return f"not({self.said(part)})"
            case Joined(word, parts):
                return f" {word} ".join(f"({self.said(part)})" for part in parts)

    def decided(self, expression: Expression, *, wanted: bool = True) -> str:
        """Whether it is decided to hold, or not to, by answers that are there: how a case is judged."""
        match expression:
            case Not(part):
                return self.decided(part, wanted=not wanted)
            case Joined(word, parts):
                word = word if wanted else OTHER[word]
                return joined(word, [self.decided(part, wanted=wanted) for part in parts])
            case _:
                there = [] if wanted and not counts(expression) else list(self.there(expression))
                return joined("and", [*there, self.truth(expression, wanted)])

    def allowed(self, expression: Expression, *, wanted: bool = True) -> str:
        """Whether it is not decided to fail: how a check is judged, which says nothing of blanks."""
        match expression:
            case Not(part):
                return self.allowed(part, wanted=not wanted)
            case Joined(word, parts):
                word = word if wanted else OTHER[word]
                return joined(word, [self.allowed(part, wanted=wanted) for part in parts])
            case _:
                there = list(self.there(expression)) if wanted or counts(expression) else []
                blank = [opposite(test) for test in there if test != ". != ''"]
                return joined("or", [*blank, self.truth(expression, wanted)])

    def truth(self, test: Test, wanted: bool) -> str:
        return self.said(test) if wanted else f"not({self.said(test)})"

    def there(self, test: Test) -> Iterator[str]:
        """What must hold for a test to have something to judge."""
        match test:
            case Compare(left, sign, right):
                for one, other in ((left, right), (right, left)):
                    yield from self.side_there(one, other, sign)
            case DayTest():
                yield from self.there(test.comparison)
            case OneOf(name, _) | SetTest(_, name, _) | Matches(name, _):
                yield f"{self.ref(name)} != ''"
            case Answered():
                return

    def side_there(self, one: Operand, other: Operand, sign: str) -> Iterator[str]:
        match one:
            case Name(name) if sign not in ORDERINGS and isinstance(other, Name | Value):
                yield f"{self.ref(name)} != ''"
            case Measured(_, name):
                yield f"{self.ref(name)} != ''"
            case _:
                yield from self.amount(one).tests

    # Single tests

    def answered(self, name: str) -> str:
        """There is an answer; in some entry where the name is a repeat's or stands in another one."""
        term = self.terms.get(name)
        if term is None or term.sort not in ("rows", "group"):
            return f"{self.ref(name)} != ''"
        inner = [str(code) for code in term.codes]
        if term.sort == "rows":
            return joined("or", [f"{self.ref(one)} != ''" for one in inner])
        names = dict.fromkeys(self.entries[one].name for one in inner if one in self.entries)
        return joined("or", [f"join('', ${{{one}}}) != ''" for one in names])

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
            case Name(one), Name(other):
                return f"{self.ref(one)} {sign} {self.ref(other)}"
            case _:
                return self.amounts_compared(left, sign, right)

    def amounts_compared(self, left: Operand, sign: str, right: Operand) -> str:
        """Sums and the like: one that is no number differs from everything in a form, here from nothing."""
        amounts = [self.amount(left), self.amount(right)]
        test = f"{amounts[0].text} {SIGNS.get(sign, sign)} {amounts[1].text}"
        if sign == "!=":
            return joined("and", [*amounts[0].tests, *amounts[1].tests, test])
        return joined("and", [*self.divisors(left), *self.divisors(right), test])

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


def counts(test: Test) -> bool:
    """Whether a test can hold where nothing was answered: one about how many is of none, too."""
    return isinstance(test, Compare) and any(isinstance(side, Measured) for side in (test.left, test.right))


def opposite(test: str) -> str:
    """`${a} = ''` of `${a} != ''`; of anything longer its `not`."""
    left, sign, right = test.partition(" != ")
    plain = sign and test.count(" != ") == 1 and not test.startswith("(") and " or " not in test
    return f"{left} = {right}" if plain else f"not({test})"


def text_of(text: str) -> str:
    quote = '"' if "'" in text else "'"
    if quote in text:
        raise CannotTranslate("a text with both kinds of quotes cannot be written in a form")
    return f"{quote}{text}{quote}"
