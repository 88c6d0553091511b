"""Reliability, comparisons, variation and item functioning against R: psych, factanal, lme4, coin and stats.

The data and R's figures are kept beside the script that made them, so these tests need no R; where R and
the packages are there, the last one runs the script again.
"""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from analysis.scales.cliff import cliffs_delta
from analysis.scales.comparisons import compare, rank_test
from analysis.scales.factor import one_factor
from analysis.scales.families import adjusted
from analysis.scales.functioning import functioning
from analysis.scales.organisations import intraclass, one_way, profile
from analysis.scales.reliability import reliability
from tests.analysis.scale_data import DATA, FIGURES, GROUP, GROUPS, ORGANISATION, R, rows
from tests.capabilities import if_found


@pytest.mark.parametrize("name", ["attitude", "answers"])
def test_alpha_item_rest_correlations_and_omega_agree_with_r(name: str) -> None:
    found, expected = reliability(rows(name)), FIGURES[name]
    assert found.alpha.value == pytest.approx(expected["alpha"], abs=1e-9)
    assert found.item_rest == pytest.approx(expected["item_rest"], abs=1e-9)
    assert found.loadings == pytest.approx(expected["loadings"], abs=2e-5)
    assert found.omega.value == pytest.approx(expected["omega"], abs=1e-5)


@pytest.mark.parametrize("name", ["attitude", "answers"])
def test_uniquenesses_give_the_omega_of_psych_which_divides_by_the_variance_as_observed(name: str) -> None:
    correlation = np.asarray(np.corrcoef(rows(name), rowvar=False))
    fit = one_factor(correlation[None])
    assert fit.uniquenesses[0] == pytest.approx(FIGURES[name]["uniquenesses"], abs=2e-5)
    omega = 1 - fit.uniquenesses[0].sum() / correlation.sum()
    assert omega == pytest.approx(FIGURES[name]["psych_omega_standardised"], abs=1e-4)


def test_the_published_alpha_of_the_attitude_data() -> None:
    # Printed in the manual of psych: raw alpha 0.84
    assert reliability(rows("attitude")).alpha.value == pytest.approx(0.84, abs=0.005)


def test_a_heywood_case_ends_where_factanal_ends() -> None:
    fit = one_factor(rows("abilities")[None])
    assert fit.uniquenesses[0] == pytest.approx(FIGURES["heywood"], abs=1e-5)
    assert fit.heywood[0]


def test_the_mann_whitney_test_agrees_with_wilcox_test_and_cliffs_delta_with_its_w() -> None:
    first = rows("answers")[:, 0]
    low, high = first[GROUP == 0], first[GROUP == 2]
    found, expected = rank_test([low, high]), FIGURES["mann_whitney"]
    assert found[0] == "Mann-Whitney"
    assert found[1:] == pytest.approx((expected["w"], expected["p"]), rel=1e-8)
    assert cliffs_delta(low, high) == pytest.approx(2 * expected["w"] / (len(low) * len(high)) - 1)


def test_the_kruskal_wallis_test_agrees_with_r() -> None:
    found, expected = compare("first", rows("answers")[:, 0], GROUPS), FIGURES["kruskal_wallis"]
    assert found.test == "Kruskal-Wallis"
    assert found.statistic == pytest.approx(expected["h"])
    assert found.p == pytest.approx(expected["p"], rel=1e-8)
    assert found.epsilon_squared == pytest.approx(expected["h"] / (len(GROUP) - 1))


def test_the_kruskal_wallis_test_agrees_with_the_textbook() -> None:
    # Hollander and Wolfe 1973, p. 116: H 0.77
    found = rank_test([np.array(sample) for sample in DATA["efficiency"]["rows"]])
    assert found[1:] == pytest.approx((FIGURES["efficiency"]["h"], FIGURES["efficiency"]["p"]))
    assert found[1] == pytest.approx(0.771, abs=0.001)


def test_holm_and_benjamini_hochberg_agree_with_p_adjust() -> None:
    chances = DATA["chances"]["rows"]
    assert adjusted(chances, "holm") == pytest.approx(FIGURES["holm"])
    assert adjusted(chances, "fdr_bh") == pytest.approx(FIGURES["benjamini_hochberg"])


def test_the_icc_of_organisations_of_unequal_size_agrees_with_lme4() -> None:
    found, expected = intraclass(rows("answers").mean(axis=1), ORGANISATION), FIGURES["organisations"]
    assert found.value == pytest.approx(expected["icc"], abs=1e-6)
    assert (found.low, found.high) == pytest.approx((expected["low"], expected["high"]), abs=1e-6)


def test_the_icc_of_the_dyestuff_batches_agrees_with_lme4_and_the_textbook() -> None:
    # Davies and Goldsmith 1972: 1764 between batches, 2451 within
    batches = rows("dyestuff")
    data = one_way(batches.ravel(), np.repeat(np.arange(6), 5))
    low, value, high = profile(data)
    expected = FIGURES["dyestuff"]
    assert (low, value, high) == pytest.approx((expected["low"], expected["icc"], expected["high"]), abs=1e-6)
    between, within, size = data.mean_squares
    assert (between - within) / size == pytest.approx(1764.05)
    assert within == pytest.approx(2451.25)


def test_the_icc_by_analysis_of_variance_agrees_with_shrout_and_fleiss() -> None:
    # Shrout and Fleiss 1979, table 4: ICC(1,1) .17
    between, within, size = one_way(rows("ratings").ravel(), np.repeat(np.arange(6), 4)).mean_squares
    found = (between - within) / (between - within + size * within)
    assert found == pytest.approx(FIGURES["ratings"]["icc"])
    assert round(found, 2) == 0.17


def test_item_functioning_agrees_with_a_stratified_test_of_coin() -> None:
    found = [one for one in functioning(rows("answers"), GROUPS) if one.item == 0]
    for one, expected in zip(found, FIGURES["functioning"], strict=True):
        assert one.difference == pytest.approx(expected["difference"])
        assert one.chi_squared == pytest.approx(expected["chi_squared"])
        assert one.p == pytest.approx(expected["p"])


def test_r_still_gives_these_figures(tmp_path: Path) -> None:
    rscript = if_found("R scales")
    out = tmp_path / "figures.json"
    command = [str(rscript), str(R / "scales.R"), str(R / "data.json"), str(out)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    again = json.loads(out.read_text(encoding="utf-8"))
    for name in FIGURES.keys() - {"versions"}:
        assert numbers(again[name]) == pytest.approx(numbers(FIGURES[name]), abs=1e-4), name


def numbers(figures: Any) -> list[float]:
    """All numbers of a nest of lists and mappings, in order."""
    if isinstance(figures, int | float):
        return [float(figures)]
    parts = figures.values() if isinstance(figures, dict) else figures
    return [number for part in parts for number in numbers(part)]
