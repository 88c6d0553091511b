"""From what has a value in conditions and formulas to XPath: names, values, sums and the like."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from survey.engine.operands import Age, Arithmetic, Collected, Measured, Name, Operand, Value
from survey.engine.questions.base import Term
from survey.xlsform.idioms import Amount, age, collected, numbered
from survey.xlsform.xpath import CannotTranslate

SIGNS = {"==": "=", "/": "div"}
MEASURES = {"count": "count-selected", "length": "string-length"}
IN_ORDER = "a form keeps what is put in order as one text, not as a place for each"


@dataclass(frozen=True, slots=True)
class Entry:
    """A name as one entry of a repeat has it: the repeat, which entry, and its name in the form."""

    repeat: str
    number: int
    name: str


@dataclass(frozen=True)
class Quantities:
    """Says operands in XPath about the questions of a form.

    `own` is what a dot stands for, `inside` the repeat whose questions are being written, and `ranked`
    what a form has no question for because it is put in order with others.
    """

    terms: Mapping[str, Term]
    ticks: frozenset[str] = frozenset()
    ranked: frozenset[str] = frozenset()
    entries: Mapping[str, Entry] = field(default_factory=dict)
    own: str = ""
    inside: str = ""

    def ref(self, name: str) -> str:
        if name == self.own:
            return "."
        if name in self.ranked:
            raise CannotTranslate(f"{name}: {IN_ORDER}")
        if name not in self.terms:
            raise CannotTranslate(f"{name} is no question of the form")
        entry = self.entries.get(name)
        if entry is None:
            return f"${{{name}}}"
        if entry.repeat == self.inside:
            return f"${{{entry.name}}}"
        return f"indexed-repeat(${{{entry.name}}}, ${{{entry.repeat}}}, {entry.number})"

    def sort(self, name: str) -> str:
        return self.terms[name].sort if name in self.terms else ""

    def amount(self, operand: Operand) -> Amount:
        """A number, and what must hold for there to be one."""
        match operand:
            case Name(name):
                ref = self.ref(name)
                return numbered(ref, [code for code in self.terms[name].codes if isinstance(code, str)])
            case Value(value):
                return Amount(str(value))
            case Arithmetic(left, sign, right):
                one, other = self.amount(left), self.amount(right)
                tests = (*one.tests, *other.tests, *((f"{other.text} != 0",) if divides(operand) else ()))
                return Amount(f"({one.text} {SIGNS.get(sign, sign)} {other.text})", tests)
            case Collected(function, parts):
                return collected(function, [self.amount(part) for part in parts])
            case Measured(function, name):
                if self.sort(name) == "rows":
                    raise CannotTranslate(f"how many of {name} were answered cannot be counted in a form")
                return Amount(f"{MEASURES[function]}({self.ref(name)})")
            case Age(since, until):
                days = [self.day(day) for day in (since, until)]
                return Amount(age(days[0], days[1]), tuple(f"{one} != ''" for one in days if one[:1] == "$"))

    def day(self, operand: Operand) -> str:
        return f"date('{operand.value}')" if isinstance(operand, Value) else self.ref(str(operand))

    def divisors(self, operand: Operand) -> Iterator[str]:
        """What must not be 0: a form would go on with infinity, and a condition with nothing."""
        match operand:
            case Arithmetic(left, _, right):
                yield from self.divisors(left)
                yield from self.divisors(right)
                if divides(operand):
                    yield f"{self.amount(right).text} != 0"
            case Collected(_, parts):
                for part in parts:
                    yield from self.divisors(part)
            case _:
                return


def divides(operand: Arithmetic) -> bool:
    """Whether it divides by what may be 0."""
    return operand.sign == "/" and not (isinstance(operand.right, Value) and operand.right.value)
