"""How a value of each kind of column stands in a backup, so that either engine gives back the same value."""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    Float,
    Integer,
    LargeBinary,
    String,
    Text,
)
from sqlalchemy.types import TypeEngine
from sqlmodel import AutoString

from survey.storage.sealed_columns import SealedDocument, SealedLine, SealedText
from survey.storage.tables import Instant


def same(value: Any) -> Any:
    return value


@dataclass(frozen=True)
class Kind:
    """A kind of column: its types in our tables, the type to fill it by, and its values as JSON and back."""

    name: str
    types: tuple[type[TypeEngine[Any]], ...]
    fill: Callable[[], TypeEngine[Any]]
    write: Callable[[Any], Any] = same
    read: Callable[[Any], Any] = same


KINDS = {
    kind.name: kind
    for kind in (
        Kind(
            "moment",
            (Instant,),
            Instant,
            lambda value: value.astimezone(UTC).isoformat(),
            datetime.fromisoformat,
        ),
        Kind("document", (JSON, SealedDocument), lambda: JSON(none_as_null=True)),
        Kind("yes or no", (Boolean,), Boolean),
        Kind("day", (Date,), Date, date.isoformat, date.fromisoformat),
        Kind("whole number", (Integer,), BigInteger),
        Kind("number", (Float,), Float),
        Kind("text", (String, AutoString, SealedText, SealedLine), Text),
        Kind("bytes", (LargeBinary,), LargeBinary, lambda value: b64encode(value).decode(), b64decode),
    )
}


def kind_of(column: Column[Any]) -> Kind:
    """The kind of a column of ours; a type that no kind knows is a fault of the program."""
    for kind in KINDS.values():
        if isinstance(column.type, kind.types):
            return kind
    raise TypeError(f"backups do not know the type of {column.table.name}.{column.name}")
