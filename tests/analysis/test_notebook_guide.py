"""The guide to notebooks is true: its code runs from the top to the end, on a survey that is in the store."""

from __future__ import annotations

import re
from typing import Any

import pytest

from analysis.disclosure import Release, SafeTable
from tests.analysis.answers import ROOT
from tests.analysis.exported import fill

GUIDE = (ROOT / "docs" / "guides" / "notebook.md").read_text("utf-8")
CELLS = re.findall(r"```python\n(.*?)```", GUIDE, re.S)


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What stands in the notebook after its last cell."""
    names: dict[str, Any] = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SURVEY_DATA_DIR", str(tmp_path_factory.mktemp("notebook") / "var"))
        fill(120)
        for cell in CELLS:
            exec(compile(cell, "notebook.md", "exec"), names)
    return names


def test_the_code_of_the_guide_runs(ran: dict[str, Any]) -> None:
    assert len(CELLS) > 3
    assert isinstance(ran["safe"], SafeTable)
    assert isinstance(ran["release"], Release)


def test_what_the_guide_pivots_has_answers_down_and_groups_across(ran: dict[str, Any]) -> None:
    assert "In the last 12 months" in ran["wide"].index
    assert "Everyone" in ran["wide"].columns


def test_the_guide_names_every_column_that_pandas_gets(ran: dict[str, Any]) -> None:
    assert all(f"`{name}`" in GUIDE for name in ran["safe"].to_pandas().columns)
