"""Names and codes that were used once and are not used again: old answers would be taken for new ones."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Annotated

from pydantic import StringConstraints

from survey.engine.parts import Finding, Place
from survey.engine.questions.base import Question
from survey.engine.versions.code_map import SCALES
from survey.engine.versions.names import declared_scales, own_name, written

Retired = Annotated[
    str,
    StringConstraints(strict=True, pattern=r"^[a-z][a-z0-9_]*(\.[A-Za-z0-9_]{1,60}){0,2}$", max_length=160),
]
"""An id of a question, row, group, column or score; with a point and a code, one answer of a question.

A question or row of a group is group.question, a scale is scales.scale.
"""


def of_retired(
    retired: Iterable[str], questions: Iterable[tuple[Place, Question]], derived: Iterable[tuple[Place, str]]
) -> Iterator[Finding]:
    """Whatever stands under a retired name; `derived` names computed variables and scores."""
    gone = frozenset(retired)
    for place, question in questions:
        for where, name in names_in(question):
            if name in gone:
                yield reused((*place, *where), name)
    for place, name in derived:
        if name in gone:
            yield reused(place, name)


def names_in(question: Question) -> Iterator[tuple[Place, str]]:
    """Every name that a question stores something under, each once, where its author wrote it."""
    names: dict[str, Place] = {question.id: ("id",)}
    if question.repeats:
        names[question.repeats] = ("id",)
    for number, row in enumerate(getattr(question, "rows", ())):
        names.setdefault(row.id, ("rows", number))
    for number, option in enumerate(getattr(question, "options", ())):
        names[f"{question.id}.{option.code}"] = ("options", number)
    for code in question.codes():
        names.setdefault(f"{question.id}.{code}", ("scale",))
    for name in (*(field.name for field in question.fields()), *question.column_names()):
        names.setdefault(name, ("id",))
    for name, where in names.items():
        yield where, name
        if own_name(name, question.repeats) != name:
            yield where, written(name, question.repeats)
    for number, scale in enumerate(declared_scales(question)):
        yield (("scales", number) if len(question.scales_used()) > 1 else ("scale",)), f"{SCALES}.{scale.id}"


def reused(place: Place, name: str) -> Finding:
    message = f"{name} is retired: it stood for something else in an earlier version. Choose another."
    return Finding(place, "retired-id", message, name)
