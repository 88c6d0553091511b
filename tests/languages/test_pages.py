"""In another language no page has a word left that is not of its catalogue."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache

import pytest
from babel.messages.catalog import Message

from survey.engine.local import SOURCE, lasting, locale_of
from survey.languages.tongue import catalogue, languages
from tests.html_checker import problems
from tests.languages.wordless import FILLER, WORD, without, wordless, words_on
from tests.web.gallery import Sample, render, samples

OTHERS = languages()[1:]
STATEMENT = "respondent/accessibility.html"
"""It names laws and standards by their English names, which no other page may use."""

SAMPLES = [wordless(sample) for sample in samples()]
EACH = [pytest.param(sample, id=sample.name) for sample in SAMPLES]


@cache
def vocabulary(language: str, *, statement: bool) -> frozenset[str]:
    """The words of a language's catalogue, its months and days, and how long things last."""
    locale = locale_of(language)
    calendar = " ".join(
        name for names in (locale.months, locale.days) for name in names["format"]["wide"].values()
    )
    times = " ".join(lasting(20, unit, language) for unit in ("minute", "hour"))
    texts = [calendar, times, *(text for text in translations(language, statement=statement))]
    return frozenset(
        word for text in texts for word in WORD.findall(re.sub(r"<[^>]*>|%\(\w+\)s|\{.*?\}", " ", text))
    )


def translations(language: str, *, statement: bool) -> Iterator[str]:
    for message in catalogue(language):
        if message.id and (statement or not only_in_statement(message)):
            yield from [message.string] if isinstance(message.string, str) else message.string or ()


def only_in_statement(message: Message) -> bool:
    return {name for name, _ in message.locations} == {f"templates/{STATEMENT}"}


def strangers(sample: Sample, language: str) -> set[str]:
    """Words on a page that the language does not know; Arabic writes "and" onto the word after it."""
    known = vocabulary(language, statement=sample.template == STATEMENT)
    found = words_on(render(sample, language))
    return {word for word in found if known.isdisjoint((word, word.removeprefix("\u0648")))}


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("sample", EACH)
def test_a_page_has_no_word_that_is_not_of_its_language(sample: Sample, language: str) -> None:
    assert strangers(sample, language) == set()


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("sample", EACH)
def test_a_page_says_its_language_and_direction(sample: Sample, language: str) -> None:
    direction = "rtl" if language == "ar" else "ltr"
    assert f'<html lang="{language}" dir="{direction}"' in render(sample, language)


def test_a_word_of_english_would_be_seen() -> None:
    check = next(sample for sample in SAMPLES if sample.name == "check")
    assert {"Send", "answers"} <= words_on(render(check, SOURCE))
    planted = replace(check, context={**check.context, "withdraw_until": "10 January"})
    assert strangers(planted, "pl") == {"January"}


def test_what_a_reader_hears_is_looked_at() -> None:
    html = (
        '<p aria-label="Aa" data-saving="Bb" data-left=\'{"one": "{count} Cc"}\'>Dd<i translate="no">Xx</i>'
    )
    assert words_on(f"{html}</p>") == {"Aa", "Bb", "Cc", "Dd"}


def test_an_authors_words_become_filler_and_the_programs_stay() -> None:
    sample = next(sample for sample in SAMPLES if sample.name == "page-amounts-to-put-right")
    html = render(sample, SOURCE)
    assert FILLER in html
    assert "Write a number in figures" in html
    assert "How many people" not in html
    assert without("a text", "title") == FILLER


@pytest.mark.parametrize("language", OTHERS)
def test_every_page_is_sound_html(language: str) -> None:
    """But for its authors' words, which are in English here."""
    found = problems({sample.name: render(sample, language) for sample in samples()})
    assert [one for one in found if "appears to be written in English" not in one] == []
