"""London time: what people type and read. Everything else is UTC."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from survey.engine.phrases import Phrase, Weekday
from survey.errors import Refused

LONDON = ZoneInfo("Europe/London")
TYPED = re.compile(
    r"(?P<day>\d{4}-\d{2}-\d{2})(?:[ T](?P<time>\d{1,2}:\d{2}(?::\d{2})?))?"
    r"\s*(?P<zone>bst|gmt|utc|z|[+-]\d{2}:?\d{2})?",
    re.IGNORECASE,
)
HOURS = {"bst": 1, "gmt": 0, "utc": 0, "z": 0}
HOW = "Write it like 2025-01-10 17:00 (London time) or 2025-01-10 (the whole day)."
MIDNIGHT = time(0, 0)


@dataclass(frozen=True, slots=True)
class Choice:
    """One moment that may have been meant: how it is typed so that it is clear, and how it is said."""

    typed: str
    moment: datetime
    words: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What somebody typed as a time in London: the moment, or a sentence and what they may choose from.

    There are two choices on the nights of the clock changes and none where it is no date and time at all.
    """

    moment: datetime | None = None
    sentence: str = ""
    choices: tuple[Choice, ...] = ()


def parse_london(typed: str, *, closing: bool = False) -> datetime:
    """What somebody typed as a date or time in London, as a moment in UTC.

    A bare date is the beginning of that day; as a `closing` its end, the midnight that follows. An hour
    that comes twice asks which one is meant, an hour that never comes is refused.
    """
    read = read_london(typed, closing=closing)
    if read.moment is None:
        raise Refused(read.sentence)
    return read.moment


def read_london(typed: str, *, closing: bool = False) -> Reading:
    """The same for a form, which shows the sentence and lets people choose."""
    found = TYPED.fullmatch(typed.strip())
    if found is None:
        return Reading(sentence=f"{typed!r} is not a date and time. {HOW}")
    try:
        day = date.fromisoformat(found["day"])
        clock = time_of(found["time"]) if found["time"] else None
        offset = offset_of(found["zone"]) if found["zone"] else None
    except ValueError:
        return Reading(sentence=f"There is no {typed.strip()} in the calendar or on the clock. {HOW}")
    if not 2000 <= day.year < 2200:
        return Reading(sentence=f"The year in {typed.strip()} cannot be meant. {HOW}")
    if clock is None:
        if found["zone"]:
            return Reading(sentence=f"{typed!r} has a zone and no time of day. {HOW}")
        return Reading(start_of(day + timedelta(days=1) if closing else day))
    wall = datetime.combine(day, clock)
    return at_wall_time(wall) if offset is None else Reading((wall - offset).replace(tzinfo=UTC))


def at_wall_time(wall: datetime) -> Reading:
    """The one moment at which clocks in London show this, or the two that may be meant.

    An hour that never comes is read by the clocks before the change and by those after it.
    """
    moments = sorted({wall.replace(tzinfo=LONDON, fold=fold).astimezone(UTC) for fold in (0, 1)})
    if len(moments) == 1:
        return Reading(moments[0])
    choices = tuple(map(choice, moments))
    first, second = choices
    shown = f"{wall:%Y-%m-%d %H:%M}"
    if moments[0].astimezone(LONDON).replace(tzinfo=None) == wall:
        return Reading(
            sentence=f"{shown} comes twice in London: the clocks go back that night. Write"
            f" {first.typed} for the first, or {second.typed} for the second.",
            choices=choices,
        )
    return Reading(
        sentence=f"{shown} never comes in London: the clocks go forward that night."
        f" Take {london_time(second.moment)}, or {london_time(first.moment)} before the change.",
        choices=choices,
    )


def choice(moment: datetime) -> Choice:
    """A moment of a night on which the clocks change, with its zone where the hour comes twice."""
    wall = moment.astimezone(LONDON)
    seconds = f":{wall:%S}" if wall.second else ""
    return Choice(f"{wall:%Y-%m-%d %H:%M}{seconds}{which(wall)}", moment, in_words(moment))


def time_of(clock: str) -> time:
    """9:05 or 09:05:30."""
    hour, minute, second = (*map(int, clock.split(":")), 0)[:3]
    return time(hour, minute, second)


def offset_of(zone: str) -> timedelta:
    """How far a zone is from UTC: BST, GMT, Z or +01:00."""
    name = zone.lower()
    if name in HOURS:
        return timedelta(hours=HOURS[name])
    hours, minutes = int(name[1:3]), int(name[-2:])
    if hours > 14 or minutes > 59:
        raise ValueError(zone)
    return timedelta(hours=hours, minutes=minutes) * (-1 if name[0] == "-" else 1)


def start_of(day: date) -> datetime:
    """The midnight with which a day begins in London; it always comes, and once."""
    return datetime.combine(day, MIDNIGHT, LONDON).astimezone(UTC)


def days_later(moment: datetime, days: int) -> datetime:
    """The same time of day in London so many days on, across changes of the clocks."""
    wall = moment.astimezone(LONDON).replace(tzinfo=None) + timedelta(days=days)
    return wall.replace(tzinfo=LONDON).astimezone(UTC)


@lru_cache(maxsize=256)
def in_words(moment: datetime, *, weekday: bool = False) -> Phrase:
    """11 January 2025 at 09:00, London time."""
    wall = moment.astimezone(LONDON)
    day, clock = wall.date(), f"{wall:%H:%M}{which(wall)}"
    return Phrase("{day} at {time}, London time", day=Weekday(day) if weekday else day, time=clock)


@lru_cache(maxsize=256)
def end_in_words(moment: datetime, *, weekday: bool = False) -> Phrase:
    """A deadline: midnight is shown as the last minute of the day that it ends."""
    wall = moment.astimezone(LONDON)
    shown = moment - timedelta(minutes=1) if wall.time() == MIDNIGHT else moment
    return in_words(shown, weekday=weekday)


def which(wall: datetime) -> str:
    """Summer or winter time, where the hour comes twice."""
    twice = wall.utcoffset() != wall.replace(fold=1 - wall.fold).utcoffset()
    return f" {wall.tzname()}" if twice else ""


def london_day(moment: datetime) -> date:
    return moment.astimezone(LONDON).date()


def london_time(moment: datetime) -> str:
    return f"{moment.astimezone(LONDON):%H:%M}"
