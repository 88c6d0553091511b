"""What the service keeps about itself: nothing of anybody who answers."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Field, SQLModel

from survey.storage.tables import UNORDERED, Instant, metadata

__all__ = ["metadata"]


class Fault(SQLModel, table=True):
    """Something that went wrong unforeseen, by the reference that its page gave; in which hour, no closer."""

    reference: str = Field(primary_key=True, max_length=32)
    hour: datetime = Field(sa_type=Instant, index=True)
    route: str
    kind: str


class Throttle(SQLModel, table=True):
    """How many wrong codes came from one part of the network in one hour, under a name that lasts a day."""

    __table_args__ = UNORDERED
    key: str = Field(primary_key=True)
    window_start: datetime = Field(sa_type=Instant, primary_key=True)
    count: int
