"""Answers to data: a value, or the right one of the reasons for which there is none."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from survey.engine.codebook import Cell, Measure, Missing, Nature
from tests.builders import asking, cells_of, journey_through, tiny

FORM = tiny("""
- id: start
  title: Start
  stage: only
  questions:
    - {id: sector, ask: single, text: Sector, options: {pol: P, hea: H, no: {label: N, end: stopped}}}
    - {id: area, ask: multiple, text: Area, options: {a: A, b: B}}
    - page: two
    - {id: extra, ask: single, text: Extra, show_if: sector == 'hea', options: {1: "Yes", 0: "No"}}
    - {id: free, ask: short_text, text: Free}
    - page: three
      show_if: extra == 1
    - {id: deep, ask: short_text, text: Deep}
    - page: four
    - {id: deeper, ask: short_text, text: Deeper, show_if: answered(deep)}
    - {id: most, ask: single, text: Most, options: {chosen_in: area}}
    - {id: both, ask: short_text, text: Both, show_if: sector == 'hea' and answered(free)}
    - id: grid
      ask: grid
      scale: agree
      text: Grid
      rows:
        g_one: One
        g_two: {text: Two, show_if: sector == 'hea'}
        g_three: {text: Three, show_if: answered(free)}
- id: hard
  title: Hard
  stage: only
  sensitive: high
  show_if: sector == 'hea'
  questions:
    - {id: hurt, ask: single, text: Hurt, options: {1: "Yes", 0: "No"}, blank_means: 0}
    - {page: hard_two, show_if: hurt == 1}
    - {id: how, ask: short_text, text: How}
""")
BLANK, NOT_ASKED, NOT_REACHED = Missing.BLANK, Missing.NOT_ASKED, Missing.NOT_REACHED


def cell(name: str, fields: dict[str, object], done: Iterable[str] | None = None) -> Cell:
    return cells_of(FORM, fields, done)[name]


def test_every_column_of_the_codebook_has_a_cell_in_its_order() -> None:
    for done in ([], ["start"], list(FORM.pages)):
        assert list(cells_of(FORM, {"sector": "hea"}, done)) == list(FORM.codebook.columns)


def test_answers_become_codes() -> None:
    cells = cells_of(
        FORM, {"sector": "hea", "area": ["b"], "free": "words", "g_one": "3", "g_two": "dont_know"}
    )
    assert cells["sector"] == "hea"
    assert (cells["area__a"], cells["area__b"]) == (0, 1)
    assert cells["free"] == "words"
    assert (cells["g_one"], cells["g_two"]) == (3, Missing.DONT_KNOW)


@pytest.mark.parametrize(
    ("step", "reason"),
    [
        ("dont_know", Missing.DONT_KNOW),
        ("not_applicable", Missing.NOT_APPLICABLE),
        ("prefer_not_to_say", Missing.PREFER_NOT_TO_SAY),
    ],
)
def test_declining_is_its_own_reason(step: str, reason: Missing) -> None:
    form = asking(f"""
        - {{id: q, ask: single, text: Q, options: {{1: One, {step}: Out}}}}
        - {{id: m, ask: multiple, text: M, options: {{a: A, {step}: Out}}}}
    """)
    assert cells_of(form, {"q": step, "m": [step]}) == {"q": reason, "m__a": reason}


def test_seen_and_left_is_blank() -> None:
    cells = cells_of(FORM, {"sector": "hea"})
    assert cells["area__a"] is cells["free"] is cells["g_one"] is cells["g_two"] is BLANK


def test_blank_can_mean_a_code() -> None:
    assert cell("hurt", {"sector": "hea"}) == 0
    assert cell("hurt", {"sector": "pol"}) is NOT_ASKED
    assert cell("hurt", {"sector": "hea"}, done=["start"]) is NOT_REACHED


def test_routed_out_is_not_asked_for_question_row_page_and_section() -> None:
    cells = cells_of(FORM, {"sector": "pol", "free": "words"})
    assert {name for name, value in cells.items() if value is NOT_ASKED} == {
        *("extra", "deep", "deeper", "most", "both", "g_two", "hurt", "how")
    }


def test_options_that_were_not_carried_over_were_not_asked() -> None:
    form = asking("""
        - {id: area, ask: multiple, text: Area, options: {a: A, b: B, c: C}}
        - page: two
        - {id: again, ask: multiple, text: Again, options: {chosen_in: area}}
        - {id: one, ask: single, text: One, options: {chosen_in: area}}
    """)
    cells = cells_of(form, {"area": ["a", "c"], "again": ["c"], "one": "b"})
    assert [cells[f"again__{code}"] for code in "abc"] == [0, NOT_ASKED, 1]
    assert cells["one"] is BLANK
    unfinished = cells_of(form, {"area": ["a"]}, done=["s"])
    assert [unfinished[name] for name in ("again__a", "again__b", "one")] == [
        NOT_REACHED,
        NOT_ASKED,
        NOT_REACHED,
    ]
    nothing = cells_of(form, {"area": ["a"]}, done=[])
    assert set(nothing.values()) == {NOT_REACHED}


def test_answers_off_the_route_are_not_in_the_data() -> None:
    assert cell("extra", {"sector": "pol", "extra": "1"}) is NOT_ASKED
    assert cell("g_two", {"sector": "pol", "g_two": "1"}) is NOT_ASKED
    assert cell("how", {"sector": "hea", "hurt": "0", "how": "words"}) is NOT_ASKED


# Skipped sections


def test_a_skipped_section_says_so_in_all_its_columns() -> None:
    cells = cells_of(FORM, {"sector": "hea", "hard_note": "skip", "hurt": "1", "how": "words"})
    assert cells["hurt"] is cells["how"] is Missing.SECTION_SKIPPED


def test_a_section_that_is_routed_out_is_not_asked_even_if_it_was_skipped_before() -> None:
    cells = cells_of(FORM, {"sector": "pol", "hard_note": "skip"})
    assert cells["hurt"] is cells["how"] is NOT_ASKED


def test_a_choice_to_skip_that_was_never_continued_is_not_reached() -> None:
    cells = cells_of(FORM, {"sector": "hea", "hard_note": "skip"}, done=["start", "two", "four"])
    assert cells["hurt"] is cells["how"] is NOT_REACHED


# Drafts that stop on the way


def test_a_draft_without_a_finished_page_is_not_reached_throughout() -> None:
    assert set(cells_of(FORM, {"sector": "hea", "free": "words"}, done=[]).values()) == {NOT_REACHED}


def test_what_was_typed_on_the_page_where_somebody_stopped_is_not_in_the_data() -> None:
    cells = cells_of(FORM, {"sector": "hea", "extra": "1", "free": "half a sen"}, done=["start"])
    assert cells["sector"] == "hea"
    assert cells["extra"] is cells["free"] is NOT_REACHED


def test_beyond_the_last_finished_page_only_what_is_settled_is_not_asked() -> None:
    cells = cells_of(FORM, {"sector": "pol"}, done=["start"])
    assert cells["extra"] is NOT_ASKED  # sector is known
    assert cells["free"] is NOT_REACHED
    assert cells["deep"] is cells["deeper"] is NOT_ASKED  # extra was not asked, so it can never be 1
    assert cells["both"] is NOT_ASKED  # one part is false, whatever comes of the other
    assert (cells["g_one"], cells["g_two"], cells["g_three"]) == (NOT_REACHED, NOT_ASKED, NOT_REACHED)
    assert cells["hurt"] is cells["how"] is NOT_ASKED


def test_what_hangs_on_an_unfinished_page_is_not_reached() -> None:
    cells = cells_of(FORM, {"sector": "hea", "extra": "0"}, done=["start"])
    assert {cells[name] for name in ("extra", "deep", "deeper", "both", "g_three", "hurt", "how")} == {
        NOT_REACHED
    }
    assert cells["most"] is NOT_ASKED  # no area was chosen


def test_a_finished_page_counts_even_when_one_before_it_was_opened_again() -> None:
    cells = cells_of(FORM, {"sector": "hea", "free": "words", "g_one": "1"}, done=["start", "four"])
    assert cells["free"] is NOT_REACHED
    assert cells["g_one"] == 1


def test_after_an_end_screen_nothing_was_reached() -> None:
    cells = cells_of(FORM, {"sector": "no"})
    assert cells["sector"] == "no"
    assert cells["free"] is NOT_REACHED
    assert cells["extra"] is NOT_ASKED


def test_a_finished_journey_has_no_column_that_was_not_reached() -> None:
    for fields in ({"sector": "hea"}, {"sector": "pol"}, {}, {"sector": "hea", "hard_note": "skip"}):
        assert journey_through(FORM, fields).complete
        assert NOT_REACHED not in cells_of(FORM, fields).values()


# The codebook


def test_the_codebook_says_where_a_variable_stands_and_how_it_is_kept() -> None:
    form = tiny(
        """
    - id: hard
      title: Hard
      stage: only
      sensitive: high
      questions:
        - id: place
          ask: single
          text: Place
          options: {a: A, other: {label: O, say: Say}}
          identifying: true
          place: spot
        - {id: agreed, ask: confirm, text: Yes, contact: true}
    """,
        top="contacts: {consent: agreed, purposes: agreed}\n",
    )
    place = form.codebook["place"]
    assert (place.section, place.page, place.sensitive, place.place) == ("hard", "hard", "high", "spot")
    assert place.identifying
    assert form.codebook["place__say"].nature is Nature.TEXT
    assert not form.codebook["place__say"].publish
    assert form.codebook["agreed"].nature is Nature.CONTACT
    assert form.codebook.owner("place__say").measure is Measure.TEXT
    assert "place" in form.codebook
    assert "nothing" not in form.codebook


def test_scores_are_made_for_each_construct_level_or_all() -> None:
    form = asking(
        """
        - id: g
          ask: grid
          scale: agree
          text: G
          level: team
          rows:
            one: {text: One, measures: trust}
            two: {text: Two, measures: safe_place, level: system}
            three: {text: Three, measures: trust}
        - {id: single, ask: single, text: S, scale: often, measures: trust, level: team}
    """,
        top="""
    scores:
      by_construct: {title: Construct, of: [g, single], by: measures, needs: 1, labels: {trust: Trusting}}
      by_level: {title: Level, of: [g], by: level, needs: 1}
      all: {title: Everything, of: [g, one], needs: 2}
    """,
    )
    scores = {score.id: score for score in form.codebook.scores}
    assert scores["by_construct_trust"].columns == ("one", "three", "single")
    assert scores["by_construct_trust"].label == "Trusting"
    assert scores["by_construct_safe_place"].label == "Safe place"
    assert scores["by_level_team"].columns == ("one", "three")
    assert scores["by_level_system"].level == "system"
    assert scores["all"].columns == ("one", "two", "three", "one")
    assert (scores["all"].label, scores["all"].family, scores["all"].needs) == ("Everything", "all", 2)


@pytest.mark.parametrize("reason", Missing)
def test_every_reason_has_a_number_and_a_name(reason: Missing) -> None:
    assert Missing.named(reason.reason) is reason
    assert reason.code < 0
