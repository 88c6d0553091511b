"""What is said around the questions: the start page, notes, support, promises, end screens."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated

from pydantic import Field, StringConstraints

from survey.engine.parts import Part, Words

STAND_IN_LEAD = "Please answer a few questions. You can stop at any time, and come back to what you saved."
"""What the start page says until an author writes it: true of every survey, and too little for a live one."""


def reading_words(*texts: str) -> int:
    return sum(len(re.findall(r"\S+", text)) for text in texts)


class Block(Part):
    """A heading with a paragraph, a list, or both."""

    title: str = ""
    text: str = ""
    items: tuple[str, ...] = ()

    @property
    def words(self) -> int:
        return reading_words(self.title, self.text, *self.items)


class Fact(Part):
    """One fact at a glance: a few strong words and what they mean."""

    strong: Words
    text: str = ""


class Start(Part):
    """What the start page says before anybody decides."""

    lead: Words = STAND_IN_LEAD
    facts: tuple[Fact, ...] = ()
    blocks: tuple[Block, ...] = ()
    closing: str = ""
    button: str = "Start the survey"

    @property
    def words(self) -> int:
        facts = sum(reading_words(fact.strong, fact.text) for fact in self.facts)
        return reading_words(self.lead, self.closing) + facts + sum(block.words for block in self.blocks)


class Service(Part):
    """One place to turn to, for everyone or for one group of the main split."""

    who: str
    sector: str | None = None
    name: Words
    what: str = ""
    how: str = ""


class Support(Part):
    """Support services, and the day on which a person last checked their details."""

    checked: date | None = None
    services: tuple[Service, ...] = ()


class Note(Part):
    """What a content note says before a sensitive section."""

    text: str = ""
    items: tuple[str, ...] = ()
    not_asked: str = ""


class Screen(Part):
    """An end screen or the sent page in words."""

    title: Words
    text: str = ""
    next: tuple[str, ...] = ()


class Promise(Part):
    """What respondents are told: minutes, the smallest group in print, days to withdraw."""

    minutes: int = Field(default=15, ge=1, le=120)
    threshold: int = Field(default=10, ge=10)
    withdraw_days: int = Field(default=21, ge=1, le=365)

    @property
    def in_words(self) -> dict[str, str]:
        """What the author's texts may ask for in braces."""
        return {"minutes": str(self.minutes), "threshold": str(self.threshold)}


class Reading(Part):
    words_per_second: float = Field(default=4, gt=0)


class Leave(Part):
    """The neutral site that "Leave now" goes to."""

    to: Annotated[str, StringConstraints(pattern=r"^https://[A-Za-z0-9.-]+(/[A-Za-z0-9._/-]*)?$")] = (
        "https://www.bbc.co.uk/weather"
    )
    name: str = "a weather page"


class Contact(Part):
    """How to ask the survey team."""

    email: str = ""
    text: str = ""
