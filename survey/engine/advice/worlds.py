"""What can be established of some names: every combination of answers that differs for the conditions.

Sound in one direction: a combination that somebody can give is always among those found. So what holds
in none of them can never hold, and what holds in all of them always does. Where answers differ without
end (sums, lengths, patterns, two numbers compared) a test is left open instead.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property, partial
from typing import TypeVar

from survey.engine.advice.answerable import Mentions, has_few_answers, possible_facts
from survey.engine.computed import Computed
from survey.engine.conditions import Condition
from survey.engine.expressions import (
    Answered,
    Compare,
    DayTest,
    Expression,
    Joined,
    Matches,
    Not,
    OneOf,
    SetTest,
    Test,
    Verdict,
    weighed,
)
from survey.engine.operands import Fact, Facts, Measured, Name, Operand, Value
from survey.engine.pages import Page
from survey.engine.parts import Part
from survey.engine.questionnaire import Questionnaire
from survey.engine.questions.base import Question, Term

World = frozenset[tuple[str, Fact]]
Added = Callable[[Facts], Iterator[Mapping[str, Fact]]]
MOST_WORLDS = 4000
FEW_CODES = 8

SomePart = TypeVar("SomePart", bound=Part)


class Worlds:
    """The worlds of one questionnaire, for any names that a condition looks at."""

    def __init__(self, form: Questionnaire) -> None:
        self.form = form
        self.asked = {name: question for question in form.questions.values() for name in question.terms()}
        self.terms: dict[str, Term] = {
            name: term for question in form.questions.values() for name, term in question.terms().items()
        }
        self.mentions = Mentions.of(test for condition in self.conditions() for test in self.tests(condition))
        for question in form.questions.values():
            self.mentions.whole.update(name for _, name in question.refers_to())
        self.eased = {name: self.ease(question) for name, question in form.questions.items()}
        self._found: dict[frozenset[str], tuple[World, ...] | None] = {}

    def conditions(self) -> Iterator[Condition]:
        for section in self.form.sections:
            yield from filter(None, [section.show_if, *(page.show_if for page in section.pages)])
        for question in self.form.questions.values():
            yield from (condition for _, condition in question.conditions())
            yield from (check.holds for check in question.checks)
        for computed in self.form.computed.values():
            yield from (case.holds for case in computed.cases)

    def tests(self, condition: Condition) -> tuple[Test, ...]:
        return tuple(tests_of(condition.expression))

    # Which tests can be told at all

    @cached_property
    def told_names(self) -> frozenset[str]:
        """Names of which every answer is tried: no whole grids or groups, nothing worked out by a sum."""
        asked = frozenset(
            name
            for name, term in self.terms.items()
            if term.sort != "rows"
            and has_few_answers(self.asked[name], name, term, self.mentions.values.get(name, set()))
        )
        return asked | {name for name, one in self.form.computed.items() if self.is_told(one, asked)}

    def is_told(self, computed: Computed, asked: frozenset[str]) -> bool:
        """Whether it has cases, each told apart by names that are asked."""
        tests = [test for case in computed.cases for test in tests_of(case.holds.expression)]
        return bool(tests) and computed.looks_at <= asked and all(map(self.is_finite, tests))

    def is_finite(self, test: Test) -> bool:
        match test:
            case Compare(Name(left), _, Name(right)):
                return all(0 < len(self.codes(name)) <= FEW_CODES for name in (left, right))
            case Compare(left, _, right):
                return self.is_plain(left) and self.is_plain(right)
            case DayTest(_, left, right):
                return isinstance(left, Value) or isinstance(right, Value)
            case Matches():
                return False
            case _:
                return True

    def is_plain(self, operand: Operand) -> bool:
        return isinstance(operand, Name | Value) or (
            isinstance(operand, Measured) and operand.function == "count"
        )

    def codes(self, name: str) -> tuple[object, ...]:
        return self.terms[name].codes if name in self.terms else ()

    def is_open(self, test: Test) -> bool:
        return not self.is_finite(test) or not self.told_names.issuperset(use.name for use in test.uses())

    def verdict(self, condition: Condition | None, facts: Facts) -> Verdict:
        """Whether a condition holds in a world; None where that cannot be told."""
        if condition is None:
            return True
        return weighed(condition.expression, lambda test: None if self.is_open(test) else test.holds(facts))

    def ease(self, part: Question) -> Question:
        """The question without conditions that cannot be told, without its own, and with all its options
        where what is carried over cannot be told.
        """
        freed: dict[str, object] = {"show_if": None}
        for key, name in part.refers_to():
            if not 0 < len(self.codes(name)) <= FEW_CODES or name not in self.told_names:
                freed[key] = ""
        return eased(part, self).model_copy(update=freed)

    # The worlds

    def of(self, names: Iterable[str]) -> tuple[World, ...] | None:
        """Every world of these names; None when there are too many to look at."""
        wanted = self.told_names.intersection(names)
        if wanted not in self._found:
            self._found[wanted] = self._search(wanted)
        return self._found[wanted]

    def _search(self, wanted: frozenset[str]) -> tuple[World, ...] | None:
        steps = self._steps(wanted)
        worlds: set[World] = {frozenset()}
        for number, (added, _) in enumerate(steps):
            still = wanted.union(*(later for _, later in steps[number + 1 :]))
            grown: set[World] = set()
            for world in worlds:
                for more in added(dict(world)):
                    facts = {**dict(world), **more}
                    grown.add(frozenset((name, fact) for name, fact in facts.items() if name in still))
                if len(grown) > MOST_WORLDS:
                    return None
            worlds = grown
        return tuple(worlds)

    def _steps(self, wanted: frozenset[str]) -> list[tuple[Added, frozenset[str]]]:
        """In the order of the questionnaire: what each question or computed variable adds, and needs."""
        needed, waiting = set[str](), set(wanted)
        while waiting:
            name = waiting.pop()
            needed.add(name)
            waiting |= self.told_names & self.looked_at(name) - needed
        found: list[tuple[int, int, Added, frozenset[str]]] = []
        for order, name in enumerate(self.form.questions):
            own = needed.intersection(self.form.questions[name].terms())
            if own:
                page = self.form.pages[self.form.page_of[name]]
                at = self.form.position_of[page.id]
                added = partial(self._answered, self.form.questions[name], page, frozenset(own))
                found.append((at, order, added, self.looked_at(name)))
        for order, (at, name, computed) in enumerate(self.form.computing, len(self.form.questions)):
            if name in needed:
                found.append((at, order, partial(worked_out, name, computed), computed.looks_at))
        return [(added, needs) for _, _, added, needs in sorted(found, key=lambda step: step[:2])]

    def looked_at(self, name: str) -> frozenset[str]:
        """The names that decide whether and how something is asked, or what is computed."""
        if name in self.form.computed:
            return self.form.computed[name].looks_at
        question = self.asked.get(name)
        if question is None:
            return frozenset()
        page = self.form.pages[self.form.page_of[question.id]]
        section = self.form.section_of[page.id]
        conditions = [section.show_if, page.show_if, *(one for _, one in question.conditions())]
        used = {use.name for one in conditions if one is not None for use in one.uses()}
        return frozenset(used | {name for _, name in question.refers_to()})

    def _answered(
        self, question: Question, page: Page, names: frozenset[str], facts: Facts
    ) -> Iterator[Mapping[str, Fact]]:
        section = self.form.section_of[page.id]
        verdicts = [self.verdict(one, facts) for one in (section.show_if, page.show_if, question.show_if)]
        asked = None if False in verdicts else self.eased[question.id].as_asked(facts, 0)
        must = question.required and question.id in names and not section.can_be_skipped
        if asked is None or None in verdicts or not must:
            yield {}
        if asked is not None:
            yield from possible_facts(asked, sorted(names), self.mentions)


def worked_out(name: str, computed: Computed, facts: Facts) -> Iterator[Mapping[str, Fact]]:
    fact = computed.fact(facts)
    yield {} if fact is None else {name: fact}


def tests_of(expression: Expression) -> Iterator[Test]:
    match expression:
        case Not(part):
            yield from tests_of(part)
        case Joined(_, parts):
            for part in parts:
                yield from tests_of(part)
        case Compare() | OneOf() | SetTest() | Answered() | Matches() | DayTest():
            yield expression


def eased(part: SomePart, worlds: Worlds) -> SomePart:
    """The part without the conditions within it that cannot be told."""
    changed: dict[str, object] = {}
    for key in type(part).model_fields:
        value = getattr(part, key)
        if isinstance(value, Condition) and any(map(worlds.is_open, tests_of(value.expression))):
            changed[key] = None
        elif isinstance(value, tuple) and any(isinstance(item, Part) for item in value):
            items = tuple(eased(item, worlds) if isinstance(item, Part) else item for item in value)
            if any(new is not old for new, old in zip(items, value, strict=True)):
                changed[key] = items
    return part.model_copy(update=changed) if changed else part
