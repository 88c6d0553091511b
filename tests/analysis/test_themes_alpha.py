"""Krippendorff's alpha: published examples, examples worked by hand, and what must always hold."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from analysis.themes.agreement import ALL, Agreement, agreement
from analysis.themes.alpha import Coincidences, Floats, Metric, alpha, interval, nominal, ordinal, ratio
from tests.analysis.written import book, coded, texts

GAP = np.nan
FOUR_OBSERVERS = np.array(
    [
        [1, 2, 3, 3, 2, 1, 4, 1, 2, GAP, GAP, GAP],
        [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, GAP, 3],
        [GAP, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, GAP],
        [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, GAP],
    ]
).T
"""Krippendorff (2011), example C: four observers, twelve units, gaps; the last unit has one value."""
METRICS = (nominal, ordinal, interval, ratio)


@pytest.mark.parametrize(
    ("metric", "published"), [(nominal, 0.743), (ordinal, 0.815), (interval, 0.849), (ratio, 0.797)]
)
def test_the_published_example_with_four_observers(metric: Metric, published: float) -> None:
    assert alpha(FOUR_OBSERVERS, metric) == pytest.approx(published, abs=0.0005)


def test_the_published_example_by_hand() -> None:
    """Values 1 to 5 stand 9, 13, 10, 5 and 3 times in pairs, n = 40; 32 of the coincidences are matches.

    alpha = ((n - 1) 32 - sum n_c (n_c - 1)) / (n (n - 1) - sum n_c (n_c - 1)) = (1248 - 344) / (1560 - 344).
    """
    pairs = Coincidences.of(FOUR_OBSERVERS)
    matrix = pairs.units.sum(axis=0)
    assert matrix.sum(axis=0) == pytest.approx([9, 13, 10, 5, 3])
    assert matrix.diagonal() == pytest.approx([7, 10, 8, 4, 3])
    assert alpha(FOUR_OBSERVERS) == pytest.approx(904 / 1216)


def test_the_published_example_of_two_observers_and_two_values() -> None:
    """Krippendorff (2011), example A: 20 values, 14 and 6, four mismatches: 1 - 19 x 4 / (14 x 6)."""
    ratings = np.array([[0, 1, 0, 0, 0, 0, 0, 0, 1, 0], [1, 1, 1, 0, 0, 1, 0, 0, 0, 0]], dtype=float).T
    assert alpha(ratings) == pytest.approx(1 - 19 * 4 / (14 * 6))
    assert alpha(ratings) == pytest.approx(0.095, abs=0.0005)


def test_the_published_example_of_two_observers_and_five_values() -> None:
    """Krippendorff (2011), example B."""
    first, second = "aabbdccceddaa"[:12], "babbbcccedddd"[:12]
    ratings = np.array([[ord(letter) for letter in word] for word in (first, second)], dtype=float).T
    assert alpha(ratings) == pytest.approx(0.692, abs=0.0005)


def test_without_variation_or_without_pairs_there_is_no_alpha() -> None:
    assert alpha(np.ones((5, 2))) is None
    assert alpha(np.array([[1.0, GAP], [GAP, 0.0]])) is None
    assert alpha(np.empty((0, 2))) is None


RATINGS = arrays.arrays(
    np.float64,
    st.tuples(st.integers(2, 9), st.integers(2, 4)),
    elements=st.sampled_from([1.0, 2.0, 3.0, 4.0, GAP]),
)
QUICK = settings(max_examples=60, deadline=None)


@QUICK
@given(RATINGS, st.sampled_from(METRICS), st.randoms(use_true_random=False))
def test_the_order_of_units_and_of_coders_changes_nothing(
    ratings: Floats, metric: Metric, dice: Random
) -> None:
    rows, columns = (list(range(many)) for many in ratings.shape)
    dice.shuffle(rows)
    dice.shuffle(columns)
    assert alpha(ratings[rows][:, columns], metric) == pytest.approx(alpha(ratings, metric))


@QUICK
@given(
    st.lists(st.sampled_from([1.0, 2.0, 3.0]), min_size=2, max_size=9),
    st.integers(2, 4),
    st.sampled_from(METRICS),
)
def test_perfect_agreement_is_one(values: list[float], coders: int, metric: Metric) -> None:
    expected = 1.0 if len(set(values)) > 1 else None
    assert alpha(np.repeat(np.array(values)[:, None], coders, axis=1), metric) == expected


@QUICK
@given(RATINGS, st.sampled_from(METRICS))
def test_alpha_is_at_most_one_and_units_with_one_value_add_nothing(ratings: Floats, metric: Metric) -> None:
    alone = np.full((3, ratings.shape[1]), GAP)
    alone[:, 0] = 2.0
    found = alpha(ratings, metric)
    assert found is None or found <= 1
    assert alpha(np.vstack([ratings, alone]), metric) == pytest.approx(found)


@QUICK
@given(RATINGS)
def test_two_values_have_the_same_alpha_on_nominal_ordinal_and_interval_scales(ratings: Floats) -> None:
    two = np.where(ratings > 2, 1.0, np.where(np.isnan(ratings), GAP, 0.0))
    assert alpha(two, ordinal) == pytest.approx(alpha(two))
    assert alpha(two, interval) == pytest.approx(alpha(two))


# ---------------------------------------------------------------- theme by theme


def ten(word: str) -> dict[str, Agreement]:
    """Example A as marks of two coders on ten texts: for safety; nobody marks time, racism is agreed."""
    of = texts([f"{word} {number}" for number in range(10)])
    ids = [text.id for text in of]
    first, second = {1, 8}, {0, 1, 2, 5}
    marks = [
        {
            id: [*(["safety"] if at in marked else []), *(["racism"] if at < 3 else [])]
            for at, id in enumerate(ids)
        }
        for marked in (first, second)
    ]
    found = agreement([coded(of, "anna", marks[0]), coded(of, "ben", marks[1])], book())
    return {one.code: one for one in found}


def test_agreement_is_told_theme_by_theme_and_over_all() -> None:
    found = ten("words")
    safety, time, racism = (found[code] for code in ("safety", "time", "racism"))
    assert safety.alpha == pytest.approx(1 - 19 * 4 / (14 * 6))
    assert safety.same == pytest.approx(0.6)
    assert safety.prevalence == pytest.approx(0.3)
    assert safety.texts == 10
    assert safety.reading == "merge or code anew"
    assert (time.alpha, time.low, time.reading) == (None, None, "cannot be told: no variation")
    assert (racism.alpha, racism.same, racism.reading) == (1.0, 1.0, "report")
    observed, expected = 8 / 20, 2 * 14 * 6 / (20 * 19) + 0 + 2 * 14 * 6 / (20 * 19)
    assert found[ALL].alpha == pytest.approx(1 - observed / expected)


def test_ranges_are_the_same_each_time_and_hold_the_figure() -> None:
    once, again = ten("words")["safety"], ten("words")["safety"]
    assert once == again
    assert once.low is not None
    assert once.high is not None
    assert once.alpha is not None
    assert once.low < once.alpha < once.high


@pytest.mark.parametrize(
    ("value", "reading"),
    [
        (0.80, "report"),
        (0.799, "report as tentative"),
        (0.667, "report as tentative"),
        (0.666, "merge or code anew"),
    ],
)
def test_alpha_is_read_by_its_limits(value: float, reading: str) -> None:
    assert Agreement("safety", value, None, None, 1.0, 0.5, 60).reading == reading


def test_the_machine_is_no_person_and_counts_only_when_asked() -> None:
    of = texts([f"some words {number}" for number in range(6)])
    ids = [text.id for text in of]
    alike = {id: ["safety"] if at < 3 else [] for at, id in enumerate(ids)}
    people = [coded(of, "anna", alike), coded(of, "ben", alike)]
    machine = coded(of, "machine", {id: ["safety"] for id in ids})
    assert agreement([*people, machine], book()) == agreement(people, book())
    with_it = agreement([*people, machine], book(), with_machine=True)[0]
    assert with_it.alpha is not None
    assert with_it.alpha < 1


def test_a_text_that_one_has_not_coded_is_left_out_of_agreement() -> None:
    of = texts(["one", "two", "three"])
    ids = [text.id for text in of]
    anna = coded(of, "anna", {ids[0]: ["safety"], ids[1]: [], ids[2]: ["time"]})
    ben = coded(of, "ben", {ids[0]: ["safety"], ids[1]: []}, unfinished=True)
    safety, time, *_ = agreement([anna, ben], book())
    assert (safety.alpha, safety.texts) == (1.0, 2)
    assert time.reading == "cannot be told: no variation"
