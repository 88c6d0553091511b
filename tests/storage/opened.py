"""Sealed values as whoever holds the keys reads them, and tables as they were before anything was sealed."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any

from sqlalchemy import Column, Table, select, text

from survey.errors import Locked
from survey.storage.draft_key import is_own
from survey.storage.keyring import FORM, Token
from survey.storage.resealing import sealed_tables
from survey.storage.sealed_columns import SealedDocument
from survey.storage.transaction import Transaction


def value_of(tx: Transaction, column: Column[Any], stored: Any, *key: object) -> Any:
    """What stands in a column of a row, sealed or not yet; what nobody here has the key of stays as it is."""
    if column not in sealed_tables().get(column.table, ()):
        return stored
    if is_own(stored):
        with suppress(Locked):
            return tx.drafts.unseal(column, stored, *map(str, key))
        return stored
    sealed = isinstance(stored, Token) and stored.startswith(f"{FORM}.")
    return tx.unseal(column, stored, *key) if sealed else stored


def rows_of(tx: Transaction, table: Table, *names: str) -> Iterator[Mapping[str, Any]]:
    """The rows of a table, opened, by all of its columns or by some of them."""
    columns = [table.c[name] for name in names] or list(table.c)
    key = [column for column in table.primary_key if column not in columns]
    for row in tx.connection.execute(select(*columns, *key)):
        held = dict(row._mapping)
        place = [held[column.name] for column in table.primary_key]
        yield {one.name: value_of(tx, one, held[one.name], *place) for one in columns}


def open_all(tx: Transaction) -> None:
    """Plain values in every sealed column, as they stood there before."""
    changes = []
    for table, columns in sealed_tables().items():
        own = " AND ".join(f"{column.name} = :key_{column.name}" for column in table.primary_key)
        names = [column.name for column in (*columns, *table.primary_key)]
        for row in list(rows_of(tx, table, *names)):
            here = {f"key_{column.name}": row[column.name] for column in table.primary_key}
            for column in columns:
                kept = row[column.name]
                if kept:
                    plain = json.dumps(kept) if isinstance(column.type, SealedDocument) else kept
                    statement = text(f"UPDATE {table.name} SET {column.name} = :plain WHERE {own}")
                    changes.append((statement, {"plain": plain, **here}))
    for statement, values in changes:
        tx.connection.execute(statement, values)
