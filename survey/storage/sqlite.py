"""SQLite: one writer at a time among all processes, every commit on disk, checkpoints by us alone.

Library versions before 3.51.3 can lose committed writes when two connections write and checkpoint at
the same moment. So automatic checkpoints are off, and each write transaction, each checkpoint and each
closing of a connection (the last one checkpoints by itself) happens under one advisory file lock.
"""

from __future__ import annotations

import json
import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any

from pydantic_core import from_json
from sqlalchemy import Connection, Engine, NullPool, QueuePool, create_engine, event, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import SQLAlchemyError

from survey.errors import NotSaved, Refused
from survey.storage.host_clock import HostClock
from survey.storage.line import Line
from survey.storage.prepared import Prepared
from survey.storage.write_lock import WriteLock, open_private

CHECKPOINT_BYTES = 4 * 1024 * 1024
RETRY_BYTES = 1024 * 1024
BUSY_SECONDS = 5
READERS = 16
PRAGMAS = ("synchronous=FULL", "wal_autocheckpoint=0", "secure_delete=ON", "temp_store=MEMORY")
WRITING = ("journal_mode=WAL",)
HARMLESS = (OSError, sqlite3.Error, SQLAlchemyError, NotSaved)
READING = ("query_only=ON",)


class Shared(threading.local):
    """The connection on which a thread writes several things together, while it does."""

    connection: Connection | None = None


class SQLite:
    """The embedded engine: a file, its write-ahead log and a lock file beside it."""

    name = "sqlite"

    def __init__(self, url: URL, *, patience: float) -> None:
        if not url.database or url.database == ":memory:":
            raise Refused(
                "Answers need a file: write sqlite:/// and a path, for example sqlite:///var/survey.db."
            )
        self.path = Path(url.database).absolute()
        self.wal = self.path.with_name(self.path.name + "-wal")
        self.host_clock = HostClock(self.path.with_name(self.path.name + ".clock"))
        self.lock = WriteLock(self.path.with_name(self.path.name + ".lock"), patience)
        self.writer = self._engine(pool_size=1, begin="BEGIN IMMEDIATE", pragmas=WRITING)
        self.reader = self._engine(pool_size=READERS, begin="BEGIN", pragmas=READING)
        self._checkpoint_at = CHECKPOINT_BYTES
        self._shared = Shared()

    @property
    def line(self) -> Line:
        return self.lock.line

    def turn(self) -> AbstractContextManager[None]:
        return self.lock()

    @contextmanager
    def together(self) -> Iterator[None]:
        with self.writing() as connection:
            self._shared.connection = connection
            try:
                yield
            finally:
                self._shared.connection = None

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        if self._shared.connection is not None:
            yield self._shared.connection
            return
        with self.lock():
            self.host_clock.agree()
            with self.writer.connect() as connection, connection.begin():
                yield connection
            self._checkpoint_when_large()

    @contextmanager
    def reading(self, *, patient: bool = False) -> Iterator[Connection]:
        with self.reader.connect() as connection, connection.begin():
            yield connection

    def tell_time(self) -> float:
        return self.host_clock.apart() if self.path.exists() else 0.0

    @contextmanager
    def migrating(self) -> Iterator[Connection]:
        """A write transaction in which tables may be rebuilt: foreign keys are checked at its end instead."""
        engine = self._engine(pool_size=None, begin="BEGIN IMMEDIATE", pragmas=WRITING, foreign_keys=False)
        with self.lock(), engine.connect() as connection, connection.begin():
            yield connection
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
            if broken:
                raise Refused(f"The migration would leave rows without their parents: {broken[:5]}.")
        with suppress(*HARMLESS):
            self.checkpoint()  # What a migration sealed or took away stands in the log until then.

    def checkpoint(self) -> bool:
        """Move the write-ahead log into the database file and empty it; False while readers keep it."""
        with self.lock(), self.writer.connect() as connection:
            driver = connection.connection.driver_connection
            assert driver is not None
            driver.execute("PRAGMA busy_timeout=0")
            try:
                busy = driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
            finally:
                # nosemgrep: statement-put-together (a number of ours)
                driver.execute(f"PRAGMA busy_timeout={BUSY_SECONDS * 1000}")
        return not busy

    def close(self) -> None:
        """Give the connections back; the log is moved into the database file first where that can be done."""
        if self.path.exists():
            with suppress(*HARMLESS):
                self.checkpoint()
        self.reader.dispose()
        self.writer.dispose()

    def _checkpoint_when_large(self) -> None:
        """After a commit: what was committed stays so whether or not a checkpoint succeeds."""
        with suppress(*HARMLESS):
            size = self.wal.stat().st_size
            if size >= self._checkpoint_at:
                self._checkpoint_at = CHECKPOINT_BYTES if self.checkpoint() else size + RETRY_BYTES

    def _make_file(self) -> None:
        """The database file, readable by its owner alone; SQLite gives its log the same mode."""
        if self.path.exists():
            return
        os.close(open_private(self.path))

    def _engine(
        self,
        *,
        pool_size: int | None,
        begin: str,
        pragmas: tuple[str, ...],
        foreign_keys: bool = True,
    ) -> Engine:
        lock = self.lock

        class Locked(sqlite3.Connection):
            """A connection whose closing, too, waits for its turn."""

            def close(self) -> None:
                try:
                    with lock():
                        super().close()
                except NotSaved as failure:
                    if not isinstance(failure.__cause__, OSError):
                        raise
                    super().close()  # Where no lock can be written, nothing can.

        pool: dict[str, Any] = {"poolclass": NullPool}
        if pool_size is not None:
            pool = {
                "poolclass": QueuePool,
                "pool_size": pool_size,
                "max_overflow": 0,
                "pool_timeout": lock.patience,
            }
        engine = create_engine(
            URL.create("sqlite", database=str(self.path)),
            connect_args={"check_same_thread": False, "timeout": BUSY_SECONDS, "factory": Locked},
            json_serializer=compact,
            json_deserializer=read_json,
            **pool,
        )

        @event.listens_for(engine, "do_connect")
        def make(*_: object) -> None:
            self._make_file()

        @event.listens_for(engine, "connect")
        def configure(driver: sqlite3.Connection, record: object) -> None:
            driver.isolation_level = None
            for pragma in (*PRAGMAS, f"foreign_keys={'ON' if foreign_keys else 'OFF'}", *pragmas):
                # nosemgrep: statement-put-together (words of ours)
                driver.execute(f"PRAGMA {pragma}")

        starting = Prepared(text(begin))

        @event.listens_for(engine, "begin")
        def start(connection: Connection) -> None:
            starting.run(connection)

        return engine


read_json = partial(from_json, cache_strings="keys")
"""JSON to values; short strings are not kept for the next document, for they may be what somebody typed."""


compact = json.JSONEncoder(ensure_ascii=True, separators=(",", ":"), allow_nan=False).encode
"""JSON in plain ASCII, so that every character comes back as it was on either engine."""
