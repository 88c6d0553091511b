"""What crosses the border of the storage about freezes and final reports: frozen records, one a table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class FreezeRecord:
    """Somebody declared the answers of a campaign final."""

    campaign_id: int
    at: datetime
    actor: str
    people: str
    """How many answers count, in a band."""
    fingerprint: str
    """Letters for the answers as they were."""


@dataclass(frozen=True, slots=True)
class ReleaseRecord:
    """A final report: asked for, made and checked, published, taken down."""

    id: int
    campaign_id: int
    number: int
    """Counts the releases of a campaign."""
    request_id: int
    asked_at: datetime
    asked_by: str
    reason: str
    data: str
    """Letters for the answers when it was asked for; those of the freeze, unless one was deleted since."""
    entry: str
    """Its name in the register of what readers have; empty until it was made and checked."""
    beside: int
    """Together with how many earlier releases it was checked."""
    title: str
    fingerprint: str
    """Letters for all that it was made from, as its pages say them."""
    files: Mapping[str, str]
    """The SHA-256 of each file by its name."""
    published_at: datetime | None
    published_by: str
    taken_down_at: datetime | None
    taken_down_by: str

    @property
    def is_public(self) -> bool:
        return self.published_at is not None and self.taken_down_at is None
