"""The part of XPath that forms are written in: names, values, calls, comparisons and sums, as a tree."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeVar

WORD = re.compile(
    r"\s*(?:(?P<text>'[^']*'|\"[^\"]*\")|\$\{\s*(?P<name>[^}\s]+)\s*\}|(?P<number>\d+(?:\.\d+)?|\.\d+)"
    r"|(?P<sign>!=|<=|>=|[=<>+\-*(),])|(?P<self>\.(?![\w./]))|(?P<word>[A-Za-z_][\w.-]*(?::[\w.-]+)?|\.\.(?![\w./])))"
)
CURLY = str.maketrans({"\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"', "\u00a0": " "})
"""What a word processor makes of quotation marks."""

LEVELS = (("or",), ("and",), ("=", "!="), ("<", "<=", ">", ">="), ("+", "-"), ("*", "div", "mod"))
"""From the weakest tie to the closest."""

OPERATORS = frozenset(word for level in LEVELS for word in level)
DEEPEST = 40
LONGEST_CHAIN = 100
"""How many parts a sum or a product may have."""


class CannotTranslate(ValueError):
    """An expression, or a part of it, that conditions have no words for; the message says which."""


@dataclass(frozen=True, slots=True)
class Ref:
    """`${name}`, or `.` for the question itself, which has no name."""

    name: str


@dataclass(frozen=True, slots=True)
class Literal:
    """A text in quotes, or a number."""

    text: str
    number: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """A word by itself: in a choice_filter a column of the choices sheet, `..` whatever is around."""

    name: str


@dataclass(frozen=True, slots=True)
class Call:
    function: str
    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Binary:
    sign: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Joined:
    """Parts with the same `and` or `or` between them."""

    word: str
    parts: tuple[Node, ...]


Node = Ref | Literal | Column | Call | Binary | Joined


def nodes_in(node: Node) -> Iterator[Node]:
    """An expression and every part of it."""
    yield node
    match node:
        case Binary(_, left, right):
            yield from nodes_in(left)
            yield from nodes_in(right)
        case Call(_, parts) | Joined(_, parts):
            for part in parts:
                yield from nodes_in(part)
        case Ref() | Literal() | Column():
            return


Inner = TypeVar("Inner")


def read_xpath(text: str) -> Node:
    """The tree of an expression; CannotTranslate says where it leaves what is read here."""
    reader = Reader(text)
    found = reader.level(0)
    if reader.here[1]:
        raise CannotTranslate(f"{reader.here[1]} is not expected there")
    return found


class Reader:
    def __init__(self, text: str) -> None:
        self.words = list(split(text.translate(CURLY)))
        self.at = 0
        self.depth = 0

    @property
    def here(self) -> tuple[str, str]:
        return self.words[self.at] if self.at < len(self.words) else ("end", "")

    def take(self) -> tuple[str, str]:
        word = self.here
        self.at += 1
        return word

    def expect(self, sign: str) -> None:
        if self.take() != ("sign", sign):
            raise CannotTranslate(f"a {sign} is missing")

    def level(self, number: int) -> Node:
        """Parts tied by the signs of one level; the closest level is made of single things."""
        if number == len(LEVELS):
            return self.single()
        parts, found = [self.level(number + 1)], None
        while self.here[0] in ("sign", "word") and self.here[1] in LEVELS[number]:
            sign = self.take()[1]
            parts.append(self.level(number + 1))
            if number > 1 and len(parts) > LONGEST_CHAIN:
                raise CannotTranslate(f"it has more than {LONGEST_CHAIN} parts")
            if number > 1:
                found = Binary(sign, found or parts[-2], parts[-1])
        if len(parts) == 1:
            return parts[0]
        return found or Joined(LEVELS[number][0], tuple(parts))

    def single(self) -> Node:
        sort, word = self.take()
        if sort == "word" and self.here == ("sign", "("):
            return called(word, self.deeper(self.arguments))
        if (sort, word) == ("sign", "("):
            return self.deeper(self.bracketed)
        if (sort, word) == ("sign", "-") and self.here[0] == "number":
            return Literal(f"-{self.take()[1]}", number=True)
        if sort in ("name", "self"):
            return Ref(word if sort == "name" else "")
        if sort in ("text", "number"):
            return Literal(word, number=sort == "number")
        if sort == "word" and word not in OPERATORS:
            return Column(word)
        raise CannotTranslate(f"{word or 'the end'} is not expected there")

    def deeper(self, read: Callable[[], Inner]) -> Inner:
        self.depth += 1
        if self.depth > DEEPEST:
            raise CannotTranslate("it has too many brackets inside each other")
        found = read()
        self.depth -= 1
        return found

    def bracketed(self) -> Node:
        found = self.level(0)
        self.expect(")")
        return found

    def arguments(self) -> tuple[Node, ...]:
        self.expect("(")
        parts: list[Node] = []
        while self.here != ("sign", ")"):
            if parts:
                self.expect(",")
            parts.append(self.level(0))
        self.take()
        return tuple(parts)


def called(function: str, parts: tuple[Node, ...]) -> Node:
    """A call; `indexed-repeat(${age}, ${child}, 2)` is a reference, to `child[2]/age`."""
    match parts:
        case (Ref(name), Ref(group), Literal(number, True)) if function == "indexed-repeat":
            return Ref(f"{group}[{number}]/{name}")
    return Call(function, parts)


def split(text: str) -> list[tuple[str, str]]:
    """The words of an expression, each with its sort."""
    words, at, text = [], 0, text.rstrip()
    while at < len(text):
        found = WORD.match(text, at)
        if found is None or found.lastgroup is None:
            raise CannotTranslate(f"{text[at:].strip()[:20]} cannot be read")
        word = found.group(found.lastgroup)
        words.append((found.lastgroup, word[1:-1] if found.lastgroup == "text" else word))
        at = found.end()
    return words
