"""What a form works out is computed here for the same answers, blanks included, or told with its row."""

from __future__ import annotations

from pathlib import Path

import pytest

from survey.engine.questionnaire import Questionnaire
from survey.xlsform.importing import Imported
from tests.builders import journey_through
from tests.xlsform.forms import CHOICES, changed, left, loaded, questions, read, table

ASKED = (
    "integer | a | A |",
    "integer | b | B |",
    "decimal | c | C |",
    "select_multiple who | who | Who? |",
    "select_one sector | sector | Sector? |",
    "text | words | Words |",
    "select_one step | step | Step? |",
    "text | other | Other |",
)


def calculating(tmp_path: Path, *formulas: str) -> Imported:
    rows = [f"calculate | c{number} | | {formula}" for number, formula in enumerate(formulas, start=1)]
    return read(
        tmp_path, table("type | name | label | calculation", *ASKED, *rows, "text | z | Z |"), CHOICES
    )


def value(form: Questionnaire, fields: dict[str, object], name: str = "c1") -> object:
    return journey_through(form, fields).facts.get(name)


@pytest.mark.parametrize(
    ("formula", "computed"),
    [
        ("${a} + ${b} * 2", {"value": "a + b * 2"}),
        ("round(${a} div ${b}, 2)", {"value": "a / b", "decimals": 2}),
        ("round(${c})", {"value": "c", "decimals": 0}),
        ("count-selected(${who})", {"value": "count(who)"}),
        ("string-length(${words}) - 1", {"value": "length(words) - 1"}),
        ("min(${a}, ${b})", {"value": "min(a, b)"}),
        ("max(${a}, ${b}, 3)", {"value": "max(a, b, 3)"}),
        ("sum(${a})", {"value": "sum(a)"}),
        ("coalesce(${a}, 0) + coalesce(${b}, 0)", {"value": "sum(a, 0) + sum(b, 0)"}),
        ("int(${a}) + number(${step})", {"value": "a + step"}),
        ("42", {"value": "42"}),
    ],
)
def test_a_formula_with_a_number_is_a_value(
    tmp_path: Path, formula: str, computed: dict[str, object]
) -> None:
    form = calculating(tmp_path, formula)
    made = loaded(form).computed["c1"].model_dump(mode="json", exclude_defaults=True)
    assert made == {"text": "c1", **computed}
    assert not [one for one in form.left_out if one.sheet == "survey"]


@pytest.mark.parametrize("column", ["calculation", "relevant", "constraint", "choice_filter"])
def test_it_is_told_that_blanks_are_left_out_of_a_sum(tmp_path: Path, column: str) -> None:
    expression = {"calculation": "min(${a}, ${b})"}.get(column, "min(${a}, ${b}) > 2")
    kind = {"calculation": "calculate", "choice_filter": "select_one step"}.get(column, "integer")
    form = read(
        tmp_path,
        table(
            f"type | name | label | {column}", *ASKED[:2], f"{kind} | z | Z | {expression}", "text | y | Y |"
        ),
        CHOICES,
    )
    told = [one.message for one in form.changed if (one.row, one.column) == (4, column)]
    assert f"{expression}: min() leaves out what has no answer, where a form may give nothing." in told


def test_an_if_is_cases_and_the_first_that_holds_wins(tmp_path: Path) -> None:
    made = loaded(calculating(tmp_path, "if(${a} > 5, 'big', if(${a} > 2, 'mid size', 'small'))"))
    assert [(case.code, case.label) for case in made.computed["c1"].cases] == [
        ("big", "big"),
        ("mid_size", "mid size"),
        ("small", "small"),
    ]
    found = [value(made, {"a": number}) for number in (9, 3, 1)]
    assert found == [("big",), ("mid_size",), ("small",)]


@pytest.mark.parametrize(
    ("test", "holds_of", "fails_of"),
    [
        ("not(${a} > 5)", {}, {"a": 6}),
        ("${a} > 5", {"a": 6}, {}),
        ("${sector} != 'police'", {}, {"sector": "police"}),
        ("not(selected(${who}, 'young'))", {}, {"who": "young"}),
        ("count-selected(${who}) = 0", {}, {"who": "young"}),
        ("count-selected(${who}) > 0", {"who": "young"}, {}),
        ("not(count-selected(${who}) < 1)", {"who": "young"}, {}),
        ("0 = string-length(${words})", {}, {"words": "x"}),
        ("${words} = ''", {}, {"words": "x"}),
        ("not(${words} = '' or ${a} > 2)", {"words": "x"}, {}),
        ("${other} = ${words}", {}, {"words": "x"}),
        ("${other} = ${words}", {"other": "x", "words": "x"}, {"other": "y", "words": "x"}),
        ("not(${other} = ${words})", {"words": "x"}, {}),
        ("${a} = ${b}", {"a": 2, "b": 2}, {"a": 2}),
        ("${a} != ${b}", {"a": 2}, {"a": 2, "b": 2}),
        ("not(regex(${words}, '[a-z]'))", {}, {"words": "x"}),
        (
            "${who} != '' and count-selected(${who}) = number(selected(${who}, 'young'))",
            {"who": "young"},
            {"who": "adults"},
        ),
        (
            "not(${who} != '' and count-selected(${who}) = number(selected(${who}, 'young')))",
            {},
            {"who": "young"},
        ),
    ],
)
def test_a_case_holds_for_the_answers_for_which_a_form_says_so(
    tmp_path: Path, test: str, holds_of: dict[str, object], fails_of: dict[str, object]
) -> None:
    form = calculating(tmp_path, f"if({test}, 'yes', 'no')")
    assert not [one for one in form.left_out if one.sheet == "survey"]
    made = loaded(form)
    assert (value(made, holds_of), value(made, fails_of)) == (("yes",), ("no",))


def test_a_value_that_several_ways_lead_to_is_one_code(tmp_path: Path) -> None:
    made = loaded(calculating(tmp_path, "if(${a} > 5, '', if(${a} > 2, 'x', if(${a} > 1, 'y', 'x')))"))
    assert [case.code for case in made.computed["c1"].cases] == ["x", "y"]
    found = [value(made, {"a": number}) for number in (6, 3, 2, 1)]
    assert found == [None, ("x",), ("y",), ("x",)]


def test_a_part_that_needs_a_variable_of_its_own_gets_one_and_is_told(tmp_path: Path) -> None:
    form = calculating(tmp_path, "if(${a} > 5, 1, 0) + if(selected(${who}, 'young'), 2, 0) + round(${c}, 1)")
    made = loaded(form)
    assert list(made.computed) == ["c1_part", "c1_part_2", "c1_part_3", "c1"]
    assert value(made, {"a": 6, "who": "young", "c": "1.2"}) == 4.2
    told = [one.message for one in form.changed if one.row == 10]
    assert [
        name for name in ("c1_part.", "c1_part_2.", "c1_part_3.") if any(name in one for one in told)
    ] == [
        "c1_part.",
        "c1_part_2.",
        "c1_part_3.",
    ]


def test_conditions_texts_and_other_formulas_use_what_is_computed(tmp_path: Path) -> None:
    rows = [
        "calculate | twice | | ${later} * 2 |",
        "integer | later | Later | |",
        "text | why | Why ${twice}? | | ${twice} > 4 and ${size} = 'a b'",
        "calculate | size | | if(${twice} > 6, 'a b', 'c') |",
    ]
    form = read(tmp_path, table("type | name | label | calculation | relevant", *rows))
    found = questions(form)["why"]
    assert (found["text"], found["show_if"]) == ("Why {twice or ''}?", "twice > 4 and size == 'a_b'")
    assert [page.id for page in loaded(form).pages.values()] == ["part_1", "why_page"]
    assert not [one for one in form.left_out if one.sheet == "survey"]


@pytest.mark.parametrize(
    ("formula", "reason"),
    [
        ("concat(${words}, 'x')", "texts are not put together"),
        ("'always'", "always the same is no variable"),
        ("${a} > 5", "write if(..., 1, 0)"),
        ("today() - ${a}", "every day"),
        ("pulldata('f', 'x', 'y', ${words})", "looked up in other files"),
        ("random()", "nothing is left to chance"),
        ("${words} + 1", "words is no number"),
        ("${a} mod 2", "no value to compare"),
        ("int(${c})", "whole numbers"),
        ("if(${a} > 1, ${b}, 0)", "worked out itself"),
        ("if(${a} > 1, 0.5, 1)", "whole numbers or words"),
        ("if(${a} > 1, '', '')", "nothing at all"),
        ("if(count-selected(${who}) > ${a}, 1, 0)", "compared with a number by itself"),
        ("round(${a}, 12)", "up to 9 places"),
        ("coalesce(${a}, ${b})", "a number and 0"),
        ("count(${who})", "takes a repeat"),
        ("${gone} + 1", "there is no question gone"),
        ("${c1} + 1", "c1 is asked later, or in this group itself"),
        ("1" + " + 1" * 400, "more than 100 parts"),
        ("if(${sector} = ${words}, 1, 0)", "never the same"),
    ],
)
def test_a_formula_that_there_are_no_words_for_is_told_with_its_row(
    tmp_path: Path, formula: str, reason: str
) -> None:
    form = calculating(tmp_path, formula)
    assert not loaded(form).computed
    assert reason in left(form, 10, "calculation")


def test_what_else_a_row_with_a_formula_says_is_told(tmp_path: Path) -> None:
    form = read(
        tmp_path,
        table(
            "type | name | label | calculation | relevant | hint",
            "integer | a | A | | |",
            "calculate | twice | Twice | ${a} * 2 | ${a} > 1 | More",
            "calculate | none | | | |",
            "calculate | | | 1 | |",
            "calculate | Big Sum | | ${a} * 3 | |",
        ),
    )
    assert loaded(form).computed["twice"].text == "Twice"
    assert "computed for everybody" in left(form, 3, "relevant")
    assert left(form, 3, "hint").startswith("More: ")
    assert left(form, 4, "type") == "calculate none is left out: it has no formula."
    assert left(form, 5, "type") == "calculate is left out: it has no name."
    assert changed(form, 6, "name") == "Big Sum cannot be an id: it becomes big_sum."


def test_two_formulas_that_need_each_other_are_both_told(tmp_path: Path) -> None:
    form = calculating(tmp_path, "${c2} + 1", "${c1} + 1")
    assert not loaded(form).computed
    assert [one.row for one in form.left_out if one.column == "calculation"] == [10, 11]


def test_what_is_worked_out_for_each_entry_is_told(tmp_path: Path) -> None:
    form = read(
        tmp_path,
        table(
            "type | name | label | calculation | repeat_count",
            "integer | a | A | |",
            "begin_repeat | child | Child | | 2",
            "integer | years | Years | |",
            "calculate | twice | | ${years} * 2 |",
            "calculate | same | | ${a} * 2 |",
            "end_repeat | | | |",
        ),
    )
    assert "for each entry of a repeat" in left(form, 5, "calculation")
    assert list(loaded(form).computed) == ["same"]
