"""Groups that repeat: at most n entries, each with pages, names and routing of its own."""

from __future__ import annotations

from survey.engine.codebook import Missing
from survey.engine.questions.grid import Rating
from tests.builders import asking, cells_of, journey_through

FORM = asking("""
    - {id: have, ask: single, text: Have, options: {1: "Yes", 0: "No"}}
    - ask: group
      id: ex
      title: "Example {n}"
      text: Tell us about it
      show_if: have == 1
      shown_to: 0.5
      repeat: {most: 3, another: One more?}
      questions:
        - page: ex_page
          title: "Example {n}: what"
        - {id: name, ask: short_text, text: Name}
        - {id: kinds, ask: multiple, text: Kinds, options: {a: A, b: B, other: {label: O, say: Which}}}
        - page: ex_more
          show_if: answered(name) and have == 1
        - {id: main, ask: single, text: Main, options: {chosen_in: kinds}}
        - {id: again, ask: multiple, text: Again, options: {same_as: kinds}, prefill: kinds}
        - {id: said, ask: short_text, text: Said, show_if: answered(kinds__say)}
        - id: grid
          ask: grid
          scale: agree
          text: Grid
          rows:
            r_one: One
            r_two: {text: Two, show_if: "'a' in kinds"}
        - id: pair
          ask: paired_grid
          scales: [agree, often]
          text: Pair
          rows: {p_one: One}
        - page: ex_last
        - {id: why, ask: short_text, text: Why, show_if: r_one >= 2 and p_one__often == 3}
    - page: after
    - {id: link, ask: confirm, text: Link, show_if: answered(ex)}
    - {id: first_name, ask: short_text, text: F, show_if: ex_1__name == 'Alpha'}
    - {id: second, ask: short_text, text: S, show_if: "any(ex_2__kinds, 'a')"}
""")


def ids(fields: dict[str, object]) -> list[str]:
    return [page.id for page in journey_through(FORM, fields).pages]


def test_an_entry_has_pages_and_names_of_its_own() -> None:
    assert [page for page in FORM.pages if page.endswith("_2")] == [
        *("ex_page_2", "ex_more_2", "ex_last_2", "ex_another_2")
    ]
    assert {"ex_1__name", "ex_2__name", "ex_3__name", "ex_1__another", "ex_2__another"} <= set(FORM.questions)
    assert "ex_3__another" not in FORM.questions
    assert {"ex_1__r_one", "ex_2__p_one__agree", "ex_3__kinds__other", "ex_3__kinds__say"} <= set(
        FORM.codebook.columns
    )
    assert FORM.groups == ("ex",)


def test_titles_count_the_entries_and_the_group_s_text_stands_before_the_first() -> None:
    assert FORM.pages["ex_page_1"].title == "Example 1: what"
    assert FORM.pages["ex_page_3"].title == "Example 3: what"
    assert FORM.pages["ex_more_2"].title == "Example 2"
    assert FORM.pages["ex_page_1"].text == ("Tell us about it",)
    assert FORM.pages["ex_page_2"].text == ()


def test_the_first_entry_follows_the_group_s_condition_and_the_next_the_wish_for_another() -> None:
    assert ids({"have": "0"}) == ["s", "after"] or ids({"have": "0"}) == ["s"]
    assert "ex_page_1" in ids({"have": "1"})
    assert "ex_page_2" not in ids({"have": "1"})
    assert "ex_page_2" in ids({"have": "1", "ex_1__another": "1"})
    assert "ex_page_3" in ids({"have": "1", "ex_1__another": "1", "ex_2__another": "1"})
    assert "ex_page_3" not in ids({"have": "1", "ex_1__another": "0", "ex_2__another": "1"})
    assert "ex_page_2" not in ids({"have": "0", "ex_1__another": "1"})
    assert FORM.questions["ex_1__another"].text == "One more?"


def test_conditions_inside_speak_of_their_own_entry() -> None:
    given: dict[str, object] = {"have": "1", "ex_1__another": "1", "ex_2__name": "Beta"}
    assert "ex_more_1" not in ids(given)
    assert "ex_more_2" in ids(given)
    given |= {"ex_2__r_one": "2", "ex_2__p_one__often": "3"}
    journey = journey_through(FORM, given)
    last = journey.page("ex_last_2")
    assert last is not None
    assert [question.id for question in last.questions] == ["ex_2__why"]
    listing = journey.page("ex_another_2")
    assert listing is not None
    assert [question.id for question in listing.questions] == ["ex_2__another"]


def test_carried_options_prefilled_answers_and_words_are_those_of_the_entry() -> None:
    given: dict[str, object] = {
        "have": "1",
        "ex_1__another": "1",
        "ex_1__name": "A",
        "ex_2__name": "B",
        "ex_1__kinds": ["a"],
        "ex_2__kinds": ["b", "other"],
        "ex_2__kinds__say": "words",
    }
    journey = journey_through(FORM, given)
    page = journey.page("ex_more_2")
    assert page is not None
    here = {question.id: question for question in page.questions}
    assert here["ex_2__main"].codes() == ("b", "other")
    assert here["ex_2__again"].prefilled(journey.facts) == {"ex_2__again": ("b", "other")}
    assert "ex_2__said" in here
    grid = here["ex_2__grid"]
    assert isinstance(grid, Rating)
    assert [row.id for row in grid.rows] == ["ex_2__r_one"]


def test_conditions_outside_speak_of_the_group_or_of_one_entry() -> None:
    nothing = journey_through(FORM, {"have": "1"}).page("after")
    assert nothing is None
    named = journey_through(FORM, {"have": "1", "ex_1__name": "Alpha"}).page("after")
    assert named is not None
    assert [question.id for question in named.questions] == ["link", "first_name"]
    second = {"have": "1", "ex_1__another": "1", "ex_2__kinds": ["a"]}
    later = journey_through(FORM, second).page("after")
    assert later is not None
    assert [question.id for question in later.questions] == ["link", "second"]


def test_entries_that_were_never_wanted_were_not_asked() -> None:
    cells = cells_of(FORM, {"have": "1", "ex_1__name": "A", "ex_1__another": "0"})
    assert cells["ex_1__name"] == "A"
    assert cells["ex_1__kinds__a"] is Missing.BLANK
    assert cells["ex_2__name"] is cells["ex_3__kinds__b"] is Missing.NOT_ASKED


def test_in_a_draft_an_entry_not_yet_asked_for_is_not_reached() -> None:
    cells = cells_of(FORM, {"have": "1", "ex_1__name": "A"}, done=["s", "ex_page_1"])
    assert cells["ex_2__name"] is cells["link"] is Missing.NOT_REACHED
    assert cells_of(FORM, {"have": "0"}, done=["s"])["link"] is Missing.NOT_ASKED


def test_expected_time_counts_the_first_entry_for_those_who_give_one() -> None:
    assert FORM.pages["ex_page_1"].shown_to == 0.5
    assert FORM.pages["ex_page_2"].shown_to == 0


def test_variables_know_their_group() -> None:
    assert {variable.repeats for variable in FORM.codebook if variable.id.startswith("ex_")} == {"ex"}
    assert FORM.codebook["link"].repeats == ""


def test_a_group_may_have_questions_before_any_marker() -> None:
    form = asking("""
        - ask: group
          id: thing
          title: Thing
          repeat: {most: 1}
          questions:
            - {id: what, ask: short_text, text: What}
    """)
    assert list(form.pages) == ["thing_1"]
    assert list(form.questions) == ["thing_1__what"]


def test_one_more_is_asked_even_when_the_last_page_of_an_entry_is_not_shown() -> None:
    form = asking("""
        - ask: group
          id: ex
          title: "Example {n}"
          repeat: {most: 2}
          questions:
            - {id: name, ask: short_text, text: Name}
            - {page: ex_detail, show_if: answered(name)}
            - {id: detail, ask: short_text, text: Detail}
    """)
    blank = journey_through(form, {"ex_1__another": "1"})
    assert [page.id for page in blank.pages] == ["ex_1", "ex_another_1", "ex_2"]
    full = journey_through(form, {"ex_1__name": "A", "ex_1__another": "1", "ex_2__name": "B"})
    assert [page.id for page in full.pages] == ["ex_1", "ex_detail_1", "ex_another_1", "ex_2", "ex_detail_2"]
    assert form.pages["ex_another_1"].title == ""
