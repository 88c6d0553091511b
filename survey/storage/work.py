"""One transaction as the repositories see it: a connection, whether it writes, and one clock."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

from sqlalchemy import BigInteger, Column, Connection, Row, Select, Table, bindparam, func, select
from sqlalchemy.dialects import postgresql, sqlite

from survey.errors import Locked, Refused
from survey.storage.keyring import Keyring
from survey.storage.prepared import Prepared
from survey.storage.recipient import Recipient
from survey.storage.sealed_columns import place_of
from survey.storage.tables import Instant

Clock = Callable[[], datetime]
Keys = Callable[[Connection], Keyring]
Insert = postgresql.Insert | sqlite.Insert

INSERT: dict[str, Callable[[Table], Insert]] = {"postgresql": postgresql.insert, "sqlite": sqlite.insert}
CLOCK = Prepared(select(func.clock_timestamp(type_=Instant())))
DATES_ALONE, DATES_SHARED = (
    Prepared(select(lock(bindparam("dates", type_=BigInteger))))
    for lock in (func.pg_advisory_xact_lock, func.pg_advisory_xact_lock_shared)
)
DATES_LOCK = 7_246_178_301
PLACES_LOCK = 1_724_617_830


def utc_now() -> datetime:
    """The clock of this process."""
    return datetime.now(UTC)


class Work:
    """What a writing transaction decides by stays as it is until it commits.

    On SQLite there is one writer, so all of it does. On PostgreSQL (read committed) a draft or response
    that was read is locked, and so are the dates of all campaigns: those who write share that lock, who
    changes dates has it alone, and the lock manager serves both in turn. `now` is the database's clock
    read after the lock was granted, so whoever waited for a survey to be closed sees a moment after it.
    """

    def __init__(
        self,
        connection: Connection,
        clock: Clock,
        keys: Keys,
        *,
        writing: bool,
        audit_key: bytes = b"",
        recipient: Recipient | None = None,
    ) -> None:
        self.connection = connection
        self.writing = writing
        self.audit_key = audit_key
        self.on_postgresql = connection.dialect.name == "postgresql"
        self._now: datetime | None = None if self.on_postgresql else clock()
        self._dates_held = False
        self._keys = keys
        self.recipient = recipient

    @property
    def now(self) -> datetime:
        """The moment by which this transaction decides what is open."""
        if self._now is None:
            self._now = CLOCK.rows(self.connection)[0][0]
        return self._now

    def held(self, statement: Select[Any], parameters: Mapping[str, Any]) -> Row[Any] | None:
        """The row that a statement finds; nobody else changes it while a writing transaction lasts."""
        return self.connection.execute(self.locking(statement), parameters).first()

    def locking(self, statement: Select[Any]) -> Select[Any]:
        """A statement that holds the rows which it finds."""
        return statement.with_for_update() if self.writing and self.on_postgresql else statement

    def hold_dates(self, *, to_change: bool) -> None:
        """From here to the commit no campaign opens or closes, unless this transaction does it."""
        if self._dates_held or not (self.writing and self.on_postgresql):
            return
        (DATES_ALONE if to_change else DATES_SHARED).rows(self.connection, dates=DATES_LOCK)
        self._dates_held, self._now = True, None

    def hold_places(self, campaign_id: int, *, to_take: bool) -> None:
        """From here to the commit nobody sends in a campaign, unless this transaction does it.

        Take it after a draft and before a count: whoever waited sees the response that was waited for.
        """
        if not (self.writing and self.on_postgresql):
            return
        lock = func.pg_advisory_xact_lock if to_take else func.pg_advisory_xact_lock_shared
        self.connection.execute(select(lock(PLACES_LOCK, campaign_id)))
        self._now = None

    @cached_property
    def keyring(self) -> Keyring:
        """The keys of texts and contacts, as they are at the first need of this transaction.

        Locked where they cannot be used: whoever is just saving is given back what they typed.
        """
        try:
            return self._keys(self.connection)
        except Refused as refused:
            raise Locked(str(refused)) from refused

    def seal(self, column: Column[Any], value: Any, *row: object) -> Any:
        """A value for a sealed column of a row, which the values of its key name; what is empty stays so."""
        return self.keyring.close(value, place_of(column, row)) if value else value

    def unseal(self, column: Column[Any], stored: Any, *row: object) -> Any:
        """What was put into a sealed column of a row."""
        return self.keyring.open(stored, place_of(column, row)) if stored else stored

    def insert(self, table: Table) -> Insert:
        """The engine's own insert, which knows what to do on a conflict."""
        return INSERT[self.connection.dialect.name](table)


class Repository:
    """All statements about one noun, inside one transaction."""

    def __init__(self, work: Work) -> None:
        self.work = work
        self.connection = work.connection
