"""Answers to data: one cell a column, and for every value that is not there the reason why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from survey.engine.answers import Answers
from survey.engine.codebook import Cell, Missing
from survey.engine.conditions import all_hold
from survey.engine.journey import Journey
from survey.engine.pages import Page, Section
from survey.engine.questionnaire import Questionnaire
from survey.engine.questions.base import Question


def code(questionnaire: Questionnaire, answers: Answers, seed: int = 0) -> dict[str, Cell]:
    """Every column of the codebook with its value or its reason.

    Reasons, the first that holds: the section was skipped; the page was finished and the question
    left blank; the route, as far as it is settled, does not ask; the person never came so far.
    Off-path answers are not in the result.
    """
    coder, position = Coder(Journey(questionnaire, answers, seed)), 0
    for section in questionnaire.sections:
        for page in section.pages:
            coder.take(page, section)
            coder.compute(position)
            position += 1
    return coder.cells


@dataclass
class Coder:
    """Walks all pages in order, on the route or off it, and knows which names are not settled yet."""

    journey: Journey
    cells: dict[str, Cell] = field(default_factory=dict)
    unsettled: set[str] = field(default_factory=set)

    def take(self, page: Page, section: Section) -> None:
        """Code the questions of one page."""
        asked = self.asked(page)
        open_names: set[str] = set()
        for question in page.questions:
            here = asked.get(question.id)
            if here is not None:
                self.cells |= self.given(question, here)
                continue
            reasons = self.reasons(question, page, section)
            self.cells |= reasons
            if Missing.NOT_REACHED in reasons.values():
                open_names |= {*question.terms(), *filter(None, [question.repeats])}
        self.unsettled |= open_names

    def compute(self, position: int) -> None:
        """Code what is computed from this page and those before it."""
        for known_from, name, computed in self.journey.questionnaire.computing:
            if known_from != position:
                continue
            if not self.unsettled.isdisjoint(computed.looks_at):
                self.unsettled.add(name)
                self.cells[name] = Missing.NOT_REACHED
            elif name in self.journey.facts:
                self.cells[name] = computed.cell(self.journey.facts[name])
            else:
                self.cells[name] = next(
                    filter(None, (self.reason_for(use.name) for use in computed.uses())), Missing.BLANK
                )

    def reason_for(self, name: str) -> Missing | None:
        """Why what a computed variable looks at has no value, if it has none."""
        columns = self.journey.questionnaire.columns_named(name)
        cells = [self.cells[column.name] for column in columns] or [self.cells.get(name, Missing.BLANK)]
        return next((cell for cell in cells if isinstance(cell, Missing)), None)

    def asked(self, page: Page) -> Mapping[str, Question]:
        """The questions of a finished page on the route, as asked."""
        if page.id not in self.journey.answers.done:
            return {}
        found = self.journey.page(page.id)
        return {question.id: question for question in found.questions} if found else {}

    def given(self, question: Question, asked: Question) -> dict[str, Cell]:
        """The cells of a question that was asked; what of it was not on offer was not asked."""
        answer = self.journey.kept.get(question.id)
        own = asked.blank_cells() if answer is None else asked.encode(answer)
        return {name: own.get(name, Missing.NOT_ASKED) for name in question.column_names()}

    def reasons(self, question: Question, page: Page, section: Section) -> dict[str, Cell]:
        """Why a question has no cells of its own."""
        if self.journey.has_skipped(section):
            return dict.fromkeys(question.column_names(), Missing.SECTION_SKIPPED)
        facts = self.journey.facts
        around = all_hold((section.show_if, page.show_if), facts, self.unsettled)
        verdicts = question.settles(facts, self.unsettled)
        return {
            name: Missing.NOT_ASKED if False in (around, verdict) else Missing.NOT_REACHED
            for name, verdict in verdicts.items()
        }
