"""One handler for every error: its status, its page, and a request id that a person can quote."""

from __future__ import annotations

import re
from contextlib import suppress
from typing import Any

from starlette.background import BackgroundTask
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from survey.errors import BadRequest, Forged, NotFound, NotOpen, NotSaved, OldForm, SurveyError
from survey.fieldwork import faults
from survey.fieldwork.security_events import Event
from survey.web.forms import Posted
from survey.web.requests import route_of
from survey.web.respondent.desk import Desk, desk
from survey.web.threads import in_thread

WITHIN = re.compile(r"/s/([a-z0-9-]+)(?:/|$)")
OWN = {
    "then": "then",
    "whose": "whose",
    "button": "action",
    "token": "csrf",
    "version": "version",
    "opened": "opened",
}
"""What the page of what was not saved writes by itself: its names there, and those of the fields."""
BY_STATUS: dict[int, type[SurveyError]] = {400: BadRequest, 404: NotFound, 405: NotFound}


async def survey_error(request: Request, error: Exception) -> Response:
    """An error of ours as its page; the closed page is a page of the survey itself."""
    assert isinstance(error, SurveyError)
    at = desk(request)
    slug = request.path_params.get("slug", "")
    if isinstance(error, Forged):
        at.events.tell(Event.OLD_FORM if isinstance(error, OldForm) else Event.FORGED)
    if isinstance(error, NotOpen) and slug:
        return await at.shut(request, await at.campaign(request, slug))
    if not isinstance(error, NotSaved):
        return await page_of(at, request, type(error), str(error), slug)
    response = await page_of(at, request, NotSaved, str(error), slug, getattr(request.state, "form", None))
    response.headers["Retry-After"] = "3"
    return response


async def page_of(
    at: Desk,
    request: Request,
    kind: type[SurveyError],
    message: str,
    slug: str,
    form: Posted | None = None,
) -> Response:
    """The page of an error; within a survey it keeps the survey's words, where they can still be read, and a
    form that was not saved for another press of its button."""
    found = None
    if slug and kind is not NotSaved:
        with suppress(SurveyError):
            found = await at.campaign(request, slug)
    again: dict[str, Any] = {field: form.one(name) if form else "" for field, name in OWN.items()}
    return at.pages.render(
        request,
        kind.template,
        found=found,
        status=kind.status,
        message=message,
        typed=carried(form) if form else (),
        action=request.url.path if form else "",
        **again,
    )


def carried(form: Posted) -> tuple[tuple[str, str], ...]:
    """Every other field of a form as pairs."""
    return tuple((name, one) for name, all in form.fields.items() if name not in OWN.values() for one in all)


async def http_error(request: Request, error: Exception) -> Response:
    """An error of the framework, told like one of ours."""
    assert isinstance(error, HTTPException)
    kind = BY_STATUS.get(error.status_code, SurveyError)
    response = await page_of(desk(request), request, kind, "", slug_in(request.url.path))
    response.status_code = error.status_code
    return response


async def wrong_address(request: Request, error: Exception) -> Response:
    """An address with something else where a number stands leads nowhere."""
    return await page_of(desk(request), request, NotFound, "", slug_in(request.url.path))


def slug_in(path: str) -> str:
    """The survey that an address stands in, though it may lead nowhere there; empty outside of all."""
    found = WITHIN.match(path)
    return found[1] if found else ""


async def unexpected(request: Request, error: Exception) -> Response:
    """Anything else: a page that says so, with nothing of the program in it; it is kept once that is out."""
    response = await page_of(desk(request), request, SurveyError, "", "")
    response.background = BackgroundTask(
        in_thread,
        request,
        faults.note,
        desk(request).participation.store,
        request.state.request_id,
        route_of(request.scope),
        type(error).__name__,
    )
    return response
