"""Comparisons of groups: by hand, against brute force, then families, then what is earned and what is not."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from analysis.scales.cliff import cliffs_delta, counts_drawn, counts_of, units_of
from analysis.scales.comparisons import Comparison, compare
from analysis.scales.families import NotRegistrable, Registered, judged

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
NO_LIST = Registered(())
ANSWERS = st.lists(st.integers(1, 5), min_size=1, max_size=30).map(lambda codes: np.array(codes, dtype=float))


def people(n: int, shift: float = 0.0, seed: int = 1) -> Floats:
    return np.clip(np.round(np.random.default_rng(seed).normal(3 + shift, 1, n)), 1, 5)


def two(n: int, shift: float, seed: int = 1) -> tuple[Floats, dict[str, Bools]]:
    """Answers of two groups of n, the second higher by a shift."""
    second = np.arange(2 * n) >= n
    return np.concatenate([people(n, 0, seed), people(n, shift, seed + 1)]), {"a": ~second, "b": second}


def brute_force(first: Floats, second: Floats) -> float:
    return float(np.sign(first[:, None] - second[None, :]).mean())


# ---------------------------------------------------------------- Cliff's delta


def test_cliffs_delta_by_hand() -> None:
    # of nine pairs of (2, 3, 3) and (1, 3, 4): above in 2>1, 3>1, 3>1; below in 2<3, 2<4, 3<4, 3<4
    found = cliffs_delta(np.array([2.0, 3.0, 3.0]), np.array([1.0, 3.0, 4.0]))
    assert found == pytest.approx((3 - 4) / 9)


def test_missing_answers_are_left_out_and_an_empty_group_has_no_delta() -> None:
    assert cliffs_delta(np.array([2.0, np.nan]), np.array([1.0, np.nan, np.nan])) == 1
    assert cliffs_delta(np.array([np.nan]), np.array([1.0])) is None


@given(ANSWERS, ANSWERS)
def test_cliffs_delta_is_the_brute_force_count_and_turns_its_sign(first: Floats, second: Floats) -> None:
    found, turned = cliffs_delta(first, second), cliffs_delta(second, first)
    assert found is not None
    assert -1 <= found <= 1
    assert turned == pytest.approx(-found)
    assert found == pytest.approx(brute_force(first, second))


@given(ANSWERS, ANSWERS)
def test_cliffs_delta_asks_for_the_order_of_answers_alone(first: Floats, second: Floats) -> None:
    assert cliffs_delta(np.exp(first), np.exp(second)) == cliffs_delta(first, second)


def test_a_million_answers_are_counted_exactly() -> None:
    values, groups = two(500_000, 0.2)
    first, second = values[groups["a"]], values[groups["b"]]
    above = sum(
        int(np.count_nonzero(first == x)) * int(np.count_nonzero(second < x)) for x in (1, 2, 3, 4, 5)
    )
    below = sum(
        int(np.count_nonzero(first == x)) * int(np.count_nonzero(second > x)) for x in (1, 2, 3, 4, 5)
    )
    assert cliffs_delta(first, second) == pytest.approx((above - below) / 500_000**2)


# ---------------------------------------------------------------- what is drawn


def test_draws_of_people_vary_as_people_drawn_one_by_one_in_each_group() -> None:
    values, groups = two(60, 0.4)
    first, second, draw = values[:60], values[60:], np.random.default_rng(2)
    one_by_one = [
        cliffs_delta(first[draw.integers(0, 60, 60)], second[draw.integers(0, 60, 60)]) for _ in range(3000)
    ]
    pair = compare("x", values, groups).pairs[0]
    assert pair.error == pytest.approx(np.std([d for d in one_by_one if d is not None]), rel=0.07)
    assert (pair.low, pair.high) == pytest.approx(np.percentile(np.array(one_by_one), [2.5, 97.5]), abs=0.03)


def test_organisations_that_share_both_groups_are_drawn_with_both() -> None:
    values, groups = two(100, 0.0)
    organisation = np.arange(200) % 25
    units = units_of(values, list(groups.values()), organisation)
    assert units.by_organisation
    assert units.cells.shape == (25, 2 * units.values)
    assert (counts_of(units).sum(axis=1) == 100).all()
    for counts in counts_drawn(units, draws=50):
        assert (counts.sum(axis=(1, 2)) == 200).all()


def test_people_of_no_known_organisation_are_drawn_one_by_one() -> None:
    values, groups = two(100, 0.0)
    organisation = np.where(np.arange(200) % 4 == 0, -1, np.arange(200) % 25)
    units = units_of(values, list(groups.values()), organisation)
    assert units.by_organisation
    assert units.alone.sum() == 50
    assert units.cells.sum() == 150


@pytest.mark.parametrize(
    ("first", "second", "drawn"),
    [
        pytest.param(10, 10, "bootstrap by organisation", id="ten and ten"),
        pytest.param(9, 40, "bootstrap by person", id="a group of nine organisations"),
        pytest.param(1, 60, "bootstrap by person", id="a group that is one organisation"),
    ],
)
def test_organisations_are_drawn_where_both_groups_have_ten(first: int, second: int, drawn: str) -> None:
    values, groups = two(120, 0.3)
    organisation = np.concatenate([np.arange(120) % first, 100 + np.arange(120) % second])
    found = compare("x", values, groups, organisation)
    assert (found.drawn, found.organisations) == (drawn, first + second)


# ---------------------------------------------------------------- comparisons


def test_a_comparison_says_the_groups_and_the_size_before_the_test() -> None:
    values, groups = two(50, 0.5)
    found = compare("safety by sector", values, groups)
    assert (found.what, found.groups, found.n, found.test) == (
        "safety by sector",
        ("a", "b"),
        (50, 50),
        "Mann-Whitney",
    )
    pair = found.largest
    assert pair is not None
    assert pair.delta == pytest.approx(brute_force(values[:50], values[50:]))
    assert pair.low < pair.delta < pair.high < 0
    assert found.epsilon_squared is None


def test_three_groups_have_an_epsilon_squared_and_a_delta_for_each_pair() -> None:
    values = np.concatenate([people(40, 0), people(50, 0.3, 2), people(60, 0.6, 3)])
    group = np.repeat([0, 1, 2], [40, 50, 60])
    found = compare("x", values, {str(at): group == at for at in range(3)})
    assert [(pair.first, pair.second) for pair in found.pairs] == [("0", "1"), ("0", "2"), ("1", "2")]
    assert found.statistic is not None
    assert found.epsilon_squared == pytest.approx(found.statistic / 149)
    assert found.largest == found.pairs[1]


def test_epsilon_squared_by_hand() -> None:
    # 30 ones, 30 twos, 30 threes: H corrected for ties is n - 1, the most it can be
    values = np.repeat([1.0, 2.0, 3.0], 30)
    found = compare("x", values, {str(at): values == at for at in (1, 2, 3)})
    assert found.statistic == pytest.approx(89)
    assert found.epsilon_squared == pytest.approx(1)
    assert [pair.delta for pair in found.pairs] == [-1, -1, -1]


def test_under_thirty_answers_a_group_is_left_out_and_a_comparison_falls_silent() -> None:
    values, groups = two(31, 1.0)
    values[0] = values[1] = np.nan
    found = compare("x", values, groups)
    assert found.is_silent
    assert (found.groups, found.left_out, found.p, found.largest) == (("b",), ("a",), None, None)
    third = groups | {"c": np.zeros(62, dtype=bool)}
    values[0] = values[1] = 3
    assert compare("x", values, third).left_out == ("c",)
    assert not compare("x", values, third).is_silent


def test_answers_that_are_all_the_same_differ_nowhere() -> None:
    _, groups = two(40, 0)
    found = compare("x", np.full(80, 3.0), groups)
    assert (found.p, found.pairs[0].delta, found.pairs[0].error) == (1.0, 0.0, 0.0)
    thirds = {str(at): np.arange(120) % 3 == at for at in range(3)}
    assert compare("x", np.full(120, 3.0), thirds).epsilon_squared == 0
    assert not judged([found], Registered(("x",)))[0].earned


# ---------------------------------------------------------------- families and what is earned


def named(name: str, p: float) -> Comparison:
    values, groups = two(40, 0.8)
    found = compare(name, values, groups)
    return Comparison(**{**vars(found), "p": p})


def test_registered_comparisons_are_adjusted_by_holm_and_the_others_by_benjamini_and_hochberg() -> None:
    # Holm over a, b, c: 3 x 0.01, 2 x 0.02, 1 x 0.2. Benjamini-Hochberg over d, e: 2/1 x 0.03, 2/2 x 0.09
    ps = {"a": 0.01, "b": 0.02, "c": 0.2, "d": 0.03, "e": 0.09}
    found = judged([named(name, p) for name, p in ps.items()], Registered(("a", "b", "c")))
    assert [one.adjusted for one in found] == pytest.approx([0.03, 0.04, 0.2, 0.06, 0.09])
    assert [one.family for one in found] == ["pre-registered"] * 3 + ["exploratory"] * 2
    assert [one.passes for one in found] == [True, True, False, True, True]


def test_a_registered_comparison_that_could_not_be_made_still_counts() -> None:
    silent = compare("b", np.full(4, 1.0), {"x": np.ones(4, dtype=bool)})
    found = judged([named("a", 0.01), silent], Registered(("a", "b", "never made")))
    assert found[0].adjusted == pytest.approx(0.03)
    assert (found[1].adjusted, found[1].family, found[1].passes) == (None, "pre-registered", False)


def test_an_exploratory_comparison_earns_nothing() -> None:
    values, groups = two(300, 1.0)
    assert judged([compare("x", values, groups)], Registered(("x",)))[0].earned
    found = judged([compare("x", values, groups)], NO_LIST)[0]
    assert found.passes
    assert not found.earned


def test_intervals_are_widened_for_every_comparison_and_pair() -> None:
    # 12 comparisons of one pair, 200 people: t at 1 - 0.025 / 12 with 198 degrees of freedom is 2.8989
    values, groups = two(100, 0.5)
    registered = Registered(tuple("abcdefghijkl"))
    pair = judged([compare("a", values, groups)], registered)[0].pairs[0]
    assert pair.wide_low == pytest.approx(pair.delta - 2.8989 * pair.error, abs=1e-4)
    assert pair.wide_high == pytest.approx(pair.delta + 2.8989 * pair.error, abs=1e-4)


def test_each_pair_of_three_groups_is_a_statement_of_its_own() -> None:
    # 2 comparisons of 3 pairs, 300 people: t at 1 - 0.025 / 6 with 298 degrees of freedom is 2.6560
    values = np.concatenate([people(100, shift, 1 + at) for at, shift in enumerate((0.0, 0.3, 0.6))])
    group = np.repeat([0, 1, 2], 100)
    found = compare("a", values, {str(at): group == at for at in range(3)})
    for pair in judged([found], Registered(("a", "b")))[0].pairs:
        assert pair.wide_low == pytest.approx(pair.delta - 2.6560 * pair.error, abs=1e-4)


def colleagues(seed: int) -> tuple[Floats, dict[str, Bools], NDArray[np.int64]]:
    """Two sectors that do not differ, of 12 organisations that do, with 40 people in each."""
    draw = np.random.default_rng(seed)
    organisation = np.repeat(np.arange(24), 40)
    answers = np.round(3 + draw.normal(0, 1, 24)[organisation] + draw.normal(0, 1, len(organisation)))
    return np.clip(answers, 1, 5), {"a": organisation < 12, "b": organisation >= 12}, organisation


def test_colleagues_who_answer_alike_fool_the_rank_test_but_earn_no_difference() -> None:
    registered = Registered(("x",))
    fooled = earned = 0
    for seed in range(30):
        values, groups, organisation = colleagues(seed)
        found = judged([compare("x", values, groups, organisation)], registered)[0]
        fooled += found.passes
        earned += found.earned
    assert fooled > 15
    assert earned <= 3


def test_where_organisations_are_known_but_too_few_to_draw_nothing_is_earned() -> None:
    values, groups = two(300, 1.0)
    few = np.concatenate([np.arange(300) % 3, 100 + np.arange(300) % 40])
    found = judged([compare("x", values, groups, few)], Registered(("x",)))[0]
    assert found.passes
    assert not found.keeps_colleagues_together
    assert not found.earned
    unknown = judged([compare("x", values, groups, np.full(600, -1))], Registered(("x",)))[0]
    assert unknown.earned


def test_only_the_pairs_that_differ_clearly_are_earned() -> None:
    values = np.concatenate([people(200, 0), people(200, 0, 2), people(200, 1, 3)])
    group = np.repeat([0, 1, 2], 200)
    found = compare("x", values, {str(at): group == at for at in range(3)})
    pairs = judged([found], Registered(("x",)))[0].pairs
    assert [pair.earned for pair in pairs] == [False, True, True]


def test_more_than_twelve_comparisons_or_one_named_twice_cannot_be_registered() -> None:
    with pytest.raises(NotRegistrable, match="At most 12"):
        Registered(tuple("abcdefghijklm"))
    with pytest.raises(NotRegistrable, match="twice: a"):
        Registered(("a", "b", "a"))
    with pytest.raises(NotRegistrable, match="twice: x"):
        judged([named("x", 0.1), named("x", 0.2)], NO_LIST)


def test_groups_that_share_somebody_are_refused() -> None:
    values, groups = two(40, 0.5)
    with pytest.raises(ValueError, match="two of the groups"):
        compare("x", values, {"a": groups["a"], "all": np.ones(80, dtype=bool)})


def test_nothing_compared_is_nothing_judged() -> None:
    assert judged([], Registered(("a",))) == ()
