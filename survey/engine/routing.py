"""Checks of routing: conditions and carried answers look at earlier pages, and at what can be known there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from survey.engine.conditions import Condition
from survey.engine.local import english_name, plural_categories, says_none
from survey.engine.operands import Use
from survey.engine.pages import Page
from survey.engine.parts import Finding, Place
from survey.engine.piping import piped
from survey.engine.questionnaire import Questionnaire
from survey.engine.questions.base import Question, Term
from survey.engine.spelling import meant
from survey.engine.texts import texts_in
from survey.engine.tokens import ExpressionError
from survey.engine.usage import of_use


@dataclass
class Known:
    """What has been asked on the pages walked so far, and what is asked here or later."""

    later: frozenset[str]
    language: str
    mixed: frozenset[str] = frozenset()
    """What is asked in the same section, when its pages come in no fixed order."""
    here: frozenset[str] = frozenset()
    never: frozenset[str] = frozenset()
    """What is to be computed and cannot be, which is told where it is declared."""
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

    def copy(self) -> Known:
        return replace(
            self, terms=dict(self.terms), questions=dict(self.questions), contacts=set(self.contacts)
        )

    def misplaced(self, name: str, place: Place) -> Finding:
        """Why a name is not known here."""
        if name in self.mixed - self.here:
            message = f"{name} is asked in the same section, whose pages have no fixed order. Move it before."
            return Finding(place, "no-fixed-order", message, name)
        if name in self.here:
            message = f"{name} is asked on the same page. Break the page before this with - page: some_id."
            return Finding(place, "same-page", message, name)
        if name in self.later:
            message = f"{name} is asked on a later page. Refer to earlier pages only."
            return Finding(place, "later-page", message, name)
        hint = meant(name, self.later) or " A word that is a code stands in single quotes."
        message = f"There is no question or statement {name}.{hint}"
        return Finding(place, "unknown-name", message, name)


def of_routing(form: Questionnaire) -> Iterator[Finding]:
    """Every condition and every carried answer of a questionnaire."""
    asked = (name for question in form.questions.values() for name in question.terms())
    known, passed = Known(frozenset((*asked, *form.computed)), form.language), 0
    known.never = frozenset(form.computed.keys() - form.known_from.keys())
    for number, section in enumerate(form.sections):
        place: Place = ("sections", number)
        everything: list[Question] = [question for page in section.pages for question in page.questions]
        if section.show_if:
            known.here = frozenset()
            yield from of_condition(section.show_if, (*place, "show_if"), known, private(everything))
        fixed = section.order == "as_written"
        names = frozenset(name for question in everything for name in question.terms())
        known.mixed = frozenset() if fixed else names
        for position, page in enumerate(section.pages):
            yield from of_page(page, (*place, "pages", position), known)
            passed += 1
            if fixed:
                known.take(page)
                yield from of_computed(form, passed - 1, known)
        if not fixed:
            for page in section.pages:
                known.take(page)
            yield from of_computed(form, passed - 1, known)
    for name in form.computed.keys() - form.known_from.keys():
        yield from uncomputed(form, name, known)


def of_computed(form: Questionnaire, position: int, known: Known) -> Iterator[Finding]:
    """What is computed once this page is passed: its names, and that it is known from here on."""
    for known_from, name, computed in form.computing:
        if known_from == position:
            for use in computed.uses():
                yield from of_name(use, ("computed", name), known, False)
            known.terms[name] = computed.term()


def uncomputed(form: Questionnaire, name: str, known: Known) -> Iterator[Finding]:
    """Why something can never be computed; nothing where that follows from the fault of another."""
    for use in form.computed[name].uses():
        if use.name not in form.known_from and use.name not in form.computed:
            yield known.misplaced(use.name, ("computed", name))
        elif use.name not in form.known_from and name in needed_for(form, use.name):
            message = f"{name} is computed from {use.name}, and that from {name}. Break the circle."
            yield Finding(("computed", name), "computed-circle", message, name)


def needed_for(form: Questionnaire, name: str) -> set[str]:
    """Everything computed that a computed variable needs, directly or through others."""
    found: set[str] = set()
    waiting = [name]
    while waiting:
        waiting_for = form.computed[waiting.pop()].looks_at & form.computed.keys() - found
        found |= waiting_for
        waiting += waiting_for
    return found


def of_page(page: Page, place: Place, known: Known) -> Iterator[Finding]:
    known.here = frozenset(name for question in page.questions for name in question.terms())
    if page.show_if:
        yield from of_condition(page.show_if, (*place, "show_if"), known, private(page.questions))
    for where, text in texts_in(page):
        if text in page.braced:
            contact = where[0] == "questions" and page.questions[int(where[1])].contact
            yield from of_text(text, (*place, *where), known, contact)
    for number, question in enumerate(page.questions):
        at = (*place, "questions", number)
        for where, condition in question.conditions():
            yield from of_condition(condition, (*at, *where), known, question.contact)
        for key, name in question.refers_to():
            yield from of_reference(question, name, (*at, key), known)
    if any(question.checks for question in page.questions):
        with_page = known.copy()
        with_page.take(page)
        for number, question in enumerate(page.questions):
            yield from of_checks(question, (*place, "questions", number), with_page)


def of_text(text: str, place: Place, known: Known, private: bool) -> Iterator[Finding]:
    """What a text says in braces can be read, and has words whatever was answered."""
    try:
        slots = piped(text).slots
    except ExpressionError as error:
        yield Finding(place, "text-syntax", str(error))
        return
    for slot in slots:
        for use in slot.uses():
            yield from of_name(use, place, known, private)
        if slot.forms and (message := wrong_forms(len(slot.forms), known.language)):
            yield Finding(place, "text-syntax", message, str(slot.source))
        if not slot.always_said:
            message = f"Say what stands here when there is no answer: {{{slot.source} or 'your work'}}."
            yield Finding(place, "no-fallback", message, str(slot.source))


def wrong_forms(count: int, language: str) -> str:
    """What is wrong with the number of forms that a counted thing has, or nothing."""
    needed = len(plural_categories(language))
    if count == needed or (count == needed + 1 and says_none(language)):
        return ""
    names = ", ".join(plural_categories(language))
    also = f", or {needed + 1} with one for none first" if says_none(language) else ""
    has = f"{english_name(language)} has {needed} forms of a number ({names})"
    return f"{has}: write {needed}{also}, not {count}."


def of_checks(question: Question, place: Place, known: Known) -> Iterator[Finding]:
    """Checks may look at answers of their own page too, and must: only there can something be put right."""
    for number, check in enumerate(question.checks):
        at = (*place, "checks", number, "holds")
        yield from of_condition(check.holds, at, known, question.contact)
        if known.here.isdisjoint(use.name for use in check.holds.uses()):
            message = "This check looks at no answer on its own page, where it could be put right. Move it."
            yield Finding(at, "check-elsewhere", message, question.id)


def private(questions: Sequence[Question]) -> bool:
    """Whether all of them are contact details, which are kept apart from the answers."""
    return all(question.contact for question in questions)


def of_condition(condition: Condition, place: Place, known: Known, private: bool) -> Iterator[Finding]:
    for use in condition.uses():
        yield from of_name(use, place, known, private)


def of_name(use: Use, place: Place, known: Known, private: bool) -> Iterator[Finding]:
    if use.name in known.never:
        return
    if use.name not in known.terms:
        yield known.misplaced(use.name, place)
        return
    if use.name in known.contacts and not private:
        yield kept_apart(use.name, place)
    yield from of_use(use, known.terms, place)


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
