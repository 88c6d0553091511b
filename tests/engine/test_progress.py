"""Place and minutes on the way: by the person's own pace, and growing only by what an answer adds."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey.engine.answers import Answers
from survey.engine.journey import Journey
from survey.engine.loader import load_file
from survey.engine.progress import Progress, Standing, Told, sections_of, tell
from survey.engine.questionnaire import Questionnaire
from survey.engine.reading import SavedPage, read_answers
from tests.builders import journey_through, tiny
from tests.effort import tried
from tests.engine.travelling import travel

LONDON = load_file(Path("questionnaires/trauma-informed-london/1.0.yaml"))
often = tried(40)
TIMED = tiny(
    """
    - id: first
      title: First
      stage: one
      questions:
        - {id: a, ask: single, text: A, seconds: 60, options: {1: "Yes", 0: "No"}}
        - page: first_two
        - {id: b, ask: long_text, text: B, seconds: 60}
    - id: second
      title: Second
      stage: two
      show_if: a == 1
      questions:
        - {id: c, ask: short_text, text: C, seconds: 240}
    - id: third
      title: Third
      stage: three
      text: [eight words that take two seconds to read]
      questions:
        - {id: d, ask: short_text, text: D, seconds: 58}
    """,
    top="stages: {one: The first place, two: The second, three: The third}\n",
)


def saved(**done: str) -> Journey:
    """The way of somebody who finished these pages, each with what they gave to its question."""
    fields = {"first": "a", "first_two": "b", "second": "c", "third": "d"}
    pages = {page: SavedPage({fields[page]: (given,)} if given else {}, True) for page, given in done.items()}
    return Journey(TIMED, read_answers(TIMED, pages))


def test_a_place_is_counted_among_those_on_the_way() -> None:
    with_second, without = saved(first="1"), saved(first="0")
    at = Progress.at(with_second, "third", {})
    assert (at.stage, at.stages, at.title) == (3, 3, "The third")
    at = Progress.at(without, "third", {})
    assert (at.stage, at.stages, at.title) == (2, 2, "The third")


def test_time_left_is_that_of_what_is_unfinished_wherever_one_looks() -> None:
    assert tell(saved(), {}, None) == Told(180, 180)
    later = saved(first="0", first_two="")
    assert tell(later, {}, None) == Told(60, 60)
    assert Progress.at(later, "first", {}).minutes_left == Progress.at(later, "third", {}).minutes_left == 1


def test_nothing_is_left_once_all_is_finished() -> None:
    assert Progress.at(saved(first="0", first_two="", third=""), "third", {}).minutes_left == 0


@pytest.mark.parametrize(
    ("seconds", "left"),
    [
        pytest.param(60, 60.0, id="as expected"),
        pytest.param(120, 60 * 300 / 240, id="slower, and half believed"),
        pytest.param(0, 60.0, id="no time is known of a page"),
        pytest.param(2000, 120.0, id="never more than twice as slow"),
    ],
)
def test_the_time_left_goes_by_ones_own_pace(seconds: int, left: float) -> None:
    way = saved(first="0", first_two="")
    spent = {"first": seconds, "first_two": 60} if seconds else {}
    assert tell(way, spent, None).left == pytest.approx(left)


def test_a_slow_page_never_makes_the_time_grow() -> None:
    before = tell(saved(), {}, None)
    after = tell(saved(first="0"), {"first": 300}, before)
    assert tell(saved(first="0"), {"first": 300}, None).left > 180
    assert after.left == before.left == 180


def test_an_answer_that_adds_pages_says_by_how_much() -> None:
    before = tell(saved(), {}, None)
    at = Progress.at(saved(first="1"), "first_two", {"first": 60}, before)
    assert (at.minutes_left, at.added) == (6, 3)
    again = Progress.at(saved(first="1", first_two=""), "second", {"first": 60}, at.told)
    assert (again.minutes_left, again.added) == (5, 0)


def test_what_is_added_late_counts_in_full() -> None:
    at_the_end = tell(saved(first="0", first_two="", third=""), {}, None)
    assert at_the_end.left == 0
    changed = Progress.at(saved(first="1", first_two="", third=""), "second", {}, at_the_end)
    assert (changed.minutes_left, changed.added) == (4, 4)


@pytest.mark.parametrize("text", ["", "5", "a b", "nan 5", "5 inf", "-1 5", "1 2 3", "5 -1"])
def test_what_a_form_makes_up_about_the_time_is_not_believed(text: str) -> None:
    assert Told.read(text) is None


def test_what_a_page_said_of_the_time_comes_back_with_its_form() -> None:
    assert Told.read(str(Told(480.25, 512.0))) == Told(480.2, 512.0)


@often
@given(seed=st.integers(0, 2**32), form=st.sampled_from([TIMED, LONDON]))
def test_time_never_grows_by_more_than_an_answer_has_added(seed: int, form: Questionnaire) -> None:
    luck, told, done = Random(seed), None, dict[str, SavedPage]()
    way = Journey(form, Answers(), seed)
    spent: dict[str, int] = {}
    for page_id, page in travel(form, luck, seed).items():
        told = tell(way, spent, told)
        done[page_id] = page
        spent[page_id] = luck.randint(0, 300)
        further = Journey(form, read_answers(form, done), seed)
        if page_id not in way.ids or page_id not in further.ids:
            continue
        now = tell(further, spent, told)
        if now.work <= told.work:
            assert now.left <= told.left
        assert now.left <= 2.0 * now.work + 1e-6
        way = further


# Sections

CHOICES = tiny("""
    - {id: easy, title: Easy, stage: only, questions: [{id: a, ask: short_text, text: A}]}
    - id: hard
      title: "Hard {a or 'things'}"
      stage: only
      sensitive: high
      note: {text: About hard things}
      questions: [{id: h, ask: short_text, text: H}]
    - id: long
      title: Long
      stage: only
      questions:
        - {id: l, ask: short_text, text: L}
        - page: longer
        - {id: m, ask: short_text, text: M}
    - {id: end, title: End, stage: only, questions: [{id: z, ask: short_text, text: Z}]}
""")


def standings(way: Journey) -> list[tuple[str, str, str]]:
    return [(one.title, one.standing.value, one.page) for one in sections_of(way)]


def test_a_section_is_done_or_where_to_go_on_or_comes_later() -> None:
    form = CHOICES
    assert standings(journey_through(form, {"a": "walls"}, done=("easy",)))[:3] == [
        ("Easy", "finished", "easy"),
        ("Hard walls", "next", "hard_note"),
        ("Long", "later", ""),
    ]


def test_a_skipped_section_can_be_opened_and_one_half_done_goes_on_inside() -> None:
    way = journey_through(CHOICES, {"hard_note": "skip"}, done=("easy", "hard_note", "long"))
    assert standings(way) == [
        ("Easy", "finished", "easy"),
        ("Hard things", "skipped", "hard_note"),
        ("Long", "next", "longer"),
        ("End", "later", ""),
    ]


def test_every_section_opens_where_its_page_may_be_visited() -> None:
    way = journey_through(CHOICES, {"hard_note": "see"}, done=("easy", "hard_note", "hard", "longer"))
    for one in sections_of(way):
        assert bool(one.page) == (one.standing in (Standing.FINISHED, Standing.NEXT)), one
        assert not one.page or way.may_visit(one.page)
