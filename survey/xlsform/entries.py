"""The names of a questionnaire as a form has them: short ones within a repeat, the rest as they are."""

from __future__ import annotations

import re
from collections.abc import Iterator

from survey.engine.entries import is_list
from survey.engine.questionnaire import Questionnaire
from survey.engine.questions import Confirm, Ranking
from survey.engine.questions.base import Question, Term
from survey.xlsform.quantities import Entry
from survey.xlsform.relevance import Relevance


def relevance_for(form: Questionnaire) -> Relevance:
    """How conditions of a questionnaire speak of the questions of its form."""
    questions = form.questions.values()
    terms = {name: term for question in questions for name, term in question.terms().items()}
    entries = dict(entries_in(form))
    for group in form.groups:
        inside = [name for question in asked_in(form, group) for name in answers_of(question)]
        terms[group] = Term("group", tuple(inside))
    for page in filter(is_list, form.pages.values()):
        for question in page.questions:
            del terms[question.id]
    terms |= {name: one.term() for name, one in form.computed.items()}
    return Relevance(
        terms,
        ticks=frozenset(one.id for one in questions if isinstance(one, Confirm)),
        ranked=frozenset(row.id for one in questions if isinstance(one, Ranking) for row in one.rows),
        entries=entries,
    )


def entries_in(form: Questionnaire) -> Iterator[tuple[str, Entry]]:
    """Every name that is asked in a repeat; in the form it goes by its own short one, if that is free."""
    outside = {name for one in form.questions.values() if not one.repeats for name in names_of(one)}
    outside |= {*form.computed, *form.groups}
    for group in form.groups:
        begins = re.compile(rf"{group}_([0-9]+)__(.+)")
        inside = [name for one in asked_in(form, group) for name in names_of(one)]
        found = {name: match.groups() for name in inside if (match := begins.fullmatch(name))}
        for name, (number, own) in found.items():
            yield name, Entry(group, int(number), f"{group}__{own}" if own in outside else own)
        outside |= {own for _, own in found.values()}


def asked_in(form: Questionnaire, group: str) -> list[Question]:
    """What the entries of a repeat are asked; not whether there is one more, for which a form has a count."""
    pages = [page for page in form.pages.values() if page.repeats == group and not is_list(page)]
    return [question for page in pages for question in page.questions]


def names_of(question: Question) -> set[str]:
    return {*question.terms(), *question.column_names()}


def answers_of(question: Question) -> tuple[str, ...]:
    """The questions of a form that hold its answer: one for each row of a grid."""
    term = question.terms()[question.id]
    if isinstance(question, Ranking) or term.sort != "rows":
        return (question.id,)
    return tuple(map(str, term.codes))
