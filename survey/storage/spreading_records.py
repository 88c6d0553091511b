"""What crosses the border of the storage about getting a survey out: frozen records."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class PackTextRecord:
    """A text that the team wrote for a campaign in place of ours."""

    campaign_id: int
    name: str
    heading: str
    body: str
    closes_at: datetime
    """When the survey closed, as it stood when the text was written."""
    written_at: datetime
    written_by: str


@dataclass(frozen=True, slots=True)
class TicketCountRecord:
    """Invitations of one channel: made, taken back unused, and those that still let somebody begin."""

    channel: str
    made: int
    taken_back: int
    left: int

    @property
    def used(self) -> int:
        return self.made - self.taken_back - self.left
