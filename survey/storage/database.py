"""The store: the one door to everything that is kept.

`with store.write() as tx` is the only way to write, and leaving it commits. Whatever keeps a write
from being safely stored comes out as NotSaved, and then nothing of it is stored.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import cached_property

from sqlalchemy import Connection
from sqlalchemy.engine import make_url
from sqlalchemy.exc import (
    ArgumentError,
    DatabaseError,
    DBAPIError,
    InterfaceError,
    InternalError,
    OperationalError,
)
from sqlalchemy.exc import TimeoutError as PoolTimeout

from survey.errors import NotSaved, Refused
from survey.settings import Settings
from survey.storage import schema
from survey.storage.backend import Backend
from survey.storage.engine import Engine, engine
from survey.storage.health import Finding, findings, refuse_unsafe
from survey.storage.key_file import KeyFile
from survey.storage.keyring import Keyring
from survey.storage.postgresql import PostgreSQL
from survey.storage.recipient import Recipient
from survey.storage.resealing import refuse_new_key, wanted
from survey.storage.sqlite import SQLite
from survey.storage.transaction import Transaction
from survey.storage.work import Clock, utc_now

FAILURES = (OperationalError, InterfaceError, InternalError, PoolTimeout)


class Store:
    """Everything that is kept, on SQLite or PostgreSQL."""

    def __init__(self, backend: Backend, settings: Settings, clock: Clock) -> None:
        self.backend = backend
        self.settings = settings
        self.clock = clock
        self.key_file = KeyFile(settings.text_keys_file)
        self._looked_at = self._ring = Keyring(())

    @classmethod
    def open(cls, settings: Settings | str, *, clock: Clock = utc_now) -> Store:
        """A store for these settings, or for a database address alone; connects when first used.

        The clock is the process's: SQLite decides by it, PostgreSQL by its own.
        """
        if isinstance(settings, str):
            settings = Settings.read(database_url=settings)
        try:
            url = make_url(settings.database_url)
        except ArgumentError:
            raise Refused(
                "SURVEY_DATABASE_URL is not an address: write sqlite:///FILE or postgresql://..."
            ) from None
        backend: Backend
        match url.get_backend_name():
            case "sqlite":
                backend = SQLite(url, patience=settings.busy_seconds)
            case "postgresql" | "postgres":
                backend = PostgreSQL(
                    url,
                    pool_size=settings.pool_size,
                    patience=settings.busy_seconds,
                    answer_seconds=settings.database_seconds,
                    statement_seconds=settings.statement_seconds,
                    own_network=settings.database_network,
                )
            case other:
                raise Refused(f"Answers are kept in SQLite or PostgreSQL, not in {other}.")
        return cls(backend, settings, clock)

    @contextmanager
    def write(self) -> Iterator[Transaction]:
        """One transaction: all of it is stored when this is left, or none of it and NotSaved."""
        with failures_told("Nothing was saved"), self.backend.writing() as connection:
            yield self._transaction(connection, writing=True)

    @contextmanager
    def turn(self) -> Iterator[None]:
        """The right to write, had once for several transactions of this thread."""
        with failures_told("Nothing was saved"), self.backend.turn():
            yield

    @property
    def together(self) -> Callable[[], AbstractContextManager[None]] | None:
        """Makes one transaction of all that a thread writes in a block; None where each writes by itself.

        Nothing of it is stored unless all is: whatever goes wrong in the block has to leave it.
        """
        return None if self.backend.together is None else self._write_together

    @contextmanager
    def _write_together(self) -> Iterator[None]:
        assert self.backend.together is not None
        with failures_told("Nothing was saved"), self.backend.together():
            yield

    @contextmanager
    def read(self, *, patient: bool = False) -> Iterator[Transaction]:
        """One unchanging view of what is stored; a write inside it fails."""
        with failures_told("Nothing could be read"), self.backend.reading(patient=patient) as connection:
            yield self._transaction(connection, writing=False)

    def migrate(self) -> bool:
        """Bring the tables to this version of the program; of several processes at once one does it.

        Says whether there were none before: somebody who looks for answers is then in the wrong place.
        """
        with failures_told("The tables are as they were"):
            refuse_unsafe(self.backend, self.settings)
            with self.backend.reading() as connection:
                before = schema.current(connection)
                if before == schema.newest():
                    return False
            with self.backend.migrating() as connection:
                schema.upgrade(connection, self.keys_to_upgrade)
            return before is None

    def is_migrated(self) -> bool:
        """Whether the tables are those that this version of the program works with."""
        with failures_told("Nothing could be read"), self.backend.reading() as connection:
            return schema.current(connection) == schema.newest()

    def check(self) -> list[Finding]:
        """The self-check at the start: what must or should be put right before people answer."""
        return findings(self.backend, self.settings)

    def is_there(self) -> bool:
        """Whether there is a database at all; looking at one on SQLite would make it."""
        return not isinstance(self.backend, SQLite) or self.backend.path.exists()

    def engine(self) -> Engine:
        """What the engine says of itself."""
        with failures_told("Nothing could be read"):
            return engine(self.backend, self.settings)

    def close(self) -> None:
        self.backend.close()

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def keys(self, connection: Connection) -> Keyring:
        """The keys of texts and contacts; the first is made where nothing is sealed yet.

        Whenever the file has changed it is held against what is stored: one of elsewhere must seal nothing.
        """
        if "text_keys_file" not in self.settings.model_fields_set:
            self._make_first(connection)
        ring = self.key_file.ring()
        if ring is not self._looked_at:
            lost = wanted(connection).keys() - set(ring.names)
            self._ring = Keyring(ring.keys, sorted(lost))
            self._looked_at = ring
        return self._ring

    def keys_to_upgrade(self, connection: Connection) -> Keyring:
        """The same, and the first is made where the settings name its file too: nothing is sealed before."""
        self._make_first(connection)
        return self.keys(connection)

    def _make_first(self, connection: Connection) -> None:
        if not self.key_file.is_there():
            refuse_new_key(connection, self.key_file.path)
            self.settings.make_data_dir()
            self.key_file.make(self.clock())

    @cached_property
    def recipient(self) -> Recipient | None:
        """Whoever alone can read what people send in words; None where the server reads it."""
        path = self.settings.recipient_file
        return None if path is None else Recipient.read(path)

    @cached_property
    def _audit_key(self) -> bytes:
        return self.settings.key("audit log")

    def _transaction(self, connection: Connection, *, writing: bool) -> Transaction:
        return Transaction(
            connection,
            self.clock,
            self.keys,
            writing=writing,
            audit_key=self._audit_key,
            recipient=self.recipient,
        )


@contextmanager
def failures_told(said: str) -> Iterator[None]:
    """What the engine says when it cannot be reached, is full, is busy or breaks off, as our own error."""
    try:
        yield
    except FAILURES as failure:
        raise NotSaved(f"{said}: {reason(failure)}") from failure
    except DatabaseError as failure:
        if type(failure) is not DatabaseError:
            raise
        raise NotSaved(f"{said}: {reason(failure)}") from failure


def reason(failure: Exception) -> str:
    """The engine's own words, without the statement and its values: those may hold answers."""
    words = str(failure.orig) if isinstance(failure, DBAPIError) else str(failure)
    return words.strip().splitlines()[0] if words.strip() else type(failure).__name__
