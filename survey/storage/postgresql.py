"""PostgreSQL: a small capped pool, time limits on everything, and the database's own clock.

Writes run read committed and lock what they decide by (the campaign shared, the draft alone), with
unique keys as the last word. Serializable was the other choice: it would add retries of whole
requests for conflicts that the two row locks already order.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Any

from sqlalchemy import Connection, Engine, QueuePool, create_engine, event, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import OperationalError

from survey.errors import NotSaved
from survey.storage.line import Line
from survey.storage.overheard import refuse_beforehand, refuse_overheard
from survey.storage.sqlite import compact, read_json
from survey.storage.waiting import Impatient, answering_within, is_late, refuse_when_late

IDLE_SECONDS = 60
CONNECT_SECONDS = 2
AWAY_SECONDS = 1
MIGRATION_LOCK = 7_246_178_302


class PostgreSQL:
    """A server, through psycopg 3."""

    name = "postgresql"
    turn = nullcontext
    together = None
    """Others would wait for a draft that one of them holds, and for the network in turn."""

    def __init__(
        self,
        url: URL,
        *,
        pool_size: int,
        patience: float,
        answer_seconds: float,
        statement_seconds: float,
        own_network: str | None = None,
    ) -> None:
        self.line = Line(pool_size, patience)
        self._answer_seconds = answer_seconds
        self._away_until = 0.0
        limits = {
            "statement_timeout": int(statement_seconds * 1000),
            "lock_timeout": int(answer_seconds * 1000),
            "idle_in_transaction_session_timeout": IDLE_SECONDS * 1000,
        }
        connecting: dict[str, Any] = {
            "connect_timeout": CONNECT_SECONDS,
            "application_name": "survey",
            "client_encoding": "utf8",
            "tcp_user_timeout": int(statement_seconds * 1000),
            "options": " ".join(f"-c {name}={value}" for name, value in limits.items()),
        }
        self.engine = create_engine(
            url.set(drivername="postgresql+psycopg"),
            poolclass=QueuePool,
            pool_size=pool_size,
            max_overflow=0,
            pool_timeout=answer_seconds,
            pool_pre_ping=True,
            isolation_level="READ COMMITTED",
            json_serializer=compact,
            json_deserializer=read_json,
            connect_args=connecting,
        )

        @event.listens_for(self.engine, "do_connect")
        def connect(dialect: object, record: object, given: list[Any], named: dict[str, Any]) -> Impatient:
            refuse_when_late()
            refuse_beforehand(given[0] if given else "", named, own_network)
            made = Impatient.connect(*given, **named)
            refuse_overheard(made, own_network)
            return made

        self.reader = self.engine.execution_options(
            isolation_level="REPEATABLE READ", postgresql_readonly=True
        )

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        with self._connected(self.engine) as connection, connection.begin():
            yield connection

    @contextmanager
    def reading(self, *, patient: bool = False) -> Iterator[Connection]:
        """One unchanging view of the data; `patient` lifts the limit on a statement for long exports."""
        with self._connected(self.reader) as connection, connection.begin():
            if patient:
                connection.execute(text("SET LOCAL statement_timeout = 0"))
            yield connection

    @contextmanager
    def migrating(self) -> Iterator[Connection]:
        """A write transaction that waits for any other process that migrates."""
        with self._connected(self.engine) as connection, connection.begin():
            connection.execute(text("SET LOCAL statement_timeout = 0"))
            connection.execute(text("SET LOCAL lock_timeout = 0"))
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": MIGRATION_LOCK})
            yield connection

    @contextmanager
    def _connected(self, engine: Engine) -> Iterator[Connection]:
        """A connection in turn; once the server could not be reached, who waits is told so at once."""
        with self.line.place():
            if time.monotonic() < self._away_until:
                raise NotSaved("The database cannot be reached. Nothing was saved; try again in a moment.")
            with answering_within(self._answer_seconds):
                try:
                    connection = engine.connect()
                except OperationalError:
                    self._away_until = time.monotonic() + AWAY_SECONDS
                    raise
                with self._away_when_silent(), connection:
                    yield connection

    @contextmanager
    def _away_when_silent(self) -> Iterator[None]:
        """A server that did not answer one in time will most likely not answer another."""
        try:
            yield
        except OperationalError:
            if is_late():
                self._away_until = time.monotonic() + AWAY_SECONDS
            raise

    def tell_time(self) -> float:
        return 0.0

    def close(self) -> None:
        self.engine.dispose()
