"""A choice_filter as conditions on options: for each choice its own columns stand where they are named."""

from __future__ import annotations

from survey.xlsform.choices import Choice, ChoiceList
from survey.xlsform.headers import snake
from survey.xlsform.names import FIGURE, Names
from survey.xlsform.phrases import SIGNS
from survey.xlsform.translating import Translator
from survey.xlsform.xpath import (
    Binary,
    Call,
    CannotTranslate,
    Column,
    Joined,
    Literal,
    Node,
    Ref,
    nodes_in,
    read_xpath,
)

Narrowed = Node | bool
"""What is left of a filter for one choice: always, never, or a test of answers."""

NOTHING = Literal("\0")
"""What a column has that is not filled in: it is the same as nothing, a blank included."""


def offered(text: str, found: ChoiceList, translator: Translator) -> dict[Choice, str | None]:
    """For each choice the condition under which it is offered; nothing where always, None where never."""
    tree = read_xpath(text)
    columns = {snake(part.name) for part in nodes_in(tree) if isinstance(part, Column)} - {"name", "label"}
    unknown = columns - {column for choice in found.choices for column in choice.facts}
    if unknown:
        raise CannotTranslate(f"the choices have no column {min(unknown)}")
    narrowed = {choice: Narrowing(choice, translator.names).of(tree) for choice in found.choices}
    said = {
        choice: ("" if test else None) if isinstance(test, bool) else translator.test(test).text
        for choice, test in narrowed.items()
    }
    found.looked_at |= columns
    return said


def carried_from(text: str) -> str:
    """The question whose choices alone are offered: `selected(${who}, name)`."""
    match read_xpath(text):
        case Call("selected", (Ref(name), Column("name"))):
            return name
        case _:
            return ""


class Narrowing:
    """A filter as one choice meets it."""

    def __init__(self, choice: Choice, names: Names) -> None:
        self.choice = choice
        self.names = names

    def of(self, node: Node) -> Narrowed:
        match node:
            case Joined(word, parts):
                return self.joined(word, [self.of(part) for part in parts])
            case Call("not", (part,)):
                inner = self.of(part)
                return not inner if isinstance(inner, bool) else Call("not", (inner,))
            case Call("true", ()):
                return True
            case Call("false", ()):
                return False
            case Binary(sign, left, right) if sign in SIGNS:
                return self.compared(sign, self.put(left), self.put(right))
            case Call("selected", (left, right)):
                return self.selected(self.put(left), self.put(right))
            case _:
                return self.whole(self.put(node))

    def whole(self, node: Node) -> Node:
        """A test that is left as it is, which needs every column that it names."""
        if NOTHING in nodes_in(node):
            raise CannotTranslate(f"the choice {self.choice.name} has nothing in a column that it names")
        return node

    def joined(self, word: str, parts: list[Narrowed]) -> Narrowed:
        decisive = word == "or"
        if any(part is decisive for part in parts):
            return decisive
        open_parts = tuple(part for part in parts if not isinstance(part, bool))
        if len(open_parts) < 2:
            return open_parts[0] if open_parts else not decisive
        return Joined(word, open_parts)

    def put(self, node: Node) -> Node:
        """An expression with the choice's own columns in it."""
        match node:
            case Column(name):
                own = {**self.choice.facts, "name": self.choice.name, "label": self.choice.label}
                text = own.get(snake(name))
                return NOTHING if text is None else Literal(text, bool(FIGURE.fullmatch(text)))
            case Binary(sign, left, right):
                return Binary(sign, self.put(left), self.put(right))
            case Call(function, parts):
                return Call(function, tuple(self.put(part) for part in parts))
            case Joined(word, parts):
                return Joined(word, tuple(self.put(part) for part in parts))
            case Ref() | Literal():
                return node

    def compared(self, sign: str, left: Node, right: Node) -> Narrowed:
        if NOTHING in (left, right):
            return False
        if isinstance(left, Literal) and isinstance(right, Literal):
            return holds(sign, left.text, right.text)
        if sign in ("=", "!=") and self.unanswerable(left, right):
            return sign == "!="
        return self.whole(Binary(sign, left, right))

    def selected(self, left: Node, right: Node) -> Narrowed:
        if NOTHING in (left, right) or self.unanswerable(left, right):
            return False
        if isinstance(left, Literal) and isinstance(right, Literal):
            return right.text in left.text.split()
        return Call("selected", (left, right))

    def unanswerable(self, left: Node, right: Node) -> bool:
        """Whether a question is compared with a choice that it does not have."""
        match left, right:
            case (Ref(name), Literal(text)) | (Literal(text), Ref(name)):
                known = self.names.get(name)
                return known.sort in ("choice", "choices") and text not in ("", *known.codes)
            case _:
                return False


def holds(sign: str, left: str, right: str) -> bool:
    """Whether two values compare so; an order is one of numbers."""
    if sign in ("=", "!="):
        return bool(SIGNS[sign](left, right))
    if not (FIGURE.fullmatch(left) and FIGURE.fullmatch(right)):
        return False
    return bool(SIGNS[sign](float(left), float(right)))
