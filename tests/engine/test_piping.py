"""Texts that quote answers: what stands in braces, said to the person who answered."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from survey.engine.texts import texts_in
from tests.builders import asking, journey_through, tiny

BEFORE = """\
- id: sector
  ask: single
  text: Where do you work?
  options: {police: {label: Policing, inline: the police}, health: Health, other: {label: Other, say: Which?}}
- {id: areas, ask: multiple, text: Areas?, options: {a: Acton, b: Barnet, c: Camden}}
- {id: posts, ask: number, text: Posts?, unit: people}
- {id: began, ask: date, text: Began?}
- {id: words, ask: long_text, text: In your words?}
- {id: g, ask: grid, scale: agree, text: Grid, rows: {row_one: One}}
- page: after
"""

DAY = ("began__day", "began__month", "began__year")


def heard(text: str, fields: Mapping[str, object]) -> str:
    """A question's text as somebody meets it who gave these answers on the page before."""
    form = asking(BEFORE + f'- {{id: z, ask: confirm, text: "{text}"}}')
    page = journey_through(form, fields).page("after")
    assert page is not None
    return page.questions[0].text


@pytest.mark.parametrize(
    ("text", "fields", "read"),
    [
        ("In {sector or 'your work'}?", {"sector": "police"}, "In the police?"),
        ("In {sector or 'your work'}?", {"sector": "health"}, "In Health?"),
        ("In {sector or 'your work'}?", {"sector": "other", "sector__say": "a mosque"}, "In a mosque?"),
        ("In {sector or 'your work'}?", {}, "In your work?"),
        ("Said: {sector__say or 'nothing'}", {"sector": "other", "sector__say": "prison"}, "Said: prison"),
        ("Of {areas or 'none'}", {"areas": ["a"]}, "Of Acton"),
        ("Of {areas or 'none'}", {"areas": ["a", "b", "c"]}, "Of Acton, Barnet and Camden"),
        ("{count(areas): one area | # areas}", {"areas": ["a"]}, "one area"),
        ("{count(areas): one area | # areas}", {"areas": ["a", "b"]}, "2 areas"),
        ("{count(areas): one area | # areas}", {}, "0 areas"),
        ("{count(areas): no area | one area | # areas}", {}, "no area"),
        ("{posts or 'some people'}", {"posts": 12}, "12 people"),
        ("{posts: one post | # posts or 'posts'}", {"posts": 1}, "one post"),
        ("{posts: one post | # posts or 'posts'}", {}, "posts"),
        ("{posts * 2 or 'twice that'}", {"posts": 12}, "24"),
        ("Since {began or 'then'}", dict(zip(DAY, (1, 2, 2024), strict=True)), "Since 1 February 2024"),
        ("You chose {row_one or 'none'}", {"row_one": 3}, "You chose Agree"),
        ("{{sector}} and a brace }}", {"sector": "health"}, "{sector} and a brace }"),
        ("Open until {closes}", {}, "Open until {closes}"),
    ],
)
def test_an_answer_is_quoted_in_a_text(text: str, fields: Mapping[str, object], read: str) -> None:
    assert heard(text, fields) == read


def test_what_was_typed_is_quoted_as_one_short_line_and_never_read_as_a_text_of_its_own() -> None:
    assert heard("{words or 'none'}", {"words": "one\n  two"}) == "one two"
    assert heard("{words or 'none'}", {"words": "{sector or 'x'} {{"}) == "{sector or 'x'} {{"
    assert heard("{words or 'none'}", {"words": "long " * 100}) == ("long " * 100)[:79] + "…"


def test_hints_options_rows_messages_and_titles_follow_answers_too() -> None:
    form = asking(
        BEFORE.removesuffix("- page: after\n")
        + """\
- {page: after, title: "About {sector or 'it'}", text: "Think of {sector or 'it'}."}
- id: one
  ask: single
  text: One
  hint: "In {sector or 'it'}"
  required: true
  messages: {required: "Choose for {sector or 'it'}"}
  options: {a: "As in {sector or 'it'}", b: {label: B, hint: "or {sector or 'it'}"}}
- id: two
  ask: grid
  scale: agree
  text: Two
  rows: {r_a: "{sector or 'it'} listens"}
  checks: [{holds: r_a > 1, say: "Is {sector or 'it'} so bad?", soft: true}]
"""
    )
    page = journey_through(form, {"sector": "police"}).page("after")
    assert page is not None
    told = [text for _, text in texts_in(page) if "the police" in text]
    assert len(told) == 8
    assert not [text for _, text in texts_in(page) if "{" in text]
    assert page.problems({"r_a": ("1",)}, {})[0].message == "Choose for the police"
    assert page.problems({"one": ("a",), "r_a": ("1",)}, {})[0].message == "Is the police so bad?"


def test_data_name_a_question_by_what_everybody_could_read() -> None:
    form = asking(BEFORE + "- {id: z, ask: number, text: \"How many in {sector or 'your work'}?\"}")
    assert form.codebook["z"].label == "How many in your work?"


def test_an_answer_that_the_route_left_behind_is_not_quoted() -> None:
    form = asking(
        BEFORE
        + """\
- {id: more, ask: short_text, text: More, show_if: sector == 'health'}
- page: last
- {id: z, ask: confirm, text: "You said {more or 'nothing'}"}
"""
    )
    quoted = journey_through(form, {"sector": "police", "more": "kept"}).page("last")
    assert quoted is not None
    assert quoted.questions[0].text == "You said nothing"


def test_an_entry_of_a_group_quotes_itself() -> None:
    form = tiny("""\
- id: s
  title: Section
  stage: only
  questions:
    - id: ex
      ask: group
      title: Example {n}
      repeat: {most: 2, another: Another?}
      questions:
        - {id: name, ask: short_text, text: "What is example {n} called?"}
        - page: how
        - {id: how, ask: short_text, text: "How does {name or 'it'} go?"}
""")
    journey = journey_through(form, {"ex_1__name": "Tea", "ex_1__another": 1, "ex_2__name": "Walks"})
    texts = {question.id: question.text for page in journey.pages for question in page.questions}
    assert texts["ex_2__name"] == "What is example 2 called?"
    assert (texts["ex_1__how"], texts["ex_2__how"]) == ("How does Tea go?", "How does Walks go?")
