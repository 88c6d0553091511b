"""What people wrote, text by text: each with a name of its own that leads to no answers of its writer."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil

import numpy as np

from analysis.frame import HAS_VALUE, SurveyFrame
from survey.engine.codebook import Nature, Variable
from survey.engine.forms import CONTROL
from survey.engine.permission import Asked
from survey.errors import Refused

LONGEST_CELL = 32_000
"""UTF-16 units of a text in a sheet; a cell of a workbook takes 32,767."""
LEAST_SAMPLE = 50
SAMPLE_PERCENT = 20
SEED = 20250110
"""Draws the sample that two people code, and the order of each coder's texts."""


@dataclass(frozen=True)
class Text:
    """One answer in somebody's own words."""

    id: str
    asked: Asked
    label: str
    """What was asked, in short."""
    words: str
    """As sheets show them: lines end in one way, characters that nobody can see are replaced."""
    person: int
    """Row of its writer in the frame."""
    entry: str
    """Prefix of the variables beside it: practice_1__ in a repeated group, else empty."""


def texts_of(frame: SurveyFrame, questions: Sequence[Asked]) -> tuple[Text, ...]:
    """Every text to the questions that a book names, in the order of the frame."""
    return tuple(
        Text(
            known_as(str(frame.people["id"].iloc[person]), variable.id),
            asked,
            variable.label,
            words,
            int(person),
            variable.id.removesuffix(asked.id),
        )
        for asked in questions
        for variable in variables_of(frame, asked)
        for person in np.flatnonzero(frame.reasons(variable.id) == HAS_VALUE)
        if (words := as_shown(str(frame.values(variable.id).iloc[person]))).strip()
    )


def variables_of(frame: SurveyFrame, asked: Asked) -> Iterator[Variable]:
    """The variables of one question: one, or one an entry of a repeated group."""
    found = [
        variable
        for variable in frame.codebook
        if variable.id == asked.id or (variable.repeats and variable.id.endswith(f"__{asked.id}"))
    ]
    if not found or any(variable.nature is not Nature.TEXT for variable in found):
        raise Refused(
            f"The book of themes names {asked.id}, which is no question with free text in "
            f"{frame.codebook.questionnaire} {frame.codebook.version}. Mend questions: in the book."
        )
    yield from found


def known_as(response: str, variable: str) -> str:
    """A name for a text that stays the same, begins with a letter, and is not the key of its answers."""
    return "t" + hashlib.sha256(f"text {variable} of {response}".encode()).hexdigest()[:12]


def as_shown(words: str) -> str:
    """Words as a cell can hold them; what is too long for one is cut, and the cut is said in it."""
    plain = CONTROL.sub("\ufffd", words.replace("\r\n", "\n").replace("\r", "\n"))
    if units(plain) <= LONGEST_CELL:
        return plain
    kept = plain.encode("utf-16-le")[: 2 * LONGEST_CELL].decode("utf-16-le", "ignore")
    return f"{kept} [cut here: {len(plain) - len(kept)} more characters]"


def units(words: str) -> int:
    return len(words.encode("utf-16-le")) // 2


def drawn(*of: object) -> str:
    """A place in a random order that the seed fixes and that no other text changes."""
    return hashlib.sha256(" ".join(map(str, (SEED, *of))).encode()).hexdigest()


def in_order_of(texts: Sequence[Text], coder: str) -> tuple[Text, ...]:
    """The texts in an order of the coder's own."""
    return tuple(sorted(texts, key=lambda text: drawn("order", coder, text.id)))


def sample_size(many: int) -> int:
    """How many of so many texts two people code: a fifth, and at least 50 where there are."""
    return min(many, max(LEAST_SAMPLE, ceil(many * SAMPLE_PERCENT / 100)))


def sample_of(texts: Sequence[Text]) -> tuple[Text, ...]:
    """The texts that two people code: a random sample that is the same for every coder."""
    return tuple(sorted(texts, key=lambda text: drawn("sample", text.id))[: sample_size(len(texts))])
