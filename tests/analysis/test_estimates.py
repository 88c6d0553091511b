"""Estimates against hand-worked numbers, scipy and statsmodels, then the edges."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats
from statsmodels.stats.proportion import proportion_confint

from analysis import estimates, resampling
from analysis.estimates import Estimate
from analysis.ranking import Place, ranked
from analysis.resampling import MANY, limits, means_drawn, units_of

NOBODY = np.array([], dtype=float)
ALL_MISSING = np.full(12, np.nan)


def people(n: int, seed: int = 1) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 5, n) * 25.0


def test_a_wilson_interval_by_hand() -> None:
    # 12 of 40: p 0.3, z 1.96: centre (0.3 + 0.048) / 1.096 = 0.3175, reach 0.1369
    found = estimates.percentage(12, 40)
    assert found.value == pytest.approx(30)
    assert found.low == pytest.approx(18.07, abs=0.01)
    assert found.high == pytest.approx(45.43, abs=0.01)


@pytest.mark.parametrize(("hits", "n"), [(0, 30), (1, 31), (15, 30), (29, 30), (30, 30), (411, 600)])
def test_wilson_agrees_with_statsmodels(hits: int, n: int) -> None:
    low, high = proportion_confint(hits, n, method="wilson")
    found = estimates.percentage(hits, n)
    assert found.low == pytest.approx(100 * low, abs=1e-6)
    assert found.high == pytest.approx(100 * high, abs=1e-6)


def test_under_thirty_people_the_mean_has_a_t_interval() -> None:
    values = people(20)
    expected = stats.t.interval(0.95, 19, loc=values.mean(), scale=stats.sem(values))
    found = estimates.mean(values)
    assert found.method == "t"
    assert (found.low, found.high) == pytest.approx(expected)


def test_a_t_interval_by_hand() -> None:
    # 0, 50, 100: mean 50, s 50, t(2) 4.3027, reach 124.2
    found = estimates.mean(np.array([0.0, 50.0, 100.0, np.nan]))
    assert found.value == pytest.approx(50)
    assert found.high == pytest.approx(50 + 4.302653 * 50 / np.sqrt(3), abs=1e-4)
    assert found.n == 3


def test_the_bootstrap_agrees_with_scipy() -> None:
    values = people(200)
    expected = stats.bootstrap(
        (values,), np.mean, n_resamples=5000, method="percentile", rng=np.random.default_rng(5)
    ).confidence_interval
    found = estimates.mean(values)
    assert found.low == pytest.approx(expected.low, abs=0.6)
    assert found.high == pytest.approx(expected.high, abs=0.6)
    assert found.method == "bootstrap by person"


def test_the_same_answers_give_the_same_interval_again() -> None:
    assert estimates.mean(people(120)) == estimates.mean(people(120))


def test_organisations_are_drawn_whole_where_twenty_are_known() -> None:
    organisations = np.repeat(np.arange(25), 8)
    values = np.repeat(people(25), 8)
    found = estimates.mean(values, organisations)
    alone = estimates.mean(values)
    assert found.method == "bootstrap by organisation"
    assert found.value == alone.value
    assert found.high is not None
    assert found.low is not None
    assert alone.high is not None
    assert alone.low is not None
    assert found.high - found.low > 2 * (alone.high - alone.low)


def test_with_nineteen_organisations_people_are_drawn() -> None:
    organisations = np.repeat(np.arange(19), 8)
    assert estimates.mean(people(152), organisations).method == "bootstrap by person"


def test_people_of_no_known_organisation_are_units_of_their_own() -> None:
    organisations = np.concatenate([np.repeat(np.arange(20), 2), np.full(10, -1)])
    units = units_of(people(50)[:, None], organisations)
    assert len(units.sums) == 30
    assert units.counts.sum() == 50


def test_equal_rows_drawn_together_are_the_same_experiment() -> None:
    values = people(300)
    drawn = means_drawn(units_of(values[:, None]))[:, 0]
    assert drawn.mean() == pytest.approx(values.mean(), abs=0.15)
    assert drawn.std() == pytest.approx(values.std() / np.sqrt(300), rel=0.06)


def test_sectors_count_the_same_whatever_their_size() -> None:
    values = np.concatenate([np.full(100, 100.0), np.full(40, 40.0), np.full(40, 10.0)])
    strata = [np.arange(180) < 100, (np.arange(180) >= 100) & (np.arange(180) < 140), np.arange(180) >= 140]
    found = estimates.equal_weight(values, strata)
    assert found.value == pytest.approx(50)
    assert (found.low, found.high) == pytest.approx((50, 50))
    assert found.n == 180


@pytest.mark.parametrize(("all_of_them", "value"), [(0.0, 0.0), (1.0, 100.0)], ids=["nobody", "everybody"])
def test_a_share_that_no_draw_can_vary_has_an_interval_all_the_same(all_of_them: float, value: float) -> None:
    strata = [np.arange(90) % 3 == k for k in range(3)]
    found = estimates.equal_weight_percent(np.full(90, all_of_them), strata)
    wilson = estimates.percentage(int(90 * all_of_them), 90)
    assert found.value == value
    assert (found.low, found.high) == (wilson.low, wilson.high)
    assert found.low != found.high


def test_the_equal_weight_interval_matches_the_standard_error_by_hand() -> None:
    values, strata = people(600), [np.arange(600) % 3 == k for k in range(3)]
    error = np.sqrt(sum(values[s].var(ddof=1) / 200 for s in strata)) / 3
    found = estimates.equal_weight(values, strata)
    assert found.high is not None
    assert found.low is not None
    assert (found.high - found.low) / 2 == pytest.approx(1.96 * error, rel=0.08)


def test_without_answers_in_a_sector_there_is_no_equal_weight_figure() -> None:
    strata = [np.arange(60) < 30, np.arange(60) >= 30]
    values = np.where(np.arange(60) < 30, 50.0, np.nan)
    assert estimates.equal_weight(values, strata) == Estimate(None, n=30)
    assert estimates.equal_weight_spread(values, strata) is None


def test_equal_weight_spread_by_hand() -> None:
    # variances 50 and 0 within, means 5 and 20 between (variance 56.25): root of 25 + 56.25
    values = np.array([0.0, 10.0, 20.0, 20.0])
    strata = [np.array([True, True, False, False]), np.array([False, False, True, True])]
    assert estimates.equal_weight_spread(values, strata) == pytest.approx(np.sqrt(25 + 56.25))


@pytest.mark.parametrize("values", [NOBODY, ALL_MISSING], ids=["nobody", "all missing"])
def test_nobody_gives_no_figure(values: np.ndarray) -> None:
    assert estimates.mean(values) == Estimate(None)
    assert estimates.percentage_of(values) == Estimate(None)
    assert estimates.spread(values) is None


def test_one_person_has_a_mean_and_no_interval() -> None:
    found = estimates.mean(np.array([75.0, np.nan]))
    assert found == Estimate(75.0, n=1)
    assert estimates.spread(np.array([75.0])) is None


def test_a_clear_difference_narrows_the_ranks_and_a_small_one_does_not() -> None:
    base = people(400)
    noise = np.random.default_rng(3).normal(0, 20, 400)
    values = np.column_stack([base, base + 1 + noise, base + 30])
    drawn = means_drawn(units_of(values))
    means = values.mean(axis=0)
    first, second, third = ranked(means, drawn)
    assert third == Place(1, 1, 1)
    assert first is not None
    assert second is not None
    assert {first.rank, second.rank} == {2, 3}
    assert (first.best, first.worst, second.best, second.worst) == (2, 3, 2, 3)


def test_equal_figures_share_the_better_rank_and_missing_ones_have_none() -> None:
    values = np.array([40.0, 40.0, np.nan, 10.0])
    drawn = np.tile(values, (200, 1))
    assert ranked(values, drawn) == (Place(1, 1, 2), Place(1, 1, 2), None, Place(3, 3, 3))


def test_a_difference_under_three_points_is_not_clear_however_sure() -> None:
    values = np.array([52.9, 50.0])
    assert ranked(values, np.tile(values, (200, 1))) == (Place(1, 1, 2), Place(2, 1, 2))


@pytest.mark.parametrize(
    "values",
    [
        pytest.param(people(MANY, 4), id="answers on five steps"),
        pytest.param((np.arange(MANY) < 20) * 100.0, id="one in fifty"),
        pytest.param(np.where(np.arange(2 * MANY) % 2, people(2 * MANY, 5), np.nan), id="half are silent"),
    ],
)
def test_very_many_people_have_the_limits_that_drawing_each_of_them_gives(
    values: np.ndarray, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nearer than a second seed moves a limit, and a tenth of what is printed."""
    together = np.concatenate(limits(means_drawn(units_of(values[:, None]))))
    monkeypatch.setattr(resampling, "MANY", 10**9)
    one_by_one = np.concatenate(limits(means_drawn(units_of(values[:, None]), draws=50_000)))
    assert together == pytest.approx(one_by_one, abs=0.1)


def test_large_organisations_are_drawn_whole_beside_very_many_people(monkeypatch: pytest.MonkeyPatch) -> None:
    generator = np.random.default_rng(6)
    organisations = np.concatenate([np.repeat(np.arange(30), 40), np.full(MANY, -1)])
    levels = np.concatenate([np.repeat(generator.normal(0, 15, 30), 40), np.zeros(MANY)])
    values = 50 + levels + generator.normal(0, 10, len(levels))
    units = units_of(np.column_stack([values, values + generator.normal(0, 5, len(values))]), organisations)
    assert (units.by_organisation, units.alone) == (True, MANY)
    together = means_drawn(units)
    monkeypatch.setattr(resampling, "MANY", 10**9)
    one_by_one = means_drawn(units, draws=20_000)
    assert together.std(axis=0) == pytest.approx(one_by_one.std(axis=0), rel=0.03)
    assert np.corrcoef(together.T).ravel() == pytest.approx(np.corrcoef(one_by_one.T).ravel(), abs=0.02)
    assert np.percentile(together, 97.5, axis=0) == pytest.approx(
        np.percentile(one_by_one, 97.5, axis=0), abs=0.1
    )


def test_a_group_of_whom_few_are_silent_is_drawn_whole_and_else_those_who_answered() -> None:
    values = people(100)
    assert len(units_of(np.where(np.arange(100) < 50, values, np.nan)[:, None]).sums) == 100
    assert len(units_of(np.where(np.arange(100) < 49, values, np.nan)[:, None]).sums) == 49


def test_intervals_hold_what_they_promise_where_many_of_a_group_are_silent() -> None:
    """Of 300 samples of 60 with 40 answers the true mean lies inside about 95 in a hundred."""
    generator = np.random.default_rng(8)
    inside = 0
    for _ in range(300):
        values = np.where(np.arange(60) < 40, generator.integers(0, 5, 60) * 25.0, np.nan)
        found = estimates.mean(values)
        assert found.low is not None
        assert found.high is not None
        inside += found.low <= 50 <= found.high
    assert inside / 300 == pytest.approx(0.945, abs=0.035)
