"""What the pages of a questionnaire show, put together from a seat."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from survey.engine.entries import entries, is_list
from survey.engine.forms import Form, Problem, Rejected
from survey.engine.framing import Block
from survey.engine.journey import Journey
from survey.engine.pages import Page, Section
from survey.engine.progress import Progress
from survey.engine.questionnaire import Questionnaire
from survey.engine.questions.base import Question
from survey.engine.texts import filled, retold
from survey.fieldwork.outcomes import dates
from survey.fieldwork.seat import Found, Seat
from survey.web.languages import ASKED
from survey.web.respondent.lists import LIST


@dataclass(frozen=True, slots=True)
class PageView:
    """A page as its template meets it."""

    id: str
    title: str
    caption: str
    text: tuple[str, ...]
    sensitive: bool


@dataclass(frozen=True, slots=True)
class Place:
    """The place bar: which stage of how many, in words, and about how long is left."""

    stage: int
    stages: int
    minutes_left: int | None
    added: int = 0
    told: str = ""
    last: bool = False

    @classmethod
    def reached(cls, seat: Seat) -> Place:
        """How far somebody has come, seen from outside the questions."""
        return cls.of(seat.progress(seat.reached.id), last=seat.journey.complete)

    @classmethod
    def of(cls, progress: Progress, *, last: bool = False) -> Place:
        left, added, told = progress.minutes_left, progress.added, str(progress.told)
        return cls(progress.stage, progress.stages, left, added, told, last)


def page_context(
    seat: Seat, page: Page, form: Form, problems: tuple[Problem, ...], version: int, then: str = ""
) -> dict[str, Any]:
    """Everything that `respondent/page.html` needs; `then` is where a finished page leads back to."""
    section = seat.journey.section(page.id)
    base = f"/s/{seat.campaign.slug}"
    if page.braced:
        words = dates(seat.window, seat.questionnaire)
        page = retold(page, lambda text: filled(text, words))
    sensitive, progress = is_sensitive(section), Place.of(seat.progress(page.id))
    view = PageView(page.id, seat.journey.title_of(page), page.caption, page.text, sensitive)
    return {
        "page": view,
        "items": tuple((question, form, messages(question, problems)) for question in page.questions),
        "entries": listed(seat, page),
        **notices(problems),
        "version": version,
        "opened": int(seat.now.timestamp()),
        "action": f"{base}/p/{page.id}",
        "then": then,
        "back_url": back_from(seat, page, then),
        "stage": progress.stage,
        "stages": progress.stages,
        "progress": progress,
        "sensitive": sensitive,
    }


@dataclass(frozen=True, slots=True)
class EntryView:
    """One entry of a repeated group in the list of them."""

    number: int
    name: str
    change_url: str
    remove_url: str


def listed(seat: Seat, page: Page) -> tuple[EntryView, ...]:
    """The entries so far, on the page that asks for one more; none on any other."""
    if not is_list(page):
        return ()
    base = f"/s/{seat.campaign.slug}/p"
    return tuple(
        EntryView(one.number, one.name, f"{base}/{one.pages[0].id}", f"{base}/{page.id}/remove/{one.number}")
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
    if then and seat.journey.may_visit(page.id) and not seat.journey.needs_work(page):
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
        "summary": tuple((f"#{one.field}", one.message) for one in wrong),
        "nudges": tuple((f"#{one.field}", one.message) for one in nudges),
        "seen": tuple(one.nudge for one in nudges),
    }


def messages(question: Question, problems: tuple[Problem, ...]) -> dict[str, str]:
    if not problems:
        return {}
    own = {field.name for field in question.fields()}
    return {one.field: one.message for one in problems if one.field in own and not one.nudge}


def is_for_many(seat: Seat, page: Page) -> bool:
    """Whether what a page says around its questions is as the author wrote it, with nothing filled in."""
    written = seat.questionnaire.pages.get(page.id)
    return (
        written is not None
        and seat.journey.title_of(page) == (written.title or seat.journey.section(page.id).title)
        and (page.caption, page.text) == (written.caption, written.text)
    )


def note_context(seat: Seat, page: Page, version: int, then: str = "") -> dict[str, Any]:
    """Everything that the note before a sensitive section needs."""
    assert page.note is not None
    return {
        **page_context(seat, page, {}, (), version, then),
        "note": {
            "title": seat.journey.title_of(page),
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


def start_context(found: Found) -> dict[str, Any]:
    """The words of the start page with the campaign's dates filled in."""
    words = dates(found.window, found.questionnaire)
    start = found.questionnaire.start
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
