"""Variation within and between groups and organisations: by hand, against statsmodels, and by simulation."""

from __future__ import annotations

import numpy as np
import pytest
import statsmodels.api as sm
from numpy.typing import NDArray

from analysis.scales.organisations import Intraclass, intraclass
from analysis.scales.variation import Range, between, spread, spreads

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


def clustered(sizes: list[int], icc: float, seed: int = 1) -> tuple[Floats, Integers]:
    """Normal answers of total variance 1, a share of it between organisations of these sizes."""
    draw = np.random.default_rng(seed)
    organisation = np.repeat(np.arange(len(sizes)), sizes)
    shift = draw.normal(0, np.sqrt(icc), len(sizes))[organisation]
    return shift + draw.normal(0, np.sqrt(1 - icc), len(organisation)), organisation


def test_a_spread_by_hand() -> None:
    found = spread("health", np.array([0.0, 25, 50, 75, 100, np.nan]))
    assert (found.n, found.mean, found.median) == (5, 50, 50)
    assert (found.lower_quartile, found.upper_quartile, found.iqr) == (25, 75, 50)
    assert found.sd == pytest.approx(np.sqrt(1562.5))


def test_nobody_and_one_person_have_no_spread() -> None:
    nobody, one = spread("a", np.array([np.nan])), spread("a", np.array([75.0]))
    assert (nobody.n, nobody.mean, nobody.sd, nobody.iqr) == (0, None, None, None)
    assert (one.mean, one.sd, one.iqr) == (75, None, 0)


def test_the_range_lies_between_the_highest_and_the_lowest_of_groups_of_thirty() -> None:
    sizes = {"policing": 30, "health": 40, "councils": 50, "other": 29}
    means = {"policing": 50.0, "health": 70.0, "councils": 45.0, "other": 100.0}
    group = np.repeat(list(sizes), list(sizes.values()))
    values = np.array([means[name] for name in group])
    parts = spreads(values, {name: group == name for name in sizes})
    assert between(parts) == Range(25, "health", "councils", 3, 120)
    assert between(parts[3:]) == Range(None, groups=0, n=0)


def test_an_icc_by_hand() -> None:
    # Ten organisations of five, all alike but for 0 or 2 by half: means 1 and 3, five answers -1, -1, 0, 1, 1
    # around each. MSW = 10 x 4 / 40 = 1; MSB = 5 x 10 / 9 = 5.5556; (5.5556 - 1) / (5.5556 + 4 x 1) = 0.47674
    values = np.concatenate([np.array([-1.0, -1, 0, 1, 1]) + (1 if k % 2 else 3) for k in range(10)])
    found = intraclass(values, np.repeat(np.arange(10), 5))
    assert found.by_anova == pytest.approx(4.5555556 / 9.5555556)
    assert found.value == pytest.approx(found.by_anova)
    assert (found.organisations, found.n) == (10, 50)


@pytest.mark.parametrize("seed", range(3))
def test_the_icc_agrees_with_the_mixed_model_of_statsmodels(seed: int) -> None:
    values, organisation = clustered([5, 6, 8, 9, 12, 15, 18, 20, 25, 30, 40, 60], 0.4, seed)
    fitted = sm.MixedLM(values, np.ones(len(values)), organisation).fit(reml=True, method="powell")
    variance = float(fitted.cov_re[0, 0])
    assert intraclass(values, organisation).value == pytest.approx(
        variance / (variance + fitted.scale), abs=1e-3
    )


@pytest.mark.parametrize("seed", range(5))
def test_both_estimators_agree_for_organisations_of_one_size(seed: int) -> None:
    found = intraclass(*clustered([12] * 15, 0.3, seed))
    assert found.value == pytest.approx(found.by_anova, abs=1e-6)


def test_both_estimators_come_to_the_same_where_much_is_known() -> None:
    found = intraclass(*clustered([5 + 3 * (k % 20) for k in range(600)], 0.15))
    assert found.value == pytest.approx(0.15, abs=0.025)
    assert found.by_anova == pytest.approx(found.value, abs=0.015)


def test_colleagues_who_differ_more_than_others_have_an_icc_of_nought() -> None:
    values = np.tile([0.0, 25, 50, 75, 100], 12)
    found = intraclass(values, np.repeat(np.arange(12), 5))
    assert (found.value, found.low) == (0, 0)
    assert found.by_anova is not None
    assert found.by_anova < 0


def test_the_interval_holds_the_truth_about_as_often_as_it_says() -> None:
    sizes = [5, 5, 6, 7, 8, 9, 10, 10, 12, 14, 16, 18, 20, 25, 30]
    held = 0
    for seed in range(300):
        found = intraclass(*clustered(sizes, 0.15, seed))
        assert found.low is not None
        assert found.high is not None
        held += found.low <= 0.15 <= found.high
    assert 0.915 <= held / 300 <= 0.985


def test_only_organisations_of_five_answers_count_and_ten_of_them_are_needed() -> None:
    values, organisation = clustered([5] * 10 + [4] * 30, 0.2)
    unknown = np.concatenate([values, np.full(7, 2.0)]), np.concatenate([organisation, np.full(7, -1)])
    found = intraclass(*unknown)
    assert (found.organisations, found.n, found.problem) == (10, 50, "")
    values[0] = np.nan
    assert intraclass(values, organisation) == Intraclass(
        None, organisations=9, n=45, problem="too few organisations"
    )


def test_answers_that_do_not_vary_have_no_icc() -> None:
    organisation = np.repeat(np.arange(10), 5)
    assert intraclass(np.full(50, 3.0), organisation).problem == "no variation"
    assert (
        intraclass(organisation.astype(np.float64), organisation).problem
        == "no variation within organisations"
    )
    assert intraclass(np.full(50, np.nan), organisation).problem == "too few organisations"
    assert intraclass(np.zeros(0), np.zeros(0, dtype=np.int64)).organisations == 0
