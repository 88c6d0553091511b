"""Pages that only tell: support, privacy, accessibility, and whom to tell of a fault."""

from __future__ import annotations

from datetime import UTC, timedelta

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from survey.engine.journey import Journey
from survey.errors import NotFound, SignedOut
from survey.fieldwork.london import start_of
from survey.fieldwork.outcomes import dates
from survey.web.respondent.desk import Desk, desk
from survey.web.respondent.views import blocks, support_for

router = APIRouter()
GET = ["GET", "HEAD"]


@router.api_route("/s/{slug}/support", methods=GET)
async def support(request: Request, slug: str) -> Response:
    """Support services: those of one's own sector first, where the answers say which it is."""
    at = desk(request)
    _, _, questionnaire, _ = await at.campaign(request, slug)
    journey, back_url = await place_of(at, request, slug)
    return await at.told(
        request,
        slug,
        "respondent/support.html",
        back_url=back_url,
        support=support_for(questionnaire, journey),
        support_checked=questionnaire.support.checked,
    )


async def place_of(at: Desk, request: Request, slug: str) -> tuple[Journey | None, str]:
    """The answers under way or just sent from this browser, and the page that they were left on."""
    try:
        return (await at.seat(request, slug)).journey, "go"
    except SignedOut:
        pass
    try:
        _, journey = await at.own_copy(request, slug)
    except SignedOut:
        journey = None
    return journey, "sent" if journey else ""


@router.api_route("/s/{slug}/privacy", methods=GET)
async def privacy(request: Request, slug: str) -> Response:
    at = desk(request)
    _, window, questionnaire, _ = await at.campaign(request, slug)
    written = blocks(questionnaire.privacy, dates(window, questionnaire))
    return await at.told(request, slug, "respondent/privacy.html", blocks=written)


@router.api_route("/accessibility", methods=GET)
async def accessibility(request: Request) -> Response:
    return desk(request).pages.render(request, "respondent/accessibility.html")


@router.api_route("/.well-known/security.txt", methods=GET)
async def security(request: Request) -> Response:
    """Where to tell of a fault in security (RFC 9116); nothing where nobody is named, or the day is over."""
    settings, clock = desk(request).pages.settings, desk(request).participation.store.clock
    contact, until = settings.security_contact, settings.security_until
    ends = start_of(until + timedelta(days=1)).astimezone(UTC) if until else None
    if contact is None or ends is None or ends <= clock():
        raise NotFound("Nobody is named here to whom faults can be told.")
    said = {
        "Contact": contact,
        "Expires": f"{ends:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages": "en",
        "Canonical": f"{settings.base_url}/.well-known/security.txt",
    }
    return PlainTextResponse("".join(f"{field}: {value}\n" for field, value in said.items()))
