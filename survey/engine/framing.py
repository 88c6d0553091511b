"""What is said around the questions: the start page, notes, support, promises, end screens."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, ClassVar

from pydantic import Field, StringConstraints

from survey.engine.parts import Part, Words
from survey.engine.phrases import own_words

STAND_IN_LEAD = own_words(
    "Please answer a few questions. You can stop at any time, and come back to what you saved."
)
"""What the start page says until an author writes it: true of every survey, and too little for a live one."""


def reading_words(*texts: str) -> int:
    return sum(len(re.findall(r"\S+", text)) for text in texts)


class Block(Part):
    """A heading with a paragraph, a list, or both."""

    told: ClassVar[tuple[str, ...]] = ("title", "text", "items")

    title: str = ""
    text: str = ""
    items: tuple[str, ...] = ()

    @property
    def words(self) -> int:
        return reading_words(self.title, self.text, *self.items)


class Fact(Part):
    """One fact at a glance: a few strong words and what they mean."""

    told: ClassVar[tuple[str, ...]] = ("strong", "text")

    strong: Words
    text: str = ""


class Start(Part):
    """What the start page says before anybody decides."""

    told: ClassVar[tuple[str, ...]] = ("lead", "facts", "blocks", "closing", "button")

    lead: Words = STAND_IN_LEAD
    facts: tuple[Fact, ...] = ()
    blocks: tuple[Block, ...] = ()
    closing: str = ""
    button: str = own_words("Start the survey")

    @property
    def words(self) -> int:
        facts = sum(reading_words(fact.strong, fact.text) for fact in self.facts)
        return reading_words(self.lead, self.closing) + facts + sum(block.words for block in self.blocks)


class Service(Part):
    """One place to turn to, for everyone or for one group of the main split."""

    told: ClassVar[tuple[str, ...]] = ("who", "name", "what", "how")

    who: str
    sector: str | None = None
    name: Words
    what: str = ""
    how: str = ""


class Support(Part):
    """Support services, and the day on which a person last checked their details."""

    told: ClassVar[tuple[str, ...]] = ("services",)

    checked: date | None = None
    services: tuple[Service, ...] = ()


class Note(Part):
    """What a content note says before a sensitive section."""

    told: ClassVar[tuple[str, ...]] = ("text", "items", "not_asked")

    text: str = ""
    items: tuple[str, ...] = ()
    not_asked: str = ""


SENT = own_words("Thank you. Your answers are sent.")
"""The title of the page after sending, where an author wrote none."""


class Screen(Part):
    """An end screen or the sent page in words."""

    told: ClassVar[tuple[str, ...]] = ("title", "text", "next")

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

    told: ClassVar[tuple[str, ...]] = ("name",)

    to: Annotated[str, StringConstraints(pattern=r"^https://[A-Za-z0-9.-]+(/[A-Za-z0-9._/-]*)?$")] = (
        "https://www.bbc.co.uk/weather"
    )
    name: str = own_words("a weather page")


class Contact(Part):
    """How to ask the survey team."""

    told: ClassVar[tuple[str, ...]] = ("text",)

    email: str = ""
    text: str = ""
