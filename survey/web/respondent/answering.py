"""The pages of questions: shown, saved as they are typed, and continued from."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from survey.engine.forms import TAKEN
from survey.engine.progress import Told
from survey.errors import DraftClosed, NotFound, NotSaved, OldForm, SignedOut, Stale
from survey.fieldwork.seat import Seat
from survey.fieldwork.typed import Typed
from survey.languages.choosing import best, offered
from survey.storage.records import PageRecord
from survey.web.direct import Direct
from survey.web.forms import Posted, posted
from survey.web.languages import SWITCH
from survey.web.pages import see_other
from survey.web.respondent.desk import Desk, desk
from survey.web.respondent.rescuing import Rescued, give_back, pairs
from survey.web.respondent.views import (
    back_from,
    is_for_many,
    note_context,
    page_context,
    page_url,
    said,
    wanted,
)

router = APIRouter(route_class=Direct)
ASIDE = {"save": "saved", "check": "check", "sections": "sections", "back": "go"}
"""Buttons that keep what is typed without checking it, and where each leads; Back first asks the page."""


@router.api_route("/s/{slug}/p/{page_id}", methods=["GET", "HEAD"])
async def show(request: Request) -> Response:
    """One page with what was typed before; too far ahead leads to the first page that needs something."""
    at, (slug, page_id) = desk(request), addressed(request)
    seat = await at.answering(request, slug)
    page = seat.journey.page(page_id)
    if page is None or not seat.journey.may_visit(page_id):
        return see_other(onward(seat))
    version, then = seat.version_of(page_id), wanted(request.query_params.get("then", ""))
    if page.note is not None:
        return at.seated(request, seat, "respondent/note.html", **note_context(seat, page, version, then))
    problems = seat.journey.to_put_right(page_id)
    context = page_context(seat, page, seat.form_of(page), problems, version, then)
    return at.seated(request, seat, "respondent/page.html", for_many=is_for_many(seat, page), **context)


def addressed(request: Request) -> tuple[str, str]:
    """The survey and the page in an address: two texts, whatever they are."""
    return request.path_params["slug"], request.path_params["page_id"]


def onward(seat: Seat, after: str = "", then: str = "") -> str:
    """Where somebody goes next: the page after, the end screen, or the list of answers.

    Who came from the list goes back to it, by way of what the change has opened.
    """
    base = f"/s/{seat.campaign.slug}"
    goes_on = after and not then and seat.journey.may_visit(after)
    page = seat.journey.after(after) if goes_on else seat.where_to_go
    if page is not None:
        return page_url(seat, page, then)
    return f"{base}/end" if seat.journey.end else f"{base}/check"


@router.post("/s/{slug}/p/{page_id}")
async def answer(request: Request) -> Response:
    """Continue, save for later, or clear one answer; whatever happens, nothing typed is lost."""
    at, (slug, page_id) = desk(request), addressed(request)
    form = await posted(request)
    token = at.guard.token(request, slug)
    then = wanted(form.one("then"))
    try:
        at.guard.check(request, form, slug)
        if form.one("clear") or form.one("action") in ASIDE or switched_to(form.one("action")):
            return await aside(at, request, slug, page_id, form)
        turned = await at.keep(request, at.participation.answer, slug, token, typed(form, page_id))
    except Stale as error:
        return await stale(at, request, slug, page_id, form, error)
    except NotSaved:
        return await not_saved(at, request, slug, page_id, form)
    except DraftClosed:
        return await too_late(at, request, slug, page_id, form)
    except (SignedOut, OldForm):
        kept = Rescued.of(form, page_id)
        if kept.is_blank:
            raise
        return await give_back(at, request, slug, kept)
    if not turned.problems:
        return see_other(onward(turned.seat, page_id, then))
    page = turned.seat.journey.page(page_id)
    if page is None:
        raise NotFound("This page is not on your way through the survey.")
    if page.note is not None:
        context = note_context(turned.seat, page, turned.seat.version_of(page_id), then)
        return at.seated(request, turned.seat, "respondent/note.html", status=422, **context)
    context = page_context(
        turned.seat, page, form.fields, turned.problems, turned.seat.version_of(page_id), then
    )
    return at.seated(request, turned.seat, "respondent/page.html", status=422, **context)


async def aside(at: Desk, request: Request, slug: str, page_id: str, form: Posted) -> Response:
    """Keep what is typed as it is, one answer cleared if that was asked, and go where the button says."""
    clear, action, then = form.one("clear"), form.one("action"), wanted(form.one("then"))
    seat = await at.seat(request, slug)
    page = seat.page_to_keep(page_id)
    if clear not in {name for question in page.questions for name in question.field_names}:
        clear = ""
    language = switched_to(action)
    if clear:
        target = f"{page_url(seat, page, then)}#{clear}"
    elif language:
        target = page_url(seat, page, then, best(offered(seat.questionnaire), language))
    else:
        target = (action == "back" and back_from(seat, page, then)) or f"/s/{slug}/{ASIDE.get(action, 'go')}"
    token = at.guard.token(request, slug)
    await at.keep(request, at.participation.save, slug, token, typed(form, page_id, clear=clear))
    return see_other(target)


def switched_to(action: str) -> str:
    """The language that a button asks for, if it is one of those that change it."""
    return action.removeprefix(SWITCH) if action.startswith(SWITCH) else ""


def typed(form: Posted, page_id: str, *, clear: str = "", counts: bool = True) -> Typed:
    """What a form says about a page; `clear` names one field to leave out, `counts` adds the time on it."""
    fields = {
        name: values for name, values in form.fields.items() if name not in (*TAKEN, clear, f"{clear}__say")
    }
    opened = form.number("opened") if counts else 0
    told, seen = Told.read(form.one("time_told")), frozenset(form.fields.get("seen", ()))
    return Typed(page_id, fields, form.number("version"), opened, seen, told)


@router.post("/s/{slug}/save")
async def save(request: Request) -> Response:
    """Autosave: keep what is typed so far; the reply is the saved line with the page's new version.

    A page that was changed elsewhere is left as it is; Continue then shows both.
    """
    at, slug = desk(request), request.path_params["slug"]
    form = await at.form(request, slug)
    page_id = form.one("page")
    token = at.guard.token(request, slug)
    try:
        kept = await at.keep(request, at.participation.save, slug, token, typed(form, page_id, counts=False))
    except Stale:
        return HTMLResponse("", 409)
    when, language = kept.seat.window.time_of_day(kept.seat.now), kept.seat.questionnaire.language
    saved = {"saved_at": when, "version": kept.version, "swapped": True}
    return at.pages.fragment(language, "respondent/_saved.html", **saved)


@router.api_route("/s/{slug}/here", methods=["GET", "HEAD"])
async def here(request: Request) -> Response:
    """The survey can be reached: what a page asks before it lets go of what was typed."""
    return Response(status_code=204)


async def stale(at: Desk, request: Request, slug: str, page_id: str, form: Posted, error: Stale) -> Response:
    """Another tab was quicker: both versions side by side, and a choice."""
    seat = await at.seat(request, slug)
    page = seat.page_to_keep(page_id)
    if not error.args or not isinstance(error.args[0], PageRecord):
        raise NotFound("This page is not on your way through the survey.") from error
    saved = error.args[0]
    return at.seated(
        request,
        seat,
        "respondent/stale.html",
        status=409,
        page_title=seat.journey.title_of(page),
        theirs=said(page.questions, saved.form),
        yours=said(page.questions, form.fields),
        action=f"/s/{slug}/p/{page_id}",
        page_url=page_url(seat, page, wanted(form.one("then"))),
        then=wanted(form.one("then")),
        button=button(form),
        version=saved.version,
        opened=form.number("opened"),
        typed=pairs(form.fields),
    )


async def too_late(at: Desk, request: Request, slug: str, page_id: str, form: Posted) -> Response:
    """The last moment to finish passed while somebody was typing: said, with what they typed to copy."""
    seat = await at.seat(request, slug)
    rows = said(seat.page_to_keep(page_id).questions, form.fields)
    return at.shut_to(request, seat, tuple(row for row in rows if row[1]))


async def not_saved(at: Desk, request: Request, slug: str, page_id: str, form: Posted) -> Response:
    """The write did not happen: say so, and give back what was typed, ready to try again."""
    response = at.pages.render(
        request,
        "errors/not_saved.html",
        status=503,
        typed=pairs(form.fields),
        action=f"/s/{slug}/p/{page_id}",
        token=form.one("csrf"),
        whose=form.one("whose"),
        then=wanted(form.one("then")),
        button=button(form),
        version=form.number("version"),
        opened=form.number("opened"),
    )
    response.headers["Retry-After"] = "3"
    return response


def button(form: Posted) -> str:
    """The button that was pressed, for another try of the same."""
    return form.one("action") if form.one("action") in ASIDE else "continue"
