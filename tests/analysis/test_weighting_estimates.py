"""Figures under weights: by hand, beside the unweighted ones, and their errors against drawing again."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analysis import estimates
from analysis.weighting.bootstrap import bootstrap_mean, means_drawn
from analysis.weighting.estimates import NOTHING, Weighted, mean, percentage, quantile, ratio
from analysis.weighting.margins import Margins
from analysis.weighting.raking import Raked, effective_size, rake
from analysis.weighting.sample import Sample

FOUR = np.array([0.0, 50.0, 100.0, np.nan])
ONE_THREE = Sample.of(np.array([1.0, 1.0, 2.0, 5.0]))


# ---------------------------------------------------------------- by hand


def test_a_weighted_mean_and_its_error_by_hand() -> None:
    # (0 + 50 + 200) / 4 = 62.5; parts w (y - mean) / 4: -15.625, -3.125, 18.75 and 0 for who did not answer;
    # they sum to 0, so the variance is 4/3 of their squares
    found = mean(FOUR, ONE_THREE)
    assert found.value == pytest.approx(62.5)
    assert found.error == pytest.approx(np.sqrt(4 / 3 * (15.625**2 + 3.125**2 + 18.75**2)))
    assert (found.n, found.freedom) == (3, 2)
    assert found.effective == pytest.approx(16 / 6)
    assert found.method == "linearised by person"
    assert found.high == pytest.approx(62.5 + 4.302653 * float(found.error or 0), abs=1e-4)


def test_a_ratio_by_hand() -> None:
    # (10 + 2 x 20) / (1 + 2 x 4) = 50 / 9; parts w (y - r x) / 9: (10 - 50 / 9) / 9 and its opposite
    found = ratio(np.array([10.0, 20.0]), np.array([1.0, 4.0]), Sample.of(np.array([1.0, 2.0])))
    assert found.value == pytest.approx(50 / 9)
    assert found.error == pytest.approx(2 * (10 - 50 / 9) / 9)


def test_strata_by_hand_and_one_of_a_single_unit_is_set_against_the_middle_of_all() -> None:
    # mean 5; parts (y - 5) / 5: first stratum -1, -0.2 about -0.6; second 0, 0.4 about 0.2; the lone one 0.8
    values = np.array([0.0, 4.0, 5.0, 7.0, 9.0])
    sample = Sample.of(np.ones(5), strata=np.array([1, 1, 2, 2, 3]))
    found = mean(values, sample)
    assert found.error == pytest.approx(np.sqrt(2 * (2 * 0.4**2) + 2 * (2 * 0.2**2) + 0.8**2))
    assert (found.freedom, found.lone_strata) == (2, 1)


def test_quantiles_by_hand() -> None:
    values, weights = np.array([30.0, 10.0, 20.0, 40.0, np.nan]), np.array([1.0, 2.0, 1.0, 4.0, 9.0])
    sample = Sample.of(weights)
    # of 8: 10 up to 2, 20 up to 3, 30 up to 4, 40 up to 8
    found = [quantile(values, share, sample).value for share in (0.2, 0.25, 0.26, 0.5, 0.51, 1)]
    assert found == [10, 10, 20, 30, 40, 40]


def test_organisations_are_units_where_enough_are_known_and_the_rest_stand_alone() -> None:
    organisations = np.concatenate([np.repeat(np.arange(20), 2), np.full(10, -1)])
    assert Sample.of(np.ones(50), organisations).units == 30
    assert not Sample.of(np.ones(38), organisations[:38]).by_organisation
    assert Sample.of(np.ones(38), organisations[:38], fewest=2).units == 19


def test_an_organisation_in_two_strata_is_two_units() -> None:
    organisations = np.tile(np.arange(20), 2)
    assert Sample.of(np.ones(40), organisations, np.repeat([0, 1], 20)).units == 40


# ---------------------------------------------------------------- beside the unweighted


@pytest.mark.parametrize(("hits", "n"), [(12, 40), (0, 35), (35, 35), (411, 600)])
def test_with_equal_weights_a_percentage_has_the_unweighted_interval(hits: int, n: int) -> None:
    plain = estimates.percentage(hits, n)
    found = percentage((np.arange(n) < hits).astype(np.float64), Sample.of(np.full(n, 2.5)))
    assert (found.value, found.low, found.high) == pytest.approx((plain.value, plain.low, plain.high))


def test_with_equal_weights_a_mean_has_the_interval_of_student() -> None:
    values = np.array([10.0, 20.0, 60.0, 70.0, 75.0, np.nan])
    plain, found = estimates.mean(values), mean(values[:5], Sample.of(np.ones(5)))
    assert (found.value, found.low, found.high) == pytest.approx((plain.value, plain.low, plain.high))


def test_unequal_weights_and_answers_alike_within_organisations_widen_a_percentage() -> None:
    generator = np.random.default_rng(4)
    organisations = np.repeat(np.arange(30), 10)
    hits = np.repeat(generator.random(30) < 0.4, 10).astype(np.float64)
    weights = generator.choice([0.5, 2.0], 300)
    equal, unequal = percentage(hits, Sample.of(np.ones(300))), percentage(hits, Sample.of(weights))
    together = percentage(hits, Sample.of(weights, organisations))
    widths = [float(found.high or 0) - float(found.low or 0) for found in (equal, unequal, together)]
    assert widths[0] < widths[1] < widths[2] / 2
    assert together.method == "Wilson, linearised by organisation"
    assert unequal.effective == pytest.approx(effective_size(weights))


# ---------------------------------------------------------------- edges


@pytest.mark.parametrize("values", [np.array([]), np.full(4, np.nan)], ids=["nobody", "all missing"])
def test_nobody_gives_no_figure(values: np.ndarray) -> None:
    sample = Sample.of(np.ones(len(values)))
    assert mean(values, sample) == percentage(values, sample) == quantile(values, 0.5, sample) == NOTHING
    assert bootstrap_mean(values, sample) == NOTHING


def test_a_domain_that_nobody_is_in_gives_no_figure() -> None:
    assert mean(FOUR, ONE_THREE, np.zeros(4, dtype=bool)) == NOTHING
    assert mean(FOUR, ONE_THREE, np.array([False, False, False, True])) == NOTHING


def test_one_person_has_a_figure_and_no_interval() -> None:
    one = np.array([False, True, False, False])
    for found in (mean(FOUR, ONE_THREE, one), quantile(FOUR, 0.5, ONE_THREE, one)):
        assert (found.value, found.n, found.error, found.low, found.high) == (50, 1, None, None, None)
    assert bootstrap_mean(FOUR[1:2], Sample.of(np.ones(1))).low is None


def test_one_organisation_has_a_percentage_and_no_interval() -> None:
    organisations = np.repeat(np.arange(20), 5)
    hits = (np.arange(100) % 2).astype(np.float64)
    found = percentage(hits, Sample.of(np.ones(100), organisations), organisations == 3)
    assert (found.value, found.n, found.error, found.low, found.high) == (60, 5, None, None, None)


# ---------------------------------------------------------------- errors under raking


SHARES = {"sector": {"a": 0.35, "b": 0.3, "c": 0.35}, "inner": {"inner": 0.58, "outer": 0.42}}


def survey(
    trim: tuple[float, float] | None, *, blanks: bool, people: int = 480
) -> tuple[np.ndarray, np.ndarray, pd.DataFrame, Margins]:
    """Scores that follow from the margins, organisations, and what was answered."""
    generator = np.random.default_rng(1)
    organisations = generator.integers(0, 48, people)
    sector = generator.choice(list("abc"), people, p=[0.5, 0.3, 0.2])
    inner = np.where(generator.random(people) < np.where(sector == "a", 0.6, 0.35), "inner", "outer")
    scores = 50 + 10 * (sector == "a") - 8 * (inner == "inner") + generator.normal(0, 10, people)
    answers = pd.DataFrame({"sector": sector, "inner": inner}).astype("str")
    if blanks:
        answers = answers.mask(generator.random(answers.shape) < 0.12)
    return scores, organisations, answers, Margins(source="made up", shares=SHARES, trim=trim)


def jackknife(scores: np.ndarray, units: np.ndarray, answers: pd.DataFrame, asked: Margins) -> float:
    """Each unit left out in turn and all others raked anew."""
    means = []
    for unit in np.unique(units):
        kept = units != unit
        weights = rake(answers[kept], asked).weights
        means.append(np.average(scores[kept], weights=weights))
    number = len(means)
    return float(np.sqrt((number - 1) ** 2 / number * np.var(means, ddof=1)))


@pytest.mark.parametrize("blanks", [False, True], ids=["all gave codes", "some gave none"])
@pytest.mark.parametrize("trim", [None, (0.5, 2.35)], ids=["without limits", "within limits"])
def test_errors_allow_for_raking_as_the_jackknife_and_the_bootstrap_do(
    trim: tuple[float, float] | None, *, blanks: bool
) -> None:
    scores, organisations, answers, asked = survey(trim, blanks=blanks)
    raked = rake(answers, asked)
    sample = Sample.of(raked, organisations)
    expected = jackknife(scores, organisations, answers, asked)
    assert mean(scores, sample).error == pytest.approx(expected, rel=0.03)
    assert bootstrap_mean(scores, sample).error == pytest.approx(expected, rel=0.05)
    if trim is not None:
        assert any(raked.at_limits)


def test_where_margins_explain_the_answers_raking_takes_error_away() -> None:
    scores, _, answers, asked = survey(None, blanks=False)
    raked = rake(answers, asked)
    allowed, fixed = mean(scores, Sample.of(raked)), mean(scores, Sample.of(raked.weights))
    assert allowed.value == fixed.value
    assert float(allowed.error or 0) < 0.9 * float(fixed.error or 0)


def test_a_share_that_raking_holds_has_no_error() -> None:
    _, organisations, answers, asked = survey(None, blanks=False)
    hits = np.where(answers["sector"] == "a", 1.0, 0.0)
    sample = Sample.of(rake(answers, asked), organisations)
    assert percentage(hits, sample).value == pytest.approx(35)
    assert mean(hits, sample).error == pytest.approx(0, abs=1e-12)
    assert bootstrap_mean(hits, sample, draws=200).error == pytest.approx(0, abs=1e-6)


# ---------------------------------------------------------------- the bootstrap


def test_the_bootstrap_agrees_with_linearisation_under_fixed_weights_and_strata() -> None:
    scores, organisations, answers, asked = survey(None, blanks=False)
    strata = (organisations % 3).astype(np.int64)
    weights = rake(answers, asked).weights
    for sample in (
        Sample.of(weights),
        Sample.of(weights, organisations),
        Sample.of(weights, organisations, strata),
    ):
        found, linear = bootstrap_mean(scores, sample), mean(scores, sample)
        assert found.value == linear.value
        assert found.error == pytest.approx(linear.error, rel=0.05)
        assert (found.low, found.high) == pytest.approx((linear.low, linear.high), abs=0.25)


def test_few_units_in_a_stratum_do_not_make_the_bootstrap_too_sure() -> None:
    # 40 strata of two units: drawing two of two would halve the variance
    generator = np.random.default_rng(2)
    organisations = np.arange(80)
    strata = np.repeat(np.arange(40), 2)
    sample = Sample.of(np.ones(80), organisations, strata)
    values = generator.normal(50, 20, 80)
    assert bootstrap_mean(values, sample).error == pytest.approx(mean(values, sample).error, rel=0.05)


def test_strata_of_one_unit_are_joined_so_that_they_vary() -> None:
    values = np.arange(24.0)
    strata = np.array([*([0] * 20), 1, 2, 3, 4])
    joined = Sample.of(np.ones(24), strata=np.minimum(strata, 1))
    assert bootstrap_mean(values, Sample.of(np.ones(24), strata=strata)) == Weighted(
        **{**vars(bootstrap_mean(values, joined)), "freedom": 19, "lone_strata": 4}
    )


def test_the_same_seed_draws_the_same_and_the_order_of_people_does_not_matter() -> None:
    scores, organisations, answers, asked = survey((0.5, 2.35), blanks=True)
    order = np.random.default_rng(9).permutation(len(scores))
    sample = Sample.of(rake(answers, asked), organisations)
    turned = Sample.of(rake(answers.iloc[order].reset_index(drop=True), asked), organisations[order])
    first = means_drawn(scores[:, None], sample, 300)
    assert np.array_equal(first.means, means_drawn(scores[:, None], sample, 300).means)
    assert means_drawn(scores[order][:, None], turned, 300).means == pytest.approx(first.means, abs=1e-4)
    assert not np.array_equal(first.means, means_drawn(scores[:, None], sample, 300, seed=1).means)


def test_columns_are_drawn_together_and_a_domain_is_a_column() -> None:
    scores, organisations, answers, asked = survey(None, blanks=False)
    sample = Sample.of(rake(answers, asked), organisations)
    police = (answers["sector"] == "a").to_numpy()
    columns = np.column_stack([scores, scores + 3, np.where(police, scores, np.nan)])
    drawn = means_drawn(columns, sample, 1000).means
    assert drawn[:, 1] - drawn[:, 0] == pytest.approx(np.full(1000, 3))
    assert drawn[:, 2].std(ddof=1) == pytest.approx(mean(scores, sample, police).error, rel=0.08)


def draws_of(raked: Raked, organisations: np.ndarray) -> str:
    values = np.arange(len(raked.weights), dtype=np.float64)
    return bootstrap_mean(values, Sample.of(raked, organisations), draws=200).method


def test_draws_beyond_the_limits_are_counted_and_so_are_those_that_lack_a_code() -> None:
    organisations = np.repeat(np.arange(24), 10)
    codes = np.where(organisations < 3, "b", "a")
    answers = pd.DataFrame({"sector": codes}).astype("str")
    tight = Margins(source="made up", shares={"sector": {"a": 0.75, "b": 0.25}}, trim=(0.5, 2.1))
    said = draws_of(rake(answers, tight), organisations)
    assert "draws raked without limits" in said
    assert "draws left out" in said
