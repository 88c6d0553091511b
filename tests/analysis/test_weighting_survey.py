"""The London survey weighted from end to end: answers to margins, margins to weights, weights to figures."""

from __future__ import annotations

import numpy as np
import pytest

from analysis.weighting.answers import answers_of
from analysis.weighting.bootstrap import bootstrap_mean
from analysis.weighting.errors import NotWeighted
from analysis.weighting.estimates import mean
from analysis.weighting.margins import Margins
from analysis.weighting.raking import rake
from analysis.weighting.sample import Sample
from tests.analysis.answers import frame_of, rows

MARGINS = Margins.model_validate(
    {
        "source": "made up",
        "shares": {
            "sector": {"policing": 0.24, "health": 0.45, "local_authority": 0.31},
            "inner": {"inner": 0.5, "outer": 0.5},
        },
        "outside": {"sector": ["other"], "inner": ["across"]},
        "trim": [0.2, 4],
    }
)


def test_a_score_is_weighted_by_sector_and_by_inner_and_outer_london() -> None:
    frame = frame_of(rows(400)).analysed
    answers = answers_of(frame, MARGINS)
    assert set(answers["inner"].cat.categories) == {"inner", "outer", "across", "not_given"}
    raked = rake(answers, MARGINS)
    sector = answers["sector"].astype("str")
    known = (sector != "other").to_numpy()
    police = (sector == "policing").to_numpy()
    assert raked.weights[police].sum() / raked.weights[known].sum() == pytest.approx(0.24)
    assert raked.weights[~known].mean() == pytest.approx(1)
    assert raked.without_share["inner"].keys() == {"across", "not_given"}

    score = frame.score(frame.codebook.scores[0])
    sample = Sample.of(raked, frame.organisations())
    weighted, plain = mean(score, sample), float(np.nanmean(score))
    assert weighted.value is not None
    assert 0 < abs(weighted.value - plain) < 5
    assert bootstrap_mean(score, sample, draws=1000).error == pytest.approx(weighted.error, rel=0.1)


def test_a_margin_that_is_neither_a_question_nor_an_area_is_refused() -> None:
    frame = frame_of(rows(60)).analysed
    margins = Margins(source="made up", shares={"sektor": {"a": 0.5, "b": 0.5}})
    with pytest.raises(NotWeighted, match="no answers to `sektor`"):
        rake(answers_of(frame, margins), margins)
