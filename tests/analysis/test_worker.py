"""The worker moves contacts on, and stops when it is told to or left alone."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from analysis.worker.contacts import Contacts
from analysis.worker.rounds import run
from analysis.worker.stop import Stop
from survey.fieldwork.contacts import BATCH
from survey.settings import Settings
from survey.storage.database import Store
from tests.analysis.answers import ROOT
from tests.migrated import migrated
from tests.storage.made import campaign, response

PATIENCE = 60.0
"""Seconds; a machine with much to do starts Python slowly."""


class Rounds(Stop):
    """Stops after a number of rounds; its clock moves by what was to be slept."""

    def __init__(self, rounds: int) -> None:
        super().__init__()
        self.left = rounds
        self.now = 0.0
        self.waits: list[float] = []

    def wait(self, seconds: float) -> bool:
        self.waits.append(seconds)
        self.now += seconds
        self.left -= 1
        return self.left <= 0

    def clock(self) -> float:
        return self.now


def queue(store: Store, number: int) -> None:
    with store.write() as tx:
        found = tx.campaigns.by_slug("pulse") or campaign(tx, "pulse")
        for n in range(number):
            tx.responses.add(response(found), {})
            tx.contacts.queue(found.id, {"n": n})


def test_a_round_moves_what_is_ready(store: Store) -> None:
    queue(store, BATCH)
    job, rounds = Contacts(store), Rounds(2)
    run([job], rounds, rounds.clock)
    assert job.moved == BATCH
    assert rounds.waits == [30, 30]


def test_when_the_store_cannot_be_reached_it_waits_longer_and_goes_on(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, database_url=f"sqlite:///{tmp_path}/no/such/place/survey.db")
    with Store.open(settings) as store:
        job, rounds = Contacts(store), Rounds(6)
        run([job], rounds, rounds.clock)
    assert job.moved == 0
    assert rounds.waits == [60, 120, 240, 300, 300, 300]


def started(tmp_path: Path, stdin: int) -> subprocess.Popen[bytes]:
    with migrated(Settings(data_dir=tmp_path / "var")) as store:
        queue(store, BATCH)
    environment = {**os.environ, "SURVEY_DATA_DIR": str(tmp_path / "var")}
    return subprocess.Popen(
        [sys.executable, "-m", "analysis", "worker"], cwd=ROOT, stdin=stdin, stderr=subprocess.PIPE,
        env=environment,
    )  # fmt: skip


def has_moved(tmp_path: Path) -> bool:
    with Store.open(Settings(data_dir=tmp_path / "var")) as store, store.read() as tx:
        found = tx.campaigns.by_slug("pulse")
        return found is not None and len(tx.contacts.all(found.id)) == BATCH


def wait_until_moved(tmp_path: Path, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + PATIENCE
    while not has_moved(tmp_path):
        assert process.poll() is None
        assert time.monotonic() < end
        time.sleep(0.2)


@pytest.mark.parametrize("way", ["signal", "input"])
def test_it_stops_at_once_when_told(tmp_path: Path, way: str) -> None:
    process = started(tmp_path, subprocess.PIPE)
    try:
        wait_until_moved(tmp_path, process)
        if way == "signal":
            process.send_signal(signal.SIGTERM)
        else:
            assert process.stdin is not None
            process.stdin.close()
        assert process.wait(timeout=PATIENCE) == 0
    finally:
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stderr):
            if pipe is not None and not pipe.closed:
                pipe.close()


def test_without_a_pipe_it_goes_on_and_ends_with_its_signal(tmp_path: Path) -> None:
    process = started(tmp_path, subprocess.DEVNULL)
    try:
        wait_until_moved(tmp_path, process)
        assert process.poll() is None
        process.terminate()
        assert process.wait(timeout=PATIENCE) == 0
    finally:
        process.kill()
        process.wait()
        if process.stderr is not None:
            process.stderr.close()
