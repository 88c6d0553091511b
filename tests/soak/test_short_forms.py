"""The programs of faults in a short form: what `python -m tests.soak` does at full size, a few times."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import postgres
from tests.soak.__main__ import FULL, PROGRAMS
from tests.soak.kills import kills
from tests.soak.place import Place
from tests.soak.servers import database

pytestmark = pytest.mark.alone

SEED = 20250110


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    """An empty place on each engine in turn, PostgreSQL as one of its own that may be killed."""
    if request.param == "sqlite":
        yield Place(tmp_path, SEED)
        return
    if postgres.binaries() is None:
        postgres.without()
    with database() as server:
        yield Place(tmp_path, SEED, server.url, server)


def test_every_program_says_in_a_line_what_it_does_and_how_often() -> None:
    assert set(FULL) == set(PROGRAMS)
    assert all(program.__doc__ for program in PROGRAMS.values())


def test_what_was_confirmed_outlives_kill_9(place: Place) -> None:
    assert kills(place, 3).wrong == []
