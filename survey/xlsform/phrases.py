"""Pieces of conditions: how closely they tie, and how values are written in them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum
from operator import eq, ge, gt, le, lt, ne

from survey.engine.operands import literal
from survey.xlsform.names import FIGURE, Known
from survey.xlsform.xpath import Binary, Call, CannotTranslate, Literal, Node, Ref

DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
SIGNS = {"=": eq, "!=": ne, "<": lt, "<=": le, ">": gt, ">=": ge}
ORDERS = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}


class Tie(IntEnum):
    """How closely the parts of an expression hold together."""

    OR = 0
    AND = 1
    NOT = 2
    TEST = 3
    SUM = 4
    PRODUCT = 5
    ONE = 6


@dataclass(frozen=True, slots=True)
class Said:
    """A piece of a condition."""

    text: str
    tie: Tie = Tie.ONE

    def within(self, tie: Tie) -> str:
        return self.text if self.tie >= tie else f"({self.text})"


LISTED = {
    ("choice", "one"): "{} == {}",
    ("choices", "one"): "any({}, {})",
    ("tick", "one"): "{} == {}",
    ("choice", "or"): "{} in [{}]",
    ("choices", "or"): "any({}, {})",
    ("choices", "and"): "all({}, {})",
}


def pick(node: Node) -> tuple[str, str] | None:
    """The question and the choice of `${q} = 'a'` or `selected(${q}, 'a')`."""
    match node:
        case Binary("=", Ref(name), Literal(text)) | Call("selected", (Ref(name), Literal(text))) if text:
            return name, text
    return None


def worded(node: Node) -> str | None:
    """The value that a literal stands for, a day in `date('2024-03-27')` included."""
    match node:
        case Literal(text) | Call("date", (Literal(text),)):
            return text
        case _:
            return None


def value(known: Known, text: str) -> str:
    """A value as conditions about that question write it."""
    if known.sort in ("choice", "choices"):
        return literal(known.code(text))
    if known.sort == "tick":
        return "1"
    if known.sort == "date" and not DAY.fullmatch(text):
        raise CannotTranslate(f"{known.id} is a day, and {text} is none")
    return figure(known, text) if known.sort == "number" else quoted(text)


def ordered(known: Known, text: str) -> str:
    """A value that an answer comes before or after; of choices only the numbers have an order."""
    if known.sort == "text":
        raise CannotTranslate(f"{known.id} is words, which have no order")
    return figure(known, text) if known.sort in ("choice", "number") else value(known, text)


def figure(known: Known, text: str) -> str:
    if not FIGURE.fullmatch(text):
        raise CannotTranslate(f"{known.id} is compared with {text}, which is no number")
    return text


def quoted(text: str) -> str:
    if "'" in text:
        raise CannotTranslate("a text in a condition holds no single quote")
    return f"'{text}'"


def lone(first: Node, second: Node) -> tuple[str, list[str]] | None:
    """The question and the choices of `${q} != '' and count-selected(${q}) = number(selected(${q}, 'a'))`."""
    match first, second:
        case (
            Binary("!=", Ref(name), Literal("")),
            Binary("=", Call("count-selected", (Ref(other),)), total),
        ) if name == other:
            codes = summed(total, name)
            return (name, codes) if codes else None
        case _:
            return None


def summed(node: Node, name: str) -> list[str]:
    """The choices in a sum of `number(selected(${q}, 'a'))`; none when it is another sum."""
    match node:
        case Call("number", (Call("selected", (Ref(other), Literal(text))),)) if other == name:
            return [text]
        case Binary("+", left, right):
            before, after = summed(left, name), summed(right, name)
            return [*before, *after] if before and after else []
        case _:
            return []
