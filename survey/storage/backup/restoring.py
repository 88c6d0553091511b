"""A backup into an empty database, of either engine and of this version of the tables or an older one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from survey.errors import Refused
from survey.storage import schema
from survey.storage.backup.archive import Archive, Part, Whole
from survey.storage.backup.rows import Progress, fill, renumber
from survey.storage.database import Store, failures_told
from survey.storage.transaction import Transaction

NOT_EMPTY = (
    "There is something in {place} already, and a backup is put into an empty database alone. On SQLite move"
    " the file away, with what begins with its name; on PostgreSQL make a new database. Nothing was changed."
)


def refuse_version(archive: Archive) -> None:
    """A backup of tables that this program does not know comes from a newer one."""
    if archive.header.schema not in schema.known():
        raise Refused(
            f"This backup was made by version {archive.header.program} of the program, whose tables"
            f" ({archive.header.schema}) this version does not know. Install that version or a newer one."
        )


def is_empty(store: Store) -> bool:
    with failures_told("The database was not looked at"), store.backend.reading() as connection:
        return schema.is_empty(connection)


def put_in(store: Store, archive: Archive, place: str, tell: Progress) -> tuple[Whole, ...]:
    """All rows of a backup, in one transaction; until `finishing` is left nobody can work with them."""
    wholes = []
    with failures_told("Nothing was restored"), store.backend.migrating() as connection:
        if not schema.is_empty(connection):
            raise Refused(NOT_EMPTY.format(place=place))
        schema.upgrade(connection, store.keys_to_upgrade, archive.header.schema)
        for part in archive.parts():
            if part.shape is not None:
                fill(connection, part, tell)
                wholes.append(part.finish())
        schema.upgrade(connection, store.keys_to_upgrade)
        renumber(connection)
        schema.mark_unfinished(connection)
    return tuple(wholes)


@contextmanager
def finishing(store: Store) -> Iterator[Transaction]:
    """The last steps of a restore, all of them or none; with them it is a database like any other."""
    with store.write() as tx:
        yield tx
        schema.mark_finished(tx.connection)


def each_file(archive: Archive, take: Callable[[Part], None]) -> None:
    """The files of a backup, past its tables."""
    for part in archive.parts():
        if part.shape is None:
            take(part)
