"""Checks in two tiers: what holds people back, what asks once, and what stays silent."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from survey.engine.answers import Given
from survey.engine.forms import Form, Rejected
from survey.engine.questions.base import Question
from survey.engine.walk import walk
from tests.builders import asking, journey_through, tiny

SHARES = """\
- {id: beds, ask: number, text: Beds, least: 0}
- page: shares
- {id: day, ask: number, text: Hours by day, decimals: 1}
- {id: evening, ask: number, text: Hours in the evening, decimals: 1}
- id: night
  ask: number
  text: Hours by night
  decimals: 1
  checks:
    - {holds: "sum(day, evening, night) == 24", say: "Write hours that come to 24, as a day has."}
    - {holds: night < 20, say: "Is this right? It is most of the day.", soft: true}
    - {holds: day <= beds, say: Write no more hours than beds.}
- page: after
- {id: note, ask: short_text, text: Note}
"""


def said(
    questions: str, earlier: Mapping[str, object], typed: Mapping[str, str], about: str
) -> list[tuple[str, str]]:
    """(field, message) of what the page of one question asks to put right."""
    form = asking(questions)
    journey = journey_through(form, earlier, done=form.pages)
    page = form.pages[form.page_of[about]]
    fields: Form = {name: (value,) for name, value in typed.items()}
    return [(problem.field, problem.message) for problem in page.problems(fields, journey.facts)]


def test_a_sum_that_must_come_to_a_total_is_asked_for() -> None:
    typed = {"day": "10", "evening": "6", "night": "7"}
    assert said(SHARES, {"beds": 30}, typed, "night") == [
        ("night", "Write hours that come to 24, as a day has.")
    ]
    assert said(SHARES, {"beds": 30}, typed | {"night": "8"}, "night") == []


def test_a_check_is_silent_where_an_answer_that_it_needs_is_blank() -> None:
    assert said(SHARES, {}, {"day": "24", "evening": "", "night": ""}, "night") == []
    assert said(SHARES, {}, {"day": "", "evening": "", "night": ""}, "night") == []


def test_a_check_compares_with_an_earlier_page() -> None:
    typed = {"day": "10", "evening": "6", "night": "8"}
    assert said(SHARES, {"beds": 9}, typed, "night") == [("night", "Write no more hours than beds.")]


def test_a_soft_check_is_named_as_a_nudge_and_a_hard_one_is_not() -> None:
    page = asking(SHARES).pages["shares"]
    found = page.problems({"night": ("21",)}, {})
    assert [(one.nudge, one.message) for one in found] == [
        ("", "Write hours that come to 24, as a day has."),
        ("night.1", "Is this right? It is most of the day."),
    ]


def test_what_the_question_itself_refuses_comes_with_what_checks_refuse() -> None:
    assert [field for field, _ in said(SHARES, {"beds": 1}, {"day": "5", "night": "many"}, "night")] == [
        "night",
        "night",
        "night",
    ]


def test_a_finished_page_that_fails_since_an_earlier_answer_changed_is_opened_again() -> None:
    form = asking(SHARES)
    journey = journey_through(form, {"beds": 9, "day": 10, "evening": 6, "night": 8})
    assert journey.first_unfinished is not None
    assert journey.first_unfinished.id == "shares"
    assert [one.message for one in journey.to_put_right("shares")] == ["Write no more hours than beds."]
    assert not journey.complete
    assert journey_through(form, {"beds": 10, "day": 10, "evening": 6, "night": 8}).complete


def test_a_nudge_keeps_nobody_from_sending() -> None:
    assert journey_through(asking(SHARES), {"beds": 9, "day": 1, "evening": 2, "night": 21}).complete


def test_a_walk_stops_at_a_page_that_fails() -> None:
    found = walk(asking(SHARES), {"beds": 30, "day": 1, "evening": 1, "night": 1})
    assert (found.next, found.complete) == ("shares", False)


DAYS = """\
- {id: began, ask: date, text: Began}
- id: ended
  ask: date
  text: Ended
  checks:
    - {holds: "not before(ended, began)", say: Write a day on or after the day it began.}
    - {holds: "after(ended, '2020-01-01')", say: That is long ago., soft: true}
"""


def day(name: str, written: str) -> dict[str, str]:
    return dict(zip((f"{name}__day", f"{name}__month", f"{name}__year"), written.split(), strict=True))


def test_days_are_checked_against_each_other() -> None:
    typed = day("ended", "1 2 2024") | day("began", "2 2 2024")
    assert said(DAYS, {}, typed, "ended") == [("ended__day", "Write a day on or after the day it began.")]
    assert said(DAYS, {}, day("ended", "2 2 2024") | day("began", "2 2 2024"), "ended") == []
    assert said(DAYS, {}, day("ended", "1 1 2020"), "ended") == [("ended__day", "That is long ago.")]


ROWS = """\
- id: g
  ask: grid
  scale: agree
  text: How far do you agree?
  rows: {one: One, two: Two}
  checks: [{holds: one <= two, say: Two is at least One.}]
"""


def test_a_message_stands_at_the_row_that_the_check_is_about() -> None:
    assert said(ROWS, {}, {"one": "3", "two": "1"}, "g") == [("two", "Two is at least One.")]


def test_dont_know_is_in_no_order_so_a_check_of_order_is_silent() -> None:
    assert said(ROWS, {}, {"one": "3", "two": "dont_know"}, "g") == []


def test_a_check_speaks_of_the_entry_that_it_stands_in() -> None:
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
        - {id: low, ask: number, text: Low}
        - {id: high, ask: number, text: High, checks: [{holds: low < high, say: High is above low.}]}
""")
    journey = journey_through(
        form, {"ex_1__low": 1, "ex_1__high": 2, "ex_1__another": 1, "ex_2__low": 3, "ex_2__high": 2}
    )
    assert journey.first_unfinished is not None
    assert (
        journey.to_put_right("s_2" if "s_2" in form.pages else journey.first_unfinished.id)[0].field
        == "ex_2__high"
    )


@pytest.mark.parametrize(
    ("question", "reason", "typed"),
    [
        ("{id: q, ask: number, text: Q}", "figures", "many"),
        ("{id: q, ask: number, text: Q}", "decimals", "1.5"),
        ("{id: q, ask: number, text: Q, decimals: 2}", "decimals", "1.555"),
        ("{id: q, ask: number, text: Q, least: 2}", "least", "1"),
        ("{id: q, ask: number, text: Q, most: 2}", "most", "3"),
        ("{id: q, ask: short_text, text: Q, least: 5}", "least", "word"),
        ("{id: q, ask: short_text, text: Q, most: 3}", "most", "word"),
        ("{id: q, ask: email, text: Q}", "address", "word"),
        (
            "{id: q, ask: multiple, text: Q, options: {a: A, b: B, c: C}, choose: {least: 2, most: 2}}",
            "least",
            "a",
        ),
        (
            "{id: q, ask: multiple, text: Q, options: {a: A, b: B, c: C}, choose: {least: 2, most: 2}}",
            "most",
            "a b c",
        ),
        ("{id: q, ask: multiple, text: Q, options: {a: A, z: {label: Z, alone: true}}}", "alone", "a z"),
        ("{id: q, ask: single, text: Q, options: {a: A}, required: true}", "required", ""),
    ],
)
def test_every_reason_can_be_worded_by_the_author(question: str, reason: str, typed: str) -> None:
    form = {"q": tuple(typed.split())} if typed else {}
    assert isinstance(own := ask(question).read(form), Rejected)
    assert own.problems[0].reason == reason
    worded = ask(question[:-1] + f", messages: {{{reason}: In our words.}}}}").read(form)
    assert isinstance(worded, Rejected)
    assert [problem.message for problem in worded.problems] == ["In our words."]


def ask(question: str) -> Question:
    return asking(f"- {question}").questions["q"]


def test_exactly_so_many_are_asked_for_as_such() -> None:
    question = ask(
        "{id: q, ask: multiple, text: Q, options: {a: A, b: B, c: C}, choose: {least: 2, most: 2}}"
    )
    assert question.read({"q": ("a",)}) == Rejected.because("q", "Choose exactly 2. You have chosen 1.")
    assert isinstance(question.read({"q": ("a", "c")}), Given)


def test_each_step_once_is_checked_row_by_row_and_dont_know_is_free() -> None:
    question = ask("{id: q, ask: grid, scale: agree, unique: true, text: Q, rows: {r_a: A, r_b: B, r_c: C}}")
    twice = question.read({"r_a": ("1",), "r_b": ("2",), "r_c": ("1",)})
    assert twice == Rejected.because("r_c", "You have given “Disagree” already. Give each answer once.")
    assert isinstance(question.read({"r_a": ("1",), "r_b": ("dont_know",), "r_c": ("dont_know",)}), Given)
