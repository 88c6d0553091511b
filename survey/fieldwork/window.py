"""Whether a campaign is open at an instant: computed from its dates, never set by a timer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Protocol

from survey.engine.phrases import Phrase
from survey.fieldwork.london import days_later, end_in_words, in_words, london_day, london_time, parse_london

__all__ = ["State", "Window", "end_in_words", "in_words", "london_day", "london_time", "parse_london"]


NOTICE_DAYS = 7
"""So many days before the closing, to the hour in London, every page begins to say when it is."""


class Dated(Protocol):
    """Whatever has the dates of a campaign."""

    @property
    def opens_at(self) -> datetime: ...

    @property
    def closes_at(self) -> datetime: ...

    @property
    def withdraw_until(self) -> datetime: ...

    @property
    def grace_minutes(self) -> int: ...


class State(StrEnum):
    """Where a campaign stands: finishing is the time of grace for drafts begun before the closing."""

    NOT_YET = "not_yet"
    OPEN = "open"
    FINISHING = "finishing"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Window:
    """The moments of a campaign, in UTC; each begins what comes after it."""

    opens_at: datetime
    closes_at: datetime
    final_at: datetime
    withdraw_until: datetime

    @classmethod
    def of(cls, campaign: Dated) -> Window:
        final_at = campaign.closes_at + timedelta(minutes=campaign.grace_minutes)
        return cls(campaign.opens_at, campaign.closes_at, final_at, campaign.withdraw_until)

    def state(self, now: datetime) -> State:
        if now < self.opens_at:
            return State.NOT_YET
        if now < self.closes_at:
            return State.OPEN
        return State.FINISHING if now < self.final_at else State.CLOSED

    @property
    def frozen_at(self) -> datetime:
        """From here on nothing in the data changes: nothing is sent, and nothing taken back."""
        return max(self.final_at, self.withdraw_until)

    @property
    def notice_from(self) -> datetime:
        """When pages begin to say when it closes."""
        return notice_before(self.closes_at)

    def may_start(self, now: datetime) -> bool:
        return self.opens_at <= now < self.closes_at

    def may_write(self, now: datetime) -> bool:
        """Whether a draft begun before the closing may still be filled in and sent."""
        return self.opens_at <= now < self.final_at

    def may_withdraw(self, now: datetime) -> bool:
        """Closing stops writes, never withdrawal; that ends when the data are frozen for the reports."""
        return now < self.withdraw_until

    def closing_notice(self, now: datetime) -> Phrase | None:
        """What every page says of the end in its last days, and in the time of grace; nothing before."""
        state = self.state(now)
        if state is State.FINISHING:
            until = end_in_words(self.final_at, weekday=True)
            return Phrase(
                "This survey has closed. Answers begun before that can be finished and sent until {until}.",
                until=until,
            )
        if state is State.OPEN and now >= self.notice_from:
            return notice_of(self.closes_at)
        return None

    def day_of(self, now: datetime) -> date:
        """The day in London that a draft or response is kept with."""
        return london_day(now)

    def time_of_day(self, now: datetime) -> str:
        """The time in London, for "saved at 16:20"."""
        return london_time(now)

    @property
    def opens_in_words(self) -> Phrase:
        return in_words(self.opens_at)

    @property
    def closes_in_words(self) -> Phrase:
        return end_in_words(self.closes_at)

    @property
    def finish_in_words(self) -> Phrase:
        return end_in_words(self.final_at)

    @property
    def withdraw_in_words(self) -> Phrase:
        return end_in_words(self.withdraw_until)


@lru_cache(maxsize=64)
def notice_before(closes_at: datetime) -> datetime:
    """When pages begin to say that a survey closes then; each page asks for it."""
    return days_later(closes_at, -NOTICE_DAYS)


@lru_cache(maxsize=64)
def notice_of(closes_at: datetime) -> Phrase:
    """What each page says from then on."""
    return Phrase("This survey closes on {closes}.", closes=end_in_words(closes_at, weekday=True))
