"""By what a questionnaire splits people live: the breaks that it declares, and the areas of its places."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from survey.engine.codebook import Code, Variable
from survey.engine.forms import Form, Rejected
from survey.engine.geography import NOT_GIVEN, WIDE, Area, Geography, geography_of, place_variable
from survey.engine.questionnaire import Questionnaire
from survey.engine.reference import FOLDER
from survey.fieldwork.live.targets import Targets, targets_of

MAIN = "main"
SEVERAL = "several"
ELSEWHERE = "across"


@dataclass(frozen=True)
class Ground:
    """One version of a questionnaire with its places and targets."""

    asked: Questionnaire
    geography: Geography | None
    targets: Targets

    @classmethod
    def of(cls, asked: Questionnaire, questionnaires: Path) -> Ground:
        geography = geography_of(asked.codebook, questionnaires / FOLDER)
        main = next((one for one in asked.codebook if one.split == MAIN), None)
        groups = () if main is None else codes_of(main)
        return cls(asked, geography, targets_of(questionnaires / asked.questionnaire, groups, geography))

    @cached_property
    def splits(self) -> tuple[Variable, ...]:
        """The questions that split people, the main one first."""
        found = [one for one in self.asked.codebook if one.split and len(one.columns) == 1]
        return tuple(sorted(found, key=lambda one: one.split != MAIN))

    @cached_property
    def kind(self) -> str:
        """The kind of area that is shown: that of the targets, or the first there is."""
        if self.geography is None:
            return ""
        return (*self.targets.kinds, *self.geography.kinds)[0]

    @cached_property
    def areas(self) -> tuple[Area, ...]:
        return () if self.geography is None else self.geography.areas(self.kind)

    @cached_property
    def area_of(self) -> Mapping[str, str]:
        """The area of each leaf of place."""
        return {leaf: area.code for area in self.areas for leaf in area.leaves}

    @cached_property
    def borough_codes(self) -> frozenset[str]:
        return frozenset(place.code for place in self.geography.places) if self.geography else frozenset()


@dataclass(frozen=True, slots=True)
class Person:
    """Where one response is counted: its group of each split, its leaf of place."""

    groups: tuple[tuple[str, str], ...]
    leaf: str


@dataclass(frozen=True)
class Reader:
    """Reads of the answers to one version what the newest splits by."""

    ground: Ground
    version: Questionnaire

    def person(self, closed: Form) -> Person:
        groups = tuple((one.split, self.group(one, closed)) for one in self.ground.splits)
        place = place_variable(self.ground.asked.codebook)
        geography = self.ground.geography
        if place is None or geography is None:
            return Person(groups, NOT_GIVEN)
        return Person(groups, geography.leaf(map(str, self.codes(place.id, closed))))

    def group(self, variable: Variable, closed: Form) -> str:
        known = codes_of(variable)
        return next((str(code) for code in self.codes(variable.id, closed) if str(code) in known), NOT_GIVEN)

    def codes(self, question_id: str, closed: Form) -> Iterable[Code]:
        question = self.version.questions.get(question_id)
        answer = None if question is None else question.read(closed)
        if question is None or answer is None or isinstance(answer, Rejected):
            return ()
        return question.codes_in(answer)


def codes_of(variable: Variable) -> tuple[str, ...]:
    return tuple(str(category.code) for category in variable.columns[0].substantive)


def off_map(leaf: str) -> str:
    """Under what somebody is counted who is in no single borough."""
    return leaf if leaf in (WIDE, NOT_GIVEN) else SEVERAL
