"""A survey that is filled once for all tests that only read it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.analysis.exported import fill


@pytest.fixture(scope="session")
def filled_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of data of a survey with a dozen made-up answers."""
    place = tmp_path_factory.mktemp("filled") / "var"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SURVEY_DATA_DIR", str(place))
        fill()
    return place


@pytest.fixture
def exportable(filled_once: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A place with a copy of that survey, which the commands find in the environment."""
    shutil.copytree(filled_once, tmp_path / "var")
    monkeypatch.setenv("SURVEY_DATA_DIR", str(tmp_path / "var"))
    return tmp_path
