"""A backup is put into an empty database alone, whole, and brings nothing back that was deleted."""

from __future__ import annotations

import io
import json
import random
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from survey.errors import Refused
from survey.fieldwork import audit, erasing
from survey.fieldwork.address_book import address_book, forget
from survey.fieldwork.backups import kept_away
from survey.fieldwork.backups.files import put_back as put
from survey.fieldwork.backups.restoring import restore
from survey.fieldwork.backups.verifying import verify
from survey.fieldwork.final import releases
from survey.fieldwork.products import RELEASE
from survey.fieldwork.team.accounts import Accounts
from survey.settings import Settings
from survey.storage.backup.archive import Archive, ArchiveWriter, Part
from survey.storage.backup.key import BackupKey
from survey.storage.backup.sealed import Header
from survey.storage.database import Store
from survey.storage.key_file import KeyFile
from survey.storage.team_records import StaffSessionRecord
from tests.fieldwork.backed_up import SLUG, WHO, Machine, empty, machine, put_back, quiet
from tests.fieldwork.fielded import london_people
from tests.storage import made

__all__ = ["empty", "machine"]


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


def test_texts_come_back_with_the_keys_that_sealed_them_and_the_backup_does_not_hold_these(
    machine: Machine, empty: Settings
) -> None:
    with machine.store.write() as tx:
        within = made.campaign(tx)
        sent = made.response(within)
        tx.responses.add(sent, {"why": ("a canary in words",)})
    path = machine.back_up().kept.path
    with path.open("rb") as file:
        archive = Archive(file, machine.key)
        inside = str([list(part.rows()) for part in archive.parts()])
    keys = empty.text_keys_file.read_text()
    assert sent.id in inside
    assert "canary" not in inside
    assert keys.split()[1] not in inside
    assert "key" not in str(verify(empty, path, machine.key, quiet).flaws)

    empty.text_keys_file.unlink()
    assert "1 values: Texts and contacts were sealed" in str(verify(empty, path, machine.key, quiet).flaws)
    with pytest.raises(Refused, match="It is in no backup"):
        put_back(machine, empty, path)
    KeyFile(empty.text_keys_file).make(machine.store.clock())
    with pytest.raises(Refused, match="It is in no backup"):
        put_back(machine, empty, path)

    empty.text_keys_file.write_text(keys)
    put_back(machine, empty, path)
    with Store.open(empty) as store, store.read() as tx:
        assert tx.responses.texts(sent.id) == {"why": ("a canary in words",)}


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
