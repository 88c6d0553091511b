"""Checks of a whole questionnaire: ids are unique, and every name that is used stands for something."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from survey.engine.codebook import Column
from survey.engine.declared import ScoreRule
from survey.engine.forms import TAKEN
from survey.engine.grammar import KEYWORDS
from survey.engine.parts import Finding, Place
from survey.engine.questionnaire import Questionnaire
from survey.engine.questions.base import Question
from survey.engine.routing import of_routing
from survey.engine.spelling import meant
from survey.engine.versions.map_checks import of_code_map
from survey.engine.versions.retired import of_retired


def findings(form: Questionnaire) -> Iterator[Finding]:
    """Every fault of a questionnaire whose parts are each well formed."""
    yield from of_ids(form)
    yield from of_retired(form.retired, form.questions_placed(), derived(form))
    yield from of_code_map(form)
    yield from of_sections(form)
    yield from of_routing(form)
    yield from of_breaks(form)
    yield from of_scores(form)
    yield from of_consents(form)
    yield from of_support(form)


def derived(form: Questionnaire) -> Iterator[tuple[Place, str]]:
    """The names of what is worked out from answers."""
    yield from ((("computed", name), name) for name in form.computed)
    yield from ((("scores", name), name) for name in form.scores)


def of_ids(form: Questionnaire) -> Iterator[Finding]:
    sections = [(("sections", number), section.id) for number, section in enumerate(form.sections)]
    yield from twice("section", sections)
    yield from twice("page", marked_pages(form))
    groups = {page.repeats for _, page in form.pages_placed() if page.repeats}
    seen = {page.id for _, page in form.pages_placed() if page.note is not None} | groups
    for group in groups & KEYWORDS:
        message = f"{group} is a word of conditions. Choose another id for the group."
        yield Finding(("sections",), "reserved-id", message, group)
    for place, question in form.questions_placed():
        names = names_of(question)
        for name in sorted({name for name in names if name in seen or names.count(name) > 1}):
            message = f"The id {name} is used twice. Give one of them another."
            yield Finding((*place, "id"), "duplicate-id", message, name)
        for name in sorted((KEYWORDS | TAKEN).intersection(names)):
            user = "conditions" if name in KEYWORDS else "the page itself"
            message = f"{name} is a word of {user}. Choose another id."
            yield Finding((*place, "id"), "reserved-id", message, name)
        seen.update(names)
    for name, computed in form.computed.items():
        if name in seen:
            message = f"The id {name} is used twice. Give what is computed another."
            yield Finding(("computed", name), "duplicate-id", message, name)
        if name in KEYWORDS:
            message = f"{name} is a word of conditions. Choose another id."
            yield Finding(("computed", name), "reserved-id", message, name)
        for found in computed.findings():
            yield Finding(("computed", name, *found.place), found.code, found.message, name)


def marked_pages(form: Questionnaire) -> list[tuple[Place, str]]:
    """The pages by id, without those that a section names after itself where another has its id already."""
    seen: set[str] = set()
    found: list[tuple[Place, str]] = []
    for number, section in enumerate(form.sections):
        own = {section.id, f"{section.id}_note"} if section.id in seen else set()
        for position, page in enumerate(section.pages):
            if page.id not in own:
                found.append((("sections", number, "pages", position), page.id))
        seen.add(section.id)
    return found


def names_of(question: Question) -> list[str]:
    """Every name that a question takes: its id, and those fields and columns that are called otherwise."""
    others = {field.name for field in question.fields()} | set(question.column_names())
    rows = [name for name, term in question.terms().items() if name == question.id and term.sort == "rows"]
    return [question.id, *(others if rows else others - {question.id})]


def twice(what: str, ids: Iterable[tuple[Place, str]]) -> Iterator[Finding]:
    seen: set[str] = set()
    for place, name in ids:
        if name in seen:
            message = f"The {what} id {name} is used twice. Give one of them another."
            yield Finding((*place, "id"), "duplicate-id", message, name)
        seen.add(name)


def of_sections(form: Questionnaire) -> Iterator[Finding]:
    for number, section in enumerate(form.sections):
        if section.stage not in form.stages and form.stages:
            hint = meant(section.stage, form.stages) or " Declare it under stages:."
            message = f"There is no stage {section.stage}.{hint}"
            yield Finding(("sections", number, "stage"), "unknown-stage", message, section.stage)
    for place, question in form.questions_placed():
        for found in question.findings():
            yield Finding((*place, *found.place), found.code, found.message, found.about)
        for where, end in question.end_screens():
            if end not in form.ends:
                hint = meant(end, form.ends) or " Declare it under ends:."
                message = f"There is no end screen {end}.{hint}"
                yield Finding((*place, *where), "unknown-end", message, end)


def of_breaks(form: Questionnaire) -> Iterator[Finding]:
    """The report splits by one question for each name: main, role."""
    seen: dict[str, str] = {}
    for place, question in form.questions_placed():
        if question.split in seen:
            message = f"{seen[question.split]} is the break {question.split} already. There can be one."
            yield Finding((*place, "break"), "duplicate-break", message, seen[question.split])
        if question.split:
            seen[question.split] = question.id


def of_scores(form: Questionnaire) -> Iterator[Finding]:
    taken = {name for _, question in form.questions_placed() for name in names_of(question)} | set(
        form.computed
    )
    for name, rule in form.scores.items():
        place: Place = ("scores", name)
        if name in taken:
            message = f"The id {name} is used twice. Give the score another."
            yield Finding(place, "duplicate-id", message, name)
        for number, question in enumerate(rule.of):
            columns = form.columns_named(question)
            if not columns:
                message = f"There is no question or statement {question}.{meant(question, form.questions)}"
                yield Finding((*place, "of", number), "unknown-name", message, question)
            elif not all(map(has_order, columns)):
                message = f"{question} has no codes to take a mean of."
                yield Finding((*place, "of", number), "no-order", message, question)
        yield from of_needs(form, rule, place)


def has_order(column: Column) -> bool:
    """Whether a column has numbers for codes, so that a mean of it means something."""
    return any(isinstance(category.code, int) for category in column.categories)


def of_needs(form: Questionnaire, rule: ScoreRule, place: Place) -> Iterator[Finding]:
    """A score that needs more items than it has would never be given."""
    count = sum(len(form.columns_named(question)) for question in rule.of)
    if count and rule.needs > count:
        message = f"This needs {rule.needs} answers and there are only {count} items."
        yield Finding((*place, "needs"), "least-most", message, rule.of[0])


def of_consents(form: Questionnaire) -> Iterator[Finding]:
    """What is asked under a consent is kept under it and nothing else."""
    if form.partial_consent is not None:
        yield from yes_to(form, form.partial_consent, ("partial_consent",), contact=False)
    rule = form.contacts
    if rule is None:
        yield from unkept_details(form)
        return
    yield from yes_to(form, rule.consent, ("contacts", "consent"), contact=True)
    consent = form.questions.get(rule.consent)
    if consent is not None and len(consent.codes()) > 1:
        message = f"{rule.consent} must be a tick (ask: confirm): to leave it blank is to say no."
        yield Finding(("contacts", "consent"), "not-a-consent", message, rule.consent)
    if rule.link is not None:
        yield from yes_to(form, rule.link, ("contacts", "link"), contact=True)
    if rule.purposes not in form.questions:
        message = f"There is no question {rule.purposes}."
        yield Finding(("contacts", "purposes"), "unknown-name", message, rule.purposes)
    for number, name in enumerate(rule.linked):
        if name not in form.questions and name not in form.groups:
            message = f"There is no question or group {name}."
            yield Finding(("contacts", "linked", number), "unknown-name", message, name)


def unkept_details(form: Questionnaire) -> Iterator[Finding]:
    """Details that no consent covers are never kept; only within a group can they stand for themselves."""
    for place, question in form.questions_placed():
        if question.contact and not question.repeats:
            message = "To keep contact details, say under contacts: which question gives consent."
            yield Finding((*place, "contact"), "contact-without-consent", message, question.id)


def yes_to(form: Questionnaire, name: str, place: Place, *, contact: bool) -> Iterator[Finding]:
    """A consent is a question of its own with the code 1 for yes, kept where what it allows is kept."""
    question = form.questions.get(name)
    if question is None:
        yield Finding(place, "unknown-name", f"There is no question {name}.", name)
    elif 1 not in question.codes() or question.column_names()[:1] != (name,):
        message = f"{name} must be a tick, or one choice with the code 1 for yes."
        yield Finding(place, "not-a-consent", message, name)
    elif question.contact is not contact:
        need = "needs contact: true, to be kept with the details" if contact else "must not be contact: true"
        yield Finding(place, "not-a-consent", f"{name} {need}.", name)


def of_support(form: Questionnaire) -> Iterator[Finding]:
    main = form.main_break
    codes = main.codes() if main else ()
    for number, service in enumerate(form.support.services):
        if service.sector is not None and service.sector not in codes:
            message = f"The question with break: main has no code {service.sector}."
            yield Finding(
                ("support", "services", number, "sector"), "unknown-code", message, main.id if main else ""
            )
