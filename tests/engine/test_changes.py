"""What a change does to answers given before: every key of the model is judged, as the table says."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest

from survey.engine.change_rules import Kind, rules_for
from survey.engine.changes import Change, compare
from survey.engine.loader import load_file
from survey.engine.parts import Part
from survey.engine.questionnaire import Questionnaire
from tests.builders import asking

SHIPPED = sorted((Path(__file__).resolve().parents[2] / "questionnaires").glob("*/[0-9]*.yaml"))
AS_A_WHOLE = {"Block", "Fact", "Start", "Service", "Support", "Note", "Screen", "Reading", "Leave", "Contact"}
AS_A_WHOLE |= {"Contacts", "Check"}
"""Parts that are compared as one thing: only words, or one consent."""


def parts_within(model: type[Part], seen: set[type[Part]]) -> Iterator[type[Part]]:
    """Every class of part that a model can hold."""
    if model in seen:
        return
    seen.add(model)
    yield model
    for field in model.model_fields.values():
        for inner in classes_in(field.annotation):
            yield from parts_within(inner, seen)


def classes_in(annotation: Any) -> Iterator[type[Part]]:
    if isinstance(annotation, type) and issubclass(annotation, Part):
        yield annotation
    for inner in get_args(annotation):
        yield from classes_in(inner)


@pytest.mark.parametrize("model", list(parts_within(Questionnaire, set())), ids=lambda model: model.__name__)
def test_every_key_of_the_model_has_a_rule(model: type[Part]) -> None:
    if model.__name__ not in AS_A_WHOLE:
        assert set(rules_for(model)) == set(model.model_fields)


BASE = """\
- {id: a, ask: single, text: A, options: {x: X, y: Y}}
- {id: n, ask: number, text: N, least: 0, most: 10}
- {id: g, ask: grid, scale: agree, text: G, rows: {r_a: One, r_b: Two}}
- {id: m, ask: multiple, text: M, options: {p: P, q: Q, w: {label: W, say: What?}}, choose: {most: 2}}
- {id: t, ask: short_text, text: T}
- page: next
- {id: z, ask: confirm, text: Z, show_if: a == 'x'}
"""
TOP = "computed: {twice: {text: Twice, value: n * 2}}\npromise: {threshold: 12, withdraw_days: 21}\n"


def changes(before: str, after: str, top: tuple[str, str] = ("", "")) -> list[Change]:
    assert before in BASE
    return list(compare(asking(BASE, TOP), asking(BASE.replace(before, after), TOP.replace(*top))))


@pytest.mark.parametrize(
    ("before", "after", "kind", "where"),
    [
        ("text: A,", "text: Ah,", Kind.WORDING, "a"),
        ("x: X, y", "x: Ex, y", Kind.WORDING, "a > options > x"),
        ("{x: X, y: Y}", "{y: Y, x: X}", Kind.WORDING, "a > options"),
        ("{x: X, y: Y}", "{x: X, y: Y, v: V}", Kind.ADDITIVE, "a > options > v"),
        ("{x: X, y: Y}", "{x: X}", Kind.BREAKING, "a > options > y"),
        ("most: 10", "most: 11", Kind.ADDITIVE, "n"),
        ("most: 10", "most: 9", Kind.BREAKING, "n"),
        ("least: 0, most: 10", "most: 10", Kind.ADDITIVE, "n"),
        ("least: 0,", "least: 1,", Kind.BREAKING, "n"),
        ("r_a: One, r_b: Two", "r_a: One, r_b: Two, r_c: Three", Kind.ADDITIVE, "g > rows > r_c"),
        ("r_a: One, r_b: Two", "r_a: One", Kind.BREAKING, "g > rows > r_b"),
        ("r_a: One", "r_a: The one", Kind.WORDING, "g > rows > r_a"),
        ("scale: agree", "scale: often", Kind.BREAKING, "g > scale"),
        ("most: 2}", "most: 3}", Kind.ADDITIVE, "m > choose"),
        ("most: 2}", "most: 1}", Kind.BREAKING, "m > choose"),
        ("w: {label: W, say: What?}", "w: W", Kind.BREAKING, "m > options > w"),
        ("q: Q", "q: {label: Q, alone: true}", Kind.BREAKING, "m > options > q"),
        ("ask: short_text", "ask: long_text", Kind.BREAKING, "t"),
        ("text: T}", "text: T, required: true}", Kind.ADDITIVE, "t"),
        ("text: T}", "text: T, sensitive: low}", Kind.ADDITIVE, "t"),
        ("text: T}", "text: T, identifying: true}", Kind.ADDITIVE, "t"),
        ("a == 'x'", "a == 'y'", Kind.ADDITIVE, "z"),
        ("text: N,", "text: N, checks: [{holds: n > 1, say: S}],", Kind.ADDITIVE, "n"),
        ("- {id: t, ask: short_text, text: T}\n", "", Kind.BREAKING, "t"),
    ],
)
def test_a_change_is_of_the_kind_that_its_answers_need(
    before: str, after: str, kind: Kind, where: str
) -> None:
    found = changes(before, after)
    assert (kind, where) in [(change.kind, " > ".join(change.where)) for change in found]
    assert found[0].kind is kind


@pytest.mark.parametrize(
    ("before", "after", "kind"),
    [
        ("n * 2", "n * 3", Kind.BREAKING),
        ("threshold: 12", "threshold: 11", Kind.BREAKING),
        ("threshold: 12", "threshold: 13", Kind.ADDITIVE),
        ("withdraw_days: 21", "withdraw_days: 20", Kind.BREAKING),
        ("withdraw_days: 21", "withdraw_days: 22", Kind.ADDITIVE),
    ],
)
def test_promises_and_what_is_computed_are_judged_too(before: str, after: str, kind: Kind) -> None:
    assert [change.kind for change in changes("", "", (before, after))] == [kind]


def test_a_question_that_moved_to_another_page_is_the_same_question() -> None:
    moved = BASE.replace("- page: next\n", "").replace("- {id: t,", "- page: next\n- {id: t,")
    found = compare(asking(BASE, TOP), asking(moved, TOP))
    assert {change.kind for change in found} <= {Kind.WORDING}


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.parent.name)
def test_a_questionnaire_compared_with_itself_has_not_changed(path: Path) -> None:
    assert compare(load_file(path), load_file(path)) == ()


def test_between_two_questionnaires_everything_is_named() -> None:
    one, other = map(load_file, SHIPPED)
    found = compare(one, other)
    gone = {change.where[0] for change in found if change.what == "is gone"}
    assert set(one.questions) - set(other.questions) <= gone
    assert found[0].kind is Kind.BREAKING
