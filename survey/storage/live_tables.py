"""The table of the live figures: one row a survey, replaced, with no history and nothing of a person."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import ForeignKey
from sqlmodel import Field, SQLModel

from survey.storage.tables import Instant, document, metadata

__all__ = ["metadata"]


class LiveSnapshot(SQLModel, table=True):
    """What the team's live page shows until so many more have answered that it can be renewed."""

    __tablename__: ClassVar[str] = "live_snapshot"
    campaign_id: int = Field(primary_key=True, sa_column_args=[ForeignKey("campaign.id")])
    number: int
    taken_at: datetime = Field(sa_type=Instant)
    shown: dict[str, Any] = document()
    held: dict[str, Any] = document()
