"""A stored response as a journey again: its fields go back to their pages and are read as before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from survey.engine.answers import Answers
from survey.engine.forms import Form
from survey.engine.journey import Journey
from survey.engine.questionnaire import Questionnaire
from survey.engine.reading import NOTE_FIELD, SKIP, SavedPage, read_answers
from survey.storage.records import ResponseRecord


def answers_of(
    questionnaire: Questionnaire, fields: Form, done: Iterable[str], skipped: Iterable[str]
) -> Answers:
    """The answers in the fields of a response, whichever table each of them came from."""
    finished, left = set(done), set(skipped)
    saved: dict[str, SavedPage] = {}
    for page in questionnaire.pages.values():
        own = {field.name for question in page.questions for field in question.fields()}
        form = {name: values for name, values in fields.items() if name in own}
        if page.note is not None and questionnaire.section_of[page.id].id in left:
            form = {NOTE_FIELD: (SKIP,)}
        saved[page.id] = SavedPage(form, page.id in finished)
    return read_answers(questionnaire, saved)


def journey_of(
    questionnaire: Questionnaire, response: ResponseRecord, texts: Mapping[str, tuple[str, ...]]
) -> Journey:
    """The journey of somebody who has sent, without the contact details, which lie elsewhere."""
    answers = answers_of(questionnaire, {**response.closed, **texts}, response.pages, response.skipped)
    return Journey(questionnaire, answers, response.seed)
