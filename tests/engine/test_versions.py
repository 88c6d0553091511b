"""Each change between two versions is named and judged by what stored answers mean; no key is left out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, get_args

import pytest
from pydantic import BaseModel

from survey.engine.loader import load_file, load_text
from survey.engine.parts import Part
from survey.engine.questionnaire import Questionnaire
from survey.engine.versions.change import Weight
from survey.engine.versions.compare import compare
from survey.engine.versions.rules import Elsewhere
from survey.engine.versions.table import TABLE, rules_of
from tests.builders import LIBRARY, asking, section_of, text_of, tiny

A = "- {id: one, ask: single, text: One, options: {a: A, b: B}}\n"
M = "- {id: m, ask: multiple, text: M, options: {a: A, b: B, c: C}%s}\n"
N = "- {id: n, ask: number, text: N%s}\n"
G = "- {id: g, ask: grid, scale: agree, text: G, rows: {r: R%s}}\n"
W = "- {id: w, ask: short_text, text: W%s}\n"
B, D, S = Weight.BREAKING, Weight.ADDITIVE, Weight.WORDING


def found(old: Questionnaire, new: Questionnaire) -> list[tuple[Weight, str, str]]:
    return [(change.weight, change.place, change.what) for change in compare(old, new)]


CASES = [
    pytest.param(A, A.replace("text: One", "text: Uno"), (S, "one", "text: One becomes Uno"), id="text"),
    pytest.param(
        A, A.replace("a: A", "a: Alpha"), (S, "one > options > a", "label: A becomes Alpha"), id="relabelled"
    ),
    pytest.param(A, A.replace("b: B", "b: B, c: C"), (D, "one > options", "c is added"), id="option added"),
    pytest.param(
        A + W % "",
        A.replace("a: A, ", "") + W % "",
        (B, "one > options", "a is removed"),
        id="option removed",
    ),
    pytest.param(
        A,
        A.replace("a: A, b: B", "b: B, a: A"),
        (D, "one > options", "the order becomes b, a"),
        id="reordered",
    ),
    pytest.param(A, A + N % "", (D, "n", "added"), id="question added"),
    pytest.param(A + N % "", A, (B, "n", "removed"), id="question removed"),
    pytest.param(A, A.replace("single", "multiple"), (B, "one", "ask: single becomes multiple"), id="kind"),
    pytest.param(
        A,
        A.replace("single", "lookup"),
        (D, "one", "ask: single becomes lookup"),
        id="kind that stores alike",
    ),
    pytest.param(
        A,
        A.replace("One,", "One, required: true,"),
        (D, "one", "required: false becomes true"),
        id="required",
    ),
    pytest.param(N % ", most: 9", N % ", most: 8", (B, "n", "most: 9.0 becomes 8.0"), id="range tightened"),
    pytest.param(N % ", most: 9", N % "", (D, "n", "most: 9.0 becomes nothing"), id="range opened"),
    pytest.param(N % "", N % ", least: 0", (B, "n", "least: nothing becomes 0.0"), id="range closed"),
    pytest.param(
        M % "", M % ", choose: {most: 2}", (B, "m > choose", "most: nothing becomes 2"), id="fewer choices"
    ),
    pytest.param(W % ", most: 9", W % ", most: 99", (D, "w", "most: 9 becomes 99"), id="longer text"),
    pytest.param(
        W % "", W % ", identifying: true", (D, "w", "identifying: false becomes true"), id="guarded"
    ),
    pytest.param(
        W % ", sensitive: high",
        W % "",
        (B, "w", "sensitive: high becomes none"),
        id="a protection taken back",
    ),
    pytest.param(G % "", G % ", s: S", (D, "g > rows", "s is added"), id="row added"),
    pytest.param(G % ", s: S", G % "", (B, "g > rows", "s is removed"), id="row removed"),
    pytest.param(
        G % "", (G % "").replace("agree", "often"), (B, "g", "scale: agree becomes often"), id="another scale"
    ),
    pytest.param(
        A + "- page: p\n" + N % "",
        A + "- page: p\n" + N % ", show_if: one == 'a'",
        (D, "n", "show_if: nothing becomes one == 'a'"),
        id="who is asked",
    ),
]


@pytest.mark.parametrize(("old", "new", "change"), CASES)
def test_a_change_is_named_and_judged(old: str, new: str, change: tuple[Weight, str, str]) -> None:
    assert found(asking(old), asking(new)) == [change]


def test_a_step_inside_a_scale_breaks_it_and_a_way_out_adds_to_it() -> None:
    grids = "".join(
        f"- {{id: {grid}, ask: grid, scale: often, text: G, rows: {{{row}: R}}}}\n"
        for grid, row in (("g", "r"), ("h", "s"))
    )

    def form(more: str = "") -> Questionnaire:
        return load_text(
            text_of(section_of(grids)).replace("3: {label: Always}\n", f"3: {{label: Always}}\n{more}")
        )

    steps = "scales > often > steps"
    middle, way_out = form("      4: {label: More}\n"), form("      dont_know: {label: No idea}\n")
    assert found(form(), middle) == [(B, steps, "4 is added")]
    assert found(form(), way_out) == [(D, steps, "dont_know is added")]
    assert found(way_out, form()) == [(B, steps, "dont_know is removed")]


def test_a_question_that_moves_to_another_page_is_neither_lost_nor_new() -> None:
    old = asking(A + N % "" + "- page: p\n" + W % "")
    new = asking(A + "- page: p\n" + N % "" + W % "")
    assert found(old, new) == [(D, "n", "page: s becomes p")]


def test_a_question_does_not_leave_the_protection_of_its_section() -> None:
    guarded = (
        section_of("- page: p\n" + W % "")
        .replace("id: s", "id: t")
        .replace("only", "only\n  sensitive: high")
    )
    plain = guarded.replace("\n  sensitive: high", "")
    old = tiny(section_of(A) + guarded + section_of("- page: q\n" + N % "").replace("id: s", "id: u"))
    new = tiny(
        section_of(A)
        + guarded.replace("id: w", "id: other")
        + section_of("- page: q\n" + N % "" + W % "").replace("id: s", "id: u")
    )
    assert (B, "w", "sensitive: high becomes none") in found(old, new)
    assert (B, "section > t", "sensitive: high becomes none") in found(
        tiny(section_of(A) + guarded), tiny(section_of(A) + plain)
    )


def test_a_new_order_of_questions_is_told_from_the_first_that_moved() -> None:
    old, new = asking(A + N % "" + W % ""), asking(A + W % "" + N % "")
    assert found(old, new) == [(D, "the questionnaire", "the order becomes ..., w, n")]


def test_promises_may_grow_and_not_shrink() -> None:
    def promising(days: int, threshold: int) -> Questionnaire:
        return asking(A, f"promise: {{withdraw_days: {days}, threshold: {threshold}}}\n")

    assert found(promising(21, 10), promising(28, 12)) == [
        (D, "promise", "threshold: 10 becomes 12"),
        (D, "promise", "withdraw_days: 21 becomes 28"),
    ]
    assert {weight for weight, _, _ in found(promising(28, 12), promising(21, 10))} == {B}


def test_an_id_once_retired_stays_so() -> None:
    before, after = asking(A, "retired: [old, one.c]\n"), asking(A, "retired: [old]\n")
    assert found(after, before) == [(D, "retired", "one.c is added")]
    assert found(before, after) == [(B, "retired", "one.c is removed")]


def test_what_a_repeated_group_says_in_every_entry_is_told_once() -> None:
    group = (
        "- ask: group\n  id: ex\n  repeat: {most: %d}\n  questions: [{id: name, ask: short_text, text: %s}]\n"
    )
    assert found(asking(group % (3, "Name")), asking(group % (3, "Called"))) == [
        (S, "ex > name", "text: Name becomes Called")
    ]
    more = found(asking(group % (2, "Name")), asking(group % (3, "Name")))
    assert (D, "ex > name", "asked in more entries") in more
    assert {weight for weight, _, _ in more} == {D}


def test_closed_answers_do_not_become_contact_details() -> None:
    old = tiny(section_of(A + W % ""))
    question = old.questions["w"]
    page = old.pages["s"].model_copy(
        update={"questions": (old.questions["one"], question.model_copy(update={"contact": True}))}
    )
    section = old.sections[0].model_copy(update={"pages": (page,)})
    new = Questionnaire.model_validate_json(old.model_copy(update={"sections": (section,)}).document)
    assert found(old, new) == [(B, "w", "contact: false becomes true")]


@pytest.mark.parametrize("name", ["trauma-informed-london", "workshop-feedback"])
def test_a_questionnaire_has_not_changed_from_itself(name: str) -> None:
    form = load_file(LIBRARY / name / "1.0.yaml")
    assert compare(form, Questionnaire.model_validate_json(form.document)) == ()


# No key is left out


def parts_in(annotation: Any) -> Iterator[type[Part]]:
    """Every part that a type can hold, itself and within."""
    if isinstance(annotation, type) and issubclass(annotation, Part):
        yield annotation
    for inner in get_args(annotation):
        yield from parts_in(inner)


def reached() -> set[type[Part]]:
    seen: set[type[Part]] = set()
    waiting: list[type[Part]] = [Questionnaire]
    while waiting:
        part = waiting.pop()
        if part not in seen:
            seen.add(part)
            waiting += [one for field in part.model_fields.values() for one in parts_in(field.annotation)]
    return seen


def test_every_key_of_every_part_of_the_model_has_a_rule() -> None:
    parts = reached()
    assert len(parts) > 30
    lacking = {
        (part.__name__, key) for part in parts for key in part.model_fields if key not in rules_of(part)
    }
    assert lacking == set()


def test_no_rule_is_about_a_key_that_is_not_there() -> None:
    stale = {(part.__name__, key) for part, rules in TABLE.items() for key in rules.keys() - keys(part)}
    assert stale == set()


def keys(part: type[BaseModel]) -> set[str]:
    return set(part.model_fields)


def test_what_is_compared_elsewhere_says_where() -> None:
    rules = [rule for of_part in TABLE.values() for rule in of_part.values()]
    assert all(len(rule.why) > 15 for rule in rules if isinstance(rule, Elsewhere))
