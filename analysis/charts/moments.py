"""Days and moments in London time: what stands at which place along an axis of days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
TICKS = (1, 2, 5)


@dataclass(frozen=True)
class Moment:
    """Something that happened while people could answer: a message that went out, or the closing."""

    when: datetime
    """With its zone; shown in London time."""
    words: str
    """What happened: "First sent", "Reminder", "Closed"."""
    kind: Literal["message", "closing"] = "message"

    def __post_init__(self) -> None:
        if self.when.tzinfo is None:
            raise ValueError(f"A moment needs its zone: {self.when}")

    @property
    def closes(self) -> bool:
        return self.kind == "closing"

    @property
    def there(self) -> datetime:
        """In London. A closing at midnight ends the day before it."""
        shown = self.when - timedelta(microseconds=1) if self.closes else self.when
        return shown.astimezone(LONDON)

    @property
    def said(self) -> str:
        """3 Dec; a closing with its last minute: 10 Jan, 23:59."""
        there = self.there
        return f"{short(there.date())}, {there:%H:%M}" if self.closes else short(there.date())


@dataclass(frozen=True)
class Stretch:
    """Days that explain a lull: from the first to the last, both included."""

    first: date
    last: date
    words: str


def short(day: date) -> str:
    """3 Dec"""
    return f"{day.day} {day:%b}"


def long(day: date) -> str:
    """3 December"""
    return f"{day.day} {day:%B}"


def mondays(days: Sequence[date]) -> list[int]:
    """Places of the Mondays, or of the first day where there is none."""
    return [at for at, day in enumerate(days) if day.isoweekday() == 1] or [0]


def steps(most: float, lines: int = 5) -> list[int]:
    """Round numbers from 0 to at least the greatest value, of so many steps at most."""
    size, power = 1, 0
    while size * lines < most:
        power += 1
        size = TICKS[power % 3] * 10 ** (power // 3)
    count = max(-(-int(most) // size), 1)
    return [size * at for at in range(count + 1)]
