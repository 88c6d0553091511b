"""Hints on wording: leading phrases, two things asked at once, and words that take long schooling."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any, cast

import pyphen

from survey.engine.pages import Page
from survey.engine.parts import Finding, Place
from survey.engine.piping import unpiped
from survey.engine.questionnaire import Questionnaire
from survey.engine.texts import texts_in

LEADING = re.compile(
    r"\b((?:do|would|is|are)(?:n['\u2019]t| not) (?:you|it|there|they|we)"
    r"|surely|obviously|of course|clearly|as (?:everyone|everybody) knows|most people (?:agree|think)"
    r"|how (?:much better|bad|awful|terrible|wonderful|great)|do you agree that)\b",
    re.IGNORECASE,
)
TWO_THINGS = re.compile(
    r"\b(?:and|or) (?:how|why|what|when|who|whether|do you|did you|are you|have you|is it|would you)\b"
    r"|\band/or\b",
    re.IGNORECASE,
)
OLDEST_READER = 16
"""A reading age above this asks for more than schooling; GOV.UK writes for 9, and this is for staff."""
FEWEST_WORDS = 12
"""Shorter texts have no reading age worth the name."""
ASKING = ("text", "label")


def of_phrasing(form: Questionnaire) -> Iterator[Finding]:
    for place, page in form.pages_placed():
        yield from of_page(page, place)


def of_page(page: Page, place: Place) -> Iterator[Finding]:
    for where, written in texts_in(page):
        text = unpiped(written)
        about = nearest_id(page, where)
        if where[0] == "questions" and where[-1] in ASKING:
            if found := LEADING.search(text):
                message = f"'{found.group()}' may lead people to an answer. Ask it without."
                yield Finding((*place, *where), "leading-wording", message, about)
            if "?" in text and not meant_as_two(page, where) and (found := TWO_THINGS.search(text)):
                message = f"'{found.group()}': this may ask two things at once. One answer cannot serve both."
                yield Finding((*place, *where), "two-questions", message, about)
        age = reading_age(text)
        if age > OLDEST_READER:
            message = f"This reads like a text for the age of {age}. Shorter sentences and words help."
            yield Finding((*place, *where), "hard-to-read", message, about)


def meant_as_two(page: Page, where: Place) -> bool:
    """Whether a text stands over two scales, one for each thing that it asks."""
    return len(where) == 3 and page.questions[int(where[1])].asks_two_things


def nearest_id(page: Page, where: Place) -> str:
    """The id of the smallest part with one that a text stands in: a statement, a question or the page."""
    found, inner = page.id, cast(Any, page)
    for step in where:
        inner = inner[step] if isinstance(step, int) else getattr(inner, step, {})
        found = str(getattr(inner, "id", found))
    return found


def reading_age(text: str) -> int:
    """The age at which most people read a text with ease: Flesch and Kincaid's grade, and five years.

    Source: Kincaid and others, Derivation of new readability formulas (1975). 0 for a text too short.
    """
    words = re.findall(r"[^\W\d_]+(?:['\u2019-][^\W\d_]+)*", text)
    if len(words) < FEWEST_WORDS:
        return 0
    sentences = max(len(re.findall(r"[.!?:;](?:\s|$)|\n", text.rstrip() + " ")), 1)
    syllables = sum(map(syllables_of, words))
    grade = 0.39 * len(words) / sentences + 11.8 * syllables / len(words) - 15.59
    return round(grade + 5)


@cache
def hyphens() -> pyphen.Pyphen:
    return pyphen.Pyphen(lang="en_GB", left=1, right=1)


def syllables_of(word: str) -> int:
    return len(hyphens().inserted(word.lower()).split("-"))
