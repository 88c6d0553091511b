"""The way in: the list of open surveys, the start page, beginning, and the resume code."""

from __future__ import annotations

import secrets

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from survey.errors import InvitationUsed, SignedOut
from survey.fieldwork.channels import VIA, name_in
from survey.fieldwork.seat import Found
from survey.web.pages import see_other
from survey.web.respondent.desk import Desk, desk
from survey.web.respondent.views import Place, start_context

router = APIRouter()
GET = ["GET", "HEAD"]


@router.api_route("/", methods=GET)
async def home(request: Request) -> Response:
    """The surveys that are open now."""
    at = desk(request)
    surveys = await at.look(request, at.participation.open_surveys, at.pages.wanted(request))
    return at.pages.render(request, "respondent/home.html", surveys=surveys)


@router.api_route("/s/{slug}", methods=GET)
async def start(request: Request, slug: str) -> Response:
    """What the survey is about, for whom, and what it does not ask; or why nobody new can begin."""
    at = desk(request)
    found = await at.campaign(request, slug)
    if not await at.may_begin(request, found):
        return await at.shut(request, found)
    via = name_in(request.query_params.get(VIA, ""))
    return start_page(at, request, found, via=via)


def start_page(at: Desk, request: Request, found: Found, *, via: str = "", invitation: str = "") -> Response:
    context = {"via": via, "invitation": invitation, **start_context(found)}
    return at.pages.render(request, "respondent/start.html", found=found, **context)


@router.api_route("/s/{slug}/i/{code}", methods=GET)
async def invited(request: Request, slug: str, code: str) -> Response:
    """The start page for an invitation. Looking uses nothing up: programs that read mail open links too.

    Whoever used it and comes back in the same browser goes on with their answers.
    """
    at = desk(request)
    found = await at.campaign(request, slug)
    if not await at.may_begin(request, found, invited=True):
        return await at.shut(request, found)
    await at.slow_down(request, "invitation")
    if await at.look(request, at.participation.knows_invitation, slug, code):
        return start_page(at, request, found, invitation=code)
    try:
        await at.seat(request, slug)
    except SignedOut:
        await at.count_miss(request, "invitation")
        return see_other(f"/s/{slug}/invitation")
    return see_other(f"/s/{slug}/go")


@router.api_route("/s/{slug}/invitation", methods=GET)
async def invitation_used(request: Request, slug: str) -> Response:
    """An invitation that lets nobody begin: it was used, or there is none like it. How to go on."""
    at = desk(request)
    found = await at.campaign(request, slug)
    may_begin = await at.may_begin(request, found)
    return await at.told(
        request, slug, InvitationUsed.template, status=InvitationUsed.status, may_begin=may_begin
    )


@router.post("/s/{slug}")
async def begin(request: Request, slug: str) -> Response:
    """Begin a draft and show its code before the first question.

    Where somebody's answers were open in this browser until now, it is somebody else who begins.
    """
    at = desk(request)
    form = await at.form(request, slug)
    shared = form.one("device") == "shared"
    wanted = (form.one("language"), *at.pages.wanted(request))
    invitation = form.one("invitation")
    asked = {"shared": shared, "wanted": wanted, "via": form.one(VIA), "invitation": invitation}
    if invitation:
        await at.slow_down(request, "invitation")
    try:
        begun = await at.call(request, at.participation.begin, slug, **asked)
    except InvitationUsed:
        await at.count_miss(request, "invitation")
        return see_other(f"/s/{slug}/invitation")
    response = see_other(f"/s/{slug}/code")
    at.guard.give_session(response, slug, begun.token, begun.lasts, shared=shared)
    if at.guard.token(request, slug):
        at.guard.pass_on(response)
    return response


@router.api_route("/s/{slug}/code", methods=GET)
async def code(request: Request, slug: str) -> Response:
    """The code that opens these answers again."""
    at = desk(request)
    seat = await at.seat(request, slug)
    page = seat.where_to_go
    shown = at.participation.resume_code(seat, at.guard.token(request, slug))
    if not shown:
        return see_other(f"/s/{slug}/saved")
    return at.seated(
        request,
        seat,
        "respondent/code.html",
        code=groups_of_four(shown),
        once=secrets.token_hex(16),
        first=not seat.pages,
        next_url=f"/s/{slug}/p/{page.id}" if page else f"/s/{slug}/check",
        until=seat.window.finish_in_words,
        progress=Place.of(seat.progress(page.id)) if page else None,
    )


@router.post("/s/{slug}/code")
async def renew(request: Request, slug: str) -> Response:
    """Replace the code by a new one."""
    at = desk(request)
    form, token = await at.form(request, slug), at.guard.token(request, slug)
    begun = await at.call(request, at.participation.renew_code, slug, token, form.one("once"))
    response = see_other(f"/s/{slug}/code")
    at.guard.give_session(response, slug, begun.token, begun.lasts, shared=begun.shared)
    return response


def groups_of_four(code: str) -> tuple[str, ...]:
    plain = code.replace("-", "").replace(" ", "")
    return tuple(plain[at : at + 4] for at in range(0, len(plain), 4))
