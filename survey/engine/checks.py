"""Checks of a whole questionnaire: ids are unique, names known, routing looks at earlier pages only."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from survey.engine.codebook import Code
from survey.engine.conditions import Condition
from survey.engine.expressions import Use
from survey.engine.questionnaire import Page, Questionnaire
from survey.engine.questions.base import Question, Term
from survey.engine.questions.choice import Choosing

Place = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault of the whole: a path into the model, a permanent code, and what to do."""

    place: Place
    code: str
    message: str


@dataclass
class Known:
    """What has been asked on the pages walked so far."""

    terms: dict[str, Term] = field(default_factory=dict)
    questions: dict[str, Question] = field(default_factory=dict)
    here: set[str] = field(default_factory=set)


def findings(form: Questionnaire) -> Iterator[Finding]:
    """Every fault of a questionnaire whose parts are each well formed."""
    yield from repeated_ids(form)
    yield from loose_ends(form)
    known = Known()
    later = {name for question in form.questions.values() for name in question.terms()}
    for number, section in enumerate(form.sections):
        place: Place = ("sections", number)
        if section.stage not in form.stages:
            yield Finding(
                (*place, "stage"),
                "unknown-stage",
                f"There is no stage {section.stage}. Declare it under stages:.",
            )
        if section.show_if:
            known.here = set()
            yield from of_condition(section.show_if, (*place, "show_if"), known, later)
        for position, page in enumerate(section.pages):
            yield from of_page(page, (*place, "pages", position), known, later, form)


def of_page(
    page: Page, place: Place, known: Known, later: set[str], form: Questionnaire
) -> Iterator[Finding]:
    known.here = {name for question in page.questions for name in question.terms()}
    if page.show_if:
        yield from of_condition(page.show_if, (*place, "show_if"), known, later)
    for number, question in enumerate(page.questions):
        at = (*place, "questions", number)
        for where, condition in question.conditions():
            yield from of_condition(condition, (*at, *where), known, later)
        for key, name in question.refers_to():
            yield from of_reference(name, (*at, key), known, later)
        yield from of_codes(question, at, form)
    for question in page.questions:
        known.questions[question.id] = question
        known.terms |= question.terms()
        if question.repeats:
            known.terms[question.repeats] = Term("group")


def of_reference(name: str, place: Place, known: Known, later: set[str]) -> Iterator[Finding]:
    if name in known.questions:
        if not isinstance(known.questions[name], Choosing):
            yield Finding(place, "no-options", f"The question {name} has no options to carry over.")
    else:
        yield misplaced(name, place, known, later)


def misplaced(name: str, place: Place, known: Known, later: set[str]) -> Finding:
    if name in known.here:
        return Finding(
            place,
            "same-page",
            f"{name} is asked on the same page. Break the page before this with - page: some_id.",
        )
    if name in later:
        return Finding(place, "later-page", f"{name} is asked on a later page. Refer to earlier pages only.")
    return Finding(place, "unknown-name", f"There is no question or statement {name}.")


def of_condition(condition: Condition, place: Place, known: Known, later: set[str]) -> Iterator[Finding]:
    for use in condition.uses():
        term = known.terms.get(use.name)
        if term is None:
            yield misplaced(use.name, place, known, later)
        else:
            yield from of_use(use, term, place)


def of_use(use: Use, term: Term, place: Place) -> Iterator[Finding]:
    """What a condition asks of a name must be something that the name can answer."""
    if use.wants == "any":
        return
    if term.sort == "group":
        yield Finding(
            place, "group-value", f"{use.name} is a group. Only answered({use.name}) can be asked of it."
        )
    elif use.wants == "choices" and term.sort not in ("codes", "rows"):
        yield Finding(
            place, "not-choices", f"{use.name} has no options. Use any, all, only and count with choices."
        )
    elif term.sort == "rows" and use.wants == "value":
        yield Finding(
            place, "grid-value", f"{use.name} is a grid. Compare one of its statements: {few(term.codes)}."
        )
    elif term.sort in ("codes", "rows"):
        yield from of_known_codes(use, term, place)
    else:
        yield from of_amount(use, term, place)


def of_known_codes(use: Use, term: Term, place: Place) -> Iterator[Finding]:
    for code in use.codes:
        if code not in term.codes and not (use.orders and isinstance(code, int | float)):
            yield Finding(
                place, "unknown-code", f"{use.name} has no code {code!r}. Its codes are {few(term.codes)}."
            )
    if use.orders and not any(isinstance(code, int) for code in term.codes):
        yield Finding(
            place, "no-order", f"The codes of {use.name} are words. Use ==, in or any instead of < and >."
        )


def of_amount(use: Use, term: Term, place: Place) -> Iterator[Finding]:
    for code in use.codes:
        if isinstance(code, str) is (term.sort == "number"):
            example = {"number": "3", "date": "'2024-03-27'", "text": "'words'"}[term.sort]
            yield Finding(
                place, "wrong-type", f"{use.name} is a {term.sort}. Compare it with one, such as {example}."
            )
        elif term.sort == "date" and not is_day(str(code)):
            yield Finding(place, "wrong-type", f"Write the date as '2024-03-27', not '{code}'.")


def is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def few(codes: tuple[Code, ...]) -> str:
    """Codes for a message, and a sign when there are more."""
    return ", ".join(map(str, codes[:8])) + (", ..." if len(codes) > 8 else "")


def of_codes(question: Question, place: Place, form: Questionnaire) -> Iterator[Finding]:
    if isinstance(question, Choosing):
        codes = [str(option.code) for option in question.options]
        for code in sorted({code for code in codes if codes.count(code) > 1}):
            yield Finding(
                (*place, "options"), "duplicate-code", f"The code {code} stands twice among the options."
            )
        for option in question.options:
            if option.end and option.end not in form.ends:
                yield Finding(
                    (*place, "options"),
                    "unknown-end",
                    f"There is no end screen {option.end}. Declare it under ends:.",
                )
        if sum(bool(option.say) for option in question.options) > 1:
            yield Finding(
                (*place, "options"),
                "two-says",
                "Only one option of a question can ask for words of one's own.",
            )
    for scale in question.scales_used():
        if len({str(step.code) for step in scale.steps}) < len(scale.steps):
            yield Finding(
                (*place, "scale"), "duplicate-code", f"A code stands twice on the scale {scale.id}."
            )


def repeated_ids(form: Questionnaire) -> Iterator[Finding]:
    seen: set[str] = set()
    pages: set[str] = set()
    sections: set[str] = set()
    for number, section in enumerate(form.sections):
        if section.id in sections:
            yield Finding(
                ("sections", number, "id"), "duplicate-id", f"The section id {section.id} is used twice."
            )
        sections.add(section.id)
        for position, page in enumerate(section.pages):
            place: Place = ("sections", number, "pages", position)
            if page.id in pages:
                yield Finding(
                    (*place, "id"),
                    "duplicate-id",
                    f"The page id {page.id} is used twice. Give one of them another id.",
                )
            pages.add(page.id)
            for count, question in enumerate(page.questions):
                names = {item.name for item in question.fields()} | set(columns(question))
                for name in sorted(names & seen):
                    yield Finding(
                        (*place, "questions", count, "id"), "duplicate-id", f"The id {name} is used twice."
                    )
                seen |= names


def columns(question: Question) -> list[str]:
    return [column.name for variable in question.variables() for column in variable.columns]


def loose_ends(form: Questionnaire) -> Iterator[Finding]:
    for name, rule in form.scores.items():
        for number, question in enumerate(rule.of):
            if not form.columns_named(question):
                yield Finding(
                    ("scores", name, "of", number), "unknown-name", f"There is no question {question}."
                )
    if form.partial_consent and form.partial_consent not in form.questions:
        yield Finding(("partial_consent",), "unknown-name", f"There is no question {form.partial_consent}.")
    if form.contacts:
        named: dict[str, str | None] = {
            "consent": form.contacts.consent,
            "purposes": form.contacts.purposes,
            "link": form.contacts.link,
        }
        for key, target in named.items():
            if target and target not in form.questions:
                yield Finding(("contacts", key), "unknown-name", f"There is no question {target}.")
