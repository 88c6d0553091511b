"""How each kind of question is answered with a pen, in a sentence."""

from __future__ import annotations

from functools import singledispatch

from survey.engine.phrases import Phrase
from survey.engine.questions.amount import Confirm, Date, Number
from survey.engine.questions.base import Question
from survey.engine.questions.choice import Lookup, Single
from survey.engine.questions.grid import Rating
from survey.engine.questions.ranking import Ranking
from survey.engine.questions.several import Several
from survey.engine.questions.written import Email


@singledispatch
def how(question: Question) -> str:
    """What to tick or to write; a kind that is not named here takes words of one's own."""
    return Phrase("Write in your own words.")


@how.register
def _(question: Single) -> str:
    return Phrase("Tick one.")


@how.register
def _(question: Lookup) -> str:
    return Phrase("Write one name in full.")


@how.register
def _(question: Several) -> str:
    if question.choose.most:
        return Phrase("Tick {number}.", number=question.choose.at_most)
    return Phrase("Tick all that apply.")


@how.register
def _(question: Confirm) -> str:
    return Phrase("Tick it, or leave it.")


@how.register
def _(question: Rating) -> str:
    return Phrase("Tick one box in each line.")


@how.register
def _(question: Ranking) -> str:
    return Phrase(
        "Write 1 beside what comes first, 2 beside the next, and so on. You need not number them all."
    )


@how.register
def _(question: Number) -> str:
    if question.unit:
        return Phrase("Write a number in figures ({unit}).", unit=question.unit)
    return Phrase("Write a number in figures.")


@how.register
def _(question: Date) -> str:
    return Phrase("Day, month, year:")


@how.register
def _(question: Email) -> str:
    return Phrase("Write an e-mail address.")
