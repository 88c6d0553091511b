"""What a plan says of the report as a whole: what was registered beforehand, and shares of staff."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from analysis.scales.families import MOST_REGISTERED
from analysis.scales.reliability import RELIABLE
from analysis.weighting.margins import Margins


class Entry(BaseModel):
    """A part of a plan; what it does not know is refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Compared(Entry):
    """One comparison: a score, between the groups of one split."""

    score: str
    by: str

    @property
    def name(self) -> str:
        return f"{self.score} by {self.by}"


class Terms(Entry):
    """What holds for every table of a report."""

    comparisons: tuple[Compared, ...] = Field(default=(), max_length=MOST_REGISTERED)
    """Written down before anybody saw an answer; all others are exploratory."""
    reliable: float = Field(default=RELIABLE, ge=RELIABLE, lt=1)
    """How well the statements of a score must hold together for it to be told as a score; never under 0.7."""
    margins: Margins | None = None
    """Shares of staff to weight to; without them nothing is weighted."""
