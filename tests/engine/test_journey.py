"""The way through: what is asked of whom, in which order, and what of the answers stands."""

from __future__ import annotations

import math

import pytest

from survey.engine.answers import Choice, Given
from survey.engine.journey import Journey
from survey.engine.progress import Progress
from survey.engine.questionnaire import Questionnaire
from survey.engine.questions.choosing import Choosing
from survey.engine.questions.grid import Rating
from tests.builders import answers_to, asking, journey_through, tiny

ROUTED = tiny("""
- id: start
  title: Start
  stage: only
  questions:
    - id: sector
      ask: single
      text: Sector
      required: true
      options: {pol: P, hea: H, no: {label: N, end: stopped}}
    - {id: area, ask: multiple, text: Area, options: {a: A, b: B, c: C}}
    - page: more
      show_if: sector == 'hea'
    - {id: ward, ask: short_text, text: Ward}
    - page: mixed
    - {id: always, ask: short_text, text: Always}
    - {id: sometimes, ask: short_text, text: Sometimes, show_if: "any(area, 'a', 'b')"}
    - id: grid
      ask: grid
      scale: agree
      text: Grid
      rows:
        everyone: For everyone
        health: {text: For health, show_if: sector == 'hea'}
- id: police
  title: Police
  stage: only
  show_if: sector == 'pol'
  questions:
    - {id: unit, ask: short_text, text: Unit}
- id: last
  title: Last
  stage: only
  questions:
    - {id: main_area, ask: single, text: Which most?, options: {chosen_in: area}}
""")


def ids(journey: Journey) -> list[str]:
    return [page.id for page in journey.pages]


def asked(journey: Journey, page: str) -> list[str]:
    found = journey.page(page)
    return [question.id for question in found.questions] if found else []


# Conditions


def test_a_page_is_shown_when_its_condition_holds() -> None:
    assert ids(journey_through(ROUTED, {"sector": "hea"})) == ["start", "more", "mixed"]
    assert ids(journey_through(ROUTED, {"sector": "pol"})) == ["start", "mixed", "police"]


def test_a_section_is_shown_when_its_condition_holds() -> None:
    assert "police" in journey_through(ROUTED, {"sector": "pol"}).ids
    assert "police" not in journey_through(ROUTED, {}).ids


def test_a_question_is_shown_when_its_condition_holds() -> None:
    assert asked(journey_through(ROUTED, {"area": ["b"]}), "mixed") == ["always", "sometimes", "grid"]
    assert asked(journey_through(ROUTED, {"area": ["c"]}), "mixed") == ["always", "grid"]


def rows(journey: Journey) -> list[str]:
    page = journey.page("mixed")
    assert page is not None
    grid = next(question for question in page.questions if isinstance(question, Rating))
    return [row.id for row in grid.rows]


def test_a_row_is_shown_when_its_condition_holds() -> None:
    assert rows(journey_through(ROUTED, {"sector": "hea"})) == ["everyone", "health"]
    assert rows(journey_through(ROUTED, {"sector": "pol"})) == ["everyone"]


def test_a_page_with_nothing_to_ask_is_not_shown() -> None:
    assert "last" not in journey_through(ROUTED, {"sector": "hea"}).ids
    assert "last" in journey_through(ROUTED, {"sector": "hea", "area": ["a"]}).ids


def test_a_page_of_text_alone_is_shown() -> None:
    form = asking("""
        - {id: one, ask: confirm, text: One}
        - {page: reading, text: Some words to read}
        - {page: end}
        - {id: two, ask: confirm, text: Two}
    """)
    assert ids(journey_through(form, {})) == ["s", "reading", "end"]


# End screens


def test_an_option_can_end_the_survey() -> None:
    journey = journey_through(ROUTED, {"sector": "no", "always": "typed before"})
    assert journey.end == "stopped"
    assert ids(journey) == ["start"]
    assert not journey.complete
    assert "always" not in journey.kept


def test_a_changed_mind_leads_on_from_an_end_screen() -> None:
    journey = journey_through(ROUTED, {"sector": "pol", "always": "typed before"})
    assert journey.end == ""
    assert journey.complete
    assert "always" in journey.kept


# What stands


def test_answers_off_the_route_are_remembered_and_do_not_stand() -> None:
    given = {"sector": "pol", "ward": "Blue ward", "unit": "One", "area": ["a"], "sometimes": "yes"}
    police = journey_through(ROUTED, given)
    assert "ward" in police.answers
    assert set(police.kept) == {"sector", "unit", "area", "sometimes"}
    health = journey_through(ROUTED, {**given, "sector": "hea"})
    assert set(health.kept) == {"sector", "ward", "area", "sometimes"}


def test_an_answer_off_the_route_establishes_nothing() -> None:
    form = asking("""
        - {id: first, ask: single, text: First, options: {1: "Yes", 0: "No"}}
        - page: two
          show_if: first == 1
        - {id: second, ask: single, text: Second, options: {1: "Yes", 0: "No"}}
        - page: three
          show_if: second == 1
        - {id: third, ask: confirm, text: Third}
    """)
    assert ids(journey_through(form, {"first": "1", "second": "1"})) == ["s", "two", "three"]
    assert ids(journey_through(form, {"first": "0", "second": "1"})) == ["s"]


def test_only_the_rows_and_options_on_offer_stand() -> None:
    given = {"sector": "pol", "everyone": "1", "health": "2", "area": ["a"], "main_area": "b"}
    journey = journey_through(ROUTED, given)
    assert journey.facts["grid"] == ("everyone",)
    assert "health" not in journey.facts
    assert "main_area" not in journey.kept
    assert "main_area" in journey.answers


# Carried options and prefilled answers


def options(journey: Journey, name: str) -> list[object]:
    found = (question for page in journey.pages for question in page.questions if question.id == name)
    question = next(found)
    assert isinstance(question, Choosing)
    return [option.code for option in question.options]


def test_options_are_those_chosen_earlier_in_the_order_written() -> None:
    assert options(journey_through(ROUTED, {"area": ["c", "a"]}), "main_area") == ["a", "c"]


PREFILLED = asking(
    """
    - {id: home, ask: lookup, text: Home, options: {list: boroughs}, say: Other}
    - {id: note, ask: short_text, text: Note}
    - page: work
    - id: places
      ask: multiple
      text: Work
      options: {list: boroughs, also: {all: {label: All, alone: true}}}
      prefill: home
""",
    top="lists: {boroughs: {a: A, b: B}}\n",
)


def test_a_form_opened_for_the_first_time_begins_with_the_earlier_answer() -> None:
    places = PREFILLED.questions["places"]
    assert places.prefilled(journey_through(PREFILLED, {"home": "b"}).facts) == {"places": ("b",)}
    assert places.prefilled(journey_through(PREFILLED, {"home": "other", "home__say": "x"}).facts) == {}
    assert places.prefilled({}) == {}
    assert PREFILLED.questions["note"].prefilled({"note": "x"}) == {}


def test_a_suggestion_is_not_an_answer() -> None:
    assert "places" not in journey_through(PREFILLED, {"home": "b"}).kept


# Random order

SHUFFLED = asking("""
    - id: many
      ask: multiple
      order: random
      text: Many
      options:
        {a: A, b: B, c: C, d: D, e: E, other: {label: O, say: W}, none: {label: N, alone: true}, dont_know: Q}
    - id: one
      ask: single
      order: random
      text: One
      options: {a: A, b: B, c: C, d: D, e: E}
""")


def test_the_order_depends_on_the_seed_alone() -> None:
    orders = {tuple(options(Journey(SHUFFLED, answers_to(SHUFFLED, {}), seed), "many")) for seed in range(30)}
    assert len(orders) > 15
    again = [options(Journey(SHUFFLED, answers_to(SHUFFLED, {"one": "c"}), 7), "many") for _ in range(2)]
    assert again[0] == again[1] == options(journey_through(SHUFFLED, {}, seed=7), "many")


def test_the_order_of_a_seed_is_the_same_on_every_machine_and_for_ever() -> None:
    assert options(journey_through(SHUFFLED, {}, seed=1), "one") == ["c", "e", "b", "a", "d"]


def test_each_question_has_an_order_of_its_own() -> None:
    differ = [
        options(journey_through(SHUFFLED, {}, seed=seed), "many")[:5]
        != options(journey_through(SHUFFLED, {}, seed=seed), "one")
        for seed in range(8)
    ]
    assert any(differ)


def test_options_that_stand_apart_stay_last() -> None:
    for seed in range(20):
        last = options(journey_through(SHUFFLED, {}, seed=seed), "many")[5:]
        assert last == ["other", "none", "dont_know"]


def test_every_option_comes_first_for_some() -> None:
    first = {options(journey_through(SHUFFLED, {}, seed=seed), "one")[0] for seed in range(60)}
    assert first == {"a", "b", "c", "d", "e"}


# Sensitive sections

SENSITIVE = tiny("""
- id: start
  title: Start
  stage: only
  questions:
    - {id: sector, ask: single, text: Sector, options: {pol: P, hea: H}}
- id: hard
  title: Hard
  stage: only
  sensitive: high
  show_if: sector == 'hea'
  note: {text: About hard things, items: [One thing]}
  questions:
    - {id: hurt, ask: single, text: Hurt, options: {1: "Yes", 0: "No"}}
    - page: hard_two
      show_if: hurt == 1
    - {id: how, ask: short_text, text: How}
- id: last
  title: Last
  stage: only
  questions:
    - {id: end, ask: confirm, text: End}
""")


def test_a_sensitive_section_begins_with_its_note() -> None:
    journey = journey_through(SENSITIVE, {"sector": "hea", "hard_note": "see"})
    assert ids(journey) == ["start", "hard_note", "hard", "last"]
    note = journey.page("hard_note")
    assert note is not None
    assert note.note is not None
    assert note.note.items == ("One thing",)


def test_a_skipped_section_leaves_only_its_note() -> None:
    journey = journey_through(SENSITIVE, {"sector": "hea", "hard_note": "skip", "hurt": "1"})
    assert ids(journey) == ["start", "hard_note", "last"]
    assert "hurt" not in journey.kept
    assert journey.complete


def test_a_choice_to_skip_counts_once_continue_was_pressed() -> None:
    journey = journey_through(SENSITIVE, {"sector": "hea", "hard_note": "skip"}, done=["start"])
    assert "hard" in journey.ids
    assert journey.first_unfinished is not None
    assert journey.first_unfinished.id == "hard_note"


def test_a_skipped_section_that_the_route_no_longer_meets_is_not_skipped() -> None:
    journey = journey_through(SENSITIVE, {"sector": "pol", "hard_note": "skip"})
    assert not journey.has_skipped(SENSITIVE.sections[1])
    assert journey_through(SENSITIVE, {"sector": "hea", "hard_note": "skip"}).has_skipped(
        SENSITIVE.sections[1]
    )


# Moving about


def test_a_page_can_be_opened_once_all_before_it_are_finished() -> None:
    journey = journey_through(ROUTED, {"sector": "hea"}, done=["start"])
    assert [journey.may_visit(name) for name in ("start", "more", "mixed", "police", "nowhere")] == [
        *(True, True, False, False, False)
    ]


def test_a_finished_page_that_lacks_a_required_answer_needs_work() -> None:
    journey = journey_through(ROUTED, {"area": ["a"]})
    assert journey.first_unfinished is not None
    assert journey.first_unfinished.id == "start"
    assert not journey.complete
    assert not journey.may_visit("mixed")


def test_a_finished_page_later_on_stays_finished() -> None:
    journey = journey_through(ROUTED, {"sector": "hea"}, done=["start", "mixed"])
    assert journey.first_unfinished is not None
    assert journey.first_unfinished.id == "more"
    assert journey_through(ROUTED, {"sector": "hea"}, done=["start", "mixed", "more"]).complete


def test_next_and_previous_follow_the_route() -> None:
    journey = journey_through(ROUTED, {"sector": "pol"})
    forward = ["start"]
    while (page := journey.after(forward[-1])) is not None:
        forward.append(page.id)
    assert forward == ids(journey)
    backward = [forward[-1]]
    while (page := journey.before(backward[-1])) is not None:
        backward.append(page.id)
    assert backward == forward[::-1]
    assert journey.after("more") is None
    assert journey.before("more") is None


def test_some_answers_put_support_first() -> None:
    form = asking("""
        - {id: felt, ask: single, text: Felt, options: {1: Bad, 2: Good, prefer_not_to_say: No}, care: [1]}
        - {id: g, ask: grid, scale: agree, text: Grid, rows: {g_one: One, g_two: Two}, care: [3]}
        - page: two
          show_if: felt == 2
        - {id: later, ask: single, text: Later, options: {1: Bad, 2: Good}, care: [1]}
    """)
    assert journey_through(form, {"felt": "1"}).care
    assert not journey_through(form, {"felt": "2"}).care
    assert not journey_through(form, {"felt": "prefer_not_to_say", "later": "1"}).care
    assert journey_through(form, {"g_two": "3"}).care
    assert not journey_through(form, {"g_two": "2"}).care


# Time

TIMED = tiny(
    """
    - id: first
      title: First
      stage: one
      questions:
        - {id: a, ask: single, text: A, seconds: 30, options: {1: "Yes", 0: "No"}}
        - {id: b, ask: long_text, text: B, seconds: 60, answered_by: 0.5}
    - id: second
      title: Second
      stage: two
      show_if: a == 1
      shown_to: 0.25
      questions:
        - id: c
          ask: grid
          scale: agree
          text: C
          rows: {c1: One, c2: {text: Two, shown_to: 0.5}, c3: {text: Three, show_if: a == 1}}
    - id: third
      title: Third
      stage: two
      text: [eight words that take two seconds to read]
      questions:
        - {id: d, ask: confirm, text: D, shown_to: 0.4}
        - page: third_two
        - {id: e, ask: single, text: E, options: {1: "Yes"}}
    """,
    top="stages: {one: The first place, two: The second}\n",
)


def test_expected_time_counts_everybody() -> None:
    start = 3 / 4  # "A few questions."
    first = 30 + 60 * 0.5
    second = 0.25 * 6 * 2.5
    third = 8 / 4 + 5 * 0.4 + 9
    assert math.isclose(TIMED.expected_seconds, start + first + second + third + 15)


def test_expected_rows_can_be_told_where_routing_hides_some() -> None:
    form = asking("""
        - {id: c, ask: grid, scale: agree, text: C, rows: {c1: One, c2: Two, c3: Three}, rows_expected: 1.5}
    """)
    assert form.questions["c"].expected_time == 9
    assert form.questions["c"].time == 18


def test_progress_counts_places_and_not_pages() -> None:
    journey = journey_through(TIMED, {"a": "1"})
    assert ids(journey) == ["first", "second", "third", "third_two"]
    found = [Progress.at(journey, page, {}) for page in ids(journey)]
    assert [(one.stage, one.stages, one.title) for one in found] == [
        (1, 2, "The first place"),
        (2, 2, "The second"),
        (2, 2, "The second"),
        (2, 2, "The second"),
    ]


def test_a_questionnaire_is_a_value() -> None:
    again = Questionnaire.model_validate_json(TIMED.document)
    assert again == TIMED
    assert again.fingerprint == TIMED.fingerprint
    journey = journey_through(again, {"a": "1"})
    assert journey.kept["a"] == Given(Choice((1,)))


@pytest.mark.parametrize("seed", [0, 2**48 - 1])
def test_any_seed_will_do(seed: int) -> None:
    assert journey_through(SHUFFLED, {"one": "a"}, seed=seed).complete


CARRIED = asking("""
    - {id: first, ask: multiple, text: First, options: {a: A, b: B}}
    - page: p_next
    - id: second
      ask: multiple
      text: Second
      options: {chosen_in: first, also: {none: {label: None of these, alone: true}}}
    - {id: third, ask: pick_top, text: Third, options: {chosen_in: first}, say: Which?}
""")


@pytest.mark.parametrize(
    ("ticked", "second", "third"),
    [(["b"], ["b", "none"], ["b", "other"]), (["a", "b"], ["a", "b", "none"], ["a", "b", "other"])],
)
def test_options_beside_carried_ones_are_always_offered(
    ticked: list[str], second: list[str], third: list[str]
) -> None:
    page = journey_through(CARRIED, {"first": ticked}).pages[-1]
    assert [option_codes(question) for question in page.questions] == [second, third]


def test_options_beside_carried_ones_are_not_a_question_of_their_own() -> None:
    assert [page.id for page in journey_through(CARRIED, {}).pages] == ["s"]


def option_codes(question: object) -> list[str]:
    assert isinstance(question, Choosing)
    return [str(option.code) for option in question.options]
