"""What the program itself says to people: English, and at the same time the means to say it otherwise.

A Phrase is a text like any other. Beside it are the pattern and the values that it was made of, so that
whoever shows it can look the pattern up in another language; nothing in between needs to know.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Self

from survey.engine.local import SOURCE, day_in_words, weekday_in_words


@dataclass(frozen=True, slots=True)
class Weekday:
    """A day among the values of a phrase that is said with its name in the week."""

    day: date


class Phrase(str):
    """A sentence of the program's own, such as Phrase("Write {figures} or more.", figures="3").

    `many` is the pattern for every number but one of the value `count`. Days among the values are said in
    words, several texts one after the other, and phrases among them are said first.
    """

    pattern: str
    many: str
    values: Mapping[str, object]

    def __new__(cls, pattern: str, many: str = "", /, **values: object) -> Self:
        chosen = many if many and values["count"] != 1 else pattern
        phrase = super().__new__(cls, chosen.format(**in_words(values, SOURCE)))
        phrase.pattern, phrase.many, phrase.values = pattern, many, values
        return phrase


def own_words(text: str) -> str:
    """What stands in a questionnaire where its author wrote nothing, kept in English.

    `Tongue.own_words` says it in another language; marked like this it is found for the catalogues.
    """
    return text


COMMA = own_words(", ")
"""What stands between texts that are said one after the other."""


def in_words(values: Mapping[str, object], language: str, comma: str = COMMA) -> dict[str, object]:
    """The values as they stand in a sentence."""
    return {name: value_in_words(value, language, comma) for name, value in values.items()}


def value_in_words(value: object, language: str, comma: str) -> object:
    if isinstance(value, tuple):
        return comma.join(value)
    if isinstance(value, Weekday):
        return weekday_in_words(value.day, language)
    return day_in_words(value, language) if isinstance(value, date) else value
