"""A question of which nothing was said is written once; an answered one is written anew and not kept."""

from __future__ import annotations

import gc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey.engine.forms import Form
from survey.engine.journey import Journey
from survey.engine.questions.base import Question
from survey.engine.reading import SavedPage, read_answers
from survey.web.asked import Asked
from survey.web.templating import environment
from tests.builders import asking
from tests.web.gallery import codes_of, question_pages

QUESTIONS = """
      - id: felt
        ask: short_text
        text: How was it?
      - id: again
        ask: single
        text: Would you come again?
        options: {1: "Yes", 2: "No"}
"""


def test_a_blank_question_is_the_same_text_as_one_that_is_written_anew() -> None:
    asked = Asked(environment())
    for question in asking(QUESTIONS).questions.values():
        first = asked(question, {}, {})
        assert asked(question, {}, {}) is first
        assert asked(question, {"other": ("x",)}, {}) is first
        assert first == asked.written(question, {}, {})


SCALED = """
      - {id: low, ask: single, text: How low?, options: {-20: Below, 0: Level, 1: Above}}
"""
EVERY = {
    question.id: question
    for question in (
        *(question for sample in question_pages() for question in sample.questions),
        *asking(SCALED).questions.values(),
    )
}
ASKED = {language: Asked(environment(language)) for language in ("en-GB", "pl", "ar")}


@st.composite
def said(draw: st.DrawFn) -> tuple[Question, Form]:
    """A question, and what a browser or somebody else may send for it: chosen, typed, foreign or nothing."""
    question = draw(st.sampled_from(list(EVERY.values())))
    values = st.sampled_from([*codes_of(question), "", "-20", "0", "<b>", "gone"])
    names = draw(st.sets(st.sampled_from(question.field_names)))
    return question, {name: tuple(draw(st.lists(values, min_size=1, max_size=3))) for name in sorted(names)}


@pytest.mark.parametrize("language", ASKED)
@given(said())
def test_what_was_chosen_stands_in_a_kept_question_as_in_one_that_is_written_anew(
    language: str, answered: tuple[Question, Form]
) -> None:
    asked, (question, form) = ASKED[language], answered
    asked(question, {}, {})
    assert asked(question, form, {}) == asked.written(question, form, {})


def test_every_choice_of_a_question_is_marked_alone_and_nothing_is_kept_of_it() -> None:
    asked = Asked(environment())
    for question in EVERY.values():
        blank = asked(question, {}, {})
        assert blank == asked.written(question, {}, {})
        for name in asked.kept[id(question)].fields:
            for code in codes_of(question):
                form = {name: (code,)}
                assert asked(question, form, {}) == asked.written(question, form, {})
        assert asked(question, {}, {}) is blank


def test_nothing_that_was_typed_and_nothing_to_put_right_stands_in_the_next_persons_page() -> None:
    asked = Asked(environment())
    question = asking(QUESTIONS).questions["felt"]
    assert "a hard day" in asked(question, {"felt": ("a hard day",)}, {})
    assert "Too long" in asked(question, {}, {"felt": "Too long"})
    assert "a hard day" not in asked(question, {}, {})
    assert "Too long" not in asked(question, {}, {})
    assert "a hard day" not in str(asked.kept)


def test_a_question_that_was_made_for_one_person_is_forgotten_with_them() -> None:
    asked = Asked(environment())
    question = asking(QUESTIONS).questions["again"].model_copy(update={"text": "Would you, as a nurse?"})
    assert "as a nurse" in asked(question, {}, {})
    assert len(asked.kept) == 1
    del question
    gc.collect()
    assert not asked.kept


def test_a_page_that_is_the_same_for_all_is_not_copied_on_the_way() -> None:
    form = asking(QUESTIONS)
    page = next(iter(form.pages.values()))
    answered = read_answers(form, {page.id: SavedPage({"again": ("1",)}, True)})
    assert Journey(form, answered).pages[0] is page
