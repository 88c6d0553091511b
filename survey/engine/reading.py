"""From what is stored, page by page as it was typed, to answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from survey.engine.answers import Answer, Answers
from survey.engine.forms import Form, Rejected
from survey.engine.pages import NOTE_FIELD, SKIP, Page
from survey.engine.questionnaire import Questionnaire


class Saved(Protocol):
    """One page of a draft, as whoever keeps it has it: what was typed, and whether Continue accepted it."""

    @property
    def form(self) -> Form: ...

    @property
    def done(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class SavedPage:
    """One page of a draft that nobody keeps yet."""

    form: Form = field(default_factory=dict)
    done: bool = False


def read_answers(questionnaire: Questionnaire, saved: Mapping[str, Saved]) -> Answers:
    """Every answer that can be read, on the route or off it; what cannot be read is left out.

    A section is skipped once its note was left by Continue, not while the choice is only saved.
    """
    given: dict[str, Answer] = {}
    skipped = set()
    for name, page in questionnaire.pages.items():
        if name in saved:
            given |= read_page(page, saved[name])
            if page.note is not None and skips(page, saved[name]):
                skipped.add(questionnaire.section_of[name].id)
    done = frozenset(name for name, page in saved.items() if page.done and name in questionnaire.pages)
    return Answers(given, done, frozenset(skipped))


def read_page(page: Page, saved: Saved) -> dict[str, Answer]:
    """The answers on one page that can be read."""
    form = saved.form
    return {
        question.id: answer
        for question in page.questions
        if (answer := question.read(form)) is not None and not isinstance(answer, Rejected)
    }


def skips(page: Page, saved: Saved) -> bool:
    """Whether this is a note, left by the choice to skip its section."""
    return page.note is not None and saved.done and saved.form.get(NOTE_FIELD) == (SKIP,)


def reread(questionnaire: Questionnaire, answers: Answers, name: str, saved: Saved) -> Answers:
    """The same answers after one page was saved anew: the others need not be read again."""
    page = questionnaire.pages[name]
    given = dict(answers.given)
    for question in page.questions:
        given.pop(question.id, None)
    section = {questionnaire.section_of[name].id} if page.note is not None else set()
    skipped = answers.skipped - section | (section if skips(page, saved) else set())
    done = answers.done | {name} if saved.done else answers.done - {name}
    return Answers(given | read_page(page, saved), done, skipped)


def sent_answers(
    questionnaire: Questionnaire, fields: Form, done: Iterable[str], skipped: Iterable[str]
) -> Answers:
    """The answers of a response that was sent: its fields go back to their pages and are read as before."""
    finished, left = set(done), set(skipped)
    saved: dict[str, SavedPage] = {}
    for name, page in questionnaire.pages.items():
        own = {name for question in page.questions for name in question.field_names}
        form: Form = {field: values for field, values in fields.items() if field in own}
        if page.note is not None and questionnaire.section_of[name].id in left:
            form = {NOTE_FIELD: (SKIP,)}
        saved[name] = SavedPage(form, name in finished)
    return read_answers(questionnaire, saved)
