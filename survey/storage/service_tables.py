"""What the service keeps about itself: nothing of anybody who answers."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Field, SQLModel

from survey.storage.tables import Instant, metadata

__all__ = ["metadata"]


class Fault(SQLModel, table=True):
    """Something that went wrong unforeseen, by the reference that its page gave; in which hour, no closer."""

    reference: str = Field(primary_key=True, max_length=32)
    hour: datetime = Field(sa_type=Instant, index=True)
    route: str
    kind: str
