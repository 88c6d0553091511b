"""The tables of those who read what people wrote, and of the examples of practice among it.

All of it goes with the response that it is about. What a reader decided lies apart from the answer, and what
was taken out of a text apart from both.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlmodel import Field, SQLModel

from survey.storage.sealed_columns import SealedLine, SealedText, sealed_document
from survey.storage.tables import UNORDERED, Instant, metadata, parent

__all__ = ["metadata"]


class TextReading(SQLModel, table=True):
    """One answer in somebody's own words, in the line of those that a person reads."""

    __tablename__: ClassVar[str] = "text_reading"
    __table_args__ = (UniqueConstraint("response_id", "field"), UNORDERED)
    id: str = Field(primary_key=True, max_length=32)
    campaign_id: int = parent("campaign.id", index=True)
    response_id: str = parent("response.id", ondelete="CASCADE")
    field: str
    day: date
    due: date
    signs: list[str] = sealed_document()
    claimed_by: str | None = None
    claimed_until: datetime | None = Field(default=None, sa_type=Instant)


class TextOutcome(SQLModel, table=True):
    """What a reader decided about a text; never its words."""

    __tablename__: ClassVar[str] = "text_outcome"
    __table_args__ = UNORDERED
    reading_id: str = Field(
        primary_key=True,
        max_length=32,
        sa_column_args=[ForeignKey("text_reading.id", ondelete="CASCADE")],
    )
    words: str
    passed_to: str = Field(sa_type=SealedLine)
    passed_why: str = Field(sa_type=SealedLine)
    passed_at: datetime | None = Field(default=None, sa_type=Instant)
    reader: str
    decided_at: datetime = Field(sa_type=Instant)


class TextOriginal(SQLModel, table=True):
    """A text as it was written, once another took its place; deleted after a time."""

    __tablename__: ClassVar[str] = "text_original"
    __table_args__ = UNORDERED
    reading_id: str = Field(
        primary_key=True,
        max_length=32,
        sa_column_args=[ForeignKey("text_reading.id", ondelete="CASCADE")],
    )
    words: str = Field(sa_type=SealedText)
    since: datetime = Field(sa_type=Instant)


class PracticeExample(SQLModel, table=True):
    """Where an example of practice stands, and who looks after it."""

    __tablename__: ClassVar[str] = "practice_example"
    __table_args__ = UNORDERED
    id: str = Field(primary_key=True, max_length=32)
    campaign_id: int = parent("campaign.id", index=True)
    response_id: str = parent("response.id", ondelete="CASCADE", index=True)
    state: str
    keeper_id: str | None = parent("staff_account.id", ondelete="SET NULL")


class PracticeEvent(SQLModel, table=True):
    """Something that happened to an example: only ever added to."""

    __tablename__: ClassVar[str] = "practice_event"
    id: int | None = Field(default=None, primary_key=True)
    example_id: str = parent("practice_example.id", ondelete="CASCADE", index=True)
    at: datetime = Field(sa_type=Instant)
    actor: str
    what: str
    note: str = Field(sa_type=SealedText)
