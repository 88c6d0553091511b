"""An older version as it would have been written with the names and codes of a newer one.

It is for comparing alone: what still differs from the newer version, the code map does not answer.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

from survey.engine.codebook import Code, Measure
from survey.engine.conditions import Condition, Formula
from survey.engine.pages import Page
from survey.engine.parts import Coded, Option, Part, Row, Scale
from survey.engine.questionnaire import Questionnaire
from survey.engine.questions.base import Question
from survey.engine.versions.code_map import SCALES, Fate, MapEntry, code_now, recodings
from survey.engine.versions.names import declared_scales, mappable, names_in, written
from survey.engine.versions.renaming import Renaming
from survey.engine.versions.routes import Routes

P = TypeVar("P", bound=Part)
C = TypeVar("C", bound=Coded)
NAMING = {"chosen_in", "prefill", "consent", "purposes", "link", "linked", "of", "partial_consent", "repeats"}
"""Keys that hold names of questions, statements or groups."""


def restated(old: Questionnaire, new: Questionnaire) -> Questionnaire:
    """The older version in the words of the newer; itself where no code map lies between them."""
    routes = Routes(old, new)
    return Restatement(routes).of(old) if routes.steps else old


@dataclass(frozen=True)
class Restatement:
    """Takes a questionnaire apart and puts it together with other names and codes."""

    routes: Routes

    def of(self, form: Questionnaire) -> Questionnaire:
        computed = {
            own.now: one.model_copy(update={"cases": self.coded(one.cases, recodings([own]))})
            for name, one in form.computed.items()
            if not (own := self.routes.fate(name)).dropped
        }
        return self.told(form.model_copy(update={"computed": computed}))

    def told(self, part: P) -> P:
        """A part with all its parts, under the names and codes of now."""
        match part:
            case Page():
                part = part.model_copy(update=self.of_page(part))
            case Question():
                part = part.model_copy(update=self.of_question(part))
            case _:
                pass
        before = {key: getattr(part, key) for key in type(part).model_fields}
        after = {key: self.value(value, key) for key, value in before.items()}
        changed = {key: value for key, value in after.items() if value is not before[key]}
        return part.model_copy(update=changed) if changed else part

    def value(self, value: Any, key: str) -> Any:
        match value:
            case Condition():
                return self.renaming.condition(value)
            case Formula():
                return self.renaming.formula(value)
            case Part():
                return self.told(value)
            case str() if key in NAMING:
                return self.renaming.names.get(value, value)
            case tuple():
                return tuple(self.value(item, key) for item in value) if value else value
            case dict():
                return {name: self.value(item, key) for name, item in value.items()} if value else value
            case _:
                return value

    def of_page(self, page: Page) -> dict[str, object]:
        """A page without what was dropped; the pages that a group makes by itself have its name."""
        group = page.repeats
        kept = tuple(one for one in page.questions if not self.fate(one).dropped)
        now = self.routes.fate(group).now
        return {
            "questions": kept,
            "id": re.sub(rf"^{group}(?=(_another)?_\d+$)", now, page.id) if group else page.id,
        }

    def of_question(self, question: Question) -> dict[str, object]:
        """What names and codes stand in a question, as far as it has such keys."""
        entries = self.entries(question)
        found: dict[str, object] = {"id": self.routes.now(question, self.fate(question))}
        for key in type(question).model_fields:
            value = getattr(question, key)
            match key, value:
                case "options", tuple():
                    found[key] = self.coded(value, entries)
                case "rows", tuple():
                    found[key] = tuple(self.rows(question, value))
                case "scale", Scale():
                    found[key] = self.scale(question, value)
                case "scales", tuple():
                    found[key] = tuple(self.scale(question, one) for one in value)
                case "blank_means", int() | str():
                    found[key] = self.code(value, entries)
                case (("besides" | "care"), tuple()):
                    codes = (self.code(code, entries) for code in value)
                    found[key] = tuple(dict.fromkeys(code for code in codes if code is not None))
                case _:
                    pass
        return found

    def rows(self, question: Question, rows: Iterable[Row]) -> Iterator[Row]:
        for row in rows:
            own = self.routes.fate(written(row.id, question.repeats))
            if not own.dropped:
                yield row.model_copy(update={"id": self.routes.now(question, own)})

    def scale(self, question: Question, scale: Scale) -> Scale:
        """A scale under its name and steps of now; a question recoded by itself goes over to its new one."""
        own, on = self.fate(question), self.routes.fate(f"{SCALES}.{scale.id}")
        name = on.now.removeprefix(f"{SCALES}.")
        twin = self.routes.new.questions.get(self.routes.now(question, own))
        if recodings([own]) and twin and len(declared_scales(twin)) == 1:
            name = declared_scales(twin)[0].id
        steps = self.coded(scale.steps, recodings([on, own]))
        return scale.model_copy(update={"id": name, "steps": steps})

    def coded(self, items: Iterable[C], entries: Iterable[MapEntry]) -> tuple[C, ...]:
        """Options, steps or cases under their codes of now; several that became one are one."""
        found: dict[str, C] = {}
        for item in items:
            code = self.code(item.code, entries)
            if code is not None:
                twin = item.model_copy(update={"code": code})
                found[str(code)] = together(found.get(str(code), twin), twin)
        return tuple(found.values())

    def code(self, code: Code, entries: Iterable[MapEntry]) -> Code | None:
        became, _ = code_now(str(code), entries)
        return None if became is None else self.codes.get(became, became)

    # What is looked up

    def fate(self, question: Question) -> Fate:
        return self.routes.fate(written(question.id, question.repeats))

    def entries(self, question: Question) -> tuple[MapEntry, ...]:
        """The entries that recode what is chosen in a question, on its scale if it has one."""
        scales = declared_scales(question) if mappable(question) else ()
        return recodings([*(self.routes.fate(f"{SCALES}.{one.id}") for one in scales), self.fate(question)])

    @cached_property
    def codes(self) -> dict[str, Code]:
        """Every code of the newer version as it is written there."""
        return {str(code): code for named in names_in(self.routes.new).values() for code in named.codes}

    @cached_property
    def renaming(self) -> Renaming:
        """How conditions name things and their codes now; what became one code is no longer what it was."""
        names = {name: route.to for name, route in self.routes.by_column.items() if route.to}
        codes: dict[str, Mapping[Code, Code | None]] = {}
        for question in self.routes.old.questions.values():
            names[question.id] = self.routes.now(question, self.fate(question))
            names[question.repeats] = self.routes.fate(question.repeats).now
            main = question.variables()[0]
            several = main.measure is Measure.MULTIPLE
            for column in () if several else main.columns:
                fates = (*self.routes.scales(question, column).values(), self.fate(question))
                codes[column.name] = self.one_to_one([c.code for c in column.categories], recodings(fates))
            if several:
                codes[question.id] = self.one_to_one(question.codes(), self.entries(question))
        for name, computed in self.routes.old.computed.items():
            entries = recodings([self.routes.fate(name)])
            codes[name] = self.one_to_one([case.code for case in computed.cases], entries)
        return Renaming(names, codes)

    def one_to_one(self, codes: Iterable[Code], entries: Iterable[MapEntry]) -> dict[Code, Code | None]:
        """Each code with what it is now, where it alone became that."""
        became = {code: self.code(code, entries) for code in codes}
        alone = Counter(became.values())
        return {code: now if alone[now] == 1 else None for code, now in became.items()}


def together(one: C, other: C) -> C:
    """Two options that became one: with words of one's own if either had them, alone if both were."""
    if isinstance(one, Option) and isinstance(other, Option):
        return one.model_copy(update={"say": one.say or other.say, "alone": one.alone and other.alone})
    return one
