"""Which rows want which key, and sealing them anew while others write."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import cache
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Table,
    Text,
    and_,
    bindparam,
    cast,
    func,
    inspect,
    literal_column,
    or_,
    select,
    tuple_,
    update,
)

from survey.errors import Locked
from survey.storage.draft_key import is_own
from survey.storage.keyring import FORM, NAME_AT, NAME_LENGTH, key_of
from survey.storage.sealed_columns import SealedDocument, sealed_in
from survey.storage.tables import metadata
from survey.storage.work import Work

Row = tuple[Any, ...]


@cache
def sealed_tables() -> dict[Table, tuple[Column[Any], ...]]:
    """Every table with a sealed column; asked for once all of them are known."""
    return sealed_in(metadata)


def wanted(connection: Connection) -> Counter[str]:
    """How many values each key has sealed, by the name of the key; also in the middle of an upgrade."""
    found: Counter[str] = Counter()
    seen = inspect(connection)
    for table, columns in sealed_tables().items():
        there = {column["name"] for column in seen.get_columns(table.name)}
        for column in columns:
            if column.name not in there:
                continue
            asked = select(name_in(column), func.count()).where(is_sealed(column)).group_by(name_in(column))
            found.update({row[0]: row[1] for row in connection.execute(asked)})
    return found


def behind(connection: Connection, newest: str) -> dict[Table, list[Row]]:
    """The rows that hold anything that another key than the newest has sealed, by the values of their key."""
    return {
        table: [
            tuple(row)
            for row in connection.execute(
                select(*table.primary_key).where(
                    or_(*(is_sealed(column) & (name_in(column) != newest) for column in columns))
                )
            )
        ]
        for table, columns in sealed_tables().items()
    }


def reseal(work: Work, table: Table, rows: list[Row]) -> tuple[int, list[Row]]:
    """Seal some rows with the newest key, and say how many, and which of them do not open and stay.

    Rows that somebody else holds are passed by, so that nobody waits for anybody in a circle; who writes one
    just now does it for us.
    """
    key, columns = tuple(table.primary_key), sealed_tables()[table]
    asked = select(*key, *columns).where(tuple_(*key).in_(rows))
    if work.on_postgresql:
        asked = asked.with_for_update(skip_locked=True)
    changed, broken = [], list[Row]()
    for found in work.connection.execute(asked).all():
        row, stored = found[: len(key)], found[len(key) :]
        here = {f"of_{own.name}": one for own, one in zip(key, row, strict=True)}
        try:
            for column, value in zip(columns, stored, strict=True):
                here[column.name] = again(work, column, value, row)
        except Locked:
            broken.append(tuple(row))
        else:
            changed.append(here)
    if changed:
        this = and_(*(own == bindparam(f"of_{own.name}") for own in key))
        rewriting = update(table).where(this).values({one.name: bindparam(one.name) for one in columns})
        work.connection.execute(rewriting, changed)
    return len(changed), broken


def again(work: Work, column: Column[Any], value: Any, row: Row) -> Any:
    """A stored value as the newest key seals it; what is empty, or is not for this ring to seal, as it is."""
    if not value or is_own(value) or key_of(value) == work.keyring.newest.name:
        return value
    return work.seal(column, work.unseal(column, value, *row), *row)


def unopened(work: Work) -> Iterator[str]:
    """A sentence for each value that the server has sealed and that does not open."""
    for table, columns in sealed_tables().items():
        key = tuple(table.primary_key)
        asked = select(*key, *columns)
        for found in work.connection.execute(asked, execution_options={"yield_per": 500}):
            for column, value in zip(columns, found[len(key) :], strict=True):
                try:
                    if not is_own(value):
                        work.unseal(column, value, *found[: len(key)])
                except Locked as locked:
                    yield str(locked)


def refuse_new_key(connection: Connection, path: object) -> None:
    """A first key is made where nothing is sealed; else the file is lost, and a new one would hide that."""
    names = ", ".join(sorted(wanted(connection)))
    if names:
        raise Locked(
            f"Texts and contacts were sealed with the key {names}, and the file of the keys, {path}, is not"
            " there. Put your copy of it back; without it they cannot be read by anybody."
        )


def name_in(column: Column[Any]) -> ColumnElement[str]:
    """The name of the key in a sealed value, as the database sees it."""
    quote = int(isinstance(column.type, SealedDocument))
    begins: ColumnElement[Any] = literal_column(str(NAME_AT + 1 + quote))
    return func.substr(cast(column, Text), begins, literal_column(str(NAME_LENGTH)))


def is_sealed(column: Column[Any]) -> ColumnElement[bool]:
    quote = '"' if isinstance(column.type, SealedDocument) else ""
    return cast(column, Text).like(f"{quote}{FORM}.{'_' * NAME_LENGTH}.%")
