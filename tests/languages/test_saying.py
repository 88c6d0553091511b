"""Saying in another language what the program says in English."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from survey.engine.phrases import Phrase
from survey.errors import NotFound
from survey.fieldwork.london import end_in_words
from survey.languages.tongue import tongue
from survey.web.templating import environment


def test_a_moment_is_said_with_the_months_of_the_language() -> None:
    moment = end_in_words(datetime(2025, 1, 11, tzinfo=UTC))
    assert moment == "10 January 2025 at 23:59, London time"
    assert tongue("pl").says(moment) == "10 stycznia 2025, godz. 23:59 (czas londyński)"
    assert tongue("ar").says(moment) == "10 يناير 2025 الساعة 23:59 بتوقيت لندن"


@pytest.mark.parametrize(
    ("number", "words"),
    [
        pytest.param(1, "O {count} znak za dużo", id="one"),
        pytest.param(3, "O {count} znaki za dużo", id="few"),
        pytest.param(12, "O {count} znaków za dużo", id="twelve"),
        pytest.param(22, "O {count} znaki za dużo", id="twenty-two"),
    ],
)
def test_a_number_takes_the_form_that_it_needs(number: int, words: str) -> None:
    phrase = Phrase("{count} character too many", "{count} characters too many", count=number)
    assert tongue("pl").says(phrase) == words.format(count=number)


def test_a_phrase_within_a_phrase_is_said_first() -> None:
    phrase = Phrase(
        "Choose {number}. You have chosen {chosen}.", number=Phrase("up to {number}", number=2), chosen=3
    )
    assert phrase == "Choose up to 2. You have chosen 3."
    assert tongue("pl").says(phrase) == "Proszę wybrać najwyżej 2. Wybrano: 3."


def test_an_answer_within_a_phrase_stays_as_it_was_given() -> None:
    phrase = Phrase("Answer this to go on: {question}", question="{day} 100% <b>")
    assert str(tongue("pl").says(phrase)).endswith("{day} 100% <b>")


def test_a_message_and_a_day_within_a_sentence_of_a_template_are_said() -> None:
    page = environment("pl").from_string(
        "{% trans %}{{ number }} of {{ count }}{% endtrans %}|{{ message }}|"
        "{{ _('Saved at %(time)s', time=day) }}"
    )
    context = {
        "number": Phrase("Yes"),
        "count": date(2025, 3, 8),
        "message": Phrase("No"),
        "day": date(2025, 5, 1),
    }
    assert page.render(context) == "Tak z 8 marca 2025|Nie|Zapisano o 1 maja 2025"


def test_what_a_phrase_holds_is_never_markup() -> None:
    page = environment("pl").from_string("{% trans %}Remove {{ name }}?{% endtrans %} {{ message }}")
    html = page.render(name="<b>", message=Phrase("Answer this to go on: {question}", question="<i>"))
    assert "&lt;b&gt;" in html
    assert "&lt;i&gt;" in html


def test_a_script_is_given_a_form_for_every_number() -> None:
    assert tongue("en-GB").forms("{count} day", "{count} days") == {
        "one": "{count} day",
        "other": "{count} days",
    }
    words = "Room for {count} more character", "Room for {count} more characters"
    assert set(tongue("pl").forms(*words)) == {"one", "few", "many"}
    assert set(tongue("ar").forms(*words)) == {"zero", "one", "two", "few", "many", "other"}


def test_a_language_without_a_catalogue_is_not_spoken() -> None:
    with pytest.raises(NotFound, match="does not speak tlh"):
        tongue("tlh")


def test_texts_one_after_the_other_have_the_comma_of_the_language() -> None:
    chosen = Phrase("{choices}", choices=("one", Phrase("Yes"), "three"))
    assert chosen == "one, Yes, three"
    assert tongue("ar").says(chosen) == "one، نعم، three"
