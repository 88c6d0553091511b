"""The tables of getting a survey out: texts that the team wrote, and invitations that let one person begin.

Nothing here knows who came: of an invitation there is a hash until it is used, and then a number alone.
"""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, Text
from sqlmodel import Field, SQLModel

from survey.storage.tables import UNORDERED, Instant, metadata, parent

__all__ = ["metadata"]


class PackText(SQLModel, table=True):
    """A text that the team wrote in place of ours, with the places in braces as they were typed."""

    __tablename__: ClassVar[str] = "pack_text"
    campaign_id: int = Field(primary_key=True, sa_column_args=[ForeignKey("campaign.id")])
    name: str = Field(primary_key=True)
    heading: str
    body: str = Field(sa_type=Text)
    closes_at: datetime = Field(sa_type=Instant)
    written_at: datetime = Field(sa_type=Instant)
    written_by: str


class Admission(SQLModel, table=True):
    """A survey that knows invitations: whether one can begin by them alone. Without a row it knows none."""

    campaign_id: int = Field(primary_key=True, sa_column_args=[ForeignKey("campaign.id")])
    invited_only: bool


class Ticket(SQLModel, table=True):
    """An invitation that nobody has used: the hash of its code, which goes when somebody begins with it."""

    __table_args__ = UNORDERED
    code_hash: str = Field(primary_key=True, max_length=64)
    campaign_id: int = parent("campaign.id", index=True)
    channel: str


class TicketCount(SQLModel, table=True):
    """How many invitations were made for a channel, and how many of them taken back unused.

    How many were used is what is missing of them. A count of its own would be written together with a draft,
    and PostgreSQL keeps in each row which transaction wrote it last.
    """

    __tablename__: ClassVar[str] = "ticket_count"
    __table_args__ = (CheckConstraint("taken_back <= made", name="of_made"),)
    campaign_id: int = Field(primary_key=True, sa_column_args=[ForeignKey("campaign.id")])
    channel: str = Field(primary_key=True)
    made: int
    taken_back: int
