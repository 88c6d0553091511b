"""Which keys may stand at a place in a file, so that a misspelt one can be told by its neighbour."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, get_args

from survey.engine.pages import Page, Section
from survey.engine.parts import Part, Place, Scale
from survey.engine.questionnaire import Questionnaire
from survey.engine.questions import Kind
from survey.engine.questions.base import Question
from survey.engine.structure import INNER_KEYS

KINDS: dict[object, type[Question]] = {
    kind.model_fields["ask"].default: kind for kind in get_args(get_args(Kind)[0])
}
SHAPES: dict[object, type[Part]] = {"sections": Section, "pages": Page}
SECTION = ("questions", "text", "note")
"""What authors write in a section and the loader puts elsewhere."""


def known_keys(place: Place, way: Sequence[int | str]) -> set[str]:
    """The keys of the part that lies this way from a place; none where that cannot be said."""
    part, steps = begins_at(place), list(way)
    if part is None:
        part = KINDS.get(steps.pop(0)) if steps else None
    for step in steps:
        if part is not None and step in part.model_fields:
            part = next(parts_in(part.model_fields[str(step)].annotation), None)
    if part is None:
        return set()
    keys = {field.alias or name for name, field in part.model_fields.items()}
    return keys.difference(INNER_KEYS, ("pages",)).union(SECTION if part is Section else ())


def begins_at(place: Place) -> type[Part] | None:
    """The part at a place; None for a question, whose kind the way begins with."""
    if not place:
        return Questionnaire
    return Scale if len(place) == 1 else SHAPES.get(place[-2])


def parts_in(annotation: Any) -> Iterator[type[Part]]:
    """The parts that a field can hold."""
    if isinstance(annotation, type) and issubclass(annotation, Part):
        yield annotation
    for inner in get_args(annotation):
        yield from parts_in(inner)
