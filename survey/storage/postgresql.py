"""PostgreSQL: a small capped pool, time limits on everything, and the database's own clock.

Writes run read committed and lock what they decide by (the campaign shared, the draft alone), with
unique keys as the last word. Serializable was the other choice: it would add retries of whole
requests for conflicts that the two row locks already order.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, QueuePool, create_engine, text
from sqlalchemy.engine import URL

from survey.storage.sqlite import compact

IDLE_SECONDS = 60
CONNECT_SECONDS = 2
MIGRATION_LOCK = 7_246_178_302


class PostgreSQL:
    """A server, through psycopg 3."""

    name = "postgresql"

    def __init__(self, url: URL, *, pool_size: int, patience: float, statement_seconds: float) -> None:
        limits = {
            "statement_timeout": int(statement_seconds * 1000),
            "lock_timeout": int(patience * 1000),
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
            pool_timeout=patience,
            pool_pre_ping=True,
            isolation_level="READ COMMITTED",
            json_serializer=compact,
            connect_args=connecting,
        )
        self.reader = self.engine.execution_options(
            isolation_level="REPEATABLE READ", postgresql_readonly=True
        )

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        with self.engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def reading(self, *, patient: bool = False) -> Iterator[Connection]:
        """One unchanging view of the data; `patient` lifts the limit on a statement for long exports."""
        with self.reader.connect() as connection, connection.begin():
            if patient:
                connection.execute(text("SET LOCAL statement_timeout = 0"))
            yield connection

    @contextmanager
    def migrating(self) -> Iterator[Connection]:
        """A write transaction that waits for any other process that migrates."""
        with self.engine.connect() as connection, connection.begin():
            connection.execute(text("SET LOCAL statement_timeout = 0"))
            connection.execute(text("SET LOCAL lock_timeout = 0"))
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": MIGRATION_LOCK})
            yield connection

    def close(self) -> None:
        self.engine.dispose()
