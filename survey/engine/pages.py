"""Pages of questions, and the sections that they stand in."""

from __future__ import annotations

import operator
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import ClassVar

from pydantic import Field

from survey.engine.answer_checks import failing
from survey.engine.codebook import Nature
from survey.engine.conditions import Condition
from survey.engine.forms import Form, Problem, Rejected
from survey.engine.framing import Note, reading_words
from survey.engine.operands import Facts
from survey.engine.parts import Id, Order, Part, Sensitivity, Share, Words, in_order
from survey.engine.phrases import Phrase
from survey.engine.questions import Kind
from survey.engine.questions.base import Question
from survey.engine.texts import texts_in

NOTE_FIELD = "choice"
SEE = "see"
SKIP = "skip"
NOTE_CHOICES = (SEE, SKIP)
"""What a note asks: the field that holds the choice, and the two ways on."""

CHOSEN = tuple((choice,) for choice in NOTE_CHOICES)


class Page(Part):
    """One page: its questions, or a content note before a sensitive section."""

    told: ClassVar[tuple[str, ...]] = ("title", "caption", "text", "questions", "note")

    id: Id
    title: str = ""
    caption: str = ""
    text: tuple[str, ...] = ()
    show_if: Condition | None = None
    shown_to: Share = 1
    questions: tuple[Kind, ...] = ()
    note: Note | None = None
    repeats: str = ""

    def narrowed(self, facts: Facts) -> Page | None:
        """The page with what the conditions of its questions leave; None when they leave nothing."""
        if not self.conditions:
            return self
        return self.asking(question.narrowed(facts) for question in self.questions)

    def carried(self, facts: Facts) -> Page | None:
        """The page with what earlier choices leave; None when they leave nothing."""
        if not self.is_carried:
            return self
        return self.asking(question.carried(facts) for question in self.questions)

    @cached_property
    def conditions(self) -> tuple[Condition, ...]:
        """The conditions of what stands on it, each once."""
        found = (condition for question in self.questions for _, condition in question.conditions())
        return tuple({condition.text: condition for condition in found}.values())

    @cached_property
    def is_carried(self) -> bool:
        """Whether something on it offers what was chosen before."""
        return any(question.is_carried for question in self.questions)

    @cached_property
    def is_shuffled(self) -> bool:
        """Whether something on it comes in another order for everybody."""
        return any(question.is_shuffled for question in self.questions)

    def arranged(self, seed: int) -> Page:
        """The page as one person meets it, each list on it in their order."""
        if not self.is_shuffled:
            return self
        return self.asking(question.arranged(seed) for question in self.questions) or self

    def asking(self, questions: Iterable[Question | None]) -> Page | None:
        """The page with these questions, without those not asked; itself when all are as written."""
        asked = tuple(question for question in questions if question is not None)
        if len(asked) == len(self.questions) and all(map(operator.is_, asked, self.questions)):
            return self
        return self.model_copy(update={"questions": asked}) if asked else None

    @property
    def looks_at(self) -> Iterator[str]:
        """The names on which it hangs what it asks and whether it is right; what its texts quote is apart."""
        if self.show_if is not None:
            yield from self.show_if.names
        for question in self.questions:
            yield from (name for _, name in question.refers_to())
            yield from (name for _, condition in question.conditions() for name in condition.names)
            yield from (name for check in question.checks for name in check.holds.names)

    @cached_property
    def natures(self) -> dict[str, Nature]:
        """The form fields on it, and where the content of each may be kept."""
        return {field.name: field.nature for question in self.questions for field in question.fields()}

    @cached_property
    def own_names(self) -> frozenset[str]:
        """The names that answers on it make known."""
        return frozenset(name for question in self.questions for name in question.terms())

    @cached_property
    def is_required(self) -> bool:
        """Whether something on it has to be answered to go on."""
        return any(question.required for question in self.questions)

    @cached_property
    def braced(self) -> tuple[str, ...]:
        """The texts on this page that have something in braces."""
        return tuple(text for _, text in texts_in(self) if "{" in text or "}" in text)

    @cached_property
    def has_checks(self) -> bool:
        return any(question.checks for question in self.questions)

    def failing(self, facts: Facts) -> tuple[Problem, ...]:
        """What the checks on this page ask, given every answer up to and on it."""
        return tuple(failing(self.questions, facts)) if self.has_checks else ()

    def problems(self, form: Form, facts: Facts) -> tuple[Problem, ...]:
        """What is to be put right or looked at once more when somebody continues with this form.

        `facts` is what the other pages establish; of this page the form counts alone.
        """
        if self.note is not None:
            chosen = form.get(NOTE_FIELD, ())
            message = Phrase("Choose one of the two ways on.")
            return () if chosen in CHOSEN else (Problem(NOTE_FIELD, message),)
        readings = [(question, question.read(form)) for question in self.questions]
        found = [one for _, reading in readings if isinstance(reading, Rejected) for one in reading.problems]
        if not self.has_checks:
            return tuple(found)
        here = {name: fact for name, fact in facts.items() if name not in self.own_names}
        for question, reading in readings:
            if reading is not None and not isinstance(reading, Rejected):
                here |= question.facts(reading)
        return (*found, *self.failing(here))

    @cached_property
    def text_words(self) -> int:
        noted = reading_words(self.note.text, self.note.not_asked, *self.note.items) if self.note else 0
        return reading_words(*self.text) + noted

    def time(self, pace: float) -> float:
        """Expected seconds for somebody who is shown it, reading `pace` words a second."""
        return self.text_words / pace + self.asking_time

    @cached_property
    def asking_time(self) -> float:
        """Expected seconds on its questions."""
        return sum(question.time for question in self.questions)

    def expected_time(self, pace: float) -> float:
        """Expected seconds over everybody."""
        return self.shown_to * (
            self.text_words / pace + sum(question.expected_time for question in self.questions)
        )


class Section(Part):
    """A section: pages under one title, one place on the way, one condition.

    With an `order` of its own its pages come in another order for everybody.
    """

    told: ClassVar[tuple[str, ...]] = ("title", "pages")

    id: Id
    title: Words
    stage: Id
    show_if: Condition | None = None
    shown_to: Share = 1
    sensitive: Sensitivity = "none"
    order: Order = "as_written"
    pages: tuple[Page, ...] = Field(min_length=1)

    def pages_for(self, seed: int) -> tuple[Page, ...]:
        """The pages as one person meets them; a note stays first."""
        if self.order == "as_written":
            return self.pages
        free = [page for page in self.pages if page.note is None]
        ordered = in_order(free, self.order, seed, self.id, lambda page: page.id)
        return (*(page for page in self.pages if page.note is not None), *ordered)

    @property
    def can_be_skipped(self) -> bool:
        """Sensitive sections can be skipped whole, from the note before them."""
        return self.sensitive == "high"
