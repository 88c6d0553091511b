"""What is worked out once for everybody holds nothing of anybody, and does not grow."""

from __future__ import annotations

from itertools import chain, combinations

from survey.engine.journey import Journey
from survey.engine.questions.choosing import Choosing
from survey.engine.reading import SavedPage, read_answers
from survey.engine.stops import MOST_KEPT, Leg, Stop
from tests.builders import tiny

CODES = "abcdefg"
OPTIONS = ", ".join(f"{code}: Kind {code}" for code in CODES)
SHOWN = "\n".join(
    f"    - {{id: more_{code}, ask: short_text, text: More, show_if: \"any(kinds, '{code}')\"}}"
    for code in CODES
)
FORM = tiny(f"""
- id: only
  title: Only
  stage: only
  questions:
    - {{id: kinds, ask: multiple, text: Kinds, options: {{{OPTIONS}}}}}
    - page: more
{SHOWN}
    - page: best
    - {{id: best, ask: single, text: Best, options: {{chosen_in: kinds}}}}
    - {{id: why, ask: short_text, text: Why, show_if: answered(kinds)}}
""")


def kept(stop: Stop) -> tuple[Leg, ...]:
    """Every leg that a stop holds on to."""
    held = (value.values() if isinstance(value, dict) else (value,) for value in vars(stop).values())
    return tuple(leg for leg in chain.from_iterable(held) if isinstance(leg, Leg))


def test_each_of_many_ways_of_asking_is_right_and_only_some_are_kept() -> None:
    for number in range(len(CODES) + 1):
        for chosen in combinations(CODES, number):
            saved = {
                "only": SavedPage({"kinds": chosen}, True),
                "more": SavedPage({"more_a": ("typed",)}, True),
            }
            way = Journey(FORM, read_answers(FORM, saved))
            more, best = way.page("more"), way.page("best")
            assert (
                [one.id for one in more.questions] == [f"more_{code}" for code in chosen]
                if more
                else not chosen
            )
            assert [one.id for one in best.questions] == ["best", "why"] if best else not chosen
            assert best is None or best.questions[0].codes() == chosen
    assert len(kept(FORM.course.by_id["more"])) <= MOST_KEPT < 2 ** len(CODES)


def test_what_is_kept_holds_no_answer_and_no_options_that_somebody_chose_before() -> None:
    saved = {"only": SavedPage({"kinds": ("b", "c")}, True), "best": SavedPage({"best": ("b",)}, True)}
    way = Journey(FORM, read_answers(FORM, saved))
    assert "best" in way.kept
    legs = [leg for stop in FORM.course.as_written for leg in kept(stop)]
    assert {leg.page.id for leg in legs} == {"only", "more", "best"}
    for leg in legs:
        assert (leg.kept, leg.facts, leg.words) == ({}, {}, {})
        assert all(len(one.options) == len(CODES) for one in leg.page.questions if isinstance(one, Choosing))
