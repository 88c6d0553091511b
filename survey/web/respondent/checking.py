"""Check your answers, send them, and what follows: the receipt and one's own copy."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from survey.engine.texts import filled
from survey.errors import NotFound, Stale
from survey.fieldwork.outcomes import dates
from survey.web.pages import see_other
from survey.web.respondent.desk import desk
from survey.web.respondent.lists import answers_of, places_of, unfinished
from survey.web.respondent.start import groups_of_four
from survey.web.respondent.views import Place, support_for

router = APIRouter()
GET = ["GET", "HEAD"]


@router.api_route("/s/{slug}/check", methods=GET)
async def check(request: Request, slug: str) -> Response:
    """The answers so far, section by section; they can be sent when nothing more is needed."""
    at = desk(request)
    seat = await at.answering(request, slug)
    words = dates(seat.window, seat.questionnaire)
    base = f"/s/{slug}"
    if seat.journey.end:
        return see_other(f"{base}/end")
    return at.seated(
        request,
        seat,
        "respondent/check.html",
        places=tuple(answers_of(seat.journey, base)),
        unfinished=unfinished(seat.journey, base),
        submit_key=seat.draft.submit_key,
        next_steps=[filled(step, words) for step in seat.questionnaire.sent.next],
        back_url=f"{base}/p/{seat.reached.id}",
        progress=Place.reached(seat),
        complete=seat.journey.complete,
        until=seat.window.finish_in_words,
        words_sealed=at.receipts.store.recipient is not None and not seat.draft.synthetic,
        **words,
    )


@router.api_route("/s/{slug}/sections", methods=GET)
async def sections(request: Request, slug: str) -> Response:
    """The sections of the way and how each stands, with a link to whatever may be opened."""
    at = desk(request)
    seat = await at.answering(request, slug)
    if seat.journey.end:
        return see_other(f"/s/{slug}/end")
    return at.seated(
        request,
        seat,
        "respondent/sections.html",
        places=places_of(seat.journey),
        complete=seat.journey.complete,
        progress=Place.reached(seat),
    )


@router.post("/s/{slug}/check")
async def send(request: Request, slug: str) -> Response:
    """Send the answers; a page that still needs something comes first."""
    at = desk(request)
    form = await at.form(request, slug)
    token = at.guard.token(request, slug)
    try:
        await at.call(request, at.participation.submit, slug, token, form.one("key"))
    except (NotFound, Stale):
        return see_other(f"/s/{slug}/check")
    return see_other(f"/s/{slug}/sent")


@router.api_route("/s/{slug}/sent", methods=GET)
async def sent(request: Request, slug: str) -> Response:
    """The receipt, shown while the session that sent lives."""
    at = desk(request)
    token = at.guard.token(request, slug)
    done = await at.look(request, at.receipts.sent, slug, token)
    questionnaire, journey = await at.own_copy(request, slug)
    found = done.found(questionnaire)
    words = dates(done.window, questionnaire)
    screen = questionnaire.sent
    return at.pages.render(
        request,
        "respondent/sent.html",
        found=found,
        signed_in=True,
        receipt=groups_of_four(done.receipt),
        sent={"title": screen.title, "text": filled(screen.text, words)},
        next_steps=[filled(step, words) for step in screen.next],
        support=support_for(questionnaire, journey),
        support_checked=questionnaire.support.checked,
        care_first=bool(journey and journey.care),
        copy_left=journey is not None,
        words_sealed=done.words_sealed,
        others_may_begin=await at.may_begin(request, found),
        **words,
    )


@router.post("/s/{slug}/download")
async def download(request: Request, slug: str) -> Response:
    """One's own answers as a page to keep; contact details are not in it, they lie elsewhere by now."""
    at = desk(request)
    await at.form(request, slug)
    token = at.guard.token(request, slug)
    done = await at.look(request, at.receipts.sent, slug, token)
    questionnaire, journey = await at.own_copy(request, slug)
    if journey is None:
        raise NotFound("These answers are no longer here.")
    html = at.pages.render(
        request,
        "respondent/download.html",
        found=done.found(questionnaire),
        places=tuple(answers_of(journey, "")),
        version=questionnaire.version,
        words_sealed=done.words_sealed,
        **dates(done.window, questionnaire),
    )
    return HTMLResponse(
        html.body, headers={"Content-Disposition": f'attachment; filename="{slug}-my-answers.html"'}
    )
