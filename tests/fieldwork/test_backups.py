"""Backups are made while people answer, count once read back, and bring nothing back that was deleted."""

from __future__ import annotations

import io
import json
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from analysis.worker.backups import Backups
from survey.errors import NotSaved, Refused
from survey.fieldwork import audit, erasing, service
from survey.fieldwork.address_book import address_book, forget
from survey.fieldwork.backups import kept_away, making
from survey.fieldwork.backups.files import put_back as put
from survey.fieldwork.backups.folder import Kept, backups_in, key_of, name_of
from survey.fieldwork.backups.making import Made, alone, make
from survey.fieldwork.backups.restoring import Restored, restore
from survey.fieldwork.backups.verifying import verify
from survey.fieldwork.campaign import open_campaign
from survey.fieldwork.codes import Codes
from survey.fieldwork.final import releases
from survey.fieldwork.participation import Participation
from survey.fieldwork.products import RELEASE
from survey.fieldwork.receipts import Receipts
from survey.fieldwork.team.accounts import Accounts
from survey.fieldwork.typed import Typed
from survey.settings import Settings
from survey.storage.backup.archive import ArchiveWriter, Part
from survey.storage.backup.key import BackupKey
from survey.storage.backup.sealed import MAGIC, Header
from survey.storage.database import Store
from survey.storage.team_records import AccountRecord, StaffSessionRecord
from tests.builders import asking
from tests.conftest import Clock
from tests.fieldwork.fielded import london_people
from tests.storage import made
from tests.storage.another import another

SLUG = "tiny"
WHO: dict[str, Any] = {"actor": "Ada", "reason": "Asked in person"}
FORM = asking("- {id: a, ask: single, text: A?, options: {1: Yes, 0: No}}")


def quiet(_: str, __: int) -> None:
    """Nobody looks."""


@dataclass
class Machine:
    """A server with a key and a folder for its backups."""

    store: Store
    settings: Settings
    key: BackupKey
    folder: Path

    @property
    def codes(self) -> Codes:
        return Codes(self.settings.secret())

    @property
    def people(self) -> Participation:
        return Participation(self.store, self.codes, self.settings)

    @property
    def receipts(self) -> Receipts:
        return Receipts(self.store, self.codes, self.people.seats)

    def back_up(self, keep: int = 14) -> Made:
        return make(self.store, self.folder, self.key, keep=keep, tell=quiet)

    def open(self) -> None:
        with self.store.read() as tx:
            closes_at = tx.now + timedelta(days=1)
        open_campaign(self.store, FORM, closes_at=closes_at, **WHO)

    def begin(self) -> tuple[str, str, str]:
        """Somebody who has answered everything: token, key to send with, and the code to come back by."""
        begun = self.people.begin(SLUG, shared=False)
        seat = self.people.answer(SLUG, begun.token, Typed("s", {"a": ("1",)}, 0)).seat
        return begun.token, seat.draft.submit_key, self.people.resume_code(seat, begun.token)

    def send(self, token: str, key: str) -> str:
        return self.people.submit(SLUG, token, key).receipt

    def account(self, email: str) -> AccountRecord:
        with self.store.write() as tx:
            account = AccountRecord(
                email[:4], email, "Name", ("administrator",), "x", None, 0, (), tx.now, None
            )
            tx.accounts.add(account)
        return account


@pytest.fixture
def machine(store: Store, tmp_path: Path) -> Machine:
    return set_up(store, tmp_path)


@pytest.fixture
def sqlite_machine(sqlite_store: Store, tmp_path: Path) -> Machine:
    """For what has nothing to do with the engine."""
    return set_up(sqlite_store, tmp_path)


def set_up(store: Store, tmp_path: Path) -> Machine:
    key = BackupKey.make(tmp_path / "keys" / "backup")
    folder = tmp_path / "backups"
    more = {"backup_dir": folder, "backup_key_file": tmp_path / "keys" / "backup"}
    settings = store.settings.model_copy(update=more)
    store.settings = settings
    settings.secret()
    return Machine(store, settings, key, folder)


@pytest.fixture
def empty(settings: Settings, machine: Machine, tmp_path: Path) -> Iterator[Settings]:
    """An empty machine, to which the secret was brought."""
    with another(settings, tmp_path / "empty") as found:
        found.make_data_dir()
        shutil.copy(machine.settings.secret_file, found.secret_file)
        yield found


def put_back(machine: Machine, into: Settings, path: Path, listed: bool = True, **more: Any) -> Restored:
    marks = kept_away.read_list(machine.folder / kept_away.NAME) if listed else ()
    given = {"actor": "Ada", "secret_is_lost": False, "tell": quiet, **more}
    return restore(into, path, machine.key, marks, **given)


# ---------------------------------------------------------------- making


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


def environment(machine: Machine) -> dict[str, str]:
    return {
        **os.environ,
        "SURVEY_DATA_DIR": str(machine.settings.data_dir),
        "SURVEY_DATABASE_URL": machine.settings.database_url,
        "SURVEY_BACKUP_DIR": str(machine.folder),
        "SURVEY_BACKUP_KEY_FILE": str(machine.settings.backup_key_file),
        "SURVEY_UNSAFE_DATABASE": "true",
    }


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


# ---------------------------------------------------------------- restoring


def test_what_was_deleted_after_the_backup_does_not_reappear(machine: Machine, empty: Settings) -> None:
    machine.open()
    stays = machine.begin()
    keeps = machine.send(*machine.begin()[:2])
    withdrawn, erased = (machine.send(*machine.begin()[:2]) for _ in range(2))
    stopped, later = machine.begin(), machine.begin()
    slug = london_people(machine.store, [{"email": [f"{n}@example.org"]} for n in range(3)], flushed=False)
    ends, stays_on = machine.account("ends@example.org"), machine.account("stay@example.org")
    with machine.store.write() as tx:
        session = StaffSessionRecord("t", stays_on.id, tx.now, tx.now, tx.now + timedelta(days=1), None, None)
        tx.staff_sessions.add(session)
    path = machine.back_up().kept.path

    machine.receipts.withdraw(SLUG, withdrawn)
    erasing.erase(machine.store, machine.codes, SLUG, erased, **WHO)
    machine.people.stop(SLUG, stopped[0])
    machine.receipts.withdraw(SLUG, machine.send(*later[:2]))
    with machine.store.write() as tx:
        tx.contacts.flush_outbox(random.Random(5).shuffle)
    (first, *_) = (each for each in address_book(machine.store, slug).contacts if each.holds("1@example"))
    forget(machine.store, slug, first.id, **WHO)
    Accounts(machine.store, machine.codes).disable(ends.id, **WHO)

    done = put_back(machine, empty, path)
    assert done.again == {"response": 2, "draft": 2, "contact": 1, "release": 0, "account": 1}
    with Store.open(empty) as store:
        other = Machine(store, empty, machine.key, machine.folder)
        assert store.migrate() is False
        with store.read() as tx:
            campaign = tx.campaigns.by_slug(SLUG)
            assert campaign is not None
            assert tx.responses.count(campaign.id) == 1
            assert tx.responses.count_withdrawn(campaign.id) == 2
            assert tx.drafts.count(campaign.id) == 1
            left = {json.dumps(payload) for _, payload in tx.contacts.given(campaign.id + 1)}
            assert len(left) == 2
            assert "1@example.org" not in str(left)
            accounts = {each.email: each.disabled_at is None for each in tx.accounts.all()}
            assert accounts == {"ends@example.org": False, "stay@example.org": True}
            assert tx.staff_sessions.of(stays_on.id) == ()
            assert tx.audit.flaws() == ()
            assert tx.audit.all()[-1].action == "restore from a backup"
        assert other.receipts.knows(SLUG, keeps)
        assert not other.receipts.knows(SLUG, withdrawn)
        other.people.resume(SLUG, stays[2], shared=False)
        assert "Restored from the backup of" in audit.lines(store)[0]


def test_without_the_list_it_says_that_nothing_was_deleted_again(machine: Machine, empty: Settings) -> None:
    machine.open()
    receipt = machine.send(*machine.begin()[:2])
    path = machine.back_up().kept.path
    machine.receipts.withdraw(SLUG, receipt)
    done = put_back(machine, empty, path, listed=False)
    assert sum(done.again.values()) == 0
    assert "  0 responses that were withdrawn" in done.in_words()


def test_the_list_is_written_when_somebody_withdraws_and_mended_when_it_could_not_be(
    machine: Machine,
) -> None:
    machine.open()
    receipts = [machine.send(*machine.begin()[:2]) for _ in range(3)]
    listed = machine.folder / kept_away.NAME
    machine.receipts.withdraw(SLUG, receipts[0])
    assert len(kept_away.read_list(listed)) == 1
    with listed.open("ab") as file:
        file.write(b'{"what": "respo')
    assert len(kept_away.read_list(listed)) == 1
    machine.receipts.withdraw(SLUG, receipts[1])
    assert len(kept_away.read_list(listed)) == 2
    listed.unlink()
    listed.mkdir()
    machine.receipts.withdraw(SLUG, receipts[2])
    assert not kept_away.is_listed(machine.store, machine.folder)
    listed.rmdir()
    assert machine.back_up().listed == 3
    assert kept_away.is_listed(machine.store, machine.folder)
    assert listed.stat().st_mode & 0o777 == 0o600


def test_the_list_leads_to_nobody(machine: Machine) -> None:
    machine.open()
    token, key, code = machine.begin()
    receipt = machine.send(token, key)
    machine.receipts.withdraw(SLUG, receipt)
    stopped = machine.people.begin(SLUG, shared=False)
    machine.people.stop(SLUG, stopped.token)
    said = (machine.folder / kept_away.NAME).read_text()
    assert [set(json.loads(line)) for line in said.splitlines()] == [{"what", "mark", "day"}] * 2
    assert not any(part in said for part in (receipt, code, key, token))


def test_a_list_that_is_none_is_named_by_its_line(tmp_path: Path) -> None:
    path = tmp_path / kept_away.NAME
    path.write_text('{"what": "response", "mark": "a", "day": "2026-01-01"}\nsomething\n')
    with pytest.raises(Refused, match=r"Line 2 of .* is no entry"):
        kept_away.read_list(path)
    with pytest.raises(Refused, match="There is no list of what was withdrawn"):
        kept_away.read_list(tmp_path / "none")


def test_an_access_that_ended_and_was_given_back_before_the_backup_stays(
    machine: Machine, empty: Settings
) -> None:
    """The list knows days, so this holds for what was ended on an earlier day."""
    account, accounts = machine.account("back@example.org"), Accounts(machine.store, machine.codes)
    machine.account("other@example.org")
    mark = kept_away.Marks(machine.settings).account(account.id)
    with machine.store.write() as tx:
        tx.tombstones.add(mark, kept_away.ACCOUNT, tx.now.date() - timedelta(days=2))
    assert accounts.get(account.id).disabled_at is None
    assert put_back(machine, empty, machine.back_up().kept.path).again["account"] == 0


def test_results_that_were_taken_down_are_not_public_again(machine: Machine, empty: Settings) -> None:
    machine.open()
    with machine.store.write() as tx:
        campaign = tx.campaigns.by_slug(SLUG)
        assert campaign is not None
        for number in (1, 2):
            request = tx.report_requests.add(campaign.id, "Ada", RELEASE.name)
            more = {"asked_by": "A", "reason": "", "data": "d"}
            one = tx.releases.add(campaign.id, number=number, request_id=request.id, **more)
            tx.releases.publish(one.id, "Ada")
    path = machine.back_up().kept.path
    releases.take_down(machine.store, SLUG, **WHO)
    assert put_back(machine, empty, path).again["release"] == 1
    with Store.open(empty) as store, store.read() as tx:
        assert [one.is_public for one in tx.releases.of(campaign.id)] == [False, True]


def test_where_anything_is_wrong_nothing_is_written(
    machine: Machine, empty: Settings, tmp_path: Path
) -> None:
    machine.open()
    path = machine.back_up().kept.path
    whole = path.read_bytes()
    before = sorted(empty.data_dir.iterdir())
    cases = {
        "cut off": whole[:-30],
        "damaged": whole[:-30] + bytes([whole[-30] ^ 1]) + whole[-29:],
        "no backup": b"PK" + whole,
        "does not know": None,
    }
    for said, data in cases.items():
        other = tmp_path / "spoilt"
        if data is None:
            other.write_bytes(of_newer_tables(machine))
        else:
            other.write_bytes(data)
        with pytest.raises(Refused, match=said):
            put_back(machine, empty, other)
        assert sorted(empty.data_dir.iterdir()) == before
    with pytest.raises(Refused, match="cannot be read"):
        put_back(machine, empty, tmp_path / "none")
    with pytest.raises(Refused, match="sealed with another key"):
        restore(empty, path, BackupKey(b"o" * 64), (), actor="", secret_is_lost=False, tell=quiet)
    put_back(machine, empty, path)
    with pytest.raises(Refused, match="There is something in"):
        put_back(machine, empty, path)


def of_newer_tables(machine: Machine) -> bytes:
    file = io.BytesIO()
    header = Header.new(machine.key, machine.store.clock(), "9.0", "r9999")
    ArchiveWriter(file, machine.key, header, {}).finish()
    return file.getvalue()


def test_another_secret_is_refused_and_a_lost_one_can_be_done_without(
    machine: Machine, empty: Settings
) -> None:
    machine.open()
    receipt = machine.send(*machine.begin()[:2])
    path = machine.back_up().kept.path
    machine.receipts.withdraw(SLUG, receipt)
    empty.secret_file.write_text("another secret that is long enough")
    with pytest.raises(Refused, match="is not the one that was in use"):
        put_back(machine, empty.model_copy(), path)
    empty.secret_file.unlink()
    with pytest.raises(Refused, match="The secret of the server is not in"):
        put_back(machine, empty.model_copy(), path)
    done = put_back(machine, Settings(**given(empty)), path, secret_is_lost=True)
    assert done.again["response"] == 1
    assert done.flaws


def given(settings: Settings) -> dict[str, Any]:
    """Settings that make their own secret."""
    names = ("data_dir", "database_url", "unsafe_database")
    return {name: getattr(settings, name) for name in names}


def test_files_that_cannot_be_made_again_come_back_and_newer_ones_stay(
    machine: Machine, empty: Settings
) -> None:
    machine.open()
    with machine.store.write() as tx:
        campaign = tx.campaigns.by_slug(SLUG)
        assert campaign is not None
        report = tx.report_requests.add(campaign.id, "Ada", "report")
        final = tx.report_requests.add(campaign.id, "Ada", RELEASE.name)
        for _ in (report, final):
            taken = tx.report_requests.take("w", tx.now - timedelta(minutes=2))
            assert taken is not None
            tx.report_requests.finish(taken.id, "w")
        tx.releases.add(campaign.id, number=1, request_id=final.id, asked_by="A", reason="", data="d")
        tx.releases.made(final.id, entry="0001", beside=0, title="T", fingerprint="f", files={})
    root = machine.settings.data_dir
    kept = {
        "releases/tiny/0001.json": b"{}",
        "releases/tiny/0001.taken-back": b"why",
        "queries/tiny/0001.json": b"[]",
        f"reports/tiny/{final.id}/index.html": b"<p>" * 50_000,
    }
    for name, data in {
        **kept,
        f"reports/tiny/{report.id}/index.html": b"again",
        "releases/tiny/.tmp": b"",
    }.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(data)
    path = machine.back_up().kept.path
    newer = empty.data_dir / "releases/tiny/0001.taken-back"
    newer.parent.mkdir(parents=True)
    newer.write_bytes(b"newer")
    done = put_back(machine, empty, path)
    assert done.others == ("releases/tiny/0001.taken-back",)
    found = {
        each.relative_to(empty.data_dir).as_posix(): each.read_bytes()
        for top in ("releases", "queries", "reports")
        for each in (empty.data_dir / top).rglob("*")
        if each.is_file()
    }
    assert found == {**kept, "releases/tiny/0001.taken-back": b"newer"}
    with Store.open(empty) as store, store.read() as tx:
        assert tx.report_requests.get(report.id).deleted_at is not None
        assert tx.report_requests.get(final.id).deleted_at is None


@pytest.mark.parametrize("name", ["/etc/passwd", "../secret", "releases/../../x", "secret"])
def test_a_file_goes_nowhere_else(tmp_path: Path, name: str) -> None:
    with pytest.raises(Refused, match="a place where none belongs"):
        put(Settings(data_dir=tmp_path), Part(name, iter(()), None))
    assert list(tmp_path.iterdir()) == []


# ---------------------------------------------------------------- looking


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
    return [(line.said, line.good) for line in service.standing(store) if line.about == "Backup"]


def test_the_page_says_how_old_the_last_backup_is(sqlite_store: Store, clock: Clock, tmp_path: Path) -> None:
    ((said, good),) = backup_lines(sqlite_store)
    assert ("SURVEY_BACKUP_DIR" in said, good) == (True, False)
    key = BackupKey.make(tmp_path / "key")
    more = {"backup_dir": tmp_path / "b", "backup_key_file": tmp_path / "key"}
    sqlite_store.settings = sqlite_store.settings.model_copy(update=more)
    ((said, good),) = backup_lines(sqlite_store)
    assert (said.startswith("There is none in"), good) == (True, False)
    make(sqlite_store, tmp_path / "b", key, keep=3, tell=quiet)
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
