"""What keeps deleted things away after a restore: marks that lead to nobody."""

from __future__ import annotations

from datetime import date

from sqlmodel import Field, SQLModel

from survey.storage.tables import UNORDERED, metadata

__all__ = ["metadata"]


class Tombstone(SQLModel, table=True):
    """Something was deleted for somebody who asked, or an access ended: a keyed hash, and the day.

    Withdrawn responses have a table of their own, `withdrawal`.
    """

    __table_args__ = UNORDERED
    mark: str = Field(primary_key=True, max_length=64)
    what: str
    day: date
