"""Ways of saying in XPath what it has no word for: written on the way out, known again on the way in.

Each is written by one function, so coming in it is enough to write it anew from the names in an
expression, and to see whether that is the expression.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from survey.xlsform.xpath import Binary, Call, CannotTranslate, Literal, Node, Ref, read_xpath

NEUTRAL = {"sum": "0", "min": "1000000000000000", "max": "-1000000000000000"}
"""What stands for a number that is not there, and changes nothing."""


class Amount(NamedTuple):
    """An amount in XPath, and the tests that must hold for it to be there."""

    text: str
    tests: tuple[str, ...] = ()

    @property
    def test(self) -> str:
        return joined("and", self.tests)


def joined(word: str, tests: Iterable[str]) -> str:
    found = list(dict.fromkeys(tests))
    return found[0] if len(found) == 1 else f"({f' {word} '.join(found)})"


def numbered(ref: str, words: Iterable[str]) -> Amount:
    """An answer as a number, which a blank is not, nor any of these words."""
    return Amount(ref, (f"{ref} != ''", *(f"{ref} != '{word}'" for word in words)))


def collected(function: str, parts: Sequence[Amount]) -> Amount:
    """The sum, the smallest or the largest of those that are there; nothing of none."""
    each = [
        f"if({part.test}, {part.text}, {NEUTRAL[function]})" if part.tests else part.text for part in parts
    ]
    whole = " + ".join(each) if function == "sum" else f"{function}({', '.join(each)})"
    if not all(part.tests for part in parts):
        return Amount(f"({whole})")
    some = joined("or", [part.test for part in parts])
    return Amount(f"if({some}, {whole}, '')", (some,))


def age(since: str, until: str) -> str:
    """Whole years from one day to another."""
    years = [f"number(format-date({day}, '%Y'))" for day in (until, since)]
    days = [f"number(format-date({day}, '%m%d'))" for day in (until, since)]
    return f"({years[0]} - {years[1]} - if({days[0]} < {days[1]}, 1, 0))"


class Collection(NamedTuple):
    function: str
    parts: tuple[Ref | Literal, ...]


def as_collection(node: Node) -> Collection | None:
    """What may be `collected` out of these; whether it is, shows when it is written anew."""
    whole = (
        node.parts[1] if isinstance(node, Call) and node.function == "if" and len(node.parts) == 3 else node
    )
    if isinstance(whole, Call) and whole.function in ("min", "max"):
        function, each = whole.function, list(whole.parts)
    else:
        function, each = "sum", list(summands(whole))
    found = [
        one.parts[1] if isinstance(one, Call) and one.function == "if" and len(one.parts) == 3 else one
        for one in each
    ]
    parts = tuple(one for one in found if isinstance(one, Ref) or (isinstance(one, Literal) and one.number))
    guarded = any(isinstance(one, Call) for one in each)
    return Collection(function, parts) if guarded and len(parts) == len(found) else None


def summands(node: Node) -> Iterator[Node]:
    match node:
        case Binary("+", left, right):
            yield from summands(left)
            yield right
        case _:
            yield node


def as_age(node: Node) -> tuple[Ref | Literal, Ref | Literal] | None:
    """The two days of an `age`, or nothing where it is none."""
    match node:
        case Binary(
            "-",
            Binary(
                "-",
                Call("number", (Call("format-date", (until, _)),)),
                Call("number", (Call(_, (since, _)),)),
            ),
            _,
        ):
            days = (plain_day(since), plain_day(until))
        case _:
            return None
    if days[0] is None or days[1] is None or not same(node, age(in_xpath(days[0]), in_xpath(days[1]))):
        return None
    return days[0], days[1]


def plain_day(node: Node) -> Ref | Literal | None:
    match node:
        case Ref():
            return node
        case Call("date", (Literal() as day,)):
            return day
        case _:
            return None


def in_xpath(day: Ref | Literal) -> str:
    return f"${{{day.name}}}" if isinstance(day, Ref) else f"date('{day.text}')"


def same(node: Node, text: str) -> bool:
    """Whether an expression is this one, however it is spaced and bracketed."""
    try:
        return read_xpath(text) == node
    except CannotTranslate:
        return False
