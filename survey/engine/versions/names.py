"""The names that a questionnaire stores things under, as an author writes them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from survey.engine.codebook import Code, Measure
from survey.engine.computed import Computed
from survey.engine.parts import Scale
from survey.engine.questions.base import Question
from survey.engine.versions.code_map import SCALES


@dataclass(frozen=True, slots=True)
class Named:
    """What a name stands for, as far as a code map must know it."""

    codes: tuple[Code, ...] = ()
    """The codes that can be mapped under this name."""
    ordered: bool = False
    several: bool = False
    """Whether each code is a column of its own."""
    placed: bool = False
    """Whether it was given its place among others, so that it means little without them."""


class Asking(Protocol):
    """What a questionnaire is here: something that asks questions and computes from them."""

    @property
    def questions(self) -> Mapping[str, Question]: ...

    @property
    def computed(self) -> Mapping[str, Computed]: ...


def names_in(form: Asking) -> dict[str, Named]:
    """Everything that a code map can name, in the order of the questionnaire."""
    found: dict[str, Named] = {}
    for question in form.questions.values():
        group, scales = question.repeats, declared_scales(question)
        if group:
            found.setdefault(group, Named())
        found[written(question.id, group)] = Named(
            question.codes() if mappable(question) else (),
            ordered=bool(scales),
            several=question.variables()[0].measure is Measure.MULTIPLE,
        )
        for row in getattr(question, "rows", ()):
            found[written(row.id, group)] = Named(placed=getattr(question, "unique", False))
        for scale in scales:
            found[f"{SCALES}.{scale.id}"] = Named(tuple(step.code for step in scale.steps), ordered=True)
    for name, computed in form.computed.items():
        found[name] = Named(tuple(case.code for case in computed.cases))
    return found


def declared_scales(question: Question) -> tuple[Scale, ...]:
    """The scales that its author chose; the places of a ranking are none."""
    chosen = {"scale", "scales"} & type(question).model_fields.keys()
    return question.scales_used() if chosen else ()


def mappable(question: Question) -> bool:
    """Whether its codes are its own: places follow from the rows, and of two scales each has codes."""
    scales = question.scales_used()
    return not scales or (len(scales) == 1 and bool(declared_scales(question)))


def written(name: str, group: str) -> str:
    """A stored name as its author wrote it: within a group, group.name."""
    return f"{group}.{own_name(name, group)}" if group else name


def stored(name: str, like: str, group: str) -> str:
    """The name that an author wrote, as it is stored in the same entry of a group as another name."""
    inside, _, own = name.rpartition(".")
    entry = re.match(rf"{re.escape(group)}_(\d+)__", like) if group else None
    return f"{inside}_{entry.group(1)}__{own}" if entry else name


def own_name(name: str, group: str) -> str:
    return re.sub(rf"^{re.escape(group)}_\d+__", "", name) if group else name
