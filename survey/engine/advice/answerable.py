"""The answers to one question that differ for what conditions mention of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import combinations, product

from survey.engine.answers import Answer, Choice, Declined, Given, Value
from survey.engine.codebook import Code
from survey.engine.expressions import DayTest, Test
from survey.engine.operands import EXACT, Fact, Name
from survey.engine.operands import Value as Literal
from survey.engine.parts import DECLINING
from survey.engine.questions.base import Question, Term

MANY_CODES = 8
MANY_MENTIONED = 6
"""Up to here every set of codes is tried; beyond, sets of those mentioned with some of the others."""


@dataclass
class Mentions:
    """By name, the values that conditions compare it with; and the names whose every answer matters."""

    values: dict[str, set[Code | float]] = field(default_factory=dict)
    whole: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, tests: Iterable[Test]) -> Mentions:
        found = cls()
        for test in tests:
            for use in test.uses():
                found.values.setdefault(use.name, set()).update(use.codes)
                if use.like or (use.wants == "choices" and not use.codes):
                    found.whole.add(use.name)
            match test:
                case DayTest(_, Name(name), Literal(day)) | DayTest(_, Literal(day), Name(name)):
                    found.values.setdefault(name, set()).add(day)
                case _:
                    pass
        return found


def possible_facts(question: Question, names: list[str], mentions: Mentions) -> Iterator[Mapping[str, Fact]]:
    """Every combination of facts of these names of a question that is asked and answered."""
    terms = question.terms()
    known = [name for name in names if name in terms]
    each = [[None, *facts_of(question, name, terms[name], mentions)] for name in known]
    for combination in product(*each):
        facts = {name: fact for name, fact in zip(known, combination, strict=True) if fact is not None}
        if facts:
            yield facts


def facts_of(question: Question, name: str, term: Term, mentions: Mentions) -> list[Fact]:
    """One fact for each class of answers that no condition tells apart."""
    mentioned = mentions.values.get(name, set())
    found: dict[object, Fact] = {}
    for fact in FACTS[term.sort](question, name, term, mentioned):
        found.setdefault(fact if name in mentions.whole else likeness(fact, mentioned), fact)
    return list(found.values())


def has_few_answers(question: Question, name: str, term: Term, mentioned: set[Code | float]) -> bool:
    """Whether all its answers that conditions tell apart are among those tried."""
    codes = term.codes
    if name != question.id or len(codes) <= MANY_CODES or len(mentioned & set(codes)) <= MANY_MENTIONED:
        return True
    return not any(given(question, (Given(Choice(pair)) for pair in combinations(codes[:4], 2))))


def likeness(fact: Fact, mentioned: set[Code | float]) -> object:
    """What conditions can tell of a fact: the codes they mention, and whether there is another."""
    if not isinstance(fact, tuple):
        return fact
    if len(fact) == 1 and isinstance(fact[0], int):
        return fact
    return frozenset(fact) & mentioned, bool(frozenset(fact) - mentioned)


def given(question: Question, answers: Iterable[Answer]) -> Iterator[Fact]:
    """What answers establish that somebody can give and go on: the form they make is read as the same."""
    for answer in answers:
        if not question.ends(answer) and question.parse(question.fill(answer)) == answer:
            yield question.facts(answer)[question.id]


def choices(question: Question, name: str, term: Term, mentioned: set[Code | float]) -> Iterator[Fact]:
    """Sets of codes; of a statement in a grid, each step."""
    if name != question.id:
        yield from ((code,) for code in term.codes)
        return
    declined = [Declined(DECLINING[str(code)]) for code in term.codes if str(code) in DECLINING]
    yield from given(question, declined)
    yield from given(question, (Given(Choice(codes)) for codes in sets_of(term.codes, mentioned)))


def sets_of(codes: tuple[Code, ...], mentioned: set[Code | float]) -> Iterator[tuple[Code, ...]]:
    yield from ((code,) for code in codes)
    if len(codes) <= MANY_CODES:
        yield from (some for size in range(2, len(codes) + 1) for some in combinations(codes, size))
        return
    own = [code for code in codes if code in mentioned]
    rest = [code for code in codes if code not in mentioned]
    for size in range(len(own) + 1) if len(own) <= MANY_MENTIONED else ():
        for some in combinations(own, size):
            for more in range(len(rest) + 1):
                together = {*some, *rest[:more]}
                yield tuple(code for code in codes if code in together)


def numbers(question: Question, _name: str, _term: Term, mentioned: set[Code | float]) -> Iterator[Fact]:
    """Each number mentioned, those beside it, and the ends of what can be answered."""
    limits = [value for value in dict(question).values() if isinstance(value, int | float)]
    steps = [0.0, *(sign * 10.0**-place for place in range(EXACT + 1) for sign in (1, -1))]
    around = {0, 1, 10**6, -(10**6), *limits, *(one for one in mentioned if not isinstance(one, str))}
    yield from given(question, (Given(tidy(number + step)) for number in around for step in steps))


def days(question: Question, _name: str, _term: Term, mentioned: set[Code | float]) -> Iterator[Fact]:
    limits = [value for value in dict(question).values() if isinstance(value, date)]
    around = {date(2000, 1, 1), *limits, *(date.fromisoformat(str(one)) for one in mentioned)}
    yield from given(question, (Given(day + timedelta(days=step)) for day in around for step in (-1, 0, 1)))


def words(_question: Question, _name: str, _term: Term, mentioned: set[Code | float]) -> Iterator[Fact]:
    yield from ("x", *map(str, mentioned))


def tidy(number: float) -> Value:
    kept = round(number, EXACT)
    return int(kept) if kept == int(kept) else kept


FACTS = {"codes": choices, "number": numbers, "date": days, "text": words, "rows": words, "group": words}
