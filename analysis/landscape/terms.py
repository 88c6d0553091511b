"""What a plan says of the report as a whole: what was registered beforehand."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from analysis.scales.families import MOST_REGISTERED


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
