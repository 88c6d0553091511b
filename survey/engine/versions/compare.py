"""Two versions of a questionnaire side by side: an ordered list of what changed.

Sections, pages and questions are matched by their ids over the whole questionnaire, so that a question
that moves is one that moved. What a scale or a repeated group says in many places is told once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import TypeVar

from survey.engine.codebook import Code, Measure, Nature
from survey.engine.pages import Page
from survey.engine.parts import Part, Scale, Step
from survey.engine.questionnaire import Questionnaire
from survey.engine.questions.base import Question
from survey.engine.versions import mapped
from survey.engine.versions.change import Change, Verdict
from survey.engine.versions.restated import restated
from survey.engine.versions.rules import Each, Where, becomes, reordered, told
from survey.engine.versions.table import CARE, GONE, MORE, PRESENTED, adds, breaks, rules_of, words

P = TypeVar("P", bound=Part)
INSIDE = breaks("The steps beside it would stand for something else.")
WAYS_OUT = Each(MORE, GONE, words("The order of the ways out of a scale means nothing."), by="code")
STEPS = Each(INSIDE, INSIDE, INSIDE, by="code")
NEW_QUESTION = adds("Nobody who answered before was asked it.")
LOST_QUESTION = breaks(
    "Its answers would have no place. Say under code_map: what became of it, and put its id under retired:."
)
GROUPED = adds("Only where questions stand.")
OTHER_KIND = breaks("It is stored as something else, so that earlier answers could not be read.")
SAME_STORE = adds("It is asked in another way, and stored as before.")


def compare(old: Questionnaire, new: Questionnaire) -> tuple[Change, ...]:
    """Every difference between two versions, each once, in the order of the questionnaire.

    What the code map of the newer one says comes first, and what it answers is no difference any more.
    """
    return tuple(dict.fromkeys((*mapped.changes(old, new), *differences(restated(old, new), new))))


def differences(old: Questionnaire, new: Questionnaire) -> Iterator[Change]:
    yield from parts(old, new, ())
    yield from matched(
        {section.id: section for section in old.sections},
        {section.id: section for section in new.sections},
        lambda section: ("section", section.id),
        GROUPED,
        GROUPED,
    )
    yield from matched(old.pages, new.pages, page_place, GROUPED, GROUPED)
    yield from matched(old.questions, new.questions, question_place, NEW_QUESTION, LOST_QUESTION)
    for name, question in new.questions.items():
        if name in old.questions and old.page_of[name] != new.page_of[name]:
            moved = (old.page_of[name], new.page_of[name])
            change = becomes(PRESENTED, question_place(question), "page", *moved)
            yield as_written(change, question.repeats)
            was, now = old.section_of[old.page_of[name]], new.section_of[new.page_of[name]]
            if was.id != now.id:
                yield from CARE.changes("sensitive", was, now, question_place(question), parts)


def matched(
    old: Mapping[str, P], new: Mapping[str, P], place: Callable[[P], Where], added: Verdict, removed: Verdict
) -> Iterator[Change]:
    """What became of parts that have an id of their own anywhere in the questionnaire."""
    was, now = {place(part) for part in old.values()}, {place(part) for part in new.values()}
    for name, part in old.items():
        if name not in new:
            fewer = "asked in fewer entries" if place(part) in now else "removed"
            yield told(removed, place(part), fewer)
    for name, part in new.items():
        if name not in old:
            more = "asked in more entries" if place(part) in was else "added"
            yield told(added, place(part), more)
            continue
        group = str(getattr(part, "repeats", ""))
        for change in parts(old[name], part, place(part)):
            yield as_written(change, group)
    yield from reordered(old, new, PRESENTED, ())


def parts(old: Part, new: Part, where: Where) -> Iterator[Change]:
    """Two parts by the rules of the keys that both have; of two kinds, also what each stores."""
    if type(old) is not type(new):
        yield from of_kinds(old, new, where)
    theirs = rules_of(type(old))
    for key, rule in rules_of(type(new)).items():
        if key in theirs:
            yield from rule.changes(key, old, new, where, parts)
    if isinstance(old, Scale) and isinstance(new, Scale):
        yield from of_steps(old, new, where)


def of_kinds(old: Part, new: Part, where: Where) -> Iterator[Change]:
    if isinstance(old, Question) and isinstance(new, Question):
        verdict = SAME_STORE if stores(old) == stores(new) else OTHER_KIND
        yield becomes(verdict, where, "ask", old.ask, new.ask)


def stores(question: Question) -> list[tuple[str, Measure, Nature, tuple[str, ...], tuple[Code, ...]]]:
    """What a question keeps: its variables with their measures, natures, columns and codes."""
    return [
        (
            variable.id,
            variable.measure,
            variable.nature,
            tuple(column.name for column in variable.columns),
            tuple(category.code for column in variable.columns for category in column.categories),
        )
        for variable in question.variables()
    ]


class Steps(Part):
    """Some steps of a scale, to be compared as a list of their own."""

    steps: tuple[Step, ...]


def of_steps(old: Scale, new: Scale, where: Where) -> Iterator[Change]:
    """Steps inside a scale give each other their meaning; ways out of it stand apart."""
    for rule, was, now in ((STEPS, old.inside, new.inside), (WAYS_OUT, old.outside, new.outside)):
        yield from rule.changes("steps", Steps(steps=was), Steps(steps=now), where, parts)


def question_place(question: Question) -> Where:
    """Where a question stands for an author: within a group, by the group's name and its own short id."""
    own = without_entry(question.id, question.repeats)
    return (question.repeats, own) if question.repeats else (own,)


def page_place(page: Page) -> Where:
    own = re.sub(r"_\d+$", "", page.id) if page.repeats else page.id
    return ("page", page.repeats, own) if page.repeats else ("page", own)


def as_written(change: Change, group: str) -> Change:
    """A change with the names of a group's entries as the author wrote them."""
    what, old, new = (without_entry(text, group) for text in (change.what, change.old, change.new))
    return replace(change, what=what, old=old, new=new)


def without_entry(text: str, group: str) -> str:
    """Names of a group's entries as the author wrote them."""
    return re.sub(rf"\b{re.escape(group)}_\d+__", "", text) if group else text
