"""Answers to data: one cell a column, and for every value that is not there the reason why."""

from __future__ import annotations

from survey.engine.answers import Answers
from survey.engine.codebook import Cell, Missing
from survey.engine.conditions import Condition
from survey.engine.journey import Journey
from survey.engine.questionnaire import Page, Questionnaire, Section
from survey.engine.questions.base import Question


def code(questionnaire: Questionnaire, answers: Answers, seed: int = 0) -> dict[str, Cell]:
    """Every column of the codebook with its value or its reason.

    Reasons, the first that holds: the section was skipped; the route does not ask (not asked, or
    not reached where that was never settled); the page was never finished (not reached); the
    question was left blank. Off-path answers are not in the result.
    """
    journey = Journey(questionnaire, answers, seed)
    cells: dict[str, Cell] = {}
    for section in questionnaire.sections:
        for page in section.pages:
            asked = journey.page(page.id)
            here = {question.id: question for question in asked.questions} if asked else {}
            for question in page.questions:
                cells |= question_cells(question, here.get(question.id), page, section, journey)
    return cells


def question_cells(
    question: Question, asked: Question | None, page: Page, section: Section, journey: Journey
) -> dict[str, Cell]:
    names = [column.name for variable in question.variables() for column in variable.columns]
    if section.id in journey.answers.skipped and section_reached(section, journey):
        return dict.fromkeys(names, Missing.SECTION_SKIPPED)
    if asked is None:
        closed = any(
            finished(gate, journey) and not gate.holds(journey.facts)
            for gate in gates(question, page, section)
        )
        return dict.fromkeys(
            names, Missing.NOT_ASKED if closed or route_known(page, journey) else Missing.NOT_REACHED
        )
    if page.id not in journey.answers.done:
        return dict.fromkeys(names, Missing.NOT_REACHED)
    answer = journey.kept.get(question.id)
    own = asked.blank_cells() if answer is None else {**asked.blank_cells(), **asked.encode(answer)}
    return {name: own.get(name, Missing.NOT_ASKED) for name in names}


def section_reached(section: Section, journey: Journey) -> bool:
    return any(page.id in journey.ids for page in section.pages)


def gates(question: Question, page: Page, section: Section) -> list[Condition]:
    return [gate for gate in (question.show_if, page.show_if, section.show_if) if gate is not None]


def finished(condition: Condition, journey: Journey) -> bool:
    """Whether everything that a condition looks at was settled: finished pages, or pages off the route."""
    owners = journey.questionnaire.page_of_name
    return all(
        owners[name] in journey.answers.done or owners[name] not in journey.ids
        for name in condition.names
        if name in owners
    )


def route_known(page: Page, journey: Journey) -> bool:
    """Whether the way got past where this page would stand, so that leaving it out was decided."""
    if journey.end:
        return False
    last = journey.first_unfinished
    order = list(journey.questionnaire.pages)
    return last is None or order.index(page.id) < order.index(last.id)
