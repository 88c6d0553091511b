"""Whether groups answer an item alike: by hand, against a made-up truth, and what it does not say."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from analysis.scales.functioning import Functioning, functioning, strata

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


def alike(people: int, apart: float, items: int = 4, seed: int = 1) -> tuple[Floats, dict[str, Bools]]:
    """Items that work alike in two groups, the second of which is higher on what they measure."""
    draw = np.random.default_rng(seed)
    second = np.arange(people) % 2 == 1
    factor = draw.normal(size=people) + apart * second
    exact = 2 + 0.8 * factor[:, None] + 0.7 * draw.normal(size=(people, items))
    return np.clip(np.round(exact), 0, 4) * 25, {"first": ~second, "second": second}


def of_second(found: tuple[Functioning, ...]) -> list[Functioning]:
    return [one for one in found if one.group == "second"]


def test_a_standardised_difference_by_hand() -> None:
    # Two strata by the other two items. In the low one the group answers 1 of (0, 1), the others 0: apart 0.5
    # on average; in the high one all answer 2. The group has 40 of 60 people in the low one: 40/60 x 0.5.
    low = [(0.0, 0, 1)] * 20 + [(1.0, 0, 1)] * 20
    high = [(2.0, 1, 1)] * 10 + [(2.0, 1, 2)] * 0 + [(2.0, 1, 1)] * 10
    others = [(0.0, 0, 1)] * 30 + [(2.0, 1, 1)] * 30
    rows = np.array(low + high + others)
    draw = np.random.default_rng(1).integers(0, 2, len(rows))
    rows[:, 1] += draw * 3
    rows[:, 2] -= draw * 3
    group = np.arange(len(rows)) < 60
    found = [one for one in functioning(positive(rows), {"group": group, "others": ~group}) if one.item == 0]
    deviation = rows[:, 0].std(ddof=1)
    assert found[0].difference == pytest.approx(40 / 60 * 0.5 / deviation)
    assert found[0].raw == pytest.approx((rows[:60, 0].mean() - rows[60:, 0].mean()) / deviation)
    assert (found[0].n, found[0].others, found[0].matched) == (60, 60, 1)


def positive(rows: Floats) -> Floats:
    """The same rest scores from two items that go together."""
    rest = rows[:, 1:].mean(axis=1)
    return np.column_stack([rows[:, 0], rest, rest])


def test_mantels_chi_squared_by_hand() -> None:
    # One stratum a rest score of 0 or 1, each with 20 of the group (10 ones) and 20 others (5 ones):
    # ahead 10 - 20 x 15/40 = 2.5 in each; variance 20 x 20 / (40 x 39) x 15 x 25 / 40 = 2.4038 in each
    one = [1.0] * 10 + [0.0] * 10 + [1.0] * 5 + [0.0] * 15
    item = np.array(one + one)
    rest = np.repeat([0.0, 1.0], 40)
    group = np.tile(np.arange(40) < 20, 2)
    found = functioning(np.column_stack([item, rest, rest]), {"group": group, "others": ~group})[0]
    assert found.chi_squared == pytest.approx(5**2 / (2 * 2.403846), rel=1e-6)
    assert found.difference == pytest.approx(0.25 / item.std(ddof=1))


def test_the_difference_over_its_error_is_mantels_test_where_strata_are_of_one_make() -> None:
    items, groups = alike(600, 0.0)
    for one in functioning(items, groups):
        assert (one.difference / one.error) ** 2 == pytest.approx(one.chi_squared, rel=0.25, abs=0.4)


def test_groups_that_differ_on_all_items_alike_are_not_said_to_answer_otherwise() -> None:
    for seed in range(4):
        found = functioning(*alike(3000, 0.7, items=3, seed=seed))
        assert max(abs(one.difference) for one in found) > 0.15
        assert max(abs(one.corrected) for one in found) < 0.08
        assert {one.size for one in found} == {"negligible"}


def test_an_item_that_one_group_answers_higher_stands_out() -> None:
    items, groups = alike(2000, 0.3)
    items[groups["second"], 2] = np.minimum(items[groups["second"], 2] + 25, 100)
    found = of_second(functioning(items, groups))
    assert [one.size for one in found][2] == "large"
    assert found[2].corrected > 0.5
    assert max(abs(one.corrected) for one in found if one.item != 2) < found[2].corrected / 2


def test_the_group_and_the_others_lean_opposite_ways() -> None:
    items, groups = alike(800, 0.0)
    items[groups["second"], 0] = np.minimum(items[groups["second"], 0] + 25, 100)
    first, second = [one for one in functioning(items, groups) if one.item == 0]
    assert first.difference < 0 < second.difference
    assert first.chi_squared == pytest.approx(second.chi_squared)


def test_chance_alone_is_negligible_whatever_its_size() -> None:
    found = functioning(*alike(64, 0.0, seed=5))
    assert {one.size for one in found} == {"negligible"}
    assert all(one.adjusted >= one.p for one in found)


def test_only_complete_answers_are_set_beside_one_another() -> None:
    items, groups = alike(200, 0.2)
    items[:60, 1] = np.nan
    whole = {name: members[60:] for name, members in groups.items()}
    assert functioning(items, groups) == functioning(items[60:], whole)


def test_a_group_of_fewer_than_thirty_is_passed_over_but_is_among_the_others() -> None:
    items, groups = alike(200, 0.2)
    few = np.arange(200) < 29
    three = {"few": few, **{name: members & ~few for name, members in groups.items()}}
    found = functioning(items, three)
    assert {one.group for one in found} == {"first", "second"}
    assert found[0].n + found[0].others > 171


def test_what_cannot_be_compared_gives_nothing() -> None:
    items, groups = alike(100, 0.0)
    assert functioning(items[:, :2], groups) == ()
    assert functioning(items, {}) == ()
    assert functioning(items[:40], {name: members[:40] for name, members in groups.items()}) == ()
    assert functioning(np.full((100, 3), 50.0), groups) == ()


def test_many_rest_scores_are_put_into_strata_of_about_one_size_in_their_order() -> None:
    rest = np.random.default_rng(1).normal(size=2000)
    found = strata(rest)
    sizes = np.bincount(found)
    assert len(sizes) == 20
    assert sizes.min() == sizes.max() == 100
    assert (np.diff(found[np.argsort(rest)]) >= 0).all()
