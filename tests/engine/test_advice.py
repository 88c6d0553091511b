"""Advice on sound questionnaires: each piece in a case of its own, at its place; and nothing without cause.

In each case ▶ stands where the advice is reported; it is not part of the file.
"""
# ruff: noqa: E501 - one file a line, so that the table can be read downwards

from __future__ import annotations

import re
from pathlib import Path

import pytest

from survey.engine.advice import advise
from survey.engine.advice.phrasing import reading_age
from survey.engine.advice.times import times_of
from survey.engine.loader import Report, read_text
from tests.builders import LIBRARY, asking, section_of, text_of

ADVICE = Path(__file__).resolve().parents[2] / "survey" / "engine" / "advice"
READY = "contact: {email: team@example.org}\nprivacy: [{title: In short}]\n"
SUPPORT = "support: {services: [{who: Everyone, name: A listener}]}\n"


def q(questions: str, top: str = "") -> str:
    return text_of(section_of(questions), READY + top)


def s(section: str, top: str = SUPPORT) -> str:
    return text_of(section, READY + top)


def opening(lacking: str) -> str:
    """A sound file without one of the words that people need before they decide."""
    return q("- {id: a, ask: confirm, text: A}").replace(lacking, "").replace("q", "▶q", 1)


ONE = "- {id: one, ask: single, text: One, options: {a: A, b: B, c: C}}\n- page: next\n"
MUST = "- {id: one, ask: single, text: One, options: {a: A, b: B}, required: true}\n- page: next\n"
OUT = "- {id: one, ask: single, text: One, required: true, options: {a: A, b: {label: B, end: stopped}}}\n- page: next\n"
NUMBER = "- {id: n, ask: number, text: N, least: 0, most: 9}\n- page: next\n"
MANY = "- {id: m, ask: multiple, text: M, options: {a: A, b: B, c: {label: C, alone: true}}}\n- page: next\n"


def shown(before: str, condition: str) -> str:
    return q(f'{before}- {{id: last, ask: confirm, text: Last, ▶show_if: "{condition}"}}\n')


CASES: list[tuple[str, str]] = [
    # What people need before they decide
    ("no-start", opening("start: {lead: A few questions.}\n")),
    ("no-contact", opening("contact: {email: team@example.org}\n")),
    ("no-privacy", opening("privacy: [{title: In short}]\n")),
    # Routes
    ("never-holds", shown(ONE, "one == 'a' and one == 'b'")),
    ("never-holds", shown(ONE, "answered(one) and not (one in ['a', 'b', 'c'])")),
    ("never-holds", shown(NUMBER, "n > 9")),
    ("never-holds", shown(NUMBER, "n > 3 and n < 2")),
    ("never-holds", shown(MANY, "all(m, 'a', 'c')")),
    ("never-holds", shown(MANY, "count(m) > 2")),
    ("never-holds", shown(OUT, "one == 'b'")),
    ("never-holds", shown("- {id: d, ask: date, text: D, earliest: 2024-05-01}\n- page: next\n", "before(d, '2024-05-01')")),
    ("never-holds", shown("- {id: g, ask: grid, scale: agree, text: G, rows: {g_a: A}}\n- page: next\n", "g_a > 2 and g_a < 2")),
    ("always-holds", shown(MUST, "one == 'a' or one == 'b'")),
    ("always-holds", shown(ONE, "one == 'a' or one != 'a' or not answered(one)")),
    ("always-holds", shown(MUST, "answered(one)")),
    ("always-holds", shown(MUST + "- {id: two, ask: single, text: Two, show_if: one == 'a', options: {x: X}, required: true}\n- page: more\n", "answered(two) or one == 'b'")),
    ("never-together", q("- {id: one, ask: single, text: One, options: {a: A, b: B}}\n- page: two\n  show_if: one == 'a'\n- {id: z, ask: confirm, text: Z, ▶show_if: one == 'b'}")),
    ("never-together", s("- {id: s, title: S, stage: only, questions: [{id: one, ask: single, text: One, options: {a: A, b: B}}]}\n- id: t\n  title: T\n  stage: only\n  show_if: one == 'a'\n  questions:\n    - page: two\n      ▶show_if: one == 'b'\n    - {id: z, ask: confirm, text: Z}\n")),
    ("never-together", q(ONE + "- {id: z, ask: single, text: Z, show_if: one == 'a', options: {x: X, y: {label: Y, ▶show_if: one == 'b'}}}")),
    ("never-together", q("- {id: one, ask: single, text: One, options: {a: A, b: B}}\n- page: p\n- {id: two, ask: confirm, text: Two, show_if: one == 'a'}\n- page: last\n  show_if: one == 'b'\n- {id: z, ask: confirm, text: Z, ▶show_if: answered(two)}")),
    ("unreachable-option", q(OUT + "- ▶{id: m, ask: multiple, text: M, options: {chosen_in: one, also: {z: Z}}}")),
    ("always-holds", q("- {id: n, ask: number, text: N, least: 0, checks: [{▶holds: n >= 0, say: S}]}")),
    ("never-holds", q("- {id: n, ask: number, text: N, most: 9, checks: [{▶holds: n > 9, say: S}]}")),
    # Care
    ("required-sensitive", s("- {id: s, title: S, stage: only, questions: [{id: a, ask: confirm, text: A, sensitive: low, ▶required: true}]}")),
    ("required-sensitive", s("- {id: s, title: S, stage: only, sensitive: low, questions: [{id: a, ask: confirm, text: A, ▶required: true}]}")),
    ("no-content-note", s("- {id: s, title: S, stage: only, questions: [{id: a, ask: confirm, text: A, ▶sensitive: high}]}")),
    ("no-content-note", s("- ▶{id: s, title: S, stage: only, sensitive: high, questions: [{id: a, ask: confirm, text: A}]}")),
    ("no-support", s("- {id: s, title: S, stage: only, sensitive: low, questions: [{id: a, ask: confirm, text: A}]}", "").replace("sections:", "▶sections:")),
    # Wording
    ("leading-wording", q('- {id: a, ask: confirm, ▶text: "Don\'t you find that training helps?"}')),
    ("leading-wording", q("- {id: a, ask: confirm, ▶text: Is it obviously time for more training?}")),
    ("two-questions", q("- {id: a, ask: confirm, ▶text: Have you had training and did you use it?}")),
    ("two-questions", q("- {id: a, ask: confirm, ▶text: Do you train and/or advise?}")),
    ("hard-to-read", q("- {id: a, ask: confirm, ▶text: Organisational implementation of psychologically informed multidisciplinary safeguarding interventions necessitates considerable institutional transformation}")),
    # Time and columns
    ("longer-than-promised", q("- {id: a, ask: confirm, text: A, seconds: 190}", "promise: {▶minutes: 2}\n")),
    ("long-column", q("- {▶id: a_name_that_is_longer_than_any_stata_name, ask: confirm, text: A}")),
    # Acceptances
    ("accepts-nothing", q("- {id: a, ask: confirm, text: A}", "accepted: [▶{advice: long-column, about: a, why: W}]\n")),
]  # fmt: skip


def advice_on(text: str) -> list[Report]:
    return read_text(text, library=LIBRARY).advice()


@pytest.mark.parametrize(("code", "marked"), CASES, ids=[f"{n} {code}" for n, (code, _) in enumerate(CASES)])
def test_advice_is_given_where_it_belongs(code: str, marked: str) -> None:
    before = marked.partition("▶")[0]
    place = (before.count("\n") + 1, len(before) - before.rfind("\n"))
    reports = advice_on(marked.replace("▶", ""))
    assert [(report.code, (report.line, report.column)) for report in reports] == [(code, place)]
    assert reports[0].severity == "advice"
    assert 15 < len(reports[0].message) < 200


def test_every_piece_of_advice_has_a_case() -> None:
    source = "".join(path.read_text("utf-8") for path in ADVICE.glob("*.py"))
    known = set(re.findall(r'"([a-z]+(?:-[a-z0-9]+)+)"', source))
    assert known == {code for code, _ in CASES} | TOLD_OF_TRANSLATIONS


TOLD_OF_TRANSLATIONS = {"checked-too-early", "not-translated", "stale-translation", "unchecked-translation"}
"""Cases in test_translations.py: they need a file of their own."""

SILENT = [
    q(ONE + "- {id: m, ask: multiple, text: M, options: {chosen_in: one, also: {z: Z}}}"),
    q("- {id: p, ask: paired_grid, scales: [agree, rate], text: How good is it and how often?, rows: {r: R}}").replace("scales:\n", "scales:\n  rate: {steps: {1: Never, 2: Always}}\n", 1),
    shown(ONE, "one == 'a' or one == 'b'"),
    shown(ONE, "one == 'a' or one != 'a'"),
    shown(ONE, "answered(one)"),
    shown(NUMBER, "n == 9"),
    shown(NUMBER, "n * 2 > 400"),
    shown(MANY, "all(m, 'a', 'b')"),
    shown(MANY, "count(m) > 1"),
    shown("- {id: t, ask: short_text, text: T}\n- page: next\n", "matches(t, 'never')"),
    shown("- {id: d, ask: date, text: D, earliest: 2024-05-01}\n- page: next\n", "before(d, '2024-05-02')"),
    shown("- {id: r, ask: ranking, text: R, rows: {r_a: A, r_b: B}}\n- page: next\n", "r_a > 1"),
    shown("- {id: o, ask: single, text: O, options: {a: A, z: {label: Z, say: Which}}}\n- page: next\n", "answered(o__say)"),
    q("- {id: n, ask: number, text: N, checks: [{holds: n >= 0, say: S}]}"),
    q("- {id: a, ask: confirm, text: Have you had training and supervision?}"),
]  # fmt: skip


@pytest.mark.parametrize("text", SILENT, ids=range(len(SILENT)))
def test_there_is_no_advice_without_cause(text: str) -> None:
    assert advice_on(text.replace("▶", "")) == []


def test_accepted_advice_is_not_told_again() -> None:
    long = "- {id: a_name_that_is_longer_than_any_stata_name, ask: confirm, text: A}"
    accepting = (
        "accepted: [{advice: long-column, about: a_name_that_is_longer_than_any_stata_name, why: W}]\n"
    )
    assert advice_on(q(long))
    assert advice_on(q(long, accepting)) == []


def test_one_acceptance_serves_every_entry_of_a_group() -> None:
    group = (
        "- ask: group\n  id: ex\n  repeat: {most: 3}\n  questions:\n"
        "    - {id: what, ask: confirm, text: Do you train and/or advise?}\n"
    )
    form = asking(group, READY + "accepted: [{advice: two-questions, about: what, why: W}]\n")
    assert list(advise(form)) == []


def test_the_time_of_a_route_counts_what_it_asks() -> None:
    form = asking(
        """
        - {id: work, ask: single, text: W, break: main, seconds: 0, required: true, options: {x: Ex, y: Why}}
        - page: next
        - {id: only_x, ask: confirm, text: X, seconds: 60, shown_to: 0.5, show_if: work == 'x'}
        - {id: some, ask: confirm, text: S, seconds: 40, shown_to: 0.25}
        """
    )
    times = {time.group: time.minutes for time in times_of(form)}
    around = 15 + form.start.words / form.reading.words_per_second
    assert times["everybody"] * 60 == pytest.approx(around + 30 + 10)
    assert times["Ex"] * 60 == pytest.approx(around + 60 + 10)
    assert times["Why"] * 60 == pytest.approx(around + 10)


def test_a_promise_that_is_too_short_is_told_once_for_all_groups() -> None:
    text = q(
        """
        - {id: w, ask: single, text: W, break: main, required: true, options: {x: Ex, y: {label: Out, end: stopped}}}
        - {id: a, ask: confirm, text: A, seconds: 190}
        """,
        "promise: {minutes: 2}\n",
    )
    (told,) = advice_on(text)
    assert "the 2 minutes promised: 3.6 for everybody, 3.6 for Ex. Ask less" in told.message
    assert advice_on(text + "accepted: [{advice: longer-than-promised, about: promise, why: W}]\n") == []


def test_the_reading_age_is_that_of_flesch_and_kincaid() -> None:
    """14 words in one sentence, 16 syllables: 0.39 * 14 + 11.8 * 16 / 14 - 15.59 is grade 3.4."""
    assert reading_age("The cat sat on the mat and then it went to the garden again.") == 8
    assert reading_age("Too short to say.") == 0
