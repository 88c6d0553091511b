"""An open survey read as a user would read it: its published table comes out to the printed digit."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pandas as pd
import pytest

from analysis import SurveyFrame
from analysis.disclosure import SafeTable
from analysis.printing import tidy
from survey.engine.codebook import Missing
from survey.errors import Refused
from tests.analysis.answers import ROOT
from tests.builders import asking

GUIDE = (ROOT / "docs" / "guides" / "published-table.md").read_text("utf-8")
PUBLISHED = {"marriage": ("4.110", "0.961"), "religious": ("2.426", "0.878")}
"""Mean and standard deviation as printed in the statsmodels tutorial of July 2012; 6366 answers."""
STEPS = {"marriage": 5, "religious": 4}
AFFAIR = "0.322"
FORM = asking(
    "- {id: a, ask: single, text: A, options: {x: Ex, y: Why}}\n"
    "- {id: b, ask: single, text: B, scale: agree}\n"
    "- {id: c, ask: number, text: C}"
)


@pytest.fixture(scope="module")
def ran() -> dict[str, Any]:
    """What stands after the guide's code, run from the top of the checkout as it says."""
    names: dict[str, Any] = {}
    (code,) = re.findall(r"```python\n(.*?)```", GUIDE, re.S)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(ROOT)
        exec(compile(code, "published-table.md", "exec"), names)
    return names


def figure(table: Any, measure: str, row: str = "all") -> float:
    told = tidy(table)
    return float(told.loc[(told["measure"] == measure) & (told["row"] == row), "value"].iloc[0])


@pytest.mark.parametrize("name", PUBLISHED)
def test_means_and_spreads_are_the_published_ones(ran: dict[str, Any], name: str) -> None:
    scale = (STEPS[name] - 1) / 100
    mean, spread = 1 + scale * figure(ran[name], "mean"), scale * figure(ran[name], "sd")
    assert (f"{mean:.3f}", f"{spread:.3f}") == PUBLISHED[name]
    assert all(printed in GUIDE for printed in PUBLISHED[name])


def test_the_share_is_the_published_one(ran: dict[str, Any]) -> None:
    assert f"{figure(ran['affair'], 'percent', 'step:1') / 100:.3f}" == AFFAIR
    assert len(ran["frame"]) == 6366


def test_the_safe_tables_print_the_same_figures_rounded(ran: dict[str, Any]) -> None:
    marriage, _, affair, _ = ran["release"].tables
    assert isinstance(marriage, SafeTable)
    assert 1 + figure(marriage, "mean") / 25 == pytest.approx(float(PUBLISHED["marriage"][0]), abs=0.0005)
    assert figure(affair, "percent", "step:1") == 32


def test_a_share_of_a_sensitive_answer_that_is_a_few_people_is_not_shown(ran: dict[str, Any]) -> None:
    data, shown = ran["data"], tidy(ran["release"].tables[3])
    people = data.groupby("occupation")["affair"].agg(["sum", "count"])
    told = shown[(shown["measure"] == "percent") & shown["value"].notna()]
    few = {f"occupation:{int(code)}" for code in people.index[people["sum"] < 10].tolist()}
    assert few == {"occupation:1"}
    assert not few & set(told["col"])
    assert {"occupation:3", "all"} <= set(told["col"])


# ---------------------------------------------------------------- reading a pandas frame


def test_codes_reasons_and_empty_cells_are_read() -> None:
    data = pd.DataFrame({"a": ["x", None, "y"], "b": [1.0, -8, np.nan], "c": [2.5, "prefer_not_to_say", 7]})
    frame = SurveyFrame.from_pandas(FORM.codebook, data)
    assert frame.data["a"].astype("object").where(frame.data["a"].notna(), None).tolist() == ["x", None, "y"]
    assert frame.why["a"].tolist() == [0, Missing.BLANK.value, 0]
    assert frame.why["b"].tolist() == [0, Missing.DONT_KNOW.value, Missing.BLANK.value]
    assert frame.why["c"].tolist() == [0, Missing.PREFER_NOT_TO_SAY.value, 0]


def test_a_column_that_is_missing_was_not_asked() -> None:
    frame = SurveyFrame.from_pandas(FORM.codebook, pd.DataFrame({"a": ["x"]}))
    assert frame.why["b"].tolist() == [Missing.NOT_ASKED.value]


def test_every_fault_is_told_at_once() -> None:
    data = pd.DataFrame({"a": ["x", "z"], "b": [1, 9], "c": ["many", 1], "bb": [1, 2]})
    with pytest.raises(Refused) as refused:
        SurveyFrame.from_pandas(FORM.codebook, data)
    said = str(refused.value)
    assert "no column bb" in said
    assert "a: 1 cells hold what is no answer (z). Known: x, y." in said
    assert "b: 1 cells" in said
    assert "c: 1 cells hold what is no answer (many). Known: a number." in said
