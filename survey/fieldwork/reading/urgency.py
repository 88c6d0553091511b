"""Where a text stands in the line: by its day, and earlier by so many days where a pattern was found.

A sign brings a text forward and no more: a text without any is overtaken for so many days at most.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from survey.engine.identifying import identifying
from survey.fieldwork.reading.worries import WORRIES, worries

WORRYING = timedelta(days=30)
IDENTIFYING = timedelta(days=3)
RISKS = frozenset(worry.sign for worry in WORRIES)


def signs_of(text: str) -> tuple[str, ...]:
    """What patterns find in a text, in kinds: risks first, then what can point to a person."""
    found = (one.what for one in identifying(text))
    return tuple(dict.fromkeys((*worries(text), *found)))


def due(day: date, signs: Iterable[str]) -> date:
    """The day by which a text stands in the line."""
    given = set(signs)
    if given & RISKS:
        return day - WORRYING
    return day - IDENTIFYING if given else day
