"""Taking one entry out of a repeated group: asked once, since it cannot be undone."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from survey.web.pages import see_other
from survey.web.respondent.desk import desk

router = APIRouter()


@router.api_route("/s/{slug}/p/{page_id}/remove/{number}", methods=["GET", "HEAD"])
async def ask(request: Request, slug: str, page_id: str, number: int) -> Response:
    """What would be removed, with both ways on."""
    at = desk(request)
    seat = await at.answering(request, slug)
    entry = seat.entry(page_id, number)
    back = f"/s/{slug}/p/{page_id}"
    return at.seated(
        request,
        seat,
        "respondent/remove.html",
        number=entry.number,
        seen=seat.version_of_group(page_id),
        name=entry.name,
        lines=[line for line in entry.lines if line[1]],
        action=f"{back}/remove/{number}",
        back_url=back,
        sensitive=seat.journey.section(page_id).sensitive != "none",
    )


@router.post("/s/{slug}/p/{page_id}/remove/{number}")
async def remove(request: Request, slug: str, page_id: str, number: int) -> Response:
    """Remove it, and show the list again; a second press finds it gone and does nothing."""
    at = desk(request)
    form = await at.form(request, slug)
    token = at.guard.token(request, slug)
    seen = form.number("seen")
    await at.call(request, at.participation.remove_entry, slug, token, page_id, number, seen)
    return see_other(f"/s/{slug}/go")
