"""The language of routing: what it says, what not answered means, and what it refuses."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from survey.engine.conditions import Condition, all_hold
from survey.engine.expressions import COMPARISONS
from survey.engine.grammar import FUNCTIONS, KEYWORDS
from survey.engine.operands import Fact, Facts, Use
from survey.engine.tokens import ExpressionError
from tests.runaway import settled

FACTS: Facts = {
    "sector": ("health",),
    "area": ("a", "b"),
    "stage": (3,),
    "unsure": ("dont_know",),
    "count_of": 12,
    "share": 2.5,
    "day": date(2024, 3, 27),
    "words": "said so",
    "grid": ("r_one", "r_two"),
    "other_stage": (3,),
    "same_area": ("b", "a"),
    "born": date(2004, 2, 29),
}


def holds(text: str) -> bool:
    return Condition.parse(text).holds(FACTS)


TRUE = """
sector == 'health'
sector != 'policing'
sector in ['policing', 'health']
'health' in sector
'a' in area
any(area, 'a', 'z')
all(area, 'a', 'b')
only(area, 'a', 'b', 'c')
only(sector, 'health')
count(area) == 2
count(missing) == 0
count(missing) < 1
answered(sector)
answered(unsure)
stage == 3
stage >= 3
stage > 2 and stage < 4
stage in [2, 3]
stage != 2
count_of == 12
count_of > 11.5
share == 2.5
share in [1, 2.5]
day == '2024-03-27'
day < '2024-04-01'
day in ['2024-03-27']
words == 'said so'
answered(words)
any(grid, 'r_two')
count(grid) >= 2
unsure == 'dont_know'
unsure != 3
not sector == 'policing'
not (sector == 'policing' or stage < 3)
area != 'a'
( ( sector == 'health' ) )
not not answered(sector)
'health' == sector
3 <= stage
stage + 1 == 4
-3 + stage == 0
stage > - 3
stage - 1 > 1
2 * stage + 1 == 7
2 * (stage + 1) == 8
count_of / 5 == 2.4
0.1 * count_of + 0.2 == 1.4
stage == 3.0
stage == other_stage
stage != count_of
area == same_area
sum(stage, missing, unsure) == 3
sum(stage, count_of) == 15
min(stage, count_of, 2) == 2
max(stage, count_of) - 1 > 10
length(words) == 7
length(missing) == 0
matches(words, 'said.*')
matches(words, '[a-z ]{7}')
before(day, '2024-03-28')
after('2024-03-28', day)
age(born, '2024-02-28') == 19
age(born, '2024-02-29') == 20
age(born, day) == 20
(stage + 1) * 2 > 7 and not (stage == 2)
count(area) + count(grid) == 4
""".strip().splitlines()

FALSE = """
sector == 'policing'
sector != 'health'
sector in ['policing']
area == 'a'
all(area, 'a', 'c')
only(area, 'a')
count(area) > 2
stage < 3
stage == '3'
unsure > 1
unsure < 9
area > 1
count_of in [1, 2]
day > '2024-04-01'
day == '27 March 2024'
words == 'other'
answered(missing)
not answered(sector)
sector < 3
stage / 0 == 0
stage / 0 != 0
stage + missing > 0
stage + unsure > 0
area + 1 > 0
sum(missing, unsure) == 0
before(day, day)
after(day, day)
before(words, '2024-01-01')
age(day, born) > 0
matches(words, 'said')
stage == area
words < day
count_of * 999999999999999 * 999999999999999 > 0
""".strip().splitlines()


@pytest.mark.parametrize("text", TRUE)
def test_it_holds(text: str) -> None:
    assert holds(text)


@pytest.mark.parametrize("text", FALSE)
def test_it_does_not_hold(text: str) -> None:
    assert not holds(text)


ABOUT_NOTHING = [
    *("missing == 1", "missing != 1", "missing < 1", "missing <= 1", "missing > 1", "missing >= 1"),
    *("missing == 'a'", "missing != 'a'", "missing in [1, 2]", "'a' in missing", "any(missing, 'a')"),
    *("all(missing, 'a')", "only(missing, 'a')", "answered(missing)", "count(missing) > 0"),
    *("missing == stage", "missing + 1 > 0", "sum(missing) == 0", "min(missing) < 1", "max(missing) < 1"),
    *(
        "length(missing) > 0",
        "matches(missing, '.*')",
        "before(missing, '2030-01-01')",
        "after(day, missing)",
    ),
    *("age(missing, '2030-01-01') > 0", "missing == gone"),
]


@pytest.mark.parametrize("text", ABOUT_NOTHING)
def test_every_test_of_a_question_without_an_answer_is_false_and_its_opposite_true(text: str) -> None:
    assert not holds(text)
    assert holds(f"not {text}")
    assert not Condition.parse(text).holds({"missing": ()})


def test_and_binds_closer_than_or_and_not_closest() -> None:
    assert holds("sector == 'health' or sector == 'x' and stage == 9")
    assert not holds("(sector == 'health' or sector == 'x') and stage == 9")
    assert holds("not stage == 9 and sector == 'health'")
    assert not holds("not (stage == 9 or sector == 'health')")


REFUSED = {
    "": "Expected the id of a question but found the end.",
    "sector": "Expected one of == != < <= > >= after sector but found the end.",
    "sector =": "Write == for equals, not =.",
    "sector = 'health'": "Write == for equals, not =.",
    'sector == "health"': 'Cannot read "health" here. Put words in single quotes.',
    "sector == 'health": "A single quote is opened here and never closed.",
    "sector == 'health' stage == 1": "Did not expect stage here. Join two tests with and, or.",
    "sector == 'health' &&": "Write and between two tests, not &.",
    "sector == 'a' || stage == 1": "Write or between two tests, not |.",
    "!answered(sector)": "Write not before a test",
    "stage =< 2": "Write <= for at most, not =<.",
    "stage => 2": "Write >= for at least, not =>.",
    "sector == \u2018health\u2019": "These quotes are curly.",
    "sector is 'health'": "Write == for is, and != for is not.",
    "sector == 'a' OR stage == 1": "Write or in small letters, not OR.",
    "(sector == 'health'": "Expected ) but found the end.",
    "sector == 'health')": "Did not expect ) here.",
    "sector in 'health'": "Expected [ but found 'health'.",
    "sector in []": "Expected a code such as 3 or 'health' but found ].",
    "sector not in ['a']": "Write not before the whole test: not sector in [...].",
    "'a' == 'b'": "'a' == 'b' is always the same. Compare with a question.",
    "'a' == sector + 1": "Compare (sector + 1) with a number or a question, not with 'a'.",
    "'a' + 1 == stage": "'a' is not a number.",
    "(stage == 1) + 1 == 2": "stage == 1 is true or not, and has no value",
    "stage == (stage == 1)": "stage == 1 is true or not, and has no value",
    "stage + 1": "Expected one of == != < <= > >= after (stage + 1) but found the end.",
    "stage + 1 and sector == 'x'": "Expected one of == != < <= > >= after (stage + 1) but found and.",
    "stage + 1 in [2]": "Only a question can be in a list.",
    "stage == -'a'": "Expected a code such as 3 or 'health' but found 'a'.",
    "matches(words, '(a+)+')": "The pattern cannot be read from (a+)+ on.",
    "matches(words, 3 + 4)": "Expected ) but found +.",
    "before(day, '27 March 2024')": "Write a question or a day such as '2024-03-27', not '27 March 2024'.",
    "age(day) > 3": "Expected , but found ).",
    "sum() > 1": "Expected the id of a question but found ).",
    "sum(stage == 1) > 1": "Expected ) but found ==.",
    "any(sector)": "Expected , but found ).",
    "any('a', sector)": "Expected the id of a question but found 'a'.",
    "most(sector, 'a')": "There is no function most. Use any, all, only, answered, count, length, sum,",
    "count(sector)": "Expected one of == != < <= > >= after count(sector) but found the end.",
    "count(sector) > 'a'": "Compare count(sector) with a number or a question, not with 'a'.",
    "answered(sector, stage)": "Expected ) but found ,.",
    "and": "Expected the id of a question but found and.",
    "not": "Expected the id of a question but found the end.",
    "in == 3": "Expected the id of a question but found in.",
    "__import__('os')": "There is no function __import__.",
    "__import__('os').system('id')": "Cannot read .system('id') here.",
    "stage == 1; drop": "Cannot read ; drop here.",
    "{{ sector }}": "Cannot read {{ sector }} here.",
}


@pytest.mark.parametrize(("text", "reason"), REFUSED.items())
def test_what_cannot_be_read_is_refused_with_a_reason(text: str, reason: str) -> None:
    with pytest.raises(ExpressionError) as error:
        Condition.parse(text)
    assert str(error.value).startswith(reason)


BAIT = [
    *("(" * 500, "not " * 200 + "a == 1", "((((" * 6 + "a == 1" + "))))" * 6),
    *(
        "'" * 999,
        "'" + "a" * 998,
        "a == 1 " * 140,
        "a" * 1000,
        " " * 999 + "x",
        "1" * 1000,
        "a == " + "9" * 900,
    ),
    *("a == 1 and " * 90, "a in [" + "1, " * 300, "\\" * 900, "x" * 100_000),
]


@pytest.mark.parametrize("text", BAIT, ids=range(len(BAIT)))
def test_bait_for_a_slow_or_deep_reader_is_settled(text: str) -> None:
    with suppress(ExpressionError), settled():
        Condition.parse(text)


def test_it_says_which_names_and_codes_it_uses() -> None:
    uses = Condition.parse("sector == 'x' and (stage < 3 or any(area, 'a', 'b')) and answered(words)").uses()
    assert uses == (
        Use("sector", ("x",)),
        Use("stage", (3,), orders=True),
        Use("area", ("a", "b"), wants="choices"),
        Use("words", wants="any"),
    )


def test_names_can_be_given_others_and_codes_stay() -> None:
    renamed = Condition.parse("title == 'title' and count(title) >= 1").renamed({"title": "g_1__title"})
    assert str(renamed.expression) == "(g_1__title == 'title') and (count(g_1__title) >= 1)"


def test_no_keyword_can_be_compared() -> None:
    for word in KEYWORDS:
        with pytest.raises(ExpressionError):
            Condition.parse(f"{word} == 1")


# What is not settled yet


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("open == 1", None),
        ("not open == 1", None),
        ("stage == 9 and open == 1", False),
        ("open == 1 and stage == 9", False),
        ("stage == 3 and open == 1", None),
        ("stage == 3 or open == 1", True),
        ("stage == 9 or open == 1", None),
        ("not (stage == 9 and open == 1)", True),
        ("stage == 3", True),
        ("stage == 9", False),
    ],
)
def test_a_verdict_waits_only_for_what_it_hangs_on(text: str, verdict: bool | None) -> None:
    assert all_hold((Condition.parse(text),), {**FACTS, "open": (1,)}, {"open"}) is verdict


def test_without_conditions_the_verdict_is_true() -> None:
    assert all_hold((None, None), {}, set()) is True
    assert all_hold((None, Condition.parse("a == 1")), {}, set()) is False


names = st.sampled_from(["a", "b", "c"])
leaves = st.one_of(
    st.builds("{} {} {}".format, names, st.sampled_from(["==", "!=", "<", ">="]), names),
    st.builds("sum({}, {} * 2) - 1 > {}".format, names, names, st.integers(0, 4)),
    st.builds("max({}, {} / 2) == {}".format, names, names, st.integers(0, 2)),
    st.builds("{} == {}".format, names, st.integers(0, 2)),
    st.builds("count({}) > {}".format, names, st.integers(0, 2)),
    st.builds("any({}, 0, 1)".format, names),
)
conditions = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.builds("({} and {})".format, inner, inner),
        st.builds("({} or {})".format, inner, inner),
        st.builds("not ({})".format, inner),
    ),
    max_leaves=6,
)
facts = st.dictionaries(names, st.lists(st.integers(0, 2), max_size=2, unique=True).map(tuple))


@given(text=conditions, known=facts, unsettled=st.sets(names), later=facts)
def test_a_verdict_once_given_holds_whatever_the_open_names_turn_out_to_be(
    text: str, known: Facts, unsettled: set[str], later: Facts
) -> None:
    condition = Condition.parse(text)
    verdict = all_hold((condition,), known, unsettled)
    turned_out = {name: later.get(name, ()) if name in unsettled else known.get(name, ()) for name in "abc"}
    if verdict is not None:
        assert condition.holds(turned_out) is verdict
    assert all_hold((condition,), known, set()) is condition.holds(known)


@given(text=st.text(max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        condition = Condition.parse(text)
    except ExpressionError:
        return
    assert Condition.parse(str(condition.expression)).uses() == condition.uses()


@given(text=conditions, known=facts)
def test_an_expression_as_text_means_the_same(text: str, known: Facts) -> None:
    condition = Condition.parse(text)
    assert Condition.parse(str(condition.expression)).holds(known) is condition.holds(known)


# The table in the guide

GUIDE = (Path(__file__).resolve().parents[2] / "docs/guides/conditions.md").read_text("utf-8")
TABLE = re.findall(r"^\| `([^`]+)` \| `([^`]+)` \| (true|false) \|", GUIDE, re.MULTILINE)


def facts_of(written: str) -> Facts:
    """`stage: 2, areas: [a, b]` as facts: a list or a word is codes, `words` is text, a day is a day."""
    read = YAML(typ="safe", pure=True).load("{" + written + "}")
    return {name: fact_of(name, value) for name, value in read.items()}


def fact_of(name: str, value: list[str] | int | str | date) -> Fact:
    if isinstance(value, list):
        return tuple(value)
    return (value,) if isinstance(value, str) and name != "words" else "yes" if value is True else value


@pytest.mark.parametrize(("text", "known", "without"), TABLE)
def test_each_example_of_the_guide_is_as_the_guide_says(text: str, known: str, without: str) -> None:
    condition = Condition.parse(text)
    assert condition.holds(facts_of(known))
    assert condition.holds({}) is (without == "true")
    names = {use.name for use in condition.uses()}
    assert condition.holds(dict.fromkeys(names, ())) is (without == "true")
    changed = [condition.holds({**facts_of(known), name: ("dont_know",)}) for name in names]
    assert not all(changed) or text.startswith(
        ("answered", "sector !=", "max", "length", "matches", "count(areas) ==")
    )


def test_the_guide_has_an_example_of_every_operator_and_function() -> None:
    examples = " ".join(text for text, _, _ in TABLE)
    assert {word for word in FUNCTIONS if f"{word}(" not in examples} == set()
    assert {sign for sign in COMPARISONS if f" {sign} " not in examples} == {"<="}
    assert " in [" in examples
    assert "' in " in examples
