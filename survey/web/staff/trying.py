"""Preview of any page and route of a version: the pages as people meet them, with nothing kept.

The answers stand in the page itself and come back with its form, so no redirect follows on sending one: there
is nowhere that the next page could have them from.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from starlette.responses import Response

from survey.engine.forms import TAKEN, Form, Problem
from survey.engine.pages import Page
from survey.engine.questionnaire import Questionnaire
from survey.engine.texts import filled
from survey.errors import NotFound
from survey.fieldwork import trying
from survey.fieldwork.library import Edition, edition
from survey.fieldwork.outcomes import dates
from survey.fieldwork.seat import Seat
from survey.fieldwork.simulation.people import Visit
from survey.fieldwork.simulation.tours import KEPT
from survey.fieldwork.team.roles import May
from survey.fieldwork.typed import Typed
from survey.languages.choosing import offered, spoken
from survey.web.pages import see_other, words_of
from survey.web.respondent.lists import answers_of
from survey.web.respondent.views import (
    Place,
    back_from,
    note_context,
    page_context,
    start_context,
    support_for,
)
from survey.web.staff.desk import At
from survey.web.staff.gate import Gate

gate = Gate.new()
PREVIEW = "/staff/questionnaires/{questionnaire}/versions/{version}/preview/{place}"
PAGE = "p-"
"""What the place of a page of questions begins with; the others have a word of their own."""
ANSWERS, TO, LANGUAGE = "preview-answers", "preview-to", "preview-language"
"""Fields of the form of a preview. No question has a dash in its id."""
NOT_REACHED = "No made-up answers lead here. Start at the beginning and answer by hand."


@dataclass(frozen=True)
class Trying:
    """A version that is being tried out, in one language, by one request."""

    at: At
    edition: Edition
    form: Questionnaire

    @property
    def about(self) -> str:
        """The page of the version."""
        return f"/staff/questionnaires/{self.form.questionnaire}/versions/{self.edition.short}"

    def seat(self, pages: dict[str, Any]) -> Seat:
        return trying.seat_of(self.form, pages, self.at.desk.store.clock())

    def page(self, template: str, seat: Seat, *, status: int = 200, **context: Any) -> Response:
        """One page of the preview, with everything that was answered so far in it."""
        desk, request = self.at.desk, self.at.request
        about = words_of(self.form, "")
        common = {
            "languages": (),
            "home": "/staff",
            "csrf": desk.guard.form_token_of(request, self.at.token),
            "about_url": self.about,
            "preview": f"{self.about}/preview",
            "version_shown": self.edition.form.version,
            "carried": trying.carried(seat),
            "spoken": self.form.language,
            "route": [(page.id, seat.journey.title_of(page) or page.id) for page in seat.journey.pages],
            "at_page": "",
        }
        context = {**common, **context}
        return desk.pages.render(
            request,
            f"console/preview/{template}.html",
            about=about,
            questionnaire=self.form,
            status=status,
            **context,
        )


@gate.get(PREVIEW, May.LOOK)
async def look(at: At) -> Response:
    """A page with made-up answers before it, as the address asks: of one group, or that lead to an end."""
    place = at.value("place")
    if place == "leave":
        return see_other(f"/staff/questionnaires/{at.value('questionnaire')}/versions/{at.value('version')}")
    tried = await begun(at, at.asked("language"))
    visits = await at.call(visits_to, tried.edition, place, at.asked("way"), at.asked("end"))
    return await at.call(shown, tried, tried.seat(trying.walked(visits)), place)


@gate.post(PREVIEW, May.LOOK)
async def go_on(at: At) -> Response:
    """Go on from a page with what was typed on it; what was answered before came along."""
    tried = await begun(at, at.form.one(LANGUAGE))
    seat = tried.seat(trying.brought(at.form.one(ANSWERS), tried.form))
    return await at.call(after, tried, seat, at.value("place"))


async def begun(at: At, language: str) -> Trying:
    asked = (at.value("questionnaire"), at.value("version"))
    found = await at.call(edition, at.desk.store, at.desk.settings.questionnaires, *asked)
    tag = language if language in offered(found.form) else found.form.language
    return Trying(at, found, spoken(found.form, tag))


def visits_to(found: Edition, place: str, way: str, end: str) -> tuple[Visit, ...]:
    """The pages that are filled in before a place is shown, or NotFound where nobody made up came there."""
    if place == "start":
        return ()
    tours = KEPT.of(found.form, found.fingerprint)
    ways = {str(number): visits for number, visits in enumerate(tours.whole.values())}
    visits = ways.get(way) if way else tours.to_end.get(end) if end else None
    if place.startswith(PAGE) and not way:
        visits = tours.to_page.get(place.removeprefix(PAGE))
    if visits is None:
        raise NotFound(NOT_REACHED)
    return visits


def after(tried: Trying, seat: Seat, place: str) -> Response:
    """Where a form of the preview leads."""
    form = tried.at.form
    if not place.startswith(PAGE):
        return shown(tried, seat, "sent" if form.one("action") == "send" else to(tried, seat))
    clear, page_id = form.one("clear"), place.removeprefix(PAGE)
    fields = {
        name: values for name, values in form.fields.items() if name not in (*TAKEN, clear, f"{clear}__say")
    }
    typed = Typed(page_id, fields, 0, seen=frozenset(form.fields.get("seen", ())))
    aside: dict[str, Callable[[Seat], str]] = {
        "back": lambda now: before(now, page_id),
        "go": lambda now: to(tried, now),
    }
    if clear or form.one("action") in aside:
        kept = trying.kept(seat, typed)
        return shown(tried, kept, place if clear else aside[form.one("action")](kept))
    turned = trying.turned(seat, typed)
    if turned.problems:
        return page_of(tried, turned.seat, seat.page_to_keep(page_id), turned.problems, form.fields)
    following = turned.seat.journey.after(page_id) if turned.seat.journey.may_visit(page_id) else None
    return shown(tried, turned.seat, f"{PAGE}{following.id}" if following else "check")


def to(tried: Trying, seat: Seat) -> str:
    """The page that was chosen, where it may be opened; else the first that needs something."""
    chosen = tried.at.form.one(TO)
    if chosen and seat.journey.may_visit(chosen):
        return f"{PAGE}{chosen}"
    first = seat.where_to_go
    return f"{PAGE}{first.id}" if first else "check"


def before(seat: Seat, page_id: str) -> str:
    page = seat.journey.page(page_id)
    earlier = seat.journey.before(page_id) if page is not None else None
    return f"{PAGE}{earlier.id}" if earlier else "start"


def shown(tried: Trying, seat: Seat, place: str) -> Response:
    """A place of the preview with these answers."""
    if place.startswith(PAGE):
        page_id = place.removeprefix(PAGE)
        page = seat.journey.page(page_id)
        if page is None or not seat.journey.may_visit(page_id):
            raise NotFound("This page is not on the way that these answers lead.")
        return page_of(tried, seat, page, seat.journey.to_put_right(page_id))
    if place not in SCREENS:
        raise NotFound("There is no such place in a preview.")
    return SCREENS["end" if seat.journey.end and place != "start" else place](tried, seat)


def page_of(
    tried: Trying, seat: Seat, page: Page, problems: tuple[Problem, ...], typed: Form | None = None
) -> Response:
    """One page of questions, or the note before a section; `typed` is what was not taken."""
    status = 200 if typed is None else 422
    action = f"{tried.about}/preview/{PAGE}{page.id}"
    more = {"action": action, "at_page": page.id, "may_go_back": bool(back_from(seat, page, ""))}
    if page.note is not None:
        return tried.page("note", seat, status=status, **{**note_context(seat, page, 0), **more})
    form = seat.form_of(page) if typed is None else typed
    return tried.page("page", seat, status=status, **{**page_context(seat, page, form, problems, 0), **more})


def start(tried: Trying, seat: Seat) -> Response:
    return tried.page("start", seat, **start_context(seat.found))


def check(tried: Trying, seat: Seat) -> Response:
    """The list of answers; it can be sent, to see what follows, and goes nowhere."""
    return tried.page(
        "check",
        seat,
        places=tuple(answers_of(seat.journey, "")),
        complete=seat.journey.complete,
        progress=Place.reached(seat),
        **dates(seat.window, tried.form),
    )


def end(tried: Trying, seat: Seat) -> Response:
    if not seat.journey.end:
        raise NotFound("These answers lead to no end screen.")
    return tried.page("end", seat, end=tried.form.ends[seat.journey.end])


def sent(tried: Trying, seat: Seat) -> Response:
    """What is read after sending."""
    words, screen = dates(seat.window, tried.form), tried.form.sent
    return tried.page(
        "sent",
        seat,
        sent={"title": screen.title, "text": filled(screen.text, words)},
        next_steps=[filled(step, words) for step in screen.next],
        support=support_for(tried.form, seat.journey),
    )


SCREENS: dict[str, Callable[[Trying, Seat], Response]] = {
    "start": start,
    "check": check,
    "end": end,
    "sent": sent,
}
"""The places of a preview that are no page of questions."""
