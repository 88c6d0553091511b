"""A way that goes on from the page that was saved is the way walked from its beginning, in all it says."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey.engine.journey import Journey
from survey.engine.loader import load_file, load_text
from survey.engine.questionnaire import Questionnaire
from survey.engine.reading import SavedPage, read_answers, reread
from tests.builders import LIBRARY, tiny
from tests.effort import tried
from tests.engine.made_up import Author
from tests.engine.plain_walk import PlainWalk
from tests.engine.travelling import Saved, travel, typed

often = tried(50)
lucks = st.integers(0, 2**32).map(Random)
LONDON = load_file(LIBRARY / Path("trauma-informed-london/1.0.yaml"))
EVERYTHING = tiny(
    """
    - id: first
      title: First
      stage: only
      questions:
        - {id: goes_on, ask: single, text: On?, options: {x: X, y: Y, no: {label: No, end: stopped}}}
        - page: team
        - {id: posts, ask: number, text: Posts, decimals: 1}
        - id: vacant
          ask: number
          text: "Vacant where {goes_on or 'nobody knows'}?"
          required: true
          checks: [{holds: vacant <= posts, say: No more than there are.}]
    - id: mixed
      title: Mixed
      stage: only
      order: random
      show_if: answered(posts)
      questions:
        - {id: why, ask: short_text, text: "Why, in a {size or 'team'}?", show_if: share > 50}
        - page: mixed_two
        - id: kinds
          ask: multiple
          text: Kinds
          order: random
          options: {a: A, b: B, other: {label: O, say: Which}}
        - page: mixed_three
        - id: stop
          ask: single
          text: Stop?
          order: random
          options: {1: "No", 2: {label: "Yes", end: stopped}}
    - id: hard
      title: Hard
      stage: only
      sensitive: high
      note: {text: Something sensitive comes next.}
      questions:
        - {id: carried, ask: multiple, text: Which?, order: rotated, options: {chosen_in: kinds}}
        - id: rated
          ask: grid
          text: How often?
          scale: often
          order: random
          rows:
            row_x: {text: X, show_if: goes_on == 'x'}
            row_y: {text: Y, show_if: goes_on == 'y'}
            row_z: Z
        - page: told
        - id: told
          ask: short_text
          text: "{carried or 'None'}, {count(kinds): one | #}"
          show_if: total > 3
    - id: examples
      title: Examples
      stage: only
      questions:
        - ask: group
          id: ex
          title: "Example {n}"
          text: Tell us
          show_if: kinds__say == 'words' or answered(kinds)
          repeat: {most: 3, another: One more?}
          questions:
            - page: ex_page
            - {id: name, ask: short_text, text: Name}
            - page: ex_more
            - {id: more, ask: short_text, text: "More of {name or 'it'}", show_if: answered(name)}
        - page: after
        - {id: link, ask: confirm, text: Link, show_if: answered(ex)}
    """,
    """
    computed:
      share: {text: Share, value: vacant / posts * 100}
      size:
        text: Size
        cases: {small: {label: small team, holds: posts < 4}, large: {label: large one, holds: posts >= 4}}
      total: {text: All, value: count(kinds) + share}
    """,
)
any_of_them = pytest.mark.parametrize(
    "form",
    [
        pytest.param(EVERYTHING, id="with all that a route can hang on"),
        pytest.param(LONDON, id="the London survey"),
    ],
)


def stray(form: Questionnaire, saved: Saved, luck: Random) -> Saved:
    """What was saved, with some pages half done or never finished."""
    return {
        name: SavedPage(page.form if luck.random() < 0.9 else {}, luck.random() < 0.9)
        for name, page in saved.items()
        if luck.random() < 0.95
    }


def goes_on_as_from_the_beginning(form: Questionnaire, luck: Random, seed: int) -> None:
    """Save page after page of a way, the same or another form; each time compare with a fresh walk."""
    saved = stray(form, travel(form, luck, seed), luck)
    way = Journey(form, read_answers(form, saved), seed)
    for _ in range(6):
        page = luck.choice(way.pages)
        before = saved.get(page.id, SavedPage())
        fresh = before.form if luck.random() < 0.3 else typed(form.pages[page.id], luck)
        saved[page.id] = SavedPage(fresh, luck.random() < 0.8)
        way = way.once_saved(page.id, reread(form, way.answers, page.id, saved[page.id]))
        assert everything(way) == everything(Journey(form, read_answers(form, saved), seed))


def everything(way: Journey) -> dict[str, object]:
    """All that a way holds, and all that is worked out from it when somebody asks."""
    worked_out = (way.kept, way.place, way.pages, way.ids, way.first_unfinished)
    assert len(worked_out) == 5
    held = {name: value for name, value in vars(way).items() if name not in ("questionnaire", "answers")}
    return {
        **held,
        "answers": (dict(way.answers), way.answers.done, way.answers.skipped),
        "kept": (dict(way.kept), way.kept.done, way.kept.skipped),
        "facts": {name: (type(fact), fact) for name, fact in way.facts.items()},
        "complete": way.complete,
        "care": way.care,
        "unfinished": list(way.unfinished),
        "open": [page for page in way.questionnaire.pages if way.may_visit(page)],
        "wrong": [way.to_put_right(page) for page in way.questionnaire.pages],
    }


@often
@given(luck=lucks, seed=st.integers(0, 2**48))
def test_in_any_questionnaire_that_loads(luck: Random, seed: int) -> None:
    goes_on_as_from_the_beginning(load_text(Author(luck).text()), luck, seed)


@any_of_them
@often
@given(luck=lucks, seed=st.integers(0, 2**48))
def test_in_one_that_computes_quotes_repeats_and_ends(form: Questionnaire, luck: Random, seed: int) -> None:
    goes_on_as_from_the_beginning(form, luck, seed)


def is_walked_as_it_is_meant(form: Questionnaire, luck: Random, seed: int) -> None:
    """Several people, one after another: what was made for one of them changes no other's way."""
    for number in range(3):
        answers = read_answers(form, stray(form, travel(form, luck, seed + number), luck))
        way, plain = Journey(form, answers, seed + number), PlainWalk(form, answers, seed + number)
        assert (dict(way.facts), way.end) == (plain.facts, plain.end)
        assert [{**leg._asdict(), "page": way.page(leg.page.id)} for leg in way.legs] == list(plain.legs)


@often
@given(luck=lucks, seed=st.integers(0, 2**48))
def test_a_way_through_any_questionnaire_is_that_of_a_plain_walk(luck: Random, seed: int) -> None:
    is_walked_as_it_is_meant(load_text(Author(luck).text()), luck, seed)


@any_of_them
@often
@given(luck=lucks, seed=st.integers(0, 2**48))
def test_a_way_is_that_of_a_plain_walk(form: Questionnaire, luck: Random, seed: int) -> None:
    is_walked_as_it_is_meant(form, luck, seed)


def test_legs_before_and_after_a_page_that_says_the_same_are_the_very_same() -> None:
    saved = {name: SavedPage({"posts": ("2",), "vacant": ("1",)}, True) for name in EVERYTHING.pages}
    way = Journey(EVERYTHING, read_answers(EVERYTHING, saved))
    again = way.once_saved("team", reread(EVERYTHING, way.answers, "team", saved["team"]))
    same = [one is other for one, other in zip(way.legs, again.legs, strict=True)]
    assert same == [page.id != "team" for page in way.pages]


def test_legs_after_a_page_are_the_very_same_when_nothing_looks_at_what_was_changed_on_it() -> None:
    form = tiny(
        """
        - id: only
          title: Only
          stage: only
          questions:
            - page: first
            - {id: minded, ask: number, text: How many}
            - {id: other, ask: number, text: How many others}
            - page: second
            - {id: more, ask: number, text: More, show_if: minded > 3}
            - page: third
            - {id: last, ask: number, text: Last}
        """
    )
    saved = {
        "first": SavedPage({"minded": ("4",), "other": ("1",)}, True),
        "second": SavedPage({"more": ("2",)}, True),
        "third": SavedPage({"last": ("3",)}, True),
    }
    way = Journey(form, read_answers(form, saved))

    def once_typed(**typed: str) -> list[bool]:
        now = SavedPage({name: (value,) for name, value in typed.items()}, True)
        again = way.once_saved("first", reread(form, way.answers, "first", now))
        return [one is other for one, other in zip(way.legs, again.legs, strict=True)]

    assert once_typed(minded="4", other="2") == [False, True, True]
    assert once_typed(minded="5", other="1") == [False, False, False]
