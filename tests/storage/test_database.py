"""The store itself: all or nothing, on disk, one writer at a time, and its own words when it cannot."""

from __future__ import annotations

import multiprocessing
import os
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError

from survey.errors import NotSaved, Refused
from survey.settings import Settings
from survey.storage.database import Store
from survey.storage.sqlite import CHECKPOINT_BYTES, SQLite
from survey.storage.transaction import Transaction
from survey.storage.write_lock import WriteLock
from tests.conftest import Clock
from tests.storage.made import DAY, campaign, draft, response, save


def embedded(store: Store) -> SQLite:
    assert isinstance(store.backend, SQLite)
    return store.backend


@contextmanager
def failing_commit(store: Store) -> Iterator[None]:
    """Every commit breaks off, as when the disk is full or the server goes away."""
    backend = store.backend
    engine = backend.writer if isinstance(backend, SQLite) else backend.engine  # type: ignore[attr-defined]  # only PostgreSQL is left

    def break_off(_: object) -> None:
        raise OperationalError("COMMIT", {}, Exception("disk is full"))

    event.listen(engine, "commit", break_off)
    yield
    event.remove(engine, "commit", break_off)


def test_a_commit_that_fails_says_so_and_leaves_nothing(store: Store) -> None:
    with failing_commit(store), pytest.raises(NotSaved, match="disk is full"), store.write() as tx:
        campaign(tx)
    with store.read() as tx:
        assert tx.campaigns.all() == ()
    with store.write() as tx:
        campaign(tx)
    with store.read() as tx:
        assert len(tx.campaigns.all()) == 1


def test_an_error_inside_a_write_leaves_nothing(store: Store) -> None:
    def write() -> None:
        with store.write() as tx:
            campaign(tx)
            raise LookupError

    with pytest.raises(LookupError):
        write()
    with store.read() as tx:
        assert tx.campaigns.all() == ()


def test_what_went_wrong_is_told_without_what_was_typed(store: Store) -> None:
    with pytest.raises(NotSaved) as told, store.write():
        raise OperationalError("INSERT", {"answer": "canary"}, Exception("database is locked"))
    assert "locked" in str(told.value)
    assert "canary" not in str(told.value)


def test_a_full_disk_is_told_and_space_makes_it_work_again(sqlite_store: Store) -> None:
    with sqlite_store.write() as tx:
        here = campaign(tx)
        made = draft(tx, here)
        pages = tx.connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        tx.connection.exec_driver_sql(f"PRAGMA max_page_count={pages + 1}")
    with pytest.raises(NotSaved, match="full"), sqlite_store.write() as tx:
        save(tx, made.id, text={"why": ("x" * 100_000,)})
    with sqlite_store.write() as tx:
        assert tx.drafts.pages(made.id) == {}
        tx.connection.exec_driver_sql("PRAGMA max_page_count=1000000")
        save(tx, made.id, text={"why": ("x" * 100_000,)})


def end_connection(store: Store, tx: Transaction) -> None:
    """End another transaction's connection from the server's side."""
    own = tx.connection.execute(text("SELECT pg_backend_pid()")).scalar_one()
    with store.write() as other:
        other.connection.execute(text("SELECT pg_terminate_backend(:own)"), {"own": own})


def test_a_server_that_goes_away_within_a_write_leaves_nothing_and_the_next_write_works(
    postgres_store: Store,
) -> None:
    store = postgres_store

    def write() -> None:
        with store.write() as tx:
            campaign(tx)
            end_connection(store, tx)

    with pytest.raises(NotSaved):
        write()
    with store.write() as tx:
        assert tx.campaigns.all() == ()
        campaign(tx)


def test_a_database_that_cannot_be_reached_is_told_quickly(settings: Settings, store: Store) -> None:
    if store.backend.name == "sqlite":
        embedded(store).close()
        embedded(store).path.unlink()
        embedded(store).path.mkdir()
        with pytest.raises(NotSaved), store.write():
            pass
        return
    nowhere = make_url(settings.database_url).update_query_dict({"host": "/nowhere"})
    with (
        Store.open(settings.model_copy(update={"database_url": str(nowhere)})) as away,
        pytest.raises(NotSaved),
        away.write(),
    ):
        pass


def test_postgresql_hands_out_no_more_connections_than_its_pool_has(postgres_store: Store) -> None:
    small = postgres_store.settings.model_copy(update={"pool_size": 1, "busy_seconds": 0.1})
    with (
        Store.open(small) as narrow,
        narrow.write(),
        pytest.raises(NotSaved),
        narrow.write(),
    ):
        pass


def test_a_server_that_never_answers_is_told_to_all_who_wait_at_once(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"postgresql://survey@127.0.0.1:{silent.getsockname()[1]}/survey"
        told: list[float] = []
        with Store.open(Settings(data_dir=tmp_path, database_url=url, pool_size=2)) as store:

            def write() -> None:
                begun = time.monotonic()
                with pytest.raises(NotSaved), store.write():
                    pass
                told.append(time.monotonic() - begun)

            threads = [threading.Thread(target=write) for _ in range(12)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
    assert len(told) == 12
    assert max(told) < 3 * min(told)


def test_the_clock_is_the_database_s_own_on_postgresql_and_the_process_s_on_sqlite(
    settings: Settings, store: Store
) -> None:
    wrong = datetime(2001, 1, 1, tzinfo=UTC)
    with Store.open(settings, clock=lambda: wrong) as other, other.write() as tx:
        if other.backend.name == "sqlite":
            assert tx.now == wrong
        else:
            assert abs(tx.now - datetime.now(UTC)) < timedelta(seconds=5)
            assert tx.now.utcoffset() == timedelta(0)


def test_a_reader_sees_one_unchanging_moment(store: Store) -> None:
    with store.write() as tx:
        campaign(tx)
    with store.read() as reading:
        assert len(reading.campaigns.all()) == 1
        with store.write() as tx:
            campaign(tx, "later")
        assert len(reading.campaigns.all()) == 1


def test_sqlite_is_set_so_that_what_is_confirmed_is_on_disk(sqlite_store: Store) -> None:
    with sqlite_store.write() as tx:
        for pragma, value in {
            "journal_mode": "wal",
            "synchronous": 2,
            "foreign_keys": 1,
            "wal_autocheckpoint": 0,
            "secure_delete": 1,
        }.items():
            assert tx.connection.exec_driver_sql(f"PRAGMA {pragma}").scalar() == value


def test_a_write_begins_by_taking_the_right_to_write(sqlite_store: Store) -> None:
    other = sqlite3.connect(embedded(sqlite_store).path, timeout=0)
    with sqlite_store.write(), pytest.raises(sqlite3.OperationalError, match="locked"):
        other.execute("BEGIN IMMEDIATE")
    other.close()


def test_the_files_are_for_their_owner_alone(sqlite_store: Store) -> None:
    with sqlite_store.write() as tx:
        campaign(tx)
    folder = embedded(sqlite_store).path.parent
    assert folder.stat().st_mode & 0o077 == 0
    beside = ("", "-wal", "-shm", ".lock", ".lock-gate", ".clock")
    assert {file.name: file.stat().st_mode & 0o077 for file in folder.iterdir()} == dict.fromkeys(
        (*(f"survey.db{end}" for end in beside), "secret"), 0
    )


def test_the_log_is_moved_into_the_file_when_it_is_large_and_when_the_store_is_closed(
    sqlite_store: Store,
) -> None:
    backend = embedded(sqlite_store)
    with sqlite_store.write() as tx:
        made = draft(tx, campaign(tx))
        save(tx, made.id, text={"why": ("x" * (CHECKPOINT_BYTES + 1),)})
    assert backend.wal.stat().st_size == 0
    with sqlite_store.write() as tx:
        campaign(tx, "later")
    assert backend.wal.stat().st_size > 0
    sqlite_store.close()
    assert not backend.wal.exists()


def test_what_was_withdrawn_leaves_no_bytes_in_the_files(sqlite_store: Store) -> None:
    with sqlite_store.write() as tx:
        here = campaign(tx)
        sent = response(here, closed={"say": ("canary-closed",)})
        tx.responses.add(sent, {"why": ("canary-text " * 900,)})
    with sqlite_store.write() as tx:
        tx.responses.withdraw(sent.id, sent.receipt_hash, DAY)
    sqlite_store.close()
    files = list(embedded(sqlite_store).path.parent.iterdir())
    assert files
    assert not [file.name for file in files if b"canary" in file.read_bytes()]


def test_a_reader_puts_a_checkpoint_off_and_never_a_write(sqlite_store: Store) -> None:
    backend = embedded(sqlite_store)
    with sqlite_store.write() as tx:
        made = draft(tx, campaign(tx))
    with sqlite_store.read() as reading:
        assert reading.drafts.pages(made.id) == {}
        with sqlite_store.write() as tx:
            save(tx, made.id, text={"why": ("x" * (CHECKPOINT_BYTES + 1),)})
        assert not backend.checkpoint()
        assert backend.wal.stat().st_size > CHECKPOINT_BYTES
    assert backend.checkpoint()


def test_whoever_waits_too_long_for_the_right_to_write_is_told(sqlite_store: Store) -> None:
    impatient = sqlite_store.settings.model_copy(update={"busy_seconds": 0.1})
    with (
        Store.open(impatient) as other,
        sqlite_store.write(),
        pytest.raises(NotSaved, match="Another process is writing"),
        other.write(),
    ):
        pass


COUNTING = """
import sys
from survey.settings import Settings
from survey.storage.database import Store

with Store.open(Settings(data_dir=sys.argv[1])) as store:
    for number in range(int(sys.argv[3])):
        with store.write() as tx:
            before = tx.versions.all(sys.argv[2])
            tx.versions.add(sys.argv[2], str(number), str(number), "{}")
            tx.audit.add(actor=sys.argv[2], action="count", reason=str(len(before)))
"""


def test_processes_and_threads_that_write_at_once_lose_nothing(sqlite_store: Store) -> None:
    names, each = ("one", "two"), 60
    command = [sys.executable, "-c", COUNTING, str(sqlite_store.settings.data_dir)]
    processes = [subprocess.Popen([*command, name, str(each)], stderr=subprocess.PIPE) for name in names]

    def write() -> None:
        for number in range(each):
            with sqlite_store.write() as tx:
                tx.audit.add(actor=threading.current_thread().name, action="count", reason=str(number))

    threads = [threading.Thread(target=write, name=name) for name in ("three", "four")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [(process.wait(60), process.communicate()[1]) for process in processes] == [(0, b"")] * 2
    with sqlite_store.read() as tx:
        assert len(tx.audit.all()) == 4 * each
        assert tx.audit.flaws() == ()
        assert [len(tx.versions.all(name)) for name in names] == [each, each]
        assert tx.connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"


def hold_the_lock(lock_path: str, held: multiprocessing.synchronize.Event) -> None:
    with WriteLock(Path(lock_path), 5)():
        held.set()
        os.kill(os.getpid(), 9)


def test_a_writer_that_is_killed_holds_nobody_up(sqlite_store: Store) -> None:
    spawn = multiprocessing.get_context("spawn")
    held = spawn.Event()
    process = spawn.Process(target=hold_the_lock, args=(str(embedded(sqlite_store).lock.path), held))
    process.start()
    process.join(30)
    assert held.is_set()
    with sqlite_store.write() as tx:
        campaign(tx)


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:", "mysql://u@h/x", "not an address"])
def test_an_address_that_cannot_keep_answers_is_refused(url: str) -> None:
    with pytest.raises(Refused):
        Store.open(url)


def test_the_clock_of_a_test_can_be_moved(sqlite_store: Store, clock: Clock) -> None:
    with sqlite_store.read() as tx:
        before = tx.now
    clock.move(hours=1)
    with sqlite_store.read() as tx:
        assert tx.now - before == timedelta(hours=1)


def test_where_no_lock_can_be_written_a_connection_is_closed_without_one(
    sqlite_store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    gate = embedded(sqlite_store).lock.gate
    with sqlite_store.read() as tx:
        driver = tx.connection.connection.driver_connection
    gate.unlink(missing_ok=True)
    gate.mkdir()
    sqlite_store.close()
    assert isinstance(driver, sqlite3.Connection)
    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        driver.execute("SELECT 1")
    assert caplog.text == ""
