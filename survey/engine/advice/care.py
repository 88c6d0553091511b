"""Care for the people who answer: what is sensitive is free to leave, announced, and followed by support."""

from __future__ import annotations

from collections.abc import Iterator

from survey.engine.parts import Finding
from survey.engine.questionnaire import Questionnaire


def of_care(form: Questionnaire) -> Iterator[Finding]:
    sensitive = False
    for number, section in enumerate(form.sections):
        sensitive = sensitive or section.sensitive != "none"
        for position, page in enumerate(section.pages):
            place = ("sections", number, "pages", position)
            if page.note is not None and not (page.note.text or page.note.items):
                message = "Say in note: what the section asks about, so that nobody meets it unprepared."
                yield Finding(("sections", number), "no-content-note", message, section.id)
            for count, question in enumerate(page.questions):
                at = (*place, "questions", count)
                sensitive = sensitive or question.sensitive != "none"
                if question.required and {question.sensitive, section.sensitive} != {"none"}:
                    message = f"{question.id} is sensitive and must be answered. Let people leave it blank."
                    yield Finding((*at, "required"), "required-sensitive", message, question.id)
                if question.sensitive == "high" and section.sensitive != "high":
                    message = (
                        f"{question.id} is sensitive: high and comes without a content note. "
                        "Put it into a section with sensitive: high."
                    )
                    yield Finding((*at, "sensitive"), "no-content-note", message, question.id)
    if sensitive and not form.support.services:
        message = "Something sensitive is asked. Name under support: where people can turn to."
        yield Finding(("sections",), "no-support", message, form.questionnaire)
