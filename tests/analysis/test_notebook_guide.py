"""The guide to notebooks is true: its code runs from the top to the end, on a survey that is in the store."""

from __future__ import annotations

import re
import shlex
from typing import Any

import pytest
from typer.testing import CliRunner

from analysis.commands import app
from analysis.disclosure import Release, SafeTable
from tests.analysis.answers import ROOT
from tests.analysis.exported import fill

GUIDE = (ROOT / "docs" / "guides" / "notebook.md").read_text("utf-8")
BLOCKS = re.findall(r"```(sh|python)\n(.*?)```", GUIDE, re.S)
CELLS = [text for kind, text in BLOCKS if kind == "python"]


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What stands in the notebook after its last cell."""
    names: dict[str, Any] = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path_factory.mktemp("notebook"))
        patch.setenv("SURVEY_DATA_DIR", "var")
        fill(120)
        for kind, text in BLOCKS:
            if kind == "python":
                exec(compile(text, "notebook.md", "exec"), names)
            else:
                _, _, _, *words = shlex.split(text)
                assert CliRunner().invoke(app, words).exit_code == 0
    return names


def test_the_code_of_the_guide_runs(ran: dict[str, Any]) -> None:
    assert len(CELLS) > 3
    assert isinstance(ran["safe"], SafeTable)
    assert isinstance(ran["release"], Release)


def test_the_frame_of_the_guide_that_is_opened_again_is_that_of_the_store(ran: dict[str, Any]) -> None:
    assert ran["frame"] is not ran["extract"].frame
    assert ran["frame"].why.equals(ran["extract"].frame.why)


def test_what_the_guide_pivots_has_answers_down_and_groups_across(ran: dict[str, Any]) -> None:
    assert "In the last 12 months" in ran["wide"].index
    assert "Everyone" in ran["wide"].columns


def test_the_guide_names_every_column_that_pandas_gets(ran: dict[str, Any]) -> None:
    assert all(f"`{name}`" in GUIDE for name in ran["safe"].to_pandas().columns)
