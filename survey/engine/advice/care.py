"""Care for the people who answer: what is sensitive is free to leave, announced, and followed by support."""

from __future__ import annotations

from collections.abc import Iterator

from survey.engine.pages import Section
from survey.engine.parts import Finding, Place
from survey.engine.questionnaire import Questionnaire
from survey.engine.questions.base import Question


def of_care(form: Questionnaire) -> Iterator[Finding]:
    for number, section in enumerate(form.sections):
        note = section.pages[0].note
        if note is not None and not (note.text or note.items):
            message = "Say in note: what the section asks about, so that nobody meets it unprepared."
            yield Finding(("sections", number), "no-content-note", message, section.id)
    for place, question in form.questions_placed():
        yield from of_question(question, form.section_of[form.page_of[question.id]], place)
    asked = {question.sensitive for question in form.questions.values()}
    if asked | {section.sensitive for section in form.sections} != {"none"} and not form.support.services:
        message = "Something sensitive is asked. Name under support: where people can turn to."
        yield Finding(("sections",), "no-support", message, form.questionnaire)


def of_question(question: Question, section: Section, place: Place) -> Iterator[Finding]:
    if question.required and {question.sensitive, section.sensitive} != {"none"}:
        message = f"{question.id} is sensitive and must be answered. Let people leave it blank."
        yield Finding((*place, "required"), "required-sensitive", message, question.id)
    if question.sensitive == "high" and section.sensitive != "high":
        message = (
            f"{question.id} is sensitive: high and comes without a content note. "
            "Put it into a section with sensitive: high."
        )
        yield Finding((*place, "sensitive"), "no-content-note", message, question.id)
