"""XPath becomes a condition that means the same for every answer, a blank one included."""

from __future__ import annotations

import pytest

from survey.engine.conditions import Condition
from survey.xlsform.limits import limits
from survey.xlsform.names import Known, Names
from survey.xlsform.translating import Translator
from survey.xlsform.xpath import CannotTranslate

KNOWN = [
    Known("one", "choice", {"a": "a", "b": "b", "1": 1, "2": 2}),
    Known("many", "choices", {"a": "a", "b": "b"}),
    Known("n", "number"),
    Known("m", "number"),
    Known("t", "text"),
    Known("d", "date"),
    Known("tick", "tick"),
]


@pytest.fixture
def names() -> Names:
    made = Names([known.id for known in KNOWN])
    made.known |= {known.id: known for known in KNOWN}
    return made


SAID = {
    "${one} = 'a'": "one == 'a'",
    "'a' = ${one}": "one == 'a'",
    "${one} != 'a'": "not (one == 'a')",
    "${one} != '' and ${one} != 'a'": "one != 'a'",
    "${one} = 1": "one == 1",
    "${one} >= 2": "one >= 2",
    "${one} = ''": "not answered(one)",
    "${one} != ''": "answered(one)",
    "${one} = 'a' or ${one} = '2'": "one in ['a', 2]",
    "${one}='a' or ${n}=1 and ${t}='x'": "one == 'a' or n == 1 and t == 'x'",
    "(${one}='a' or ${n}=1) and ${t}='x'": "(one == 'a' or n == 1) and t == 'x'",
    "selected(${one}, 'a')": "one == 'a'",
    "selected(${many}, 'a')": "any(many, 'a')",
    "selected(${many}, 'a') or selected(${many}, 'b')": "any(many, 'a', 'b')",
    "selected(${many}, 'a') and selected(${many}, 'b')": "all(many, 'a', 'b')",
    "${many} = 'a'": "many == 'a'",
    "${many} != '' and count-selected(${many}) = number(selected(${many}, 'a'))": "only(many, 'a')",
    "not(selected(${many}, 'a'))": "not (any(many, 'a'))",
    "count-selected(${many}) > 1": "count(many) > 1",
    "3 < ${n}": "n > 3",
    "${n} != '5'": "not (n == 5)",
    "${n} + 2 * ${m} - 1 <= 7 div 2": "n + 2 * m - 1 <= 7 / 2",
    "${n} - (${m} - 1) = 4": "n - (m - 1) == 4",
    "${n} > -1.5": "n > -1.5",
    "${n} = ${m}": "n == m or not (answered(n) or answered(m))",
    "${t} = ${one}": "t == one or not (answered(t) or answered(one))",
    "string-length(${t}) > 0": "length(t) > 0",
    "regex(${t}, '^[a-z]+$')": "matches(t, '[a-z]+')",
    "${d} < date('2024-04-01')": "d < '2024-04-01'",
    "${d} >= '2024-04-01'": "d >= '2024-04-01'",
    "${tick} = 'OK'": "tick == 1",
    "\u2018a\u2019 = ${one}": "one == 'a'",
}


@pytest.mark.parametrize(("xpath", "condition"), SAID.items(), ids=list(SAID))
def test_an_expression_is_translated_and_can_be_read(names: Names, xpath: str, condition: str) -> None:
    assert Translator(names).condition(xpath) == condition
    Condition.parse(condition)


@pytest.mark.parametrize(
    ("xpath", "reason"),
    [
        ("${one} = 'c'", "one has no choice c"),
        ("${gone} = 'c'", "there is no question gone"),
        ("today() > ${d}", "every day"),
        ("true()", "looks at an answer"),
        ("if(${n} > 1, 'a', 'b') = 'a'", "no if"),
        ("indexed-repeat(${n}, ${m}, 1) > 2", "there is no n in a repeat m before this"),
        ("${n} mod 2 = 0", "no value to compare"),
        ("${t} > 5", "words, which have no order"),
        ("${n} > 'many'", "which is no number"),
        ('${t} = "it\'s"', "no single quote"),
        ("${n}", "neither true nor false"),
        ("${n} > 1 and", "the end is not expected"),
        ("${n} > 1)", "not expected"),
        (". > 1", "a dot stands for"),
        ("/data/n > 1", "cannot be read"),
        ("not(" * 60 + "${n} > 1" + ")" * 60, "too many brackets"),
    ],
)
def test_what_cannot_be_translated_is_refused_with_a_reason(names: Names, xpath: str, reason: str) -> None:
    with pytest.raises(CannotTranslate, match=reason.replace("(", r"\(")):
        Translator(names).condition(xpath)


def test_the_questions_that_an_expression_looks_at_are_gathered(names: Names) -> None:
    translator = Translator(names)
    translator.condition("${one} = 'a' and not(${n} + ${m} > 1)")
    assert translator.uses == {"one", "n", "m"}


@pytest.mark.parametrize(
    ("sort", "constraint", "keys", "checks"),
    [
        ("number", ". >= 0 and . <= 10", {"least": 0, "most": 10}, []),
        ("number", "0 < . and . < 10", {"least": 1, "most": 9}, []),
        ("number", ". >= 0.5", {"least": 0.5}, []),
        ("number", ". > 0.5", {}, ["x > 0.5"]),
        ("number", ". >= 0 and . <= ${n}", {"least": 0}, ["x <= n"]),
        ("number", ". >= 0 and . >= 2", {"least": 0}, ["x >= 2"]),
        ("number", ". = 1 or . = 5", {}, ["x == 1 or x == 5"]),
        ("date", ". >= date('2020-01-01')", {"earliest": "2020-01-01"}, []),
        ("date", ". > date('2020-01-01')", {}, ["x > '2020-01-01'"]),
        ("text", "string-length(.) < 100", {"most": 99}, []),
        ("choices", "count-selected(.) = 2", {"least": 2, "most": 2}, []),
    ],
)
def test_bounds_become_limits_and_the_rest_checks(
    names: Names, sort: str, constraint: str, keys: dict[str, object], checks: list[str]
) -> None:
    known = Known("x", sort)  # type: ignore[arg-type]  # a plain word in the table above
    found = limits(constraint, known, names, whole=True)
    assert (found.keys, found.checks, found.refused) == (keys, checks, [])


def test_a_number_with_places_keeps_a_strict_bound_as_a_check(names: Names) -> None:
    assert limits(". > 0", Known("x", "number"), names, whole=False).checks == ["x > 0"]


def test_a_choice_that_excludes_all_others_stands_alone(names: Names) -> None:
    known = Known("x", "choices", {"none": "none"})
    found = limits("not(selected(., 'none') and count-selected(.) > 1)", known, names, whole=False)
    assert (found.alone, found.checks) == (["none"], [])


def test_what_a_constraint_cannot_say_is_refused_part_by_part(names: Names) -> None:
    found = limits(". >= 0 and . <= today()", Known("x", "date"), names, whole=False)
    assert found.refused == ["x is a day, and 0 is none", "a condition leads the same way on every day"]
