"""What crosses the border of the storage about texts that are read and examples of practice."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

AS_WRITTEN, REDACTED = "as written", "redacted"


@dataclass(frozen=True, slots=True)
class ReadingRecord:
    """One answer in somebody's own words, in the line of those that a person reads."""

    id: str
    """Random: it says nothing about whose answer it is."""
    campaign_id: int
    response_id: str
    field: str
    day: date
    due: date
    """The day that decides its place in the line: its own, or an earlier one where signs make it urgent."""
    signs: tuple[str, ...]
    """What patterns found in it, in kinds, never in words."""
    claimed_by: str | None = None
    claimed_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class OutcomeRecord:
    """What a reader decided about a text."""

    reading_id: str
    words: str
    """AS_WRITTEN, REDACTED, or empty while nobody has decided about its words."""
    passed_to: str
    passed_why: str
    passed_at: datetime | None
    reader: str
    decided_at: datetime


@dataclass(frozen=True, slots=True)
class OriginalRecord:
    """A text as it was written, and since when another stands in its place."""

    reading_id: str
    words: str
    since: datetime


@dataclass(frozen=True, slots=True)
class ExampleRecord:
    """Where an example of practice stands."""

    id: str
    campaign_id: int
    response_id: str
    state: str
    keeper_id: str | None = None


@dataclass(frozen=True, slots=True)
class EventRecord:
    """Something that happened to an example."""

    id: int
    example_id: str
    at: datetime
    actor: str
    what: str
    note: str
