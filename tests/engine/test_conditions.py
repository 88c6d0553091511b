"""The language of routing: what it says, what not answered means, and what it refuses."""

from __future__ import annotations

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey.engine.conditions import KEYWORDS, Condition, ConditionError, all_hold
from survey.engine.expressions import Facts, Use
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
    "sector": "Expected one of == != < <= > >= but found the end.",
    "sector =": "Write == for equals, not =.",
    "sector = 'health'": "Write == for equals, not =.",
    "sector == health": "Expected a code such as 3 or 'health' but found health.",
    'sector == "health"': 'Cannot read "health" here. Put words in single quotes.',
    "sector == 'health": "A single quote is opened here and never closed.",
    "sector == 'health' stage == 1": "Did not expect stage here. Join two tests with and, or.",
    "sector == 'health' &&": "Cannot read && here.",
    "(sector == 'health'": "Expected ) but found the end.",
    "sector == 'health')": "Did not expect ) here.",
    "sector in 'health'": "Expected [ but found 'health'.",
    "sector in []": "Expected a code such as 3 or 'health' but found ].",
    "sector not in ['a']": "Write not before the whole test: not sector in [...].",
    "'a' == sector": "Expected in but found ==.",
    "any(sector)": "Expected , but found ).",
    "any('a', sector)": "Expected the id of a question but found 'a'.",
    "most(sector, 'a')": "There is no function most. Use any, all, only, answered, count.",
    "count(sector)": "Expected one of == != < <= > >= but found the end.",
    "count(sector) > 'a'": "Compare a count with a number, not with 'a'.",
    "answered(sector, stage)": "Expected ) but found ,.",
    "and": "Expected the id of a question but found and.",
    "not": "Expected the id of a question but found the end.",
    "in == 3": "Expected the id of a question but found in.",
    "stage == - 3": "Cannot read - 3 here.",
    "__import__('os')": "There is no function __import__.",
    "__import__('os').system('id')": "Cannot read .system('id') here.",
    "stage == 1; drop": "Cannot read ; drop here.",
    "{{ sector }}": "Cannot read {{ sector }} here.",
}


@pytest.mark.parametrize(("text", "reason"), REFUSED.items())
def test_what_cannot_be_read_is_refused_with_a_reason(text: str, reason: str) -> None:
    with pytest.raises(ConditionError) as error:
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
    with suppress(ConditionError), settled():
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
        with pytest.raises(ConditionError):
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
    except ConditionError:
        return
    assert Condition.parse(str(condition.expression)).uses() == condition.uses()


@given(text=conditions, known=facts)
def test_an_expression_as_text_means_the_same(text: str, known: Facts) -> None:
    condition = Condition.parse(text)
    assert Condition.parse(str(condition.expression)).holds(known) is condition.holds(known)
