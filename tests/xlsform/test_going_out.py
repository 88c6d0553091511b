"""Repeats, what is computed, options for some and checks go out; what is lost on the way is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from survey.xlsform.exporting import Exported, write_form
from tests.builders import HEAD
from tests.xlsform.exports import converted, export, row, rows, told

GROUP = """\
- id: one
  title: One
  stage: only
  questions:
    - {id: n, ask: number, text: N}
    - {id: name, ask: short_text, text: Outside}
    - ask: group
      id: example
      text: Think of one.
      show_if: n > 1
      repeat: {most: 2, another: One more?, title: So far}
      questions:
        - {id: name, ask: short_text, text: Name, required: true, answered_by: 0.5}
        - {page: more, title: "Number {n}"}
        - {id: why, ask: short_text, text: "Why {name or 'it'}?", show_if: answered(name) and n > 2}
    - page: last
    - {id: z, ask: short_text, text: "Z of {example_1__why or ''}", show_if: example_2__why == 'x'}
    - {id: y, ask: short_text, text: Y, show_if: answered(example)}
    - {id: x, ask: short_text, text: X, show_if: example_1__another == 1}
"""


def test_a_group_is_a_repeat_with_a_count_and_its_own_short_names(tmp_path: Path) -> None:
    form = export(tmp_path, GROUP)
    begin = row(form, "example")
    assert (begin["type"], begin["repeat_count"], begin["relevant"]) == ("begin_repeat", "2", "${n} > 1")
    assert row(form, "example__name")["label"] == "Name"
    why = row(form, "why")
    assert (why["label"], why["relevant"]) == (
        "Why ${example__name}?",
        "(${example__name} != '') and (${n} > 2)",
    )
    assert row(form, "more")["label"] == "Number ${example_number}"
    assert row(form, "example_number")["calculation"] == "position(..)"
    assert "required" not in row(form, "example__name")
    assert "/example/more/why" in converted(form.workbook)


def test_what_stands_outside_a_repeat_looks_at_an_entry_or_at_all(tmp_path: Path) -> None:
    form = export(tmp_path, GROUP)
    assert row(form, "z")["relevant"] == "indexed-repeat(${why}, ${example}, 2) = 'x'"
    assert row(form, "y")["relevant"] == "(join('', ${example__name}) != '' or join('', ${why}) != '')"
    assert "relevant" not in row(form, "x")


def test_what_a_repeat_loses_is_told_by_its_own_line(tmp_path: Path) -> None:
    form = export(tmp_path, GROUP)
    lines = {
        where: sorted(one[:14] for one in told(form, where))
        for where in ("example", "example_1__name", "x", "y", "z")
    }
    assert lines == {
        "example": ["11: another: a", "11: repeat: a ", "11: title: a f", "9: text: in a "],
        "example_1__name": ["13: answered_b", "13: required: "],
        "x": ["19: show_if: e"],
        "y": ["18: show_if: a"],
        "z": ["17: text: {exa"],
    }


TOP = """\
computed:
  total: {text: Total, value: "sum(n, m)", decimals: 1, identifying: true}
  part: {text: Part, value: n / m}
  step: {text: Step, value: g1}
  size: {text: Size, cases: {1: {label: Small, holds: not (n > 3)}, b: {label: b, holds: n > 3}}}
  many: {text: Many, value: count(g)}
  more: {text: More, value: many + 1}
"""
COMPUTED = """\
- id: one
  title: One
  stage: only
  questions:
    - {id: n, ask: number, text: N}
    - {id: m, ask: number, text: M}
    - {id: g, ask: grid, scale: agree, text: G, rows: {g1: G1, g2: G2}}
    - page: two
    - {id: z, ask: short_text, text: "Z {size or ''}", show_if: total > 3 and size == 'b'}
    - {id: y, ask: short_text, text: Y, show_if: more > 3}
"""


def computing(tmp_path: Path) -> Exported:
    path = tmp_path / "tiny.yaml"
    path.write_text(f"{HEAD}{TOP}sections:\n{COMPUTED}", "utf-8")
    return write_form(path)


def test_what_is_computed_is_a_calculation(tmp_path: Path) -> None:
    form = computing(tmp_path)
    assert {one["name"]: one["calculation"] for one in rows(form) if one["type"] == "calculate"} == {
        "total": "round(if((${n} != '' or ${m} != ''), "
        "if(${n} != '', ${n}, 0) + if(${m} != '', ${m}, 0), ''), 1)",
        "part": "if(${m} != 0, (${n} div ${m}), '')",
        "step": "number(${g1})",
        "size": "if((${n} != '' and not(${n} > 3)), 1, if(${n} > 3, 'b', ''))",
    }
    assert row(form, "z")["relevant"] == "(${total} > 3) and (${size} = 'b')"


def test_what_cannot_be_worked_out_in_a_form_is_told_with_all_that_hangs_on_it(tmp_path: Path) -> None:
    found = {one.where: one for one in computing(tmp_path).unmatched}
    begins = len(HEAD.splitlines())
    assert (found["many"].line, found["more"].line) == (begins + 6, begins + 7)
    assert "how many of g were answered cannot be counted" in found["many"].message
    assert "many is no question of the form" in found["more"].message
    assert "more is no question of the form" in found["y"].message
    assert (found["size"].line, found["size"].message) == (
        begins + 5,
        "cases: the labels of 1 do not carry over.",
    )
    assert found["total"].message == "identifying: a form has no place for this."


OFFERED = """\
- id: one
  title: One
  stage: only
  questions:
    - {id: n, ask: number, text: N}
    - {id: w, ask: multiple, text: W, options: {a: A, b: B}}
    - {id: o, ask: ranking, text: O, rows: {o1: O1, o2: O2}}
    - page: two
    - {id: v, ask: single, text: V, options: {chosen_in: w}}
    - {id: u, ask: multiple, text: U, options: {chosen_in: w, also: {c: C}}}
    - {id: t, ask: single, text: T, options: {a: A, b: {label: B, show_if: n > 1 or n < 0}}}
    - {id: s, ask: single, text: S, show_if: n > 5, options: {a: {label: A, show_if: n > 1}}}
    - {id: r, ask: single, text: R, options: {a: A, b: {label: B, show_if: o1 == 1}}}
"""


def test_options_for_some_are_a_filter_on_a_column(tmp_path: Path) -> None:
    form = export(tmp_path, OFFERED)
    assert {name: row(form, name).get("choice_filter") for name in "vuts"} == {
        "v": "selected(${w}, name)",
        "u": "(shown_when = 'case_1' and selected(${w}, 'a')) or "
        "(shown_when = 'case_2' and selected(${w}, 'b')) or "
        "(shown_when = 'case_3' and (selected(${w}, 'a') or selected(${w}, 'b')))",
        "t": "shown_when = 'always' or (shown_when = 'case_1' and ((${n} > 1) or (${n} < 0)))",
        "s": "(shown_when = 'case_1' and ${n} > 1)",
    }
    shown = [(one["name"], one["shown_when"]) for one in rows(form, "choices") if one["list_name"] == "u"]
    assert shown == [("a", "case_1"), ("b", "case_2"), ("c", "case_3")]


def test_nobody_is_asked_to_choose_from_nothing(tmp_path: Path) -> None:
    form = export(tmp_path, OFFERED)
    assert {name: row(form, name).get("relevant") for name in "vuts"} == {
        "v": "${w} != ''",
        "u": "(selected(${w}, 'a') or selected(${w}, 'b'))",
        "t": None,
        "s": "(${n} > 5) and ${n} > 1",
    }


def test_an_option_whose_condition_cannot_be_said_is_told_and_offered_to_all(tmp_path: Path) -> None:
    form = export(tmp_path, OFFERED)
    assert "choice_filter" not in row(form, "r")
    assert "it is offered to everybody in a form" in told(form, "r, b")[0]


@pytest.mark.parametrize(
    ("holds", "constraint"),
    [
        ("x <= n", "(${n} = '' or . <= ${n})"),
        ("not (x > n)", "not(. > ${n})"),
        ("x < 5 and not (n == 1)", "(. < 5 and not(${n} = 1))"),
        ("not (x < 5 and x > n)", "(not(. < 5) or not(. > ${n}))"),
        ("count(w) > x", "(${w} = '' or count-selected(${w}) > .)"),
        ("not (count(w) > x)", "(${w} = '' or not(count-selected(${w}) > .))"),
        ("s > x", "(${s} = '' or ${s} = 'dont_know' or ${s} > .)"),
        ("sum(n, x) < 9 or answered(n)", None),
    ],
)
def test_a_check_lets_pass_what_it_says_nothing_of(
    tmp_path: Path, holds: str, constraint: str | None
) -> None:
    form = export(
        tmp_path,
        f"""\
        - id: one
          title: One
          stage: only
          questions:
            - {{id: n, ask: number, text: N}}
            - {{id: w, ask: multiple, text: W, options: {{a: A, b: B}}}}
            - {{id: s, ask: single, scale: agree, text: S}}
            - {{id: x, ask: number, text: X, decimals: 9, checks: [{{holds: "{holds}", say: Look}}]}}
        """,
    )
    if constraint is not None:
        assert row(form, "x")["constraint"] == constraint
    assert converted(form.workbook)


def test_one_message_for_several_limits_is_told(tmp_path: Path) -> None:
    questions = """[{id: n, ask: number, text: N, least: 1, most: 9, messages: {least: Too few}}]"""
    form = export(tmp_path, f"- {{id: one, title: One, stage: only, questions: {questions}}}\n")
    assert "one message for all that is checked" in told(form, "n")[0]
    assert row(form, "n")["constraint_message"] == "Too few"


def test_words_that_look_like_a_quote_stay_words_and_are_told(tmp_path: Path) -> None:
    questions = '[{id: s, ask: short_text, text: "Write ${{x}}"}]'
    form = export(tmp_path, f"- {{id: one, title: One, stage: only, questions: {questions}}}\n")
    assert row(form, "s")["label"] == "Write $ {x}"
    assert "would quote an answer" in told(form, "s")[0]
