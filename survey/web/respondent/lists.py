"""What somebody has before them as a whole: the answers so far, and the sections of the way."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from survey.engine.journey import Journey
from survey.engine.pages import Page
from survey.engine.progress import SectionStanding, sections_of

LIST = "check"
"""What `then` says on a page that was opened from the list of answers."""


@dataclass(frozen=True, slots=True)
class Card:
    """The answers of one page."""

    title: str
    change_url: str
    rows: tuple[tuple[str, str], ...]
    skipped: bool


@dataclass(frozen=True, slots=True)
class Answered:
    """The answers of one place on the way."""

    title: str
    cards: tuple[Card, ...]


def answers_of(journey: Journey, base: str) -> Iterator[Answered]:
    """The answers, place by place in the order of the route."""
    for stage, pages in groupby(journey.pages, key=lambda page: journey.section(page.id).stage):
        cards = tuple(card for page in pages for card in cards_of(journey, page, base))
        if cards:
            yield Answered(journey.questionnaire.stages[stage], cards)


def cards_of(journey: Journey, page: Page, base: str) -> Iterator[Card]:
    """The card of a page that asks something; a skipped section is one that says so."""
    title, url = journey.title_of(page), f"{base}/p/{page.id}?then={LIST}"
    if page.note is not None:
        if journey.section(page.id).id in journey.answers.skipped:
            yield Card(title, url, (), skipped=True)
    elif page.questions:
        kept = journey.kept
        rows = tuple(line for question in page.questions for line in question.lines(kept.get(question.id)))
        yield Card(title, url, rows, skipped=False)


def unfinished(journey: Journey, base: str) -> tuple[tuple[str, str], ...]:
    """The first page that still needs something, as a title and a link; nothing when all is there."""
    page = journey.first_unfinished
    return () if page is None else ((journey.title_of(page), f"{base}/p/{page.id}"),)


@dataclass(frozen=True, slots=True)
class Listed:
    """One place on the way, with the sections that it is made of."""

    title: str
    sections: tuple[SectionStanding, ...]


def places_of(journey: Journey) -> tuple[Listed, ...]:
    """The places on the way, as the place bar counts them."""
    stages = journey.questionnaire.stages
    return tuple(
        Listed(stages[stage], tuple(sections))
        for stage, sections in groupby(sections_of(journey), key=lambda one: one.stage)
    )
