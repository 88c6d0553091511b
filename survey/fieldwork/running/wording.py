"""Numbers of people, moments and spans as the team reads them before it changes something."""

from __future__ import annotations

from datetime import datetime, timedelta

from survey.engine.local import SOURCE, day_in_words, weekday_in_words
from survey.fieldwork.counts import LEAST
from survey.fieldwork.london import LONDON, MIDNIGHT, which

STEP = 25
"""People are told in bands this wide, so that no number can be subtracted from the one before."""

UNITS = (("week", timedelta(days=7)), ("day", timedelta(days=1)), ("hour", timedelta(hours=1)))


def people(exact: int) -> str:
    """How many people, in a band: fewer than 10, 10 to 24, 25 to 49, 50 to 74 and so on."""
    low, high = band_of(exact)
    return f"Between {low} and {high} people" if low else f"Fewer than {LEAST} people"


def band_of(exact: int) -> tuple[int, int]:
    """The fewest and the most that a number of people is told as."""
    if exact < LEAST:
        return 0, LEAST - 1
    low = exact // STEP * STEP
    return max(low, LEAST), low + STEP - 1


def counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def shown(moment: datetime) -> datetime:
    """A deadline on the clocks of London: midnight is shown as the last minute of the day that it ends."""
    wall = moment.astimezone(LONDON)
    return (moment - timedelta(minutes=1)).astimezone(LONDON) if wall.time() == MIDNIGHT else wall


def time_and_day(moment: datetime) -> str:
    """23:59 on Friday, 10 January 2025."""
    wall = shown(moment)
    return f"{wall:%H:%M} on {weekday_in_words(wall.date(), SOURCE)}"


def zone(moment: datetime) -> str:
    return f"London time ({shown(moment).tzname()})"


def short(moment: datetime) -> str:
    """A deadline in few words: 31 January 2025 for the end of that day, else 17:00 on 8 January 2025."""
    wall = shown(moment)
    day = day_in_words(wall.date(), SOURCE)
    return day if f"{wall:%H:%M}" == "23:59" else f"{wall:%H:%M}{which(wall)} on {day}"


def span(earlier: datetime, later: datetime) -> str:
    """The time between two moments by the clocks of London, in its two largest units."""
    first, last = (moment.astimezone(LONDON).replace(tzinfo=None) for moment in (earlier, later))
    left = last - first if last - first >= timedelta(days=1) else later - earlier
    said = []
    for unit, length in UNITS:
        number, left = divmod(left, length)
        said += [counted(number, unit)] if number else []
    if minutes := round(left / timedelta(minutes=1)):
        said.append(counted(minutes, "minute"))
    return " and ".join(said[:2]) or "less than a minute"
