"""From pages as they were saved to answers: what can be read is read, on the route or off it."""

from __future__ import annotations

from pathlib import Path
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from survey.engine.answers import Answers, Choice, Given
from survey.engine.codebook import Missing
from survey.engine.forms import CONTROL, LONGEST_TEXT, flaw, storable
from survey.engine.loader import load_file, load_text
from survey.engine.questions.base import Question
from survey.engine.reading import SavedPage, read_answers, sent_answers
from tests.builders import LIBRARY, answers_to, cells_of, journey_through, tiny
from tests.effort import tried
from tests.engine.made_up import Author
from tests.engine.travelling import typed

FORM = tiny("""
- id: start
  title: Start
  stage: only
  questions:
    - {id: sector, ask: single, text: Sector, required: true, options: {pol: P, hea: H}}
    - {id: much, ask: number, text: Much}
    - page: two
      show_if: sector == 'hea'
    - {id: words, ask: short_text, text: Words, most: 10}
- id: hard
  title: Hard
  stage: only
  sensitive: high
  questions:
    - {id: hurt, ask: single, text: Hurt, options: {1: "Yes", 0: "No"}}
""")
CHOICES = tiny("""
- id: only
  title: Only
  stage: only
  questions:
    - {id: some, ask: multiple, text: Some, choose: {least: 2, most: 3}, options: {a: A, b: B, c: C, d: D}}
    - {id: ticked, ask: multiple, text: T, options: {a: A, b: B, none: {label: N, alone: true}, dont_know: D}}
    - id: most
      ask: pick_top
      text: Most
      required: true
      choose: 2
      options: {a: A, b: B, c: {label: C, say: Say}}
    - {id: one, ask: single, text: One, options: {a: A, b: {label: B, say: Say}, dont_know: D}}
    - {id: order, ask: ranking, text: Order, rows: {ra: A, rb: B}}
    - {id: often, ask: grid, text: Often, scale: often, required: true, rows: {oa: A, ob: B}}
    - {id: agreed, ask: confirm, text: Agreed, required: true}
""")
LONDON = load_file(LIBRARY / Path("trauma-informed-london/1.0.yaml"))
SECTOR = Given(Choice(("pol",)))
MADE_UP = st.integers(0, 2**32).map(Random)
FLAWED = ("a\x00", "a\x85", "\ud800", "\u2028", "x" * 300)
STRAY = ("", "a", "b", "c", "zz", " a ", "1", "dont_know", "none", *FLAWED)


def test_answers_are_read_from_the_page_they_belong_to() -> None:
    saved = {"start": SavedPage({"sector": ("pol",), "words": ("elsewhere",)}, True)}
    assert dict(read_answers(FORM, saved)) == {"sector": SECTOR}


def test_pages_off_the_route_and_unfinished_pages_are_read_too() -> None:
    answers = answers_to(FORM, {"sector": "pol", "words": "kept"}, done=["start"])
    assert answers["words"] == Given("kept")
    assert answers.done == {"start"}


def test_what_cannot_be_read_is_left_out_and_its_neighbours_are_not() -> None:
    saved = {
        "start": SavedPage({"sector": ("pol",), "much": ("abc",)}),
        "two": SavedPage({"words": ("far too long for it",)}),
    }
    assert dict(read_answers(FORM, saved)) == {"sector": SECTOR}


def test_pages_that_the_questionnaire_does_not_have_are_passed_over() -> None:
    assert read_answers(FORM, {"gone": SavedPage({"sector": ("pol",)}, True)}) == Answers()


@tried(100)
@given(luck=MADE_UP)
def test_an_answer_that_is_looked_up_is_the_one_that_is_read_in_full(luck: Random) -> None:
    for form in (load_text(Author(luck).text()), CHOICES, LONDON):
        for page in form.pages.values():
            fields = dict(typed(page, luck))
            for question in page.questions:
                for name in question.field_names:
                    if luck.random() < 0.4:
                        stray = tuple(luck.choices(STRAY, k=luck.randint(0, 3)))
                        fields[name] = luck.choice([stray, fields.get(name, ()) * 2])
                assert question.read(fields) == Question.read(question, fields)


@given(text=st.text(st.characters(codec=None, exclude_categories=())) | st.sampled_from(STRAY))
def test_a_text_has_a_flaw_exactly_when_something_of_it_cannot_be_stored(text: str) -> None:
    assert (flaw(text) == "") is (CONTROL.search(text) is None)
    assert storable(text) == CONTROL.sub("", text)


def test_a_note_tells_whether_its_section_is_skipped() -> None:
    assert answers_to(FORM, {"hard_note": "skip"}).skipped == {"hard"}
    assert answers_to(FORM, {"hard_note": "see"}).skipped == frozenset()
    assert answers_to(FORM, {"hard_note": "skip"}, done=["start"]).skipped == frozenset()
    assert answers_to(FORM, {"hard_note": ["skip", "see"]}).skipped == frozenset()


def test_what_was_sent_is_read_as_it_was_answered() -> None:
    given = {"sector": "hea", "words": "said", "hard_note": "skip"}
    journey = journey_through(FORM, given)
    fields = {"sector": ("hea",), "words": ("said",)}
    again = sent_answers(FORM, fields, [page.id for page in journey.pages], ["hard"])
    assert again == journey.kept
    assert cells_of(FORM, given)["hurt"] is Missing.SECTION_SKIPPED


def test_answers_are_values_that_can_be_changed_only_by_copying() -> None:
    one = Answers({"a": Given("x")}, frozenset({"p"}))
    two = one.with_answer("b", Given("y"))
    assert (set(one), set(two)) == ({"a"}, {"a", "b"})
    assert two.done == {"p"}
    assert set(two.with_answer("a", None)) == {"b"}


def test_a_text_is_long_when_it_is_longer_than_anything_asked_for() -> None:
    assert flaw("x" * LONGEST_TEXT) == ""
    assert "10,001" in flaw("x" * (LONGEST_TEXT + 1))
    assert flaw("line\r\n" * (LONGEST_TEXT // 5)) == ""


def test_what_is_stored_can_always_be_stored() -> None:
    assert storable("a\x00b\ud800c\x1b") == "abc"
    assert storable("é\n\t👩\u200d👧") == "é\n\t👩\u200d👧"
    assert storable() == ""
