"""What a made-up person types into each kind of question, as the browser would post it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from functools import singledispatch

from survey.engine.parts import Option
from survey.engine.questions.amount import Confirm, Date, Number
from survey.engine.questions.base import Question
from survey.engine.questions.choice import Lookup, OneChoice
from survey.engine.questions.choosing import Choosing
from survey.engine.questions.grid import Rating
from survey.engine.questions.ranking import Ranking
from survey.engine.questions.several import PickTop, Several
from survey.engine.questions.written import Email, Written
from survey.fieldwork.simulation.mind import Mind, lookup

USUAL_COUNTS = (0.35, 0.3, 0.2, 0.1, 0.05)
"""How often 1, 2, 3 ... answers are ticked where the profile does not say."""


Filled = dict[str, tuple[str, ...]]
"""Field name to what is typed or chosen: a form that more fields can still join."""


@singledispatch
def typed(question: Question, mind: Mind) -> Filled:
    """The fields of a question, filled in; a kind that is not known here is left blank."""
    return {}


@typed.register
def _(question: OneChoice, mind: Mind) -> Filled:
    if scales := question.scales_used():
        return {question.id: (str(mind.rate(scales[0], question.id, question.measures, question.level)),)}
    carried = taken_over(question, mind)
    options = carried or candidates(question, mind)
    option = mind.one_of(options, mind.weights(question.id, options))
    return {question.id: (str(option.code),)} | said(question, (option,), mind)


@typed.register
def _(question: Lookup, mind: Mind) -> Filled:
    listed = [option for option in question.options if not option.say]
    option = mind.one_of(listed, mind.weights(question.id, listed))
    return {question.id: (str(option.code),)} | said(question, (option,), mind)


@typed.register
def _(question: Several, mind: Mind) -> Filled:
    options = several(question, mind)
    return {question.id: tuple(str(option.code) for option in options)} | said(question, options, mind)


@typed.register
def _(question: PickTop, mind: Mind) -> Filled:
    options = picked(question, question.options, question.choose.most or 1, mind)
    return {question.id: tuple(str(option.code) for option in options)} | said(question, options, mind)


@typed.register
def _(question: Rating, mind: Mind) -> Filled:
    rows = [
        (column, mind.rate(scale, column, row.measures or question.measures, row.level or question.level))
        for row, scale, column in question.pairs()
    ]
    return {column: (str(code),) for column, code in rows if not mind.happens(mind.profile.blank)}


@typed.register
def _(question: Ranking, mind: Mind) -> Filled:
    rows = mind.luck.sample(question.rows, len(question.scale.steps))
    return {row.id: (str(place),) for place, row in enumerate(rows, 1)}


@typed.register
def _(question: Confirm, mind: Mind) -> Filled:
    return {question.id: ("1",)}


@typed.register
def _(question: Written, mind: Mind) -> Filled:
    return {question.id: (mind.words(question.id, question.most),)}


@typed.register
def _(question: Email, mind: Mind) -> Filled:
    return {question.id: (f"person{mind.number}@example.org",)}


@typed.register
def _(question: Number, mind: Mind) -> Filled:
    least = question.least if question.least is not None else 0
    most = question.most if question.most is not None else least + 100
    amount = mind.luck.triangular(least, most, least)
    return {question.id: (f"{amount:.{question.decimals}f}",)}


@typed.register
def _(question: Date, mind: Mind) -> Filled:
    latest = question.latest or date(2024, 12, 31)
    earliest = question.earliest or latest - timedelta(days=365)
    day = earliest + timedelta(days=mind.luck.randint(0, (latest - earliest).days))
    return dict(zip(question.parts(), ((str(day.day),), (str(day.month),), (str(day.year),)), strict=True))


def several(question: Several, mind: Mind) -> tuple[Option, ...]:
    carried = taken_over(question, mind)
    if carried:
        return carried
    counts = lookup(mind.profile.counts, question.id) or USUAL_COUNTS
    wanted = mind.one_of(range(1, len(counts) + 1), counts)
    most = question.choose.most or len(question.options)
    return picked(question, candidates(question, mind), min(max(wanted, question.choose.least), most), mind)


def picked(question: Several, options: Sequence[Option], wanted: int, mind: Mind) -> tuple[Option, ...]:
    """That many options by weight, without putting any back; one that stands alone stays alone."""
    left, found = list(options), list[Option]()
    while left and len(found) < wanted:
        option = mind.one_of(left, mind.weights(question.id, left))
        if not found and (option.alone or option.missing is not None):
            return (option,)
        found.append(option)
        left = [other for other in left if other not in found and not other.alone and other.missing is None]
    return tuple(found)


def candidates(question: Choosing, mind: Mind) -> Sequence[Option]:
    """The options that fit what was chosen before, for most people; otherwise all."""
    for earlier, fitting in mind.profile.follows.get(question.id, {}).items():
        codes = {code for chosen in mind.chosen.get(earlier, ()) for code in fitting.get(chosen, ())}
        options = [option for option in question.options if option.code in codes]
        if options and mind.happens(mind.profile.loyal):
            return options
    return question.options


def taken_over(question: Choosing, mind: Mind) -> tuple[Option, ...]:
    """The answer that was filled in from an earlier one, where the person leaves it so."""
    codes = mind.chosen.get(question.prefill, ())
    options = tuple(option for option in question.options if option.code in codes and not option.say)
    return options if options and mind.happens(mind.profile.loyal) else ()


def said(question: Choosing, options: Sequence[Option], mind: Mind) -> Filled:
    """The field beside "other, please say", which a browser posts empty when it is not used."""
    if question.saying is None:
        return {}
    wanted = question.saying in options
    return {question.say_field: (mind.words(question.say_field, 80) if wanted else "",)}
