"""A walk with answers given as data, as `survey walk` shows it."""

from __future__ import annotations

import json

import pytest

from survey.engine.codebook import Missing
from survey.engine.walk import CannotWalk, walk
from tests.builders import asking, tiny

FORM = tiny("""
- id: start
  title: Start
  stage: only
  questions:
    - id: sector
      ask: single
      text: Sector
      required: true
      options: {pol: P, hea: H, 0: {label: N, end: stopped}}
    - id: area
      ask: multiple
      text: Area
      options: {a: A, b: B, none: {label: None, alone: true}, dont_know: Not sure, other: {label: O, say: W}}
    - page: two
      show_if: sector == 'hea'
    - {id: grid, ask: grid, scale: agree, text: Grid, rows: {g_one: One, g_two: Two}}
    - {id: day, ask: date, text: Day}
    - {id: much, ask: number, text: Much, decimals: 2, least: 0}
- id: hard
  title: Hard
  stage: only
  sensitive: high
  questions:
    - {id: hurt, ask: single, text: Hurt, options: {1: "Yes", 0: "No"}}
    - {id: tick, ask: confirm, text: Tick, required: true}
""")
WHOLE: dict[str, int | float | str | None] = {
    "sector": "hea",
    "area__a": 1,
    "area__b": 0,
    "area__other": 1,
    "area__say": "more",
    "g_one": 3,
    "g_two": -8,
    "day": "2024-03-27",
    "much": 2.5,
    "hurt": 0,
    "tick": 1,
}


def test_the_json_has_the_promised_shape() -> None:
    shown = walk(FORM, WHOLE).as_json()
    assert json.loads(json.dumps(shown)) == shown
    assert set(shown) >= {"pages", "next", "complete", "submitted", "missing"}
    assert shown["pages"] == [
        {"id": "start", "questions": ["sector", "area"]},
        {"id": "two", "questions": ["grid", "day", "much"]},
        {"id": "hard_note", "questions": []},
        {"id": "hard", "questions": ["hurt", "tick"]},
    ]
    assert shown["next"] is None
    assert shown["complete"] is True
    assert shown["end"] is None


def test_what_was_given_is_what_is_submitted_and_the_rest_has_reasons() -> None:
    found = walk(FORM, WHOLE)
    assert found.submitted == {
        "sector": "hea",
        "area__a": 1,
        "area__b": 0,
        "area__none": 0,
        "area__other": 1,
        "area__say": "more",
        "g_one": 3,
        "day": "2024-03-27",
        "much": 2.5,
        "hurt": 0,
        "tick": 1,
    }
    assert found.missing == {"g_two": "dont_know"}
    assert found.submitted.keys() | found.missing.keys() == set(FORM.codebook.columns)


def test_what_is_submitted_can_be_walked_again_with_the_same_result() -> None:
    found = walk(FORM, WHOLE)
    reasons = {name: Missing.named(reason).code for name, reason in found.missing.items()}
    again = walk(FORM, {**found.submitted, **reasons})
    assert again == found


@pytest.mark.parametrize("unsure", [-8, "dont_know"])
def test_a_reason_is_taken_as_a_number_or_as_a_word(unsure: int | str) -> None:
    found = walk(FORM, {"sector": "hea", "g_one": unsure, "area__a": unsure, "tick": 1})
    assert found.missing["g_one"] == "dont_know"
    assert {found.missing[f"area__{code}"] for code in ("a", "b", "none", "other")} == {"dont_know"}


@pytest.mark.parametrize("silence", [-1, -2, -3, -4, None, ""])
def test_a_reason_for_silence_is_no_answer(silence: int | str | None) -> None:
    found = walk(FORM, {"sector": "hea", "g_one": silence, "much": silence, "day": silence, "tick": 1})
    assert found.missing["g_one"] == found.missing["much"] == found.missing["day"] == "blank"


def test_it_stops_at_the_first_page_that_needs_something() -> None:
    found = walk(FORM, {"area__a": 1})
    assert (found.next, found.complete) == ("start", False)
    assert [page.id for page in found.pages] == ["start"]
    assert set(found.missing.values()) == {"not_reached"}
    later = walk(FORM, {"sector": "pol", "hurt": 1})
    assert (later.next, [page.id for page in later.pages]) == ("hard", ["start", "hard_note", "hard"])
    assert later.missing["hurt"] == "not_reached"
    assert later.missing["g_one"] == "not_asked"


def test_it_says_why_nobody_gets_past() -> None:
    assert walk(FORM, {}).needs == ("sector needs an answer.",)
    form = asking("- {id: n, ask: number, text: N, checks: [{holds: n < 9, say: Write less than 9.}]}")
    assert walk(form, {"n": 10}).needs == ("n: Write less than 9.",)
    assert walk(form, {"n": 8}).needs == ()


def test_what_is_computed_cannot_be_given_another_value() -> None:
    form = asking("- {id: n, ask: number, text: N}", "computed: {twice: {text: T, value: n * 2}}\n")
    assert walk(form, {"n": 4, "twice": 8}).complete
    with pytest.raises(
        CannotWalk, match=r"twice is computed, and comes to 8 with these answers\. Leave it out"
    ):
        walk(form, {"n": 4, "twice": 9})
    with pytest.raises(CannotWalk, match="has no value with these answers"):
        walk(form, {"twice": 9})


def test_an_end_screen_is_named() -> None:
    found = walk(FORM, {"sector": 0})
    assert (found.end, found.complete, found.next) == ("stopped", False, None)
    assert found.as_json()["end"] == "stopped"


def test_a_section_can_be_skipped_from_its_note() -> None:
    found = walk(FORM, {"sector": "pol", "hard_note": "skip"})
    assert found.complete
    assert found.missing["hurt"] == found.missing["tick"] == "section_skipped"


def test_a_section_whose_data_say_that_it_was_skipped_is_skipped() -> None:
    assert walk(FORM, {"sector": "pol", "hurt": -6, "tick": -6}) == walk(
        FORM, {"sector": "pol", "hard_note": "skip"}
    )


def test_a_negative_number_is_an_answer_where_the_question_takes_it() -> None:
    form = asking("- {id: cold, ask: number, text: Cold}")
    assert walk(form, {"cold": -8}).submitted == {"cold": -8}
    assert walk(FORM, {"sector": "hea", "much": -8, "tick": 1}).missing["much"] == "blank"


def test_words_are_words_even_when_they_name_a_reason() -> None:
    form = asking("- {id: said, ask: short_text, text: Said}")
    assert walk(form, {"said": "blank"}).submitted == {"said": "blank"}
    assert walk(form, {"said": -1}).missing == {"said": "blank"}


def test_answers_off_the_route_are_not_submitted() -> None:
    found = walk(FORM, {**WHOLE, "sector": "pol"})
    assert found.missing["g_one"] == "not_asked"
    assert "two" not in [page.id for page in found.pages]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"nobody": 1}, "There is no variable nobody in this questionnaire."),
        ({"sector": "navy"}, "sector: there is no code 'navy'. The codes are pol, hea, 0."),
        ({"g_one": 9}, "g_one: there is no code 9. The codes are 1, 2, 3, dont_know."),
        ({"g_one": -9}, "g_one: there is no code -9. The codes are 1, 2, 3, dont_know."),
        ({"area__a": 2}, "area__a: there is no code 2. The codes are 0, 1, dont_know."),
        ({"hard_note": "perhaps"}, "hard_note: there is no code 'perhaps'. The codes are see, skip."),
        ({"much": "a lot"}, "much: Write a number in figures, such as 12."),
        ({"day": "27 March"}, "day__day: Write a real date in figures, such as 27 3 2024."),
        ({"area__a": 1, "area__none": 1}, "area: Choose either “None” or the other answers, not both."),
        ({"sector": True}, "sector: there is no code True. The codes are pol, hea, 0."),
    ],
)
def test_what_does_not_fit_is_refused_with_a_sentence(data: dict[str, int | str], sentence: str) -> None:
    with pytest.raises(CannotWalk) as error:
        walk(FORM, data)
    assert error.value.sentences == [sentence]


def test_everything_that_does_not_fit_is_told_at_once() -> None:
    with pytest.raises(CannotWalk) as error:
        walk(FORM, {"nobody": 1, "sector": "navy", "much": "a lot"})
    assert len(error.value.sentences) == 3


def test_words_in_place_of_a_code_are_answered_with_the_code() -> None:
    with pytest.raises(CannotWalk) as error:
        walk(FORM, {"sector": "h"})
    assert str(error.value) == "sector: there is no code 'h'. H has the code hea."
