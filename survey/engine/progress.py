"""How far somebody has come: the place on the way, the minutes left, and where each section stands.

Minutes go by the person's own pace and count what is unfinished, so going back takes nothing away. They
never grow, but by what an answer has just added to the way.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

from survey.engine.journey import Journey
from survey.engine.stops import Leg

SLOWEST, FASTEST = 2.0, 0.5
"""The pace of a person, as a share of the expected time, is believed between these."""

USUAL = 120.0
"""Seconds at the usual pace with which everybody begins, so that one page alone says little."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a page said of the time: seconds left, and the expected seconds of what was unfinished then."""

    left: float
    work: float

    @classmethod
    def read(cls, text: str) -> Told | None:
        """What a form sends back of it; nothing where that cannot be believed."""
        try:
            left, work = map(float, text.split())
        except ValueError:
            return None
        return cls(left, work) if 0 <= left < math.inf and 0 <= work < math.inf else None

    def __str__(self) -> str:
        return f"{self.left:.1f} {self.work:.1f}"


@dataclass(frozen=True, slots=True)
class Progress:
    """Where somebody is: place n of m on the way, and about how many minutes are left."""

    stage: int
    stages: int
    title: str
    told: Told
    added: int = 0
    """Minutes by which the last answer has made the way longer."""

    @property
    def minutes_left(self) -> int:
        return minutes(self.told.left)

    @classmethod
    def at(
        cls, journey: Journey, page_id: str, spent: Mapping[str, int], before: Told | None = None
    ) -> Progress:
        """What a page says; `spent` is active seconds by page, `before` what the page before it said."""
        stage_of = journey.questionnaire.stage_of
        places = list(dict.fromkeys(map(stage_of.__getitem__, journey.place)))
        stage = stage_of[page_id]
        told = tell(journey, spent, before)
        added = max(0, minutes(told.left) - minutes(before.left)) if before else 0
        return cls(places.index(stage) + 1, len(places), journey.questionnaire.stages[stage], told, added)


def minutes(seconds: float) -> int:
    return math.ceil(round(seconds, 1) / 60)


def tell(journey: Journey, spent: Mapping[str, int], before: Told | None) -> Told:
    """The time left now; more than was said before only by what has come onto the way since."""
    work = expected(journey.unfinished)
    pace = own_pace(journey, spent)
    left = work * pace
    if before is not None:
        left = min(left, before.left + pace * max(0.0, work - before.work))
    return Told(left, work)


def expected(legs: Iterable[Leg]) -> float:
    """Expected seconds of some legs of a way, at the questionnaire's pace of reading."""
    return sum([leg.seconds for leg in legs])


def own_pace(journey: Journey, spent: Mapping[str, int]) -> float:
    """The person's time on finished pages, as a share of what was expected there."""
    done = journey.answers.done
    finished = [leg for leg in journey.legs if leg.page.id in done and spent.get(leg.page.id)]
    taken = sum([spent[leg.page.id] for leg in finished])
    pace = (taken + USUAL) / (expected(finished) + USUAL)
    return min(max(pace, FASTEST), SLOWEST)


class Standing(StrEnum):
    """How a section stands."""

    FINISHED = "finished"
    SKIPPED = "skipped"
    NEXT = "next"
    LATER = "later"


@dataclass(frozen=True, slots=True)
class SectionStanding:
    """A section of the way, how it stands, and the page that opens it, if it may be opened."""

    stage: str
    title: str
    standing: Standing
    page: str


def sections_of(journey: Journey) -> Iterator[SectionStanding]:
    """The sections of the way in their order."""
    waiting = journey.first_unfinished
    for section, group in groupby(journey.pages, key=lambda page: journey.section(page.id)):
        pages = list(group)
        opens = pages[0]
        if waiting is not None and waiting in pages:
            standing, opens = Standing.NEXT, waiting
        elif journey.has_skipped(section):
            standing = Standing.SKIPPED
        elif any(map(journey.needs_work, pages)):
            standing = Standing.LATER
        else:
            standing = Standing.FINISHED
        page = opens.id if journey.may_visit(opens.id) else ""
        yield SectionStanding(section.stage, journey.tell(section.title), standing, page)
