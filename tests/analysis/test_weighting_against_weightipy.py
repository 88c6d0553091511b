"""Our weights beside those of `weightipy`, another raking, whose speed the benchmarks compare with ours."""

from __future__ import annotations

import numpy as np
import pytest

from analysis.weighting.raking import rake
from benchmarks.weighting import raked_by_rows, raked_by_weightipy, survey
from tests.capabilities import require


@pytest.mark.parametrize("people", [3_000, 40_000])
def test_weightipy_gives_everybody_the_weight_that_we_do(people: int) -> None:
    require("weightipy")
    answers, margins = survey(people)
    ours, other = rake(answers, margins).weights, raked_by_weightipy(answers, margins).to_numpy()
    # both go on until shares hold to the last digits, ours to 1e-12
    assert np.allclose(ours, other, rtol=1e-11, atol=0)
    assert ours.max() / ours.min() > 2


def test_raking_person_by_person_gives_them_too() -> None:
    answers, margins = survey(3_000)
    ours, other = rake(answers, margins).weights, raked_by_rows(answers, margins).to_numpy()
    assert np.allclose(ours, other, rtol=1e-11, atol=0)
