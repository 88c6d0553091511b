"""From what is stored, page by page as it was typed, to answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from survey.engine.answers import Answer, Answers, Declined, Given
from survey.engine.forms import Form
from survey.engine.pages import NOTE_FIELD, SKIP
from survey.engine.questionnaire import Questionnaire


@dataclass(frozen=True, slots=True)
class SavedPage:
    """One page of a draft: what was typed, and whether Continue accepted it."""

    form: Form = field(default_factory=dict)
    done: bool = False


def read_answers(questionnaire: Questionnaire, saved: Mapping[str, SavedPage]) -> Answers:
    """Every answer that can be read, on the route or off it; what cannot be read is left out.

    A section is skipped once its note was left by Continue, not while the choice is only saved.
    """
    given: dict[str, Answer] = {}
    skipped = set()
    for name, page in questionnaire.pages.items():
        kept = saved.get(name)
        if kept is None:
            continue
        if page.note is not None and kept.done and kept.form.get(NOTE_FIELD) == (SKIP,):
            skipped.add(questionnaire.section_of[name].id)
        for question in page.questions:
            answer = question.read(kept.form)
            if isinstance(answer, Given | Declined):
                given[question.id] = answer
    done = frozenset(name for name, page in saved.items() if page.done and name in questionnaire.pages)
    return Answers(given, done, frozenset(skipped))


def sent_answers(
    questionnaire: Questionnaire, fields: Form, done: Iterable[str], skipped: Iterable[str]
) -> Answers:
    """The answers of a response that was sent: its fields go back to their pages and are read as before."""
    finished, left = set(done), set(skipped)
    saved: dict[str, SavedPage] = {}
    for name, page in questionnaire.pages.items():
        own = {field.name for question in page.questions for field in question.fields()}
        form: Form = {field: values for field, values in fields.items() if field in own}
        if page.note is not None and questionnaire.section_of[name].id in left:
            form = {NOTE_FIELD: (SKIP,)}
        saved[name] = SavedPage(form, name in finished)
    return read_answers(questionnaire, saved)
