"""Reliability: by hand, then against another fit of the same model, then laws, then what cannot be told."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy import optimize

from analysis import resampling
from analysis.estimates import Estimate
from analysis.scales import covariances, reliability
from analysis.scales.factor import one_factor
from analysis.scales.reliability import Reportable, cronbach, item_rest
from tests.analysis.scale_data import rows

Floats = NDArray[np.float64]


def answers(people: int, loadings: list[float], seed: int = 1) -> Floats:
    """Items of one factor, in steps of 25."""
    draw = np.random.default_rng(seed)
    loading = np.array(loadings)
    exact = draw.normal(size=(people, 1)) * loading
    exact += draw.normal(size=(people, len(loading))) * np.sqrt(1 - loading**2)
    return np.asarray(np.clip(np.round(2 + exact), 0, 4) * 25)


def pearson(items: Floats) -> Floats:
    """The correlation matrix of the columns."""
    return np.asarray(np.corrcoef(items, rowvar=False))


def with_covariance(covariance: list[list[float]], people: int = 40) -> Floats:
    """Answers whose covariance matrix is exactly this."""
    raw = np.random.default_rng(3).normal(size=(people, len(covariance)))
    white = (raw - raw.mean(axis=0)) @ np.linalg.inv(np.linalg.cholesky(np.cov(raw, rowvar=False))).T
    return np.asarray(white @ np.linalg.cholesky(np.array(covariance)).T)


THREE = [[1.0, 0.56, 0.48], [0.56, 1.0, 0.42], [0.48, 0.42, 1.0]]
"""Loadings 0.8, 0.7 and 0.6: 0.8 x 0.7 = 0.56 and so on."""


def test_alpha_by_hand() -> None:
    # three items of variance 1: the sum has 3 + 2 (0.56 + 0.48 + 0.42) = 5.92; 1.5 (1 - 3 / 5.92) = 0.7399
    found = reliability.reliability(with_covariance(THREE))
    assert found.alpha.value == pytest.approx(1.5 * (1 - 3 / 5.92))


def test_omega_by_hand() -> None:
    # loadings add up to 2.1: 4.41 / (4.41 + 0.36 + 0.51 + 0.64) = 0.7449
    found = reliability.reliability(with_covariance(THREE))
    assert found.loadings == pytest.approx((0.8, 0.7, 0.6), abs=1e-6)
    assert found.omega.value == pytest.approx(4.41 / 5.92, abs=1e-6)


def test_omega_weighs_items_as_the_score_does_by_their_own_spread() -> None:
    # The third item in units three times as large: its loading counts 1.8, its uniqueness 5.76
    scale = np.array([1.0, 1.0, 3.0])
    found = reliability.reliability(with_covariance((np.array(THREE) * np.outer(scale, scale)).tolist()))
    assert found.loadings == pytest.approx((0.8, 0.7, 0.6), abs=1e-6)
    assert found.omega.value == pytest.approx(3.3**2 / (3.3**2 + 0.36 + 0.51 + 5.76), abs=1e-6)


def test_an_item_rest_correlation_by_hand() -> None:
    # first with the sum of the others: (0.56 + 0.48) / sqrt(1 + 1 + 0.84)
    assert item_rest(np.array(THREE))[0] == pytest.approx(1.04 / np.sqrt(2.84))


def test_item_rest_correlations_are_those_with_the_sum_of_the_others() -> None:
    items = answers(80, [0.8, 0.6, 0.7, 0.3])
    expected = [
        pearson(np.column_stack([items[:, k], np.delete(items, k, 1).sum(axis=1)]))[0, 1] for k in range(4)
    ]
    assert reliability.reliability(items).item_rest == pytest.approx(expected)


def test_alpha_equals_omega_where_all_items_are_alike() -> None:
    found = reliability.reliability(with_covariance([[1, 0.4, 0.4], [0.4, 1, 0.4], [0.4, 0.4, 1]]))
    assert found.alpha.value == pytest.approx(found.omega.value)


@pytest.mark.parametrize("seed", range(4))
def test_the_fit_agrees_with_a_search_over_loadings_and_uniquenesses(seed: int) -> None:
    correlation = pearson(answers(150, [0.9, 0.7, 0.6, 0.5, 0.3], seed))

    def misfit(both: Floats) -> float:
        model = np.outer(both[:5], both[:5]) + np.diag(both[5:])
        return float(np.log(np.linalg.det(model)) + np.trace(np.linalg.solve(model, correlation)))

    start = np.concatenate([np.full(5, 0.6), np.full(5, 0.6)])
    bounds = [(-2, 2)] * 5 + [(0.005, 2)] * 5
    best = optimize.minimize(misfit, start, method="L-BFGS-B", bounds=bounds, options={"ftol": 1e-15})
    fit = one_factor(correlation[None])
    both = np.concatenate([fit.loadings[0], fit.uniquenesses[0]])
    assert fit.converged[0]
    assert both == pytest.approx(best.x, abs=2e-4)
    assert misfit(both) <= best.fun + 1e-9


def test_many_matrices_are_fitted_as_each_alone() -> None:
    stack = np.array([pearson(answers(60, [0.8, 0.6, 0.7, 0.4], seed)) for seed in range(9)])
    together = one_factor(stack)
    for at in range(9):
        assert together.loadings[at] == pytest.approx(one_factor(stack[[at]]).loadings[0], abs=1e-6)


def test_items_turned_against_one_another_have_loadings_of_both_signs_and_little_omega() -> None:
    items = answers(200, [0.8, 0.8, 0.8, 0.8])
    items[:, 0] = 100 - items[:, 0]
    found = reliability.reliability(items)
    assert found.loadings[0] < 0 < min(found.loadings[1:])
    assert found.item_rest[0] is not None
    assert found.item_rest[0] < 0
    assert found.reportable.standing == "by its items"


def test_only_complete_answers_count_and_both_numbers_are_said() -> None:
    items = answers(60, [0.8, 0.7, 0.6])
    items[:10, 1] = np.nan
    items[:4] = np.nan
    found = reliability.reliability(items)
    assert (found.n, found.answered, found.items) == (50, 56, 3)
    assert found.alpha == reliability.reliability(items[10:]).alpha


def test_the_same_answers_give_the_same_intervals_again() -> None:
    assert reliability.reliability(answers(50, [0.8, 0.7, 0.6])) == reliability.reliability(
        answers(50, [0.8, 0.7, 0.6])
    )


def test_the_interval_of_alpha_is_as_wide_as_theory_has_it() -> None:
    # Items alike and normal: the variance of alpha is 2 p (1 - alpha)^2 / ((p - 1) n) (van Zyl et al. 2000)
    draw = np.random.default_rng(8)
    items = draw.normal(size=(400, 1)) + draw.normal(size=(400, 4))
    found = reliability.reliability(items).alpha
    assert found.value is not None
    assert found.low is not None
    assert found.high is not None
    expected = 2 * 1.96 * np.sqrt(2 * 4 / (3 * 400)) * (1 - found.value)
    assert found.high - found.low == pytest.approx(expected, rel=0.12)


def test_covariances_in_the_draws_are_those_of_people_drawn_one_by_one() -> None:
    items, draw = answers(50, [0.8, 0.7, 0.6]), np.random.default_rng(4)
    one_by_one = np.array(
        [np.cov(items[draw.integers(0, 50, 50)], rowvar=False, ddof=0) for _ in range(4000)]
    )
    drawn, by_organisation = covariances.covariances_drawn(items)
    assert not by_organisation
    assert drawn.mean(axis=0) == pytest.approx(one_by_one.mean(axis=0), rel=0.03)
    assert drawn.std(axis=0) == pytest.approx(one_by_one.std(axis=0), rel=0.06)


def test_organisations_are_drawn_whole_where_twenty_are_known() -> None:
    items = np.repeat(answers(40, [0.8, 0.7, 0.6]), 6, axis=0)
    alone = reliability.reliability(items).alpha
    whole = reliability.reliability(items, np.repeat(np.arange(40), 6)).alpha
    assert (alone.method, whole.method) == ("bootstrap by person", "bootstrap by organisation")
    assert alone.value == whole.value
    assert width(whole) > 1.8 * width(alone)
    assert reliability.reliability(items, np.arange(240) % 19).alpha.method == "bootstrap by person"


def width(estimate: Estimate) -> float:
    assert estimate.low is not None
    assert estimate.high is not None
    return estimate.high - estimate.low


def test_scores_of_very_many_people_vary_as_much_as_if_each_were_drawn(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    items = answers(3000, [0.8, 0.7, 0.6])
    together = reliability.reliability(items)
    monkeypatch.setattr(resampling, "MANY", 10**9)
    singly = reliability.reliability(items)
    assert together.alpha.value == singly.alpha.value
    assert width(together.alpha) == pytest.approx(width(singly.alpha), rel=0.1)
    assert width(together.omega) == pytest.approx(width(singly.omega), rel=0.1)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.lists(st.floats(-1000, 1000), min_size=4, max_size=4))
def test_alpha_stays_when_constants_are_added(seed: int, constants: list[float]) -> None:
    items = answers(40, [0.8, 0.7, 0.6, 0.2], seed)
    moved = np.cov(items + np.array(constants), rowvar=False)
    assert cronbach(moved[None])[0] == pytest.approx(cronbach(np.cov(items, rowvar=False)[None])[0])


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10_000), st.integers(3, 7), st.integers(10, 60))
def test_every_fit_ends_in_a_figure_between_its_bounds_or_says_that_it_did_not(
    seed: int, size: int, people: int
) -> None:
    correlation = pearson(np.random.default_rng(seed).normal(size=(people, size)))
    fit = one_factor(correlation[None])
    assert fit.converged[0]
    assert ((fit.uniquenesses >= 0.005 - 1e-12) & (fit.uniquenesses <= 1)).all()
    assert (np.abs(fit.loadings) <= 1.5).all()


def test_a_heywood_case_gives_no_omega_but_says_why_and_is_judged_by_alpha() -> None:
    found = reliability.reliability(with_covariance(rows("abilities").tolist()))
    assert found.problem == "Heywood case"
    assert found.omega.value is None
    assert found.loadings[0] == pytest.approx(np.sqrt(0.995), abs=1e-3)
    assert found.reportable.judged_by == "alpha"


def test_a_fit_that_does_not_come_to_the_top_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("analysis.scales.factor.STEPS", 1)
    found = reliability.reliability(answers(60, [0.9, 0.7, 0.6, 0.5, 0.3]))
    assert (found.problem, found.omega.value) == ("did not converge", None)
    assert found.reportable.judged_by == "alpha"


def test_two_items_have_alpha_alone() -> None:
    found = reliability.reliability(answers(60, [0.9, 0.8]))
    assert found.problem == "two items"
    assert found.alpha.value is not None
    assert found.omega.value is None


def test_what_cannot_be_told_is_said_and_not_raised() -> None:
    three = answers(60, [0.9, 0.8, 0.7])
    still, twice = three.copy(), three.copy()
    still[:, 1] = 50
    twice[:, 1] = twice[:, 0]
    nobody = np.full((40, 3), np.nan)
    assert reliability.reliability(three[:, :1]).problem == "one item"
    assert reliability.reliability(three[:29]).problem == "too few complete answers"
    assert reliability.reliability(nobody).problem == "too few complete answers"
    assert reliability.reliability(nobody[:0]).reportable == Reportable("not known", "", None)
    assert reliability.reliability(still).problem == "an item does not vary"
    assert reliability.reliability(still).item_rest[1] is None
    assert reliability.reliability(twice).problem == "items repeat one another"
    same = reliability.reliability(np.full((40, 3), 50.0))
    assert (same.alpha.value, same.omega.value) == (None, None)


@pytest.mark.parametrize(
    ("loading", "standing"),
    [
        pytest.param(0.9, "as a score", id="items that go together"),
        pytest.param(0.3, "by its items", id="loose"),
    ],
)
def test_a_score_is_reported_as_one_from_point_seven(loading: float, standing: str) -> None:
    found = reliability.reliability(answers(300, [loading] * 4)).reportable
    assert found.standing == standing
    assert found.judged_by == "omega"


@pytest.mark.parametrize(("value", "standing"), [(0.695, "as a score"), (0.6949, "by its items")])
def test_a_score_is_judged_by_the_figure_as_it_is_printed(value: float, standing: str) -> None:
    # r between two items gives alpha 2 r / (1 + r)
    r = value / (2 - value)
    found = reliability.reliability(with_covariance([[1, r], [r, 1]])).reportable
    assert (found.standing, found.value) == (standing, round(value + 1e-9, 2))
