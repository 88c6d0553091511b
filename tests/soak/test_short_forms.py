"""The programs of faults in a short form: what `python -m tests.soak` does at full size, a few times."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import postgres
from tests.capabilities import require
from tests.soak.__main__ import FULL, PROGRAMS
from tests.soak.away import away
from tests.soak.clocks import clocks
from tests.soak.commits import commits
from tests.soak.deadline import closing, grace
from tests.soak.disk import broken_files, full
from tests.soak.history import READ, WRITE, Note, anomalies, history
from tests.soak.kills import kills, losses
from tests.soak.migrating import migration
from tests.soak.people import Person
from tests.soak.place import Place
from tests.soak.pressing import pressed, two_windows
from tests.soak.served import Work, served, short
from tests.soak.servers import database

SEED = 20250110
SLACK = 5
"""Other tests run beside these: what is promised of a quiet machine may take so many times as long here."""
ON_A_SERVER: tuple[tuple[Work, int], ...] = (
    (history, 40),
    (two_windows, 8),
    (pressed, 2),
    (closing, 12),
    (grace, 4),
    (broken_files, 1),
    (full, 1),
    (kills, 3),
)


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    """An empty place on each engine in turn, PostgreSQL as one of its own that may be killed."""
    if request.param == "sqlite":
        yield Place(tmp_path, SEED, slack=SLACK)
        return
    if postgres.binaries() is None:
        postgres.without()
    with database() as server:
        yield Place(tmp_path, SEED, server.url, server, SLACK)


def test_every_program_says_in_a_line_what_it_does_and_how_often() -> None:
    assert set(FULL) == set(PROGRAMS)
    assert all(program.__doc__ for program in PROGRAMS.values())


@pytest.mark.alone
def test_faults_under_a_server_of_two_processes_lose_nothing(place: Place) -> None:
    with served(place) as site:
        reports = {work.__name__: short(work, site, size) for work, size in ON_A_SERVER}
    assert {name: report.wrong for name, report in reports.items() if report.wrong} == {}
    assert reports["kills"].counted["saves_acknowledged"]


@pytest.mark.alone
def test_whoever_answers_is_told_soon_that_the_database_is_away(place: Place) -> None:
    assert away(place, 2).wrong == []


@pytest.mark.alone
def test_a_process_with_a_wrong_clock_judges_nobody_on_sqlite(tmp_path: Path) -> None:
    require("cc")
    assert clocks(Place(tmp_path, SEED, slack=SLACK), 4).wrong == []


def test_a_commit_that_breaks_off_is_told_as_done_on_no_route_that_writes(place: Place) -> None:
    assert commits(place, 1).wrong == []


def test_a_migration_that_is_killed_stands_or_was_done(place: Place) -> None:
    assert migration(place, 4).wrong == []


# The judges themselves


@pytest.mark.parametrize(
    ("notes", "flaw"),
    [
        pytest.param([Note(WRITE, 0, 1, 1, "a"), Note(WRITE, 0, 1, 1, "b")], "two writes", id="one of two"),
        pytest.param([Note(READ, 0, 1, 1, "a")], "was read as", id="nobody wrote it"),
        pytest.param(
            [Note(WRITE, 0, 1, 1, "a"), Note(READ, 2, 3, 0, "")], "after version 1", id="an older one"
        ),
    ],
)
def test_a_history_that_could_not_have_been_is_seen(notes: list[Note], flaw: str) -> None:
    assert any(flaw in line for line in anomalies(notes))


def test_a_history_that_could_have_been_is_none() -> None:
    both = [Note(WRITE, 0, 1, 1, "a"), Note(READ, 0.5, 3, 0, ""), Note(READ, 2, 3, 1, "a")]
    assert list(anomalies(both)) == []


def test_somebody_of_whom_nothing_is_there_is_seen(tmp_path: Path) -> None:
    with Place(tmp_path, SEED).opened() as store:
        person = Person("http://127.0.0.1", "ada")
        person.receipt = "0000-0000-0000-0000-0000-0000"
        assert list(losses(store, [person])) == ["ada is not there at all"]
        person.close()
