"""The catalogues: whole, up to date, and unable to break a page."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from gettext import c2py

import pytest
from babel.messages.catalog import Catalog, Message

from survey.engine.local import COUNTED, locale_of
from survey.languages.extracting import template, up_to_date
from survey.languages.tongue import CATALOGUES, catalogue, languages

OTHERS = languages()[1:]
PLACE = re.compile(r"%\((\w+)\)s|\{(\w+)(?::[^}]*)?\}")
STRAY = re.compile(r"%(?!\(\w+\)s|%)|[{}\"<>&]")
TAG = re.compile(r"<[^>]*>")


@cache
def source() -> Catalog:
    return template()


pytestmark = pytest.mark.parametrize("language", OTHERS)


def said(language: str) -> list[Message]:
    return [message for message in catalogue(language) if message.id]


def forms(message: Message) -> Iterator[tuple[int, str, str]]:
    """Each form of a translation: its number, the English it stands for, and what it says."""
    if isinstance(message.id, str):
        assert isinstance(message.string, str)
        yield 0, message.id, message.string
    else:
        yield from ((number, message.id[1], text) for number, text in enumerate(message.string or ()))


def numbers(language: str) -> dict[int, list[int]]:
    """The numbers that each plural form is for."""
    choose = c2py(catalogue(language).plural_expr)
    return {form: [n for n in COUNTED if choose(n) == form] for form in map(choose, COUNTED)}


def places(text: str) -> Counter[str]:
    return Counter(percent or brace for percent, brace in PLACE.findall(text))


def test_a_catalogue_holds_what_the_source_says_and_nothing_else(language: str) -> None:
    assert {message.id for message in said(language)} == {message.id for message in source() if message.id}
    assert not catalogue(language).obsolete


def test_the_file_is_as_the_command_writes_it(language: str) -> None:
    file = CATALOGUES / f"{language}.po"
    assert up_to_date(language, source()) == file.read_text("utf-8"), "run `make words`"


def test_everything_is_translated_in_every_form(language: str) -> None:
    count = catalogue(language).num_plurals
    for message in said(language):
        texts = [text for _, _, text in forms(message)]
        assert all(text.strip() for text in texts), message.id
        assert len(texts) == (1 if isinstance(message.id, str) else count), message.id
        assert not message.fuzzy, message.id


def test_a_translation_has_the_places_of_its_source(language: str) -> None:
    """Only the form for one single number may leave that number out."""
    single = {form for form, those in numbers(language).items() if len(those) == 1}
    for message in said(language):
        plural = not isinstance(message.id, str)
        for form, source, text in forms(message):
            wanted, found = places(source), places(text)
            if plural and form in single and "count" not in found:
                del wanted["count"]
            assert found == wanted, text


def test_a_translation_has_the_tags_of_its_source(language: str) -> None:
    for message in said(language):
        for _, source, text in forms(message):
            assert Counter(TAG.findall(text)) == Counter(TAG.findall(source)), text


def test_a_translation_has_no_sign_that_could_break_a_page(language: str) -> None:
    for message in said(language):
        for _, _, text in forms(message):
            assert not STRAY.search(PLACE.sub("", TAG.sub("", text)).replace("%%", "")), text


def test_a_translation_stands_as_its_source_does(language: str) -> None:
    """Without spaces around it, and all on one line."""
    for message in said(language):
        for _, source, text in forms(message):
            assert text.strip() == text or source.strip() != source, text
            assert "\n" not in text, text


def test_the_plural_forms_are_those_of_the_language(language: str) -> None:
    """One form for each category of the standard, and the other way round."""
    choose, rule = c2py(catalogue(language).plural_expr), locale_of(language).plural_form
    pairs = {(choose(number), rule(number)) for number in COUNTED}
    assert len(pairs) == len(dict(pairs)) == catalogue(language).num_plurals


def test_a_catalogue_says_who_has_checked_it(language: str) -> None:
    header = dict(catalogue(language).mime_headers)
    assert "X-Checked-By" in (CATALOGUES / f"{language}.po").read_text("utf-8")
    assert header["Language"] == language


def test_no_file_holds_a_date_or_a_line_number(language: str) -> None:
    text = (CATALOGUES / f"{language}.po").read_text("utf-8")
    assert not re.search(r"Date:|^#: .*:\d|\b20\d\d-\d\d-\d\d", text, re.M)
