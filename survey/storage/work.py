"""One transaction as the repositories see it: a connection, whether it writes, and one clock."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, Table, func, select
from sqlalchemy.dialects import postgresql, sqlite

from survey.storage.tables import Instant

Clock = Callable[[], datetime]
Insert = postgresql.Insert | sqlite.Insert


def utc_now() -> datetime:
    """The clock of this process."""
    return datetime.now(UTC)


class Work:
    """What a writing transaction reads of campaigns, drafts and responses it also holds until it commits.

    On SQLite there is one writer, so everything is held anyway. On PostgreSQL (read committed) the
    rows read are locked, and `now` is the database's clock read after the lock on the campaign was
    granted: whoever waited for a survey to be closed sees a moment after its closing.
    """

    def __init__(
        self, connection: Connection, clock: Clock, *, writing: bool, audit_key: bytes = b""
    ) -> None:
        self.connection = connection
        self.writing = writing
        self.audit_key = audit_key
        self.on_postgresql = connection.dialect.name == "postgresql"
        self._now: datetime | None = None if self.on_postgresql else clock()

    @property
    def now(self) -> datetime:
        """The moment by which this transaction decides what is open."""
        if self._now is None:
            self._now = self.connection.execute(select(CLOCK)).scalar_one()
        return self._now

    def held(self, statement: Select[Any], parameters: Mapping[str, Any]) -> Row[Any] | None:
        """The row that a statement finds; nobody else changes it while a writing transaction lasts."""
        if self.writing and self.on_postgresql:
            statement = statement.with_for_update()
        return self.connection.execute(statement, parameters).first()

    def held_with_clock(
        self, statement: Select[Any], parameters: Mapping[str, Any], *, to_change: bool
    ) -> Mapping[str, Any] | None:
        """The same for the row that opens and closes: many may share it, one may change it.

        On PostgreSQL the clock is read outside the locking query, so after the lock is granted.
        """
        if not self.on_postgresql:
            row = self.connection.execute(statement, parameters).first()
            return None if row is None else row._asdict()
        if self.writing:
            statement = statement.with_for_update(read=not to_change)
        found = statement.cte("found")
        row = self.connection.execute(select(found, CLOCK.label("now")), parameters).first()
        if row is None:
            return None
        columns = row._asdict()
        self._now = columns.pop("now")
        return columns

    def insert(self, table: Table) -> Insert:
        """The engine's own insert, which knows what to do on a conflict."""
        return postgresql.insert(table) if self.on_postgresql else sqlite.insert(table)


CLOCK = func.clock_timestamp(type_=Instant())


class Repository:
    """All statements about one noun, inside one transaction."""

    def __init__(self, work: Work) -> None:
        self.work = work
        self.connection = work.connection
