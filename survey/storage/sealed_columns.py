"""Columns of what people wrote and of how to reach them: nothing goes in that is not sealed.

`Work.seal` and `Work.unseal` are the one way in and out. Whatever is empty stays empty: that nothing was
written can be seen, and saves most of the work.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, Column, Dialect, MetaData, String, Table, Text
from sqlalchemy.types import TypeDecorator, TypeEngine
from sqlmodel import Field

from survey.storage.keyring import Token


class Sealed(TypeDecorator[Any]):
    """What the keyring sealed, or nothing; a repository that forgot to seal is stopped here."""

    impl: TypeEngine[Any] | type[TypeEngine[Any]] = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        if isinstance(value, Token):
            return str(value)
        if value:
            raise TypeError("what people wrote is sealed before it is stored: use Work.seal")
        return value

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        return Token(value) if value and isinstance(value, str) else value


class SealedText(Sealed):
    cache_ok = True


class SealedLine(Sealed):
    """A text in a column that was made without a length."""

    impl = String
    cache_ok = True


class SealedDocument(Sealed):
    """A document as JSON has it; sealed, it is one JSON string."""

    impl = JSON(none_as_null=True)
    cache_ok = True


def sealed_document() -> Any:
    return Field(sa_type=SealedDocument)


def sealed_in(metadata: MetaData) -> dict[Table, tuple[Column[Any], ...]]:
    """Every sealed column, by its table."""
    found = {
        table: tuple(column for column in table.columns if isinstance(column.type, Sealed))
        for table in metadata.tables.values()
    }
    return {table: columns for table, columns in found.items() if columns}


def place_of(column: Column[Any], row: tuple[object, ...]) -> str:
    """Where a value stands: its column, and its row by the values of the table's key."""
    return "/".join((f"{column.table.name}.{column.name}", *map(str, row)))
