"""Answers in one's own words: a line, a paragraph, an e-mail address."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import ClassVar, Literal

from pydantic import Field as Key

from survey.engine.answers import Answer, Given, held
from survey.engine.codebook import Cell, Column, Measure, Nature, Variable
from survey.engine.forms import LONGEST_TEXT, Form, Rejected, first, too_long
from survey.engine.parts import Finding, Words
from survey.engine.phrases import Phrase, own_words
from survey.engine.questions.base import Question, Term

ADDRESS = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")


class Written(Question):
    """What every kind with text has in common; its length counts Unicode characters."""

    reasons: ClassVar[tuple[str, ...]] = ("required", "least", "most")

    least: int = Key(default=0, ge=0, le=LONGEST_TEXT)
    most: int = Key(default=200, ge=1, le=LONGEST_TEXT)

    @property
    def kept_as(self) -> Nature:
        return Nature.CONTACT if self.contact else Nature.TEXT

    def findings(self) -> Iterator[Finding]:
        yield from super().findings()
        if self.least > self.most:
            yield Finding(("most",), "least-most", "The most is below the least: nothing could be written.")

    def terms(self) -> dict[str, Term]:
        return {self.id: Term("text")}

    def parse(self, form: Form) -> Answer | Rejected | None:
        text = first(form, self.id)
        if len(text) > self.most:
            return Rejected.because(self.id, too_long(self.most, len(text)), "most")
        if 0 < len(text) < self.least:
            message = Phrase(
                "Use at least {count} character, or leave it blank. You have used {used}.",
                "Use at least {count} characters, or leave it blank. You have used {used}.",
                count=self.least,
                used=len(text),
            )
            return Rejected.because(self.id, message, "least")
        return Given(text) if text else None

    def fill(self, answer: Answer) -> dict[str, tuple[str, ...]]:
        return {self.id: (held(answer, str),)}

    def show(self, answer: Answer) -> str:
        return held(answer, str)

    def variables(self) -> tuple[Variable, ...]:
        column = Column(self.id, self.words, (), self.measures, self.level)
        return (self.variable(Measure.TEXT, (column,), publish=False),)

    def encode(self, answer: Answer) -> dict[str, Cell]:
        return {self.id: held(answer, str)}


class ShortText(Written):
    """One line."""

    default_seconds: ClassVar[float] = 18

    ask: Literal["short_text"] = "short_text"


class LongText(Written):
    """A paragraph or more."""

    default_seconds: ClassVar[float] = 75

    told: ClassVar[tuple[str, ...]] = (*Written.told, "before_writing")

    ask: Literal["long_text"] = "long_text"
    most: int = Key(default=1200, ge=1, le=LONGEST_TEXT)
    before_writing: Words = own_words(
        "Please do not name or describe anyone who could be recognised, yourself included."
        " Nobody reads this as it arrives."
    )
    """What stands with the field whether or not its author thought of it, after any hint."""


class Email(Written):
    """An e-mail address: something, an @, and a name with a dot."""

    default_seconds: ClassVar[float] = 12
    reasons: ClassVar[tuple[str, ...]] = (*Written.reasons, "address")

    ask: Literal["email"] = "email"
    most: int = Key(default=254, ge=3, le=254)

    def parse(self, form: Form) -> Answer | Rejected | None:
        answer = super().parse(form)
        if isinstance(answer, Given) and not ADDRESS.fullmatch(held(answer, str)):
            message = Phrase("Write an e-mail address such as name@example.org, or leave it blank.")
            return Rejected.because(self.id, message, "address")
        return answer
