"""A questionnaire: sections of pages of questions, with all that is said around them.

The model is self-contained (lists and scales resolved, repeats unrolled), so its JSON is what a
version is: hashed, kept, and read back as it was.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cached_property
from typing import Annotated, ClassVar, Literal

from pydantic import Field, StringConstraints

from survey.engine.codebook import Codebook, Column, Nature, Score, Variable
from survey.engine.computed import Computed
from survey.engine.declared import Accepted, Contacts, ScoreRule, Translation
from survey.engine.framing import (
    Block,
    Contact,
    Leave,
    Promise,
    Reading,
    Screen,
    Start,
    Support,
)
from survey.engine.local import SOURCE
from survey.engine.pages import Page, Section
from survey.engine.parts import Id, Language, Part, Place, Words
from survey.engine.piping import piped, unpiped
from survey.engine.questions.base import Question
from survey.engine.stops import Course
from survey.engine.texts import retold, reworded
from survey.engine.versions.code_map import MapEntry, VersionNumber
from survey.engine.versions.retired import Retired

Slug = Annotated[str, StringConstraints(strict=True, pattern=r"^[a-z][a-z0-9-]*$", max_length=60)]
CHECK_AND_SEND_SECONDS = 15.0
"""Reading the list of answers once and pressing the button (60 words)."""


class Questionnaire(Part):
    """One version of a questionnaire."""

    told: ClassVar[tuple[str, ...]] = (
        *("title", "owner", "contact", "leave", "start", "support", "privacy", "formats", "sent", "ends"),
        *("stages", "sections", "computed", "scores"),
    )

    questionnaire: Slug
    version: VersionNumber
    status: Literal["draft", "approved"] = "draft"
    language: Language = SOURCE
    translations: dict[Language, Translation] = Field(default_factory=dict)
    title: Words
    owner: Words
    contact: Contact = Contact()
    promise: Promise = Promise()
    reading: Reading = Reading()
    leave: Leave = Leave()
    start: Start = Start()
    support: Support = Support()
    privacy: tuple[Block, ...] = ()
    formats: Block = Block()
    sent: Screen = Screen(title="Thank you. Your answers are sent.")
    ends: dict[str, Screen] = Field(default_factory=dict)
    stages: dict[str, Words]
    sections: tuple[Section, ...] = Field(min_length=1)
    computed: dict[Id, Computed] = Field(default_factory=dict)
    scores: dict[str, ScoreRule] = Field(default_factory=dict)
    contacts: Contacts | None = None
    partial_consent: Id | None = None
    retired: tuple[Retired, ...] = ()
    code_map: tuple[MapEntry, ...] = ()
    accepted: tuple[Accepted, ...] = ()

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages that people can answer in, the one that it is written in first."""
        return tuple(dict.fromkeys((self.language, *self.translations)))

    @property
    def is_unchecked(self) -> bool:
        """Whether it is a translation that nobody who speaks the language has checked."""
        return self.language in self.translations and self.translations[self.language].checked is None

    def in_language(self, language: str, translate: Callable[[str], str]) -> Questionnaire:
        """The same questionnaire in one of its languages; ids, codes and the route are what they were.

        `translate` says in it what the program says where the author wrote nothing.
        """
        if language == self.language:
            return self if language == SOURCE else reworded(self, lambda place, text: translate(text))
        texts = self.translations[language].texts
        spoken = reworded(self, lambda place, text: texts.get(place) or translate(text))
        known = {self.language: Translation(), **self.translations}
        offer = {tag: Translation(checked=one.checked) for tag, one in known.items()}
        return spoken.model_copy(update={"language": language, "translations": offer})

    @cached_property
    def pages(self) -> dict[str, Page]:
        return {page.id: page for section in self.sections for page in section.pages}

    def pages_placed(self) -> Iterator[tuple[Place, Page]]:
        """Every page with where it stands."""
        for number, section in enumerate(self.sections):
            for position, page in enumerate(section.pages):
                yield ("sections", number, "pages", position), page

    def questions_placed(self) -> Iterator[tuple[Place, Question]]:
        """Every question with where it stands."""
        for place, page in self.pages_placed():
            for number, question in enumerate(page.questions):
                yield (*place, "questions", number), question

    @cached_property
    def section_of(self) -> dict[str, Section]:
        """The section of each page, by page id."""
        return {page.id: section for section in self.sections for page in section.pages}

    @cached_property
    def questions(self) -> dict[str, Question]:
        return {question.id: question for page in self.pages.values() for question in page.questions}

    @cached_property
    def page_of(self) -> dict[str, str]:
        """The page of each question, by question id."""
        return {question.id: page.id for page in self.pages.values() for question in page.questions}

    @cached_property
    def position_of(self) -> dict[str, int]:
        """Where each page stands among all pages; those in no fixed order all stand where the first does."""
        standing: dict[str, int] = {}
        for section in self.sections:
            for number, page in enumerate(section.pages, len(standing)):
                first = standing.get(section.pages[0].id, number)
                standing[page.id] = number if section.order == "as_written" else first
        return standing

    @cached_property
    def course(self) -> Course:
        """What every way through it comes to."""
        return Course(self.sections, self.position_of, self.reading.words_per_second)

    @cached_property
    def stage_of(self) -> dict[str, str]:
        """The place on the way that each page belongs to, by page id."""
        return {name: section.stage for name, section in self.section_of.items()}

    @cached_property
    def known_from(self) -> dict[str, int]:
        """The position of the page that makes each name known, computed variables included.

        A computed variable that looks at no known name, or at itself by way of others, is left out.
        """
        known: dict[str, int] = {}
        end = 0
        for section in self.sections:
            end += len(section.pages)
            for position, page in enumerate(section.pages, end - len(section.pages)):
                at = position if section.order == "as_written" else end - 1
                for question in page.questions:
                    known |= dict.fromkeys((*question.terms(), *filter(None, [question.repeats])), at)
        pending = dict(self.computed)
        while ready := [name for name, one in pending.items() if one.looks_at <= known.keys()]:
            for name in ready:
                known[name] = max((known[used] for used in pending.pop(name).looks_at), default=0)
        return known

    @cached_property
    def computing(self) -> tuple[tuple[int, str, Computed], ...]:
        """Computed variables in the order in which they can be computed, each with its position."""
        ranked = {name: rank for rank, name in enumerate(self.known_from)}
        known = self.computed.keys() & self.known_from.keys()
        order = sorted(known, key=lambda name: (self.known_from[name], ranked[name]))
        return tuple((self.known_from[name], name, self.computed[name]) for name in order)

    @cached_property
    def quoted(self) -> frozenset[str]:
        """The names that some text quotes."""
        slots = (slot for page in self.pages.values() for text in page.braced for slot in piped(text).slots)
        return frozenset(use.name for slot in slots for use in slot.uses())

    @cached_property
    def quoted_questions(self) -> frozenset[str]:
        """The questions with a name that some text quotes."""
        asked = self.questions.values()
        return frozenset(one.id for one in asked if not self.quoted.isdisjoint(one.terms()))

    @cached_property
    def looked_at(self) -> frozenset[str]:
        """The names on which a page, section or computed variable hangs: by these answers turn the way."""
        by_pages = (name for page in self.pages.values() for name in page.looks_at)
        by_sections = (name for one in self.sections if one.show_if for name in one.show_if.names)
        by_computed = (name for computed in self.computed.values() for name in computed.looks_at)
        return self.quoted.union(by_pages, by_sections, by_computed)

    @cached_property
    def ending_questions(self) -> frozenset[str]:
        """The questions with an answer that leads to an end screen at once."""
        return frozenset(one.id for one in self.questions.values() if any(one.end_screens()))

    @cached_property
    def main_break(self) -> Question | None:
        """The question by which the report splits people first, if there is one."""
        return next((question for question in self.questions.values() if question.split == "main"), None)

    @property
    def groups(self) -> tuple[str, ...]:
        """The ids of repeated groups, in their order."""
        return tuple(dict.fromkeys(page.repeats for page in self.pages.values() if page.repeats))

    @property
    def document(self) -> str:
        """The normalised form as text: what a version is, kept for ever and read back as it was."""
        return self.model_dump_json()

    @property
    def fingerprint(self) -> str:
        """The SHA-256 of the document, in hexadecimal: two versions are the same when these are."""
        return hashlib.sha256(self.document.encode()).hexdigest()

    @property
    def expected_seconds(self) -> float:
        """Mean time over everybody expected to answer, from the start page to the button that sends."""
        pace = self.reading.words_per_second
        pages = sum(
            section.shown_to * page.expected_time(pace) for section in self.sections for page in section.pages
        )
        return self.start.words / pace + pages + CHECK_AND_SEND_SECONDS

    def columns_named(self, name: str) -> tuple[Column, ...]:
        """The columns of a question or, where the name is a row's, that one column; none when unknown."""
        return self._columns.get(name, ())

    @cached_property
    def _columns(self) -> dict[str, tuple[Column, ...]]:
        variables = [variable for question in self.questions.values() for variable in question.variables()]
        single = {column.name: (column,) for variable in variables for column in variable.columns}
        return single | {variable.id: variable.columns for variable in variables}

    @cached_property
    def codebook(self) -> Codebook:
        return Codebook(
            self.questionnaire, self.version, self.title, tuple(self._variables()), tuple(self._scores())
        )

    def _variables(self) -> Iterator[Variable]:
        for section in self.sections:
            for page in section.pages:
                for question in retold(page, unpiped).questions:
                    for variable in question.variables():
                        yield placed(variable, section, page, question)
        pages = tuple(self.pages)
        for position, name, computed in self.computing:
            page_id = pages[position]
            yield computed.variable(name, self.section_of[page_id].id, page_id)

    def _scores(self) -> Iterator[Score]:
        for name, rule in self.scores.items():
            columns = [column for name_of in rule.of for column in self.columns_named(name_of)]
            for group in dict.fromkeys(key_of(column, rule.by) for column in columns):
                yield Score(
                    f"{name}_{group}" if group else name,
                    rule.labels.get(group, group.replace("_", " ").capitalize()) if group else rule.title,
                    tuple(column.name for column in columns if key_of(column, rule.by) == group),
                    rule.needs,
                    family=name,
                    level=group if rule.by == "level" else "",
                )


def key_of(column: Column, by: str) -> str:
    """The construct or level that a score is made for; nothing when it is one score of all."""
    return {"": "", "measures": column.measures, "level": column.level}[by]


def placed(variable: Variable, section: Section, page: Page, question: Question) -> Variable:
    """A variable with where it stands; a section's sensitivity holds for all in it."""
    sensitive = max(variable.sensitive, section.sensitive, key=("none", "low", "high").index)
    nature = Nature.CONTACT if question.contact else variable.nature
    return replace(
        variable,
        section=section.id,
        page=page.id,
        sensitive=sensitive,
        nature=nature,
        repeats=question.repeats,
    )
