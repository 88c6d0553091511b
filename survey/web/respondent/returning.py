"""Stepping aside and coming back: saved, resume, leave, stop and delete, withdraw, end screens."""

from __future__ import annotations

import secrets
from contextlib import suppress

from fastapi import APIRouter
from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from survey.engine.framing import Leave
from survey.engine.phrases import Phrase
from survey.engine.texts import filled
from survey.errors import NotSaved, UnknownCode
from survey.fieldwork.outcomes import dates
from survey.web.pages import see_other
from survey.web.respondent.desk import Desk, desk
from survey.web.respondent.rescuing import ANOTHERS, FIELD, Rescued, bring_back, give_back
from survey.web.respondent.start import groups_of_four
from survey.web.respondent.views import support_for

router = APIRouter()
GET = ["GET", "HEAD"]
NO_DRAFT = Phrase(
    "No saved answers have this code. Check each letter and number. If you have sent your answers,"
    " use your receipt code to take them back."
)
NO_RECEIPT = Phrase(
    "No answers have this receipt code. Check each letter and number. They may have been taken back already."
)


@router.api_route("/s/{slug}/saved", methods=GET)
async def saved(request: Request, slug: str) -> Response:
    """Saved for later: how to come back, and until when."""
    at = desk(request)
    seat = await at.seat(request, slug)
    return at.seated(
        request,
        seat,
        "respondent/saved.html",
        code=groups_of_four(at.participation.resume_code(seat, at.guard.token(request, slug))),
        once=secrets.token_hex(16),
        until=seat.window.finish_in_words,
        shared=seat.session.shared,
    )


@router.api_route("/s/{slug}/resume", methods=GET)
async def ask_code(request: Request, slug: str) -> Response:
    """The form for a resume code."""
    at = desk(request)
    return await resume_page(at, request, slug)


@router.post("/s/{slug}/resume")
async def resume(request: Request, slug: str) -> Response:
    """Open a draft by its code and go to the first page that needs something."""
    at = desk(request)
    form = await at.form(request, slug)
    code, device, kept = form.one("code"), form.one("device"), Rescued.read(form.one(FIELD))
    options = {"shared": device == "shared", "whose": kept.whose if kept else ""}
    await at.slow_down(request, "resume")
    try:
        begun = await at.call(request, at.participation.resume, slug, code, **options)
    except UnknownCode:
        await at.count_miss(request, "resume")
        if kept is not None:
            return await give_back(at, request, slug, kept, ANOTHERS, code)
        return await resume_page(at, request, slug, status=422, error=NO_DRAFT, typed=code)
    if kept is not None:
        return await bring_back(at, request, slug, kept, begun)
    response = see_other(f"/s/{slug}/go")
    at.guard.give_session(response, slug, begun.token, begun.lasts, shared=begun.shared)
    return response


async def resume_page(
    at: Desk, request: Request, slug: str, *, status: int = 200, error: object = "", typed: str = ""
) -> Response:
    """The form for a code; who has lost it may start anew only while the survey takes somebody new."""
    may_begin = await at.may_begin(request, await at.campaign(request, slug))
    said = {"error": error, "typed": typed, "may_begin": may_begin}
    return await at.told(request, slug, "respondent/resume.html", status=status, **said)


@router.post("/s/{slug}/stay")
async def stay(request: Request, slug: str) -> Response:
    """Somebody is still at the shared computer."""
    at = desk(request)
    await at.form(request, slug)
    await at.call(request, at.participation.stay, slug, at.guard.token(request, slug))
    return Response(status_code=204)


@router.api_route("/s/{slug}/go", methods=GET)
async def go(request: Request, slug: str) -> Response:
    """On to where this person left off."""
    at = desk(request)
    seat = await at.answering(request, slug)
    page = seat.where_to_go
    if page is not None:
        return see_other(f"/s/{slug}/p/{page.id}")
    return see_other(f"/s/{slug}/end" if seat.journey.end else f"/s/{slug}/check")


@router.api_route("/s/{slug}/end", methods=GET)
async def end(request: Request, slug: str) -> Response:
    """An end screen that an answer leads to; from it the draft can be deleted."""
    at = desk(request)
    seat = await at.seat(request, slug)
    if not seat.journey.end:
        return see_other(f"/s/{slug}/go")
    words = dates(seat.window, seat.questionnaire)
    screen = seat.questionnaire.ends[seat.journey.end]
    back = seat.journey.pages[-1]
    return at.seated(
        request,
        seat,
        "respondent/ended.html",
        end={"title": filled(screen.title, words), "text": filled(screen.text, words)},
        back_url=f"/s/{slug}/p/{back.id}",
    )


@router.api_route("/s/{slug}/leave", methods=GET)
async def leave(request: Request, slug: str) -> Response:
    """Leave now: end the session on this device and go to a neutral site.

    Whoever leaves waits for nothing: the way out comes first, and is there while the database is not.
    """
    at = desk(request)
    try:
        _, _, questionnaire, _ = await at.campaign(request, slug)
        to = questionnaire.leave.to
    except NotSaved:
        to = Leave().to
    token = at.guard.token(request, slug)
    response = RedirectResponse(to, 303)
    if token and request.method == "GET":
        response.background = BackgroundTask(end_session, at, request, token)
    at.guard.forget_session(response, slug)
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


async def end_session(at: Desk, request: Request, token: str) -> None:
    """End a session that no browser has any more; where it cannot be written, its own time ends it."""
    with suppress(NotSaved):
        await at.call(request, at.participation.leave, token)


@router.api_route("/s/{slug}/stop", methods=GET)
async def confirm_stop(request: Request, slug: str) -> Response:
    """Stop and delete: say what it does before it is done."""
    at = desk(request)
    seat = await at.seat(request, slug)
    return at.seated(request, seat, "respondent/stop.html", back_url=f"/s/{slug}/go")


@router.post("/s/{slug}/stop")
async def stop(request: Request, slug: str) -> Response:
    """Delete the draft with all its pages."""
    at = desk(request)
    await at.form(request, slug)
    await at.call(request, at.participation.stop, slug, at.guard.token(request, slug))
    response = see_other(f"/s/{slug}/stopped")
    at.guard.forget_session(response, slug)
    return response


@router.api_route("/s/{slug}/stopped", methods=GET)
async def stopped(request: Request, slug: str) -> Response:
    at = desk(request)
    _, _, questionnaire, _ = await at.campaign(request, slug)
    support = support_for(questionnaire, None)
    return await at.told(request, slug, "respondent/stopped.html", support=support)


@router.api_route("/s/{slug}/withdraw", methods=GET)
async def ask_receipt(request: Request, slug: str) -> Response:
    """The form for a receipt code; closed once the results are frozen."""
    at = desk(request)
    found = await at.campaign(request, slug)
    if not found.window.may_withdraw(found.now):
        return await at.shut(request, found)
    return await at.told(request, slug, "respondent/withdraw.html", error="", typed="")


@router.post("/s/{slug}/withdraw")
async def withdraw(request: Request, slug: str) -> Response:
    """First the code, then a page that asks once more, then the deletion; no reason is asked."""
    at = desk(request)
    form = await at.form(request, slug)
    code = form.one("code")
    await at.slow_down(request, "withdraw")
    if form.one("action") != "withdraw":
        if not await at.look(request, at.receipts.knows, slug, code):
            await at.count_miss(request, "withdraw")
            return await at.told(request, slug, "respondent/withdraw.html", status=422, **no_receipt(code))
        return await at.told(request, slug, "respondent/withdraw_confirm.html", code=code)
    try:
        await at.call(request, at.receipts.withdraw, slug, code)
    except UnknownCode:
        await at.count_miss(request, "withdraw")
        return await at.told(request, slug, "respondent/withdraw.html", status=422, **no_receipt(code))
    response = see_other(f"/s/{slug}/withdrawn")
    at.guard.forget_session(response, slug)
    return response


def no_receipt(code: str) -> dict[str, str]:
    return {"error": NO_RECEIPT, "typed": code}


@router.api_route("/s/{slug}/withdrawn", methods=GET)
async def withdrawn(request: Request, slug: str) -> Response:
    """The answers are gone; one can answer anew while the survey takes somebody new."""
    at = desk(request)
    found = await at.campaign(request, slug)
    may_begin, support = await at.may_begin(request, found), support_for(found.questionnaire, None)
    return await at.told(request, slug, "respondent/withdrawn.html", may_begin=may_begin, support=support)
