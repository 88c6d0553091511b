"""The model out of the tree, part by part, so that a fault in one part hides none in another."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from survey.engine.checks import findings
from survey.engine.known_keys import known_keys
from survey.engine.pages import Page, Section
from survey.engine.parts import Place, Scale
from survey.engine.places import fault_at, steps
from survey.engine.questionnaire import Questionnaire
from survey.engine.questions import Kind
from survey.engine.repeats import names_of
from survey.engine.spelling import meant
from survey.engine.wording import worded
from survey.engine.yaml_source import Fault, Map, Seq

WHOLE: TypeAdapter[Any] = TypeAdapter(Questionnaire)
SCALE: TypeAdapter[Any] = TypeAdapter(Scale)
PARTS: dict[str, TypeAdapter[Any]] = {
    "sections": TypeAdapter(Section),
    "pages": TypeAdapter(Page),
    "questions": TypeAdapter(Kind),
}
STAND_INS: dict[object, object] = {
    "questionnaire": "unnamed",
    "version": "0",
    "title": "unnamed",
    "owner": "unnamed",
    "start": {"lead": "unnamed"},
    "stages": {},
    "id": "unnamed",
    "stage": "unnamed",
    "text": "unnamed",
}
"""What takes the place of a faulty key that a part cannot do without, so that its other keys are checked."""


class Modeller:
    """Makes every part that can be made; what cannot is a fault, and its names count as known."""

    def __init__(self, tree: Map) -> None:
        self.tree = tree
        self.faults: list[Fault] = []
        self.lost = {"unnamed"}

    def questionnaire(self) -> Questionnaire | None:
        """The whole, checked as a whole; it may be used only if there are no faults."""
        form: Questionnaire | None = self.part(self.tree, WHOLE, ())
        for found in findings(form) if form is not None else ():
            if not self.faults or found.about not in self.lost:
                self.faults.append(fault_at(self.tree, found.place, found.code, found.message))
        return form

    def scale(self, name: str, written: Map) -> None:
        """Check a declared scale where it is declared, used or not."""
        shelf = Map(written.mark)
        shelf.put(name, written)
        try:
            SCALE.validate_python(dict(written))
        except ValidationError as error:
            self.note(error, written, shelf, (name,))

    def part(self, item: object, adapter: TypeAdapter[Any], place: Place) -> Any:
        """One part of the model, or None; faults in its keys cost it those keys only."""
        written: object = item
        if isinstance(item, Map):
            inner: dict[object, object] = {key: self.parts(item, key, place) for key in PARTS if key in item}
            written = dict(item) | inner
        try:
            return adapter.validate_python(written)
        except ValidationError as error:
            faulty = self.note(error, item, self.tree, place)
        if not isinstance(written, dict):
            return None
        for key in faulty:
            self.lose(written.pop(key, None))
            if key in STAND_INS:
                written[key] = STAND_INS[key]
        try:
            return adapter.validate_python(written)
        except ValidationError:
            return None

    def parts(self, owner: Map, key: str, place: Place) -> object:
        """The parts in a list that could be made; the others are struck from the tree too."""
        items = owner[key]
        if not isinstance(items, Seq):
            return items
        kept, made = Seq(items.mark), []
        kept.faulty = items.faulty
        for number, item in enumerate(items):
            part = self.part(item, PARTS[key], (*place, key, number))
            if part is None:
                self.lose(item)
                kept.faulty = True
            else:
                kept.put(item, items.values_at[number])
                made.append(part)
        owner[key] = kept
        return made

    def lose(self, item: object) -> None:
        """Names that something faulty would have made known."""
        if isinstance(item, Map):
            self.lost.update([*map(str, item), *names_of(item)])

    def forget(self, item: object) -> None:
        """Every name in what the file could not hold: to miss it there is no fault of its own."""
        self.lose(item)
        if isinstance(item, list):
            for inner in item:
                self.forget(inner)
        elif isinstance(item, Map):
            for inner in item.values():
                self.forget(inner)

    def note(self, error: ValidationError, item: object, tree: Map, place: Place) -> set[object]:
        """Write down what is wrong with one part, and what does not follow from a fault already known.

        A list is not too short for lack of entries that have faults of their own. Returns the keys at fault.
        """
        found = error.errors(include_url=False, include_input=False)
        for one in found:
            kind = ("ask",) if one["type"] == "union_tag_invalid" else ()
            way = (*place, *one["loc"], *kind)
            told = any(getattr(node, "faulty", False) for _, node, _ in steps(tree, way))
            if not told and not (one["type"] == "too_short" and within(one, found)):
                code, message = worded({**one})
                if code == "unknown-key":
                    message += what_now(tree, place, one["loc"])
                self.faults.append(fault_at(tree, way, code, message))
        return {step for one in found for step in one["loc"][:2]}


def what_now(tree: Map, place: Place, way: tuple[int | str, ...]) -> str:
    """What to do about a key that is not known: the one that was meant, or quotes around a comma."""
    *_, (step, value, _) = steps(tree, (*place, *way))
    if found := meant(str(way[-1]), known_keys(place, way[:-1])):
        return found
    if step == way[-1] and value is None:
        return " If words between { and } hold a comma, put them in quotes."
    return " Check the spelling, or remove it."


def within(one: ErrorDetails, found: Sequence[ErrorDetails]) -> bool:
    """Whether another error stands inside the list that this one is about."""
    depth = len(one["loc"])
    return any(len(other["loc"]) > depth and other["loc"][:depth] == one["loc"] for other in found)
