"""Checks that an author declares on answers: hard ones must hold to go on, soft ones ask once.

A check is judged when somebody presses Continue, never while answers are saved. It is about answers
that are there: where one that it needs was left blank or not asked, it has nothing to say.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import ClassVar, Protocol

from survey.engine.conditions import Condition
from survey.engine.expressions import decided
from survey.engine.forms import Field, Problem
from survey.engine.operands import Facts
from survey.engine.parts import Part, Words


class Check(Part):
    """What must hold of an answer, and the words for whoever gave one of which it does not.

    A soft check is a nudge: pressing Continue once more accepts the answer as it is.
    """

    told: ClassVar[tuple[str, ...]] = ("say",)

    holds: Condition
    say: Words
    soft: bool = False

    def fails(self, facts: Facts) -> bool:
        return decided(self.holds.expression, facts) is False


class Checked(Protocol):
    """A question, as far as its checks go."""

    @property
    def id(self) -> str: ...

    @property
    def checks(self) -> tuple[Check, ...]: ...

    def fields(self) -> tuple[Field, ...]: ...

    def terms(self) -> Mapping[str, object]: ...


def failing(questions: Iterable[Checked], facts: Facts) -> Iterator[Problem]:
    """What the checks of a page ask to put right or to look at once more, given the answers on it."""
    for question in questions:
        for number, check in enumerate(question.checks):
            if check.fails(facts):
                nudge = f"{question.id}.{number}" if check.soft else ""
                yield Problem(field_of(question, check), check.say, nudge=nudge)


def field_of(question: Checked, check: Check) -> str:
    """The field that a message stands at: the row that the check is about, or the question's first."""
    names = [field.name for field in question.fields()]
    about = [use.name for use in check.holds.uses() if use.name in names]
    return about[-1] if about else names[0]
