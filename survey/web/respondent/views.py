"""What the pages of a questionnaire show, put together from a seat."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from survey.engine.entries import entries, is_list
from survey.engine.forms import Form, Problem, Rejected
from survey.engine.framing import Block
from survey.engine.journey import Journey, Progress
from survey.engine.pages import Page, Section
from survey.engine.questionnaire import Questionnaire
from survey.engine.questions.base import Question
from survey.engine.texts import filled, retold
from survey.fieldwork.outcomes import dates
from survey.fieldwork.seat import Seat
from survey.web.languages import ASKED

LIST = "check"
"""What `then` says on a page that was opened from the list of answers."""


@dataclass(frozen=True, slots=True)
class PageView:
    """A page as its template meets it."""

    id: str
    title: str
    caption: str
    text: tuple[str, ...]
    questions: tuple[Question, ...]
    sensitive: bool


@dataclass(frozen=True, slots=True)
class Place:
    """The place bar: which stage of how many, in words, and about how long is left."""

    stage: int
    stages: int
    stage_title: str
    minutes_left: int | None
    last: bool = False

    @classmethod
    def of(cls, progress: Progress, *, last: bool = False) -> Place:
        return cls(progress.stage, progress.stages, progress.title, progress.minutes_left, last=last)


@dataclass(frozen=True, slots=True)
class Group:
    """One card of the list of answers."""

    title: str
    change_url: str
    rows: tuple[tuple[str, str], ...]
    skipped: bool


def page_context(
    seat: Seat, page: Page, form: Form, problems: tuple[Problem, ...], version: int, then: str = ""
) -> dict[str, Any]:
    """Everything that `respondent/page.html` needs; `then` is where a finished page leads back to."""
    section = seat.journey.section(page.id)
    base = f"/s/{seat.campaign.slug}"
    words = dates(seat.window, seat.questionnaire)
    page = retold(page, lambda text: filled(text, words))
    return {
        "page": PageView(
            page.id,
            page.title or section.title,
            page.caption,
            page.text,
            page.questions,
            is_sensitive(section),
        ),
        "items": tuple((question, form, messages(question, problems)) for question in page.questions),
        "entries": listed(seat, page),
        **notices(problems),
        "version": version,
        "opened": int(seat.now.timestamp()),
        "action": f"{base}/p/{page.id}",
        "then": then,
        "back_url": back_from(seat, page, then),
        "progress": Place.of(seat.journey.progress(page.id)),
        "sensitive": is_sensitive(section),
    }


@dataclass(frozen=True, slots=True)
class Listed:
    """One entry of a repeated group in the list of them."""

    number: int
    name: str
    change_url: str
    remove_url: str


def listed(seat: Seat, page: Page) -> tuple[Listed, ...]:
    """The entries so far, on the page that asks for one more; none on any other."""
    if not is_list(page):
        return ()
    base = f"/s/{seat.campaign.slug}/p"
    return tuple(
        Listed(one.number, one.name, f"{base}/{one.pages[0].id}", f"{base}/{page.id}/remove/{one.number}")
        for one in entries(seat.journey, page.repeats)
    )


def wanted(then: str) -> str:
    """Where a finished page leads back to, if it is one of ours: the list of answers, or nothing."""
    return then if then == LIST else ""


def page_url(seat: Seat, page: Page, then: str = "", language: str = "") -> str:
    """The address of a page; `then` goes with it, so that its Continue knows the way back."""
    query = urlencode({key: value for key, value in (("then", then), (ASKED, language)) if value})
    return f"/s/{seat.campaign.slug}/p/{page.id}" + (f"?{query}" if query else "")


def back_from(seat: Seat, page: Page, then: str) -> str:
    """Where Back leads: to the list of answers that a finished page was opened from, else a page earlier."""
    if then and not seat.journey.needs_work(page):
        return f"/s/{seat.campaign.slug}/{then}"
    before = seat.journey.before(page.id)
    return page_url(seat, before) if before else ""


def is_sensitive(section: Section) -> bool:
    return section.sensitive != "none"


def notices(problems: tuple[Problem, ...]) -> dict[str, Any]:
    """What stands at the top of the page: things to put right or, when there are none, nudges."""
    wrong = [one for one in problems if not one.nudge]
    nudges = [] if wrong else list(problems)
    return {
        "summary": [(f"#{one.field}", one.message) for one in wrong],
        "nudges": [(f"#{one.field}", one.message) for one in nudges],
        "seen": [one.nudge for one in nudges],
    }


def messages(question: Question, problems: tuple[Problem, ...]) -> dict[str, str]:
    own = {field.name for field in question.fields()}
    return {one.field: one.message for one in problems if one.field in own and not one.nudge}


def note_context(seat: Seat, page: Page, version: int, then: str = "") -> dict[str, Any]:
    """Everything that the note before a sensitive section needs."""
    section = seat.journey.section(page.id)
    assert page.note is not None
    return {
        **page_context(seat, page, {}, (), version, then),
        "note": {
            "title": section.title,
            "text": page.note.text,
            "items": page.note.items,
            "not_asked": page.note.not_asked,
        },
        "support": support_for(seat.questionnaire, seat.journey),
    }


def support_for(questionnaire: Questionnaire, journey: Journey | None) -> tuple[Any, ...]:
    """The support services, those of the person's own sector first and other sectors' left out."""
    services = questionnaire.support.services
    main = questionnaire.main_break
    chosen = journey.facts.get(main.id, ()) if journey and main else ()
    if not isinstance(chosen, tuple) or not chosen:
        return services
    own = tuple(service for service in services if service.sector is not None and service.sector in chosen)
    return (*own, *(service for service in services if service.sector is None))


def answer_groups(journey: Journey, base: str) -> Iterator[Group]:
    """The answers by page, in the order of the route; a skipped section is one card that says so."""
    for page in journey.pages:
        section = journey.section(page.id)
        url = f"{base}/p/{page.id}?then={LIST}"
        if page.note is not None:
            if section.id in journey.answers.skipped:
                yield Group(section.title, url, (), True)
        elif page.questions:
            rows = tuple(
                line for question in page.questions for line in question.lines(journey.kept.get(question.id))
            )
            yield Group(page.title or section.title, url, rows, False)


def unfinished(journey: Journey, base: str) -> tuple[tuple[str, str], ...]:
    """The first page that still needs something, as a title and a link; nothing when all is there."""
    page = journey.first_unfinished
    if page is None:
        return ()
    return ((page.title or journey.section(page.id).title, f"{base}/p/{page.id}"),)


def start_context(seat_free: tuple[Any, Any, Questionnaire, Any]) -> dict[str, Any]:
    """The words of the start page with the campaign's dates filled in."""
    _, window, questionnaire, _ = seat_free
    words = dates(window, questionnaire)
    start = questionnaire.start
    return {
        "start": {
            "lead": filled(start.lead, words),
            "facts": [
                {"strong": filled(fact.strong, words), "text": filled(fact.text, words)}
                for fact in start.facts
            ],
            "blocks": blocks(start.blocks, words),
            "closing": filled(start.closing, words),
            "button": start.button,
        },
        **words,
    }


def blocks(written: tuple[Block, ...], words: dict[str, str]) -> list[dict[str, Any]]:
    return [
        {
            "title": filled(block.title, words),
            "text": filled(block.text, words),
            "items": [filled(item, words) for item in block.items],
        }
        for block in written
    ]


def said(questions: tuple[Question, ...], form: Form) -> tuple[tuple[str, str], ...]:
    """What a form says, in words; what cannot be read as an answer is given as it was typed."""
    rows: list[tuple[str, str]] = []
    for question in questions:
        reading = question.read(form)
        if isinstance(reading, Rejected):
            typed = ", ".join(value for values in question.typed(form).values() for value in values)
            rows.append((question.words, typed))
        else:
            rows.extend(question.lines(reading))
    return tuple(rows)
