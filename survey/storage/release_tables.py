"""The tables of what leaves the team for good: a freeze of a survey's answers, and its final reports."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlmodel import Field, SQLModel

from survey.storage.tables import Instant, document, metadata, parent

__all__ = ["metadata"]


class Freeze(SQLModel, table=True):
    """Somebody declared the answers of a campaign final; one that was undone has no row."""

    __tablename__: ClassVar[str] = "data_freeze"
    campaign_id: int = Field(primary_key=True, sa_column_args=[ForeignKey("campaign.id")])
    at: datetime = Field(sa_type=Instant)
    actor: str
    people: str
    fingerprint: str


class Release(SQLModel, table=True):
    """A final report in the register: what it was made from, its files, and where it is to be read."""

    __tablename__: ClassVar[str] = "final_report"
    __table_args__ = (UniqueConstraint("campaign_id", "number"),)
    id: int | None = Field(default=None, primary_key=True)
    campaign_id: int = parent("campaign.id")
    number: int
    request_id: int = parent("report_request.id", index=True)
    asked_at: datetime = Field(sa_type=Instant)
    asked_by: str
    reason: str
    data: str
    entry: str
    beside: int
    title: str
    fingerprint: str
    files: dict[str, Any] = document()
    published_at: datetime | None = Field(default=None, sa_type=Instant)
    published_by: str
    taken_down_at: datetime | None = Field(default=None, sa_type=Instant)
    taken_down_by: str
