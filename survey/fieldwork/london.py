"""London time: what people type and read. Everything else is UTC."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
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


def parse_london(typed: str, *, closing: bool = False) -> datetime:
    """What somebody typed as a date or time in London, as a moment in UTC.

    A bare date is the beginning of that day; as a `closing` its end, the midnight that follows. An hour
    that comes twice asks which one is meant, an hour that never comes is refused.
    """
    found = TYPED.fullmatch(typed.strip())
    if found is None:
        raise Refused(f"{typed!r} is not a date and time. {HOW}")
    try:
        day = date.fromisoformat(found["day"])
        clock = time_of(found["time"]) if found["time"] else None
        offset = offset_of(found["zone"]) if found["zone"] else None
    except ValueError:
        raise Refused(f"There is no {typed.strip()} in the calendar or on the clock. {HOW}") from None
    if not 2000 <= day.year < 2200:
        raise Refused(f"The year in {typed.strip()} cannot be meant. {HOW}")
    if clock is None:
        if found["zone"]:
            raise Refused(f"{typed!r} has a zone and no time of day. {HOW}")
        return start_of(day + timedelta(days=1) if closing else day)
    wall = datetime.combine(day, clock)
    return at_wall_time(wall) if offset is None else (wall - offset).replace(tzinfo=UTC)


def at_wall_time(wall: datetime) -> datetime:
    """The one moment at which clocks in London show this; refused when there is none, or two."""
    readings = {wall.replace(tzinfo=LONDON, fold=fold).astimezone(UTC) for fold in (0, 1)}
    moments = sorted(m for m in readings if m.astimezone(LONDON).replace(tzinfo=None) == wall)
    if not moments:
        raise Refused(
            f"{wall:%Y-%m-%d %H:%M} never comes in London: the clocks go forward that night."
            f" Take {wall + timedelta(hours=1):%H:%M} or a time before it."
        )
    if len(moments) == 2:
        raise Refused(
            f"{wall:%Y-%m-%d %H:%M} comes twice in London: the clocks go back that night. Write"
            f" {wall:%Y-%m-%d %H:%M} BST for the first, or {wall:%Y-%m-%d %H:%M} GMT for the second."
        )
    return moments[0]


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


def in_words(moment: datetime, *, weekday: bool = False) -> Phrase:
    """11 January 2025 at 09:00, London time."""
    wall = moment.astimezone(LONDON)
    day, clock = wall.date(), f"{wall:%H:%M}{which(wall)}"
    return Phrase("{day} at {time}, London time", day=Weekday(day) if weekday else day, time=clock)


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
