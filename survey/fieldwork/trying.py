"""Trying a questionnaire out with nothing kept: a seat made of what the browser itself carries along.

It goes by the very rules of answering, without a draft, a session or a transaction behind it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from survey.engine.forms import Form, storable
from survey.engine.pages import CHOSEN, NOTE_FIELD, Page
from survey.engine.questionnaire import Questionnaire
from survey.errors import BadRequest
from survey.fieldwork.london import days_later, london_day
from survey.fieldwork.outcomes import Turned
from survey.fieldwork.seat import Seat
from survey.fieldwork.simulation.people import Visit
from survey.fieldwork.trial import month_from
from survey.fieldwork.typed import Typed
from survey.fieldwork.window import Window
from survey.storage.records import CampaignRecord, DraftRecord, PageRecord, SessionRecord

UNREADABLE = "What this page carried along cannot be read. Begin the preview again."
NOWHERE = "preview"


def seat_of(questionnaire: Questionnaire, pages: Mapping[str, PageRecord], now: datetime) -> Seat:
    """Somebody who sits nowhere, in a survey of a month that nobody opened."""
    closes_at = month_from(now)
    until = days_later(closes_at, questionnaire.promise.withdraw_days)
    campaign = CampaignRecord(
        0, NOWHERE, 0, now, closes_at, until, 0, synthetic=False, trial=False, created_at=now
    )
    session = SessionRecord(NOWHERE, 0, shared=False, last_active=now, expires_at=closes_at)
    draft = DraftRecord(NOWHERE, 0, 0, NOWHERE, NOWHERE, 0, london_day(now))
    return Seat(campaign, Window.of(campaign), questionnaire, session, now, draft, pages)


def walked(visits: Iterable[Visit]) -> dict[str, PageRecord]:
    """The pages that somebody made up has filled in."""
    return {visit.page: record(visit.page, visit.form, done=True) for visit in visits}


def turned(seat: Seat, typed: Typed) -> Turned:
    """Continue: the page with what was typed, finished if nothing is to be put right."""
    page = seat.page_to_keep(typed.page)
    if not seat.journey.may_visit(page.id):
        return Turned(kept(seat, typed))
    problems = typed.problems(page, seat)
    return Turned(seat.after(record(page.id, fields(seat, page, typed), done=not problems)), problems)


def kept(seat: Seat, typed: Typed) -> Seat:
    """What was typed, checked by nobody; a page that was finished stays so while it holds."""
    page = seat.page_to_keep(typed.page)
    was_done = page.id in seat.pages and seat.pages[page.id].done
    done = was_done and seat.journey.may_visit(page.id) and not typed.breaks(page, seat)
    pages = {**seat.pages, page.id: record(page.id, fields(seat, page, typed), done=done)}
    return seat_of(seat.questionnaire, pages, seat.now)


def fields(seat: Seat, page: Page, typed: Typed) -> Form:
    """The fields of a page as they are to be carried on."""
    before = seat.pages.get(page.id)
    if page.note is None:
        return typed.merged(page, before.form if before else {})
    choice = typed.chosen(page, before).get(NOTE_FIELD, ())
    return {NOTE_FIELD: choice} if choice in CHOSEN else {}


def record(page: str, form: Form, *, done: bool) -> PageRecord:
    return PageRecord(page, 0, form, {}, {}, done, 0)


def carried(seat: Seat) -> str:
    """All answers as one field of the next form."""
    pages = {name: [page.done, page.form] for name, page in seat.pages.items()}
    return json.dumps(pages, separators=(",", ":"))


def brought(text: str, questionnaire: Questionnaire) -> dict[str, PageRecord]:
    """The answers that a form carried along, of pages that there are, or BadRequest."""
    try:
        found = json.loads(text) if text else {}
        return {
            name: record(name, form_of(form), done=done is True)
            for name, (done, form) in found.items()
            if name in questionnaire.pages
        }
    except (ValueError, TypeError, AttributeError, RecursionError) as error:
        raise BadRequest(UNREADABLE) from error


def form_of(found: Any) -> Form:
    """Fields as a form holds them: lists of texts by name."""
    return {name: tuple(storable(value) for value in values) for name, values in found.items()}
