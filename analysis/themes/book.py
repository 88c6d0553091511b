"""The book of themes: what may be marked in a text and when; `themes.yaml` beside a questionnaire."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, StringConstraints, ValidationError

from survey.engine.loader import FaultyQuestionnaire, reported, text_in
from survey.engine.parts import Id
from survey.engine.permission import FILE, Asked, Permission, Strict
from survey.engine.places import fault_at
from survey.engine.spelling import meant
from survey.engine.wording import worded
from survey.engine.yaml_source import Fault, Map, YamlFaults, read_yaml

NONE = "none"
"""The column of a sheet in which a coder says that no theme fits; no code can be called so."""
MACHINE = "machine"
"""The name under which suggestions are made; no person can have it."""
RESERVED = frozenset({"no", "id", "question", "text", "note", "check", "sheet", NONE, MACHINE, "all"})
Words = Annotated[str, StringConstraints(strict=True, strip_whitespace=True, min_length=1, max_length=2000)]
Version = Annotated[str, StringConstraints(strict=True, pattern=r"^[0-9]+(\.[0-9]+)*$", max_length=20)]


class Heading(Strict):
    """What codes stand under; nothing is marked by it."""

    id: Id
    label: Words


class Code(Strict):
    """One theme, with what a coder needs to decide."""

    id: Id
    label: Words
    parent: Id
    """The heading that it stands under."""
    definition: Words
    include: Words
    exclude: Words
    example: Words
    """Made up: never something that somebody wrote."""


class ThemeBook(Strict):
    """One version of the themes of a questionnaire."""

    questionnaire: Annotated[str, StringConstraints(strict=True, pattern=r"^[a-z][a-z0-9-]*$")]
    version: Version
    questions: Annotated[tuple[Asked, ...], Field(min_length=1)]
    headings: Annotated[tuple[Heading, ...], Field(min_length=1)]
    codes: Annotated[tuple[Code, ...], Field(min_length=1)]

    @cached_property
    def digest(self) -> str:
        """A few letters that change with every word of the book."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()[:8]

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(code.id for code in self.codes)

    def heading(self, code: Code) -> str:
        return next(heading.label for heading in self.headings if heading.id == code.parent)


def read_book(path: Path) -> ThemeBook:
    """The book in a file, or FaultyQuestionnaire with everything wrong with it: line, column, what to do."""
    return book_in(text_in(path), str(path))


def book_in(text: str, file: str = FILE) -> ThemeBook:
    """The book that a text holds."""
    try:
        tree = read_yaml(text)
        book = modelled(tree)
    except YamlFaults as error:
        raise FaultyQuestionnaire(reported(error.faults, file)) from error
    return book


def modelled(tree: Map) -> ThemeBook:
    """The model of a file; YamlFaults where it breaks a rule."""
    try:
        book = ThemeBook.model_validate(tree)
    except ValidationError as error:
        raise YamlFaults([told(tree, {**one}) for one in error.errors(include_url=False)]) from error
    if faults := list(contradictions(book, tree)):
        raise YamlFaults(faults)
    return book


def told(tree: Map, one: Mapping[str, Any]) -> Fault:
    """One of the model's errors where it stands in the file."""
    code, message = worded({**one})
    if code == "unknown-key":
        message += meant(str(one["loc"][-1]), KEYS) or " Check the spelling, or remove it."
    return fault_at(tree, one["loc"], code, message)


KEYS = {name for model in (ThemeBook, Asked, Permission, Heading, Code) for name in model.model_fields}


def contradictions(book: ThemeBook, tree: Map) -> Iterator[Fault]:
    """What is wrong with the book as a whole."""
    yield from twice(tree, "questions", [asked.id for asked in book.questions])
    yield from twice(tree, "headings", [heading.id for heading in book.headings])
    yield from twice(tree, "codes", list(book.ids))
    for at, asked in enumerate(book.questions):
        if (asked.quoted == "asked") != (asked.permission is not None):
            message = (
                "Under permission: name the question that asks the writer and the codes that allow it, with "
                "quoted: asked; leave permission: out where quoted: is checked or never."
            )
            yield fault_at(tree, ("questions", at, "quoted"), "permission", message)
    headings = {heading.id for heading in book.headings}
    for at, code in enumerate(book.codes):
        if code.id in RESERVED:
            message = f"Sheets have a column {code.id} of their own. Give the theme another id."
            yield fault_at(tree, ("codes", at, "id"), "reserved-id", message)
        if code.parent not in headings:
            near = meant(code.parent, headings)
            message = f"There is no heading {code.parent}.{near} Name one from headings:, or add it there."
            yield fault_at(tree, ("codes", at, "parent"), "unknown-heading", message)
    for at, heading in enumerate(book.headings):
        if heading.id not in {code.parent for code in book.codes}:
            message = f"No theme stands under {heading.id}. Remove it, or give a theme parent: {heading.id}."
            yield fault_at(tree, ("headings", at), "empty-heading", message)


def twice(tree: Map, key: str, ids: Iterable[str]) -> Iterator[Fault]:
    seen: set[str] = set()
    for at, id in enumerate(ids):
        if id in seen:
            message = f"The id {id} stands twice among {key}. Rename or remove one."
            yield fault_at(tree, (key, at, "id"), "duplicate-id", message)
        seen.add(id)
