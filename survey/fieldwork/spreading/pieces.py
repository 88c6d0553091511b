"""The texts of a pack, by name, and on which day each is for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, time, timedelta

from survey.errors import NotFound
from survey.fieldwork.london import LONDON, MIDNIGHT, london_day
from survey.fieldwork.window import NOTICE_DAYS, Window

NOON = time(12, 0)


@dataclass(frozen=True, slots=True)
class Piece:
    """One text: what it is called, what its first line is, and when it is for."""

    name: str
    word: str
    heading_word: str
    body_word: str
    when: str
    day: Callable[[Window], date]
    is_mail: bool = False
    longest: int = 5000
    """Characters of the text; a poster has one page."""
    most_lines: int = 400


def opening_day(window: Window) -> date:
    return london_day(window.opens_at)


def last_day(window: Window) -> date:
    """The day that every page names as the closing: midnight ends the day before it."""
    return london_day(window.closes_at - timedelta(minutes=1))


def week_before(window: Window) -> date:
    return last_day(window) - timedelta(days=NOTICE_DAYS)


def day_to_remind(window: Window) -> date:
    """The last day, or the one before it where the last ends by noon and leaves nobody any time."""
    wall = window.closes_at.astimezone(LONDON).time()
    return last_day(window) - timedelta(days=1 if MIDNIGHT < wall <= NOON else 0)


def day_after(window: Window) -> date:
    return last_day(window) + timedelta(days=1)


PIECES = (
    Piece("email", "E-mail", "Subject", "Message", "when it opens", opening_day, is_mail=True),
    Piece("newsletter", "Newsletter paragraph", "Heading", "Paragraph", "when it opens", opening_day),
    Piece("intranet", "Intranet post", "Heading", "Post", "when it opens", opening_day),
    Piece(
        "poster",
        "Poster",
        "Headline",
        "Lines below it",
        "when it opens",
        opening_day,
        longest=500,
        most_lines=6,
    ),
    Piece(
        "reminder-week", "Reminder a week before", "Subject", "Message", "a week before", week_before, True
    ),
    Piece(
        "reminder-last-day",
        "Reminder on the last day",
        "Subject",
        "Message",
        "on the last day",
        day_to_remind,
        True,
    ),
    Piece(
        "thank-you", "Thank-you after closing", "Subject", "Message", "after it has closed", day_after, True
    ),
)
LONGEST_HEADING = 120


def piece(name: str) -> Piece:
    """The one with this name."""
    for one in PIECES:
        if one.name == name:
            return one
    raise NotFound(f"There is no text {name}. There is: {', '.join(each.name for each in PIECES)}.")
