"""Which text is for which day, as the dates of a survey are now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from survey.engine.phrases import Phrase, Weekday
from survey.fieldwork.london import london_day
from survey.fieldwork.spreading.pieces import PIECES, Piece
from survey.fieldwork.window import Window

SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Due:
    """One text, the day that it is for, and what to bear in mind."""

    piece: Piece
    day: date
    over: bool
    note: str

    @property
    def words(self) -> str:
        return f"{self.piece.when}: {Phrase('{day}', day=Weekday(self.day))}"


def days_of(window: Window, now: datetime) -> tuple[Due, ...]:
    """Every text with its day, the first day first; nothing is sent by itself."""
    today, opens = london_day(now), london_day(window.opens_at)
    found = [(one, one.day(window)) for one in PIECES]
    return tuple(
        Due(one, day, day < today, told(day, opens, today))
        for one, day in sorted(found, key=lambda pair: pair[1])
    )


def closing(window: Window, now: datetime) -> str:
    """When the survey closes or closed, as a sentence."""
    return f"It {'closed' if now >= window.closes_at else 'closes'} on {window.closes_in_words}"


def told(day: date, opens: date, today: date) -> str:
    if day < opens:
        return "It is not open for that long. Leave this one out."
    if day < today:
        return "That day is over."
    if day == today:
        return "That is today."
    return "Few people are at work on that day." if day.weekday() >= SATURDAY else ""
