"""Checks of routing: conditions and carried answers look at earlier pages, and at what can be known there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from survey.engine.codebook import Code
from survey.engine.conditions import Condition
from survey.engine.expressions import Use
from survey.engine.parts import Finding, Place
from survey.engine.questionnaire import Page, Questionnaire
from survey.engine.questions.base import Question, Term


@dataclass
class Known:
    """What has been asked on the pages walked so far, and what is asked here or later."""

    later: frozenset[str]
    here: frozenset[str] = frozenset()
    terms: dict[str, Term] = field(default_factory=dict)
    questions: dict[str, Question] = field(default_factory=dict)
    contacts: set[str] = field(default_factory=set)

    def take(self, page: Page) -> None:
        """Everything on a page is known to the pages after it."""
        for question in page.questions:
            self.questions[question.id] = question
            self.terms |= question.terms()
            if question.contact:
                self.contacts.update(question.terms())
            if question.repeats:
                self.terms[question.repeats] = Term("group")

    def misplaced(self, name: str, place: Place) -> Finding:
        """Why a name is not known here."""
        if name in self.here:
            message = f"{name} is asked on the same page. Break the page before this with - page: some_id."
            return Finding(place, "same-page", message, name)
        if name in self.later:
            message = f"{name} is asked on a later page. Refer to earlier pages only."
            return Finding(place, "later-page", message, name)
        return Finding(place, "unknown-name", f"There is no question or statement {name}.", name)


def of_routing(form: Questionnaire) -> Iterator[Finding]:
    """Every condition and every carried answer of a questionnaire."""
    known = Known(frozenset(name for question in form.questions.values() for name in question.terms()))
    for number, section in enumerate(form.sections):
        place: Place = ("sections", number)
        everything: list[Question] = [question for page in section.pages for question in page.questions]
        if section.show_if:
            known.here = frozenset()
            yield from of_condition(section.show_if, (*place, "show_if"), known, private(everything))
        for position, page in enumerate(section.pages):
            yield from of_page(page, (*place, "pages", position), known)


def of_page(page: Page, place: Place, known: Known) -> Iterator[Finding]:
    known.here = frozenset(name for question in page.questions for name in question.terms())
    if page.show_if:
        yield from of_condition(page.show_if, (*place, "show_if"), known, private(page.questions))
    for number, question in enumerate(page.questions):
        at = (*place, "questions", number)
        for where, condition in question.conditions():
            yield from of_condition(condition, (*at, *where), known, question.contact)
        for key, name in question.refers_to():
            yield from of_reference(question, name, (*at, key), known)
    known.take(page)


def private(questions: Sequence[Question]) -> bool:
    """Whether all of them are contact details, which are kept apart from the answers."""
    return all(question.contact for question in questions)


def of_condition(condition: Condition, place: Place, known: Known, private: bool) -> Iterator[Finding]:
    for use in condition.uses():
        term = known.terms.get(use.name)
        if term is None:
            yield known.misplaced(use.name, place)
            continue
        if use.name in known.contacts and not private:
            yield kept_apart(use.name, place)
        yield from of_use(use, term, place)


def of_reference(question: Question, name: str, place: Place, known: Known) -> Iterator[Finding]:
    earlier = known.questions.get(name)
    if earlier is None:
        yield known.misplaced(name, place)
    elif not set(earlier.codes()) & set(question.codes()):
        message = f"{name} and {question.id} have no code in common, so nothing could be carried over."
        yield Finding(place, "no-shared-code", message, name)
    elif earlier.contact and not question.contact:
        yield kept_apart(name, place)


def kept_apart(name: str, place: Place) -> Finding:
    message = f"{name} is kept apart from the answers, with contact: true. Only such questions can use it."
    return Finding(place, "contact-condition", message, name)


def of_use(use: Use, term: Term, place: Place) -> Iterator[Finding]:
    """What a condition asks of a name must be something that the name can answer."""
    name = use.name
    if use.wants == "any":
        return
    if term.sort == "group":
        message = f"{name} is a group. Only answered({name}) can be asked of it."
        yield Finding(place, "group-value", message, name)
    elif use.wants == "choices" and term.sort not in ("codes", "rows"):
        message = f"{name} has no options. Use any, all, only, in and count with choices."
        yield Finding(place, "not-choices", message, name)
    elif term.sort == "rows" and use.wants == "value":
        message = f"{name} is a grid. Compare one of its statements: {few(term.codes)}."
        yield Finding(place, "grid-value", message, name)
    elif term.sort in ("codes", "rows"):
        yield from of_codes(use, term, place)
    else:
        yield from of_amount(use, term, place)


def of_codes(use: Use, term: Term, place: Place) -> Iterator[Finding]:
    """The codes of a comparison are among those of the question; an order needs numbers on both sides."""
    if use.orders:
        if isinstance(use.codes[0], str) or not any(isinstance(code, int) for code in term.codes):
            message = f"The codes of {use.name} are words. Use ==, in or any instead of < and >."
            yield Finding(place, "no-order", message, use.name)
        return
    for code in use.codes:
        if code not in term.codes:
            message = f"{use.name} has no code {code!r}. Its codes are {few(term.codes)}."
            yield Finding(place, "unknown-code", message, use.name)


EXAMPLES = {"number": "3", "date": "'2024-03-27'", "text": "'words'"}


def of_amount(use: Use, term: Term, place: Place) -> Iterator[Finding]:
    for code in use.codes:
        fits = isinstance(code, str) is (term.sort != "number")
        if not fits or (term.sort == "date" and not is_day(str(code))):
            message = f"{use.name} is a {term.sort}. Compare it with one, such as {EXAMPLES[term.sort]}."
            yield Finding(place, "wrong-type", message, use.name)


def is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def few(codes: tuple[Code, ...]) -> str:
    """Codes for a message, and a sign when there are more."""
    return ", ".join(map(str, codes[:8])) + (", ..." if len(codes) > 8 else "")
