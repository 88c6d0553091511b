"""A question of which nothing was said is written once; an answered one is written anew and not kept."""

from __future__ import annotations

import gc

from survey.engine.journey import Journey
from survey.engine.reading import SavedPage, read_answers
from survey.web.asked import Asked
from survey.web.templating import environment
from tests.builders import asking

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
