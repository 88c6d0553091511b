"""Suggested themes: the same each time, laid beside the book, and never a person's."""

from __future__ import annotations

from collections import Counter

import pytest

from analysis.themes.final import settle
from analysis.themes.sheets import Sheet
from analysis.themes.suggestion import Suggestion, suggest
from analysis.themes.texts import Text
from survey.errors import Refused
from tests.analysis.written import SLUG, book, coded, texts

ABOUT = {
    "time": ("There is no hour left in the shift", "Caseloads leave no hour", "Shifts and caseloads"),
    "safety": (
        "A calm room with the door open",
        "Calm rooms, open doors",
        "The room felt calm, the door open",
    ),
    "racism": ("Racism is unequal treatment", "Name racism, unequal treatment", "Unequal treatment: racism"),
}


def corpus() -> tuple[Text, ...]:
    return texts([f"{words} {at}" for at in range(4) for said in ABOUT.values() for words in said])


@pytest.fixture(scope="module")
def suggestion() -> Suggestion:
    return suggest(corpus(), book(), topics=3)


def test_topics_are_laid_beside_the_themes_that_they_are_like(suggestion: Suggestion) -> None:
    assert {topic.theme for topic in suggestion.topics} == set(ABOUT)
    by_theme = {topic.theme: topic for topic in suggestion.topics}
    assert "racism" in by_theme["racism"].words
    assert "calm" in by_theme["safety"].words
    of = {text.id: text.words for text in corpus()}
    assert all("acism" in of[id] for id in by_theme["racism"].texts)


def test_texts_get_the_theme_of_their_topic(suggestion: Suggestion) -> None:
    right = Counter(
        theme in suggestion.marks[text.id]
        for text in corpus()
        for theme, said in ABOUT.items()
        if text.words.rsplit(" ", 1)[0] in said
    )
    assert right[True] >= 32


def test_the_order_of_the_texts_changes_nothing(suggestion: Suggestion) -> None:
    assert suggest(tuple(reversed(corpus())), book(), topics=3) == suggestion


def test_too_few_texts_or_no_common_words_are_a_sentence() -> None:
    with pytest.raises(Refused, match="under 20 topics would be chance"):
        suggest(corpus()[:19], book())
    with pytest.raises(Refused, match="no words in common"):
        suggest(texts([f"alone{chr(97 + at)}" for at in range(25)]), book())


def test_more_topics_than_there_are_words_is_no_fault() -> None:
    few = suggest(texts(["calm room", "open door"] * 12), book(), topics=30)
    assert 1 <= len(few.topics) <= 4


def test_a_sheet_of_suggestions_comes_back_as_the_machine(suggestion: Suggestion) -> None:
    sheet = Sheet.of(corpus(), book(), SLUG, "machine")
    filled = Sheet(sheet.stamp, book(), sheet.texts, suggestion.marks)
    marked = sum(cell == "1" for row in filled.rows() for cell in row[4:7])
    assert marked == sum(map(len, suggestion.marks.values())) > 0
    assert all("coder=machine" in row[-1] for row in filled.rows())


def test_suggestions_are_in_no_count() -> None:
    of = corpus()
    nothing: dict[str, list[str]] = {text.id: [] for text in of}
    people = (coded(of, "anna", nothing), coded(of, "ben", nothing))
    machine = coded(of, "machine", {text.id: ["time"] for text in of})
    final = settle((*people, machine), {}, book())
    assert set(final.marks.values()) == {()}
    assert final.coders == ("anna", "ben")
