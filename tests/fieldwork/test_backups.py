"""A backup counts once it was read back; whatever stops one leaves nothing; the page says how old it is."""

from __future__ import annotations

import random
import resource
import signal
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from analysis.worker.backups import Backups
from survey.errors import NotSaved, Refused
from survey.fieldwork import service
from survey.fieldwork.backups import kept_away, making
from survey.fieldwork.backups.folder import Kept, backups_in, key_of, name_of
from survey.fieldwork.backups.making import alone, make
from survey.fieldwork.backups.verifying import verify
from survey.settings import Settings
from survey.storage.backup.key import BackupKey
from survey.storage.backup.sealed import MAGIC, Header
from survey.storage.database import Store
from tests.conftest import Clock
from tests.fieldwork.backed_up import SLUG, Machine, environment, machine, quiet, sqlite_machine
from tests.storage import made

__all__ = ["machine", "sqlite_machine"]


def test_a_backup_is_for_its_owner_alone_and_has_its_name_by_london_time(machine: Machine) -> None:
    kept = machine.back_up().kept
    assert kept.path.stat().st_mode & 0o777 == 0o600
    assert machine.folder.stat().st_mode & 0o777 == 0o700
    assert kept.path.name == name_of(kept.header)
    assert [each.path for each in backups_in(machine.folder)] == [kept.path]
    assert sorted(path.name for path in machine.folder.iterdir()) == [
        ".making",
        kept.path.name,
        kept_away.NAME,
    ]


def test_the_hour_that_comes_twice_has_two_names() -> None:
    key = BackupKey(b"k" * 64)
    first = Header.new(key, datetime(2026, 10, 25, 0, 30, tzinfo=UTC), "0.1.0", "r0014")
    second = Header.new(key, datetime(2026, 10, 25, 1, 30, tzinfo=UTC), "0.1.0", "r0014")
    assert name_of(first) == "survey-2026-10-25-013000-BST-0.1.0.backup"
    assert name_of(second) == "survey-2026-10-25-013000-GMT-0.1.0.backup"


def test_the_newest_are_kept(sqlite_store: Store, clock: Clock, tmp_path: Path) -> None:
    key = BackupKey(b"k" * 64)
    paths = []
    for _ in range(4):
        clock.move(hours=1)
        paths.append(make(sqlite_store, tmp_path / "b", key, keep=2, tell=quiet).kept.path)
    assert [kept.path for kept in backups_in(tmp_path / "b")] == [paths[3], paths[2]]


def test_a_key_beside_the_data_or_the_backups_is_refused(machine: Machine) -> None:
    for folder in (machine.settings.data_dir, machine.folder):
        folder.mkdir(parents=True, exist_ok=True)
        beside = machine.settings.model_copy(update={"backup_key_file": folder / "key"})
        with pytest.raises(Refused, match="whoever takes the backups or the data takes it too"):
            key_of(beside)
    with pytest.raises(Refused, match="Backups need a key"):
        key_of(machine.settings.model_copy(update={"backup_key_file": None}))
    assert key_of(machine.settings) == machine.key


def test_two_do_not_make_one_at_the_same_time(machine: Machine) -> None:
    machine.folder.mkdir()
    with alone(machine.folder), pytest.raises(Refused, match="Another backup is being made"):
        machine.back_up()
    machine.back_up()


def full_disk() -> None:
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))


def much(store: Store) -> None:
    """More than fits where the disk is full, and cannot be packed."""
    draw = random.Random(4)
    with store.write() as tx:
        campaign = made.campaign(tx)
        for _ in range(200):
            tx.responses.add(made.response(campaign), {"why": (draw.randbytes(800).hex(),)})


@pytest.mark.alone
def test_a_full_disk_is_told_and_leaves_earlier_backups_alone(sqlite_machine: Machine) -> None:
    machine = sqlite_machine
    earlier = machine.back_up().kept
    much(machine.store)
    command = [sys.executable, "-m", "survey", "backup"]
    done = subprocess.run(
        command, env=environment(machine), capture_output=True, text=True, preexec_fn=full_disk
    )
    assert (done.returncode, "No backup was made: File too large" in done.stderr) == (1, True), done.stderr
    assert [kept.path for kept in backups_in(machine.folder)] == [earlier.path]
    assert list(machine.folder.glob(".survey-*")) == []


STUCK = """
import os, sys, signal
from pathlib import Path
from survey.fieldwork.backups import making
from survey.settings import Settings
from survey.storage.database import Store
from survey.fieldwork.backups.folder import key_of

__all__ = ["machine", "sqlite_machine"]

def tell(what, number):
    if what == sys.argv[1]:
        os.kill(os.getpid(), getattr(signal, sys.argv[2]))

settings = Settings()
with Store.open(settings) as store:
    making.make(store, settings.backup_dir, key_of(settings), keep=9, tell=tell)
"""


@pytest.mark.alone
@pytest.mark.parametrize("moment", ["response", "response read back"])
def test_kill_9_leaves_nothing_that_counts_and_the_next_backup_clears_it_away(
    sqlite_machine: Machine, moment: str
) -> None:
    machine = sqlite_machine
    with machine.store.write() as tx:
        campaign = made.campaign(tx)
        for _ in range(500):
            tx.responses.add(made.response(campaign), {})
    done = subprocess.run([sys.executable, "-c", STUCK, moment, "SIGKILL"], env=environment(machine))
    assert done.returncode == -signal.SIGKILL
    assert backups_in(machine.folder) == ()
    assert len(list(machine.folder.glob(".survey-*"))) == 1
    kept = machine.back_up().kept
    assert list(machine.folder.glob(".survey-*")) == []
    assert [each.path for each in backups_in(machine.folder)] == [kept.path]


def test_ctrl_c_leaves_nothing(machine: Machine) -> None:
    def pressed(what: str, number: int) -> None:
        raise KeyboardInterrupt

    much(machine.store)
    with pytest.raises(KeyboardInterrupt):
        make(machine.store, machine.folder, machine.key, keep=2, tell=pressed)
    assert sorted(path.name for path in machine.folder.iterdir()) == [".making", kept_away.NAME]


def test_a_disk_that_keeps_something_else_is_noticed(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = making.read_back

    def spoilt(draft: Path, *rest: Any) -> None:
        data = bytearray(draft.read_bytes())
        data[-30] ^= 1
        draft.write_bytes(bytes(data))
        real(draft, *rest)

    monkeypatch.setattr(making, "read_back", spoilt)
    with pytest.raises(Refused, match="damaged"):
        machine.back_up()
    assert backups_in(machine.folder) == ()


def test_a_backup_is_verified_without_a_trace(machine: Machine, tmp_path: Path) -> None:
    machine.open()
    machine.send(*machine.begin()[:2])
    kept: Kept = machine.back_up().kept
    found = verify(machine.settings, kept.path, machine.key, quiet)
    assert (found.flaws, found.notes, found.responses) == ((), (), 1)
    lines = list(found.in_words())
    assert any(line.startswith("response ") and len(line.split()[-1]) == 64 for line in lines)
    assert lines[-1] == "It can be restored."


def test_a_record_of_changes_and_answers_that_do_not_hold_are_found(machine: Machine) -> None:
    machine.open()
    with machine.store.write() as tx:
        campaign = tx.campaigns.by_slug(SLUG)
        assert campaign is not None
        version = tx.versions.add("broken", "1", "sha", "no questionnaire")
        tx.responses.add(made.response(campaign, version_id=version.id), {})
        tx.connection.exec_driver_sql("UPDATE audit SET actor = 'somebody else'")
    found = verify(machine.settings, machine.back_up().kept.path, machine.key, quiet)
    assert "1 responses cannot be read by this program." in found.flaws
    assert any("audit log does not follow" in flaw for flaw in found.flaws)


def test_where_the_secret_is_not_there_verifying_says_what_was_not_looked_at(
    machine: Machine, tmp_path: Path
) -> None:
    path = machine.back_up().kept.path
    found = verify(Settings(data_dir=tmp_path / "elsewhere"), path, machine.key, quiet)
    assert found.flaws == ()
    assert "the secret that was in use is not here" in found.notes[0]
    assert not (tmp_path / "elsewhere").exists()


def backup_lines(store: Store) -> list[tuple[str, bool]]:
    return [(line.whole, line.good) for line in service.standing(store) if line.about == "Backup"]


def test_the_page_says_how_old_the_last_backup_is(sqlite_store: Store, clock: Clock, tmp_path: Path) -> None:
    ((said, good),) = backup_lines(sqlite_store)
    assert ("SURVEY_BACKUP_DIR" in said, good) == (True, False)
    key = BackupKey.make(tmp_path / "key")
    more = {"backup_dir": tmp_path / "b", "backup_key_file": tmp_path / "key"}
    sqlite_store.settings = sqlite_store.settings.model_copy(update=more)
    ((said, good),) = backup_lines(sqlite_store)
    assert (said.startswith("There is none in"), good) == (True, False)
    make(sqlite_store, tmp_path / "b", key, keep=3, tell=quiet)
    ((said, _),) = backup_lines(sqlite_store)
    assert "less than an hour ago, read back and whole when it was made. There is no other." in said
    clock.move(hours=26)
    ((said, good),) = backup_lines(sqlite_store)
    assert ("26 hours ago, read back and whole" in said, good) == (True, True)
    clock.move(minutes=1)
    ((said, good),) = backup_lines(sqlite_store)
    assert ("It is older than 26 hours" in said, good) == (True, False)


def test_the_page_says_when_the_list_is_behind(machine: Machine) -> None:
    machine.open()
    machine.back_up()
    machine.receipts.withdraw(SLUG, machine.send(*machine.begin()[:2]))
    assert [good for _, good in backup_lines(machine.store)] == [True]
    (machine.folder / kept_away.NAME).unlink()
    assert sorted(good for _, good in backup_lines(machine.store)) == [False, True]


@pytest.mark.alone
def test_the_worker_makes_one_when_it_is_time(
    sqlite_machine: Machine, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    sqlite_store, folder = sqlite_machine.store, sqlite_machine.folder
    for name, value in environment(sqlite_machine).items():
        monkeypatch.setenv(name, value)
    job = Backups(sqlite_store)
    job.turn()
    assert job.making is not None
    job.making.wait()
    job.turn()
    assert (job.made, len(backups_in(folder))) == (1, 1)
    job.turn()
    assert not job.is_busy()
    clock.move(hours=24, minutes=1)
    job.turn()
    assert job.is_busy()
    job.stop()
    assert len(backups_in(folder)) == 1
    assert list(folder.glob(".survey-*")) == []


def test_without_a_folder_the_worker_makes_none(sqlite_store: Store) -> None:
    job = Backups(sqlite_store)
    job.turn()
    assert not job.is_busy()


def test_a_header_alone_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "survey-x.backup").write_bytes(MAGIC)
    assert backups_in(tmp_path) == ()


def test_no_backup_is_made_where_nothing_can_be_written(machine: Machine) -> None:
    machine.folder.write_text("a file")
    with pytest.raises(NotSaved, match="No backup was made"):
        machine.back_up()
