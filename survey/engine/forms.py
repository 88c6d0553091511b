"""Between a browser's form and an answer: fields, what was typed, and what to put right."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

from survey.engine.codebook import Nature
from survey.engine.phrases import Phrase

Form = Mapping[str, tuple[str, ...]]
"""Field name to the values typed or chosen, as a browser posts them."""

TAKEN = frozenset(
    {"action", "clear", "csrf", "main", "opened", "page", "seen", "then", "time_told", "version", "whose"}
)
"""Names that a page with a form uses itself: no answer has one, so no question can have one as its id."""

LONGEST_TEXT = 10_000
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


class Field(NamedTuple):
    """One form field that a question owns, and where its content may be kept."""

    name: str
    nature: Nature


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to put right: the field it concerns and a sentence that says what to do.

    `reason` is the name under which an author can word it otherwise. `nudge` names a soft check, which
    asks to look once more and is accepted when Continue is pressed again.
    """

    field: str
    message: str
    reason: str = dataclasses.field(default="", compare=False)
    nudge: str = ""


@dataclass(frozen=True, slots=True)
class Rejected:
    """What was typed cannot be taken as an answer yet."""

    problems: tuple[Problem, ...]

    @classmethod
    def because(cls, field: str, message: str, reason: str = "") -> Rejected:
        return cls((Problem(field, message, reason),))

    def worded(self, messages: Mapping[str, str]) -> Rejected:
        """The same in the words of an author, where there are some for the reason."""
        return Rejected(
            tuple(replace(one, message=messages.get(one.reason, one.message)) for one in self.problems)
        )


def first(form: Form, field: str) -> str:
    """The one value of a field, without the spaces around it; empty when there is none."""
    values = form.get(field, ())
    return values[0].replace("\r\n", "\n").strip() if values else ""


def flaw(text: str) -> str:
    """What is wrong with a text as such, or nothing: the one text cleaner of the program.

    Valid Unicode without NUL, surrogates or control characters (line breaks and tabs excepted)
    is kept exactly as typed. A browser's line break, CR LF, counts as one character.
    """
    if text.isprintable() and len(text) <= LONGEST_TEXT:
        return ""  # nothing that can be printed is a control character
    text = text.replace("\r\n", "\n")
    if CONTROL.search(text):
        return Phrase("Some characters here cannot be kept. Type the text again, or paste it as plain text.")
    if len(text) > LONGEST_TEXT:
        return Phrase(
            "Use at most {count:,} character. You have used {used:,}.",
            "Use at most {count:,} characters. You have used {used:,}.",
            count=LONGEST_TEXT,
            used=len(text),
        )
    return ""


def too_long(most: int, used: int) -> Phrase:
    """A text is longer than its question takes."""
    return Phrase(
        "Use at most {count} character. You have used {used}.",
        "Use at most {count} characters. You have used {used}.",
        count=most,
        used=used,
    )


def storable(text: str = "") -> str:
    """A text without the characters that `flaw` refuses, so that a draft can always be stored."""
    return text if text.isprintable() else CONTROL.sub("", text)
