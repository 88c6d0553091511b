"""Conditions that never or always hold, pages that nobody comes to, options that nobody is offered."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from survey.engine.advice.worlds import Worlds
from survey.engine.conditions import Condition
from survey.engine.expressions import decided
from survey.engine.operands import established
from survey.engine.pages import Page
from survey.engine.parts import Finding, Place
from survey.engine.questionnaire import Questionnaire
from survey.engine.questions.base import Question
from survey.engine.questions.choosing import Choosing


def of_routes(form: Questionnaire) -> Iterator[Finding]:
    """What the conditions of a questionnaire come to, over all the answers that can be given."""
    worlds = Worlds(form)
    for number, section in enumerate(form.sections):
        place: Place = ("sections", number)
        if section.show_if is not None:
            yield from of_condition(worlds, section.show_if, (), (*place, "show_if"), section.id)
        for position, page in enumerate(section.pages):
            yield from of_page(worlds, page, section.show_if, (*place, "pages", position))


def of_page(worlds: Worlds, page: Page, outer: Condition | None, place: Place) -> Iterator[Finding]:
    around = [outer] if outer is not None else []
    if page.show_if is not None:
        yield from of_condition(worlds, page.show_if, around, (*place, "show_if"), page.id)
        around.append(page.show_if)
    for number, question in enumerate(page.questions):
        at = (*place, "questions", number)
        for where, condition in question.conditions():
            inside = [question.show_if] if question.show_if not in (None, condition) else []
            about = question.id
            yield from of_condition(worlds, condition, [*around, *filter(None, inside)], (*at, *where), about)
        if isinstance(question, Choosing):
            yield from of_carried(worlds, question, at)
        for position, check in enumerate(question.checks):
            yield from of_check(worlds, check.holds, (*at, "checks", position, "holds"), question)


def of_condition(
    worlds: Worlds, condition: Condition, around: Sequence[Condition], place: Place, about: str
) -> Iterator[Finding]:
    """A condition by what it comes to wherever it is looked at: where all those around it hold."""
    names = {use.name for one in (condition, *around) for use in one.uses()}
    found = worlds.of(names)
    if found is None:
        return
    here = [
        facts for facts in map(dict, found) if all(worlds.verdict(one, facts) is not False for one in around)
    ]
    verdicts = {worlds.verdict(condition, facts) for facts in here}
    if not here:
        return
    if verdicts == {True}:
        message = "This always holds, whatever was answered. Remove it, or mend what it compares."
        yield Finding(place, "always-holds", message, about)
    if verdicts == {False}:
        alone = any(worlds.verdict(condition, dict(facts)) is not False for facts in found)
        if alone and around:
            message = "This never holds together with the conditions around it, so nobody comes here."
            yield Finding(place, "never-together", message, about)
        else:
            message = "This can never hold, whatever is answered before, so nobody comes here."
            yield Finding(place, "never-holds", message, about)


def of_carried(worlds: Worlds, question: Choosing, place: Place) -> Iterator[Finding]:
    """Options that the earlier question they hang on never lets through."""
    name = question.chosen_in
    found = worlds.of([name]) if name in worlds.told_names else None
    if not found:
        return
    chosen = {code for facts in found for code in established(dict(facts), name)}
    for code in question.codes():
        if code not in chosen.union(question.besides):
            message = f"Nobody is offered {code}: nobody who comes here has chosen it in {name}."
            yield Finding(place, "unreachable-option", message, question.id)


def of_check(worlds: Worlds, condition: Condition, place: Place, question: Question) -> Iterator[Finding]:
    """A check that never fails, or that nobody can pass, where all that it looks at was answered."""
    found = worlds.of(use.name for use in condition.uses())
    if not found or any(map(worlds.is_open, worlds.tests(condition))):
        return
    verdicts = {decided(condition.expression, dict(facts)) for facts in found} - {None}
    if verdicts == {True}:
        message = "This check can never fail. Remove it, or mend what it compares."
        yield Finding(place, "always-holds", message, question.id)
    if verdicts == {False}:
        message = "This check can never be passed by anybody who answers. Mend what it compares."
        yield Finding(place, "never-holds", message, question.id)
