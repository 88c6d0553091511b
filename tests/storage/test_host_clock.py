"""On SQLite a process whose clock is not that of the others on its machine writes nothing."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from survey.errors import NotSaved
from survey.fieldwork.service.line import State
from survey.fieldwork.service.looking import clock as clock_line
from survey.storage.database import Store
from survey.storage.host_clock import OLD, HostClock


@dataclass
class Machine:
    """A machine whose processes have one time since the start, and each a wall clock."""

    file: Path
    since: float = 1000.0
    wrong: dict[str, float] = field(default_factory=dict)
    asking: str = ""

    def time(self) -> float:
        return 1.7e9 + self.since + self.wrong.get(self.asking, 0.0) + self.wrong.get("all", 0.0)

    def apart(self, name: str) -> float:
        self.asking = name
        return round(HostClock(self.file).apart(), 3)


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    found = Machine(tmp_path / "survey.db.clock")
    monkeypatch.setattr(time, "time", found.time)
    monkeypatch.setattr(time, "clock_gettime", lambda _: found.since)
    return found


@pytest.mark.parametrize("wrong", [120.0, -120.0, 2.5])
def test_a_process_with_another_clock_is_told_by_how_much(machine: Machine, wrong: float) -> None:
    machine.wrong["b"] = wrong
    assert machine.apart("a") == 0
    machine.since += 1
    assert machine.apart("b") == wrong
    assert machine.apart("b") == wrong
    assert machine.apart("a") == 0


def test_clocks_that_differ_by_less_agree(machine: Machine) -> None:
    machine.wrong["b"] = 1.5
    assert [machine.apart(name) for name in "abab"] == [0, 0, 0, 0]


def test_a_process_whose_own_clock_is_set_while_it_runs_is_not_believed_though_it_told_the_time_last(
    machine: Machine,
) -> None:
    assert [machine.apart(name) for name in "ab"] == [0, 0]
    machine.wrong["b"] = -120.0
    for _ in range(10):
        assert machine.apart("b") == -120
        assert machine.apart("a") == 0
        machine.since += 1
    machine.wrong["b"] = 0.0
    assert machine.apart("b") == 0


def test_a_clock_set_anew_for_the_whole_machine_is_followed_when_the_old_time_was_told_a_while_ago(
    machine: Machine,
) -> None:
    assert [machine.apart(name) for name in "ab"] == [0, 0]
    machine.wrong["all"] = -3600.0
    assert [machine.apart(name) for name in "ab"] == [-3600, -3600]
    machine.since += OLD + 0.1
    assert [machine.apart(name) for name in "ab"] == [0, 0]


def test_what_nobody_told_for_a_while_counts_no_more(machine: Machine) -> None:
    machine.wrong["b"] = 120.0
    machine.apart("a")
    machine.since += OLD + 0.1
    assert machine.apart("b") == 0
    assert machine.apart("a") == -120


def test_what_was_told_before_the_machine_started_anew_counts_no_more(machine: Machine) -> None:
    machine.apart("a")
    machine.since, machine.wrong["all"] = 3.0, 997.0 + 60
    assert machine.apart("b") == 0


def test_a_file_that_was_cut_or_spoilt_is_as_good_as_none(machine: Machine) -> None:
    machine.wrong["b"] = 120.0
    for spoilt in (b"", b"\0" * 7, b"x" * 40):
        machine.file.write_bytes(spoilt)
        assert machine.apart("b") == 0
        assert machine.apart("a") == -120


def test_the_file_is_its_owners_alone(machine: Machine) -> None:
    machine.apart("a")
    assert machine.file.stat().st_mode & 0o077 == 0


def test_a_process_with_another_clock_saves_nothing_and_the_page_of_service_health_says_so(
    sqlite_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    with sqlite_store.write() as tx:
        tx.sessions.end_expired()
    assert clock_line(sqlite_store).state is State.GOOD
    now = time.time
    monkeypatch.setattr(time, "time", lambda: now() - 120)
    with pytest.raises(NotSaved, match="120 seconds behind that of others"), sqlite_store.write():
        pytest.fail("nothing is begun")
    line = clock_line(sqlite_store)
    assert (line.state, "120 seconds behind" in line.said) == (State.RED, True)
    monkeypatch.undo()
    with sqlite_store.write() as tx:
        tx.sessions.end_expired()
