"""The drill of the guide for backups, short: nothing is lost, nothing that was withdrawn is back."""

from __future__ import annotations

from pathlib import Path

import pytest

from survey.settings import Settings
from tests.soak.backup import drill
from tests.storage.another import another

pytestmark = pytest.mark.alone


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_a_machine_is_lost_and_another_takes_its_place(
    engine: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    settings = Settings(data_dir=tmp_path / "var")
    if engine == "postgresql":
        settings = request.getfixturevalue("postgres_settings")
    with another(settings, tmp_path / "first") as lost, another(settings, tmp_path / "second") as empty:
        done = drill(lost, empty, tmp_path, acknowledged=30)
    assert done.meanwhile > 0
    assert (done.lost, done.back) == ([], [])
