"""Deleting one response by its receipt, for somebody who asks the team."""

from __future__ import annotations

from starlette.responses import Response

from survey.errors import Refused, UnknownCode
from survey.fieldwork.erasing import erase
from survey.fieldwork.status import status as status_of
from survey.fieldwork.team.roles import May
from survey.web.pages import see_other
from survey.web.staff.desk import At
from survey.web.staff.gate import Gate

gate = Gate.new()
DONE = "The response is deleted. The next report will not count it."


@gate.get("/staff/surveys/{slug}/erase", May.ERASE)
async def ask(at: At) -> Response:
    """The form for a receipt."""
    return await page(at, done=DONE if at.asked("done") else "")


@gate.post("/staff/surveys/{slug}/erase", May.ERASE)
async def delete(at: At) -> Response:
    """Delete the response, for good."""
    slug, receipt, reason = at.value("slug"), at.form.one("receipt"), at.form.one("reason")
    try:
        await at.call(erase, at.desk.store, at.desk.codes, slug, receipt, actor=at.me.actor, reason=reason)
    except (Refused, UnknownCode) as problem:
        return await page(at, status=422, error=str(problem), typed={"receipt": receipt, "reason": reason})
    return see_other(f"/staff/surveys/{slug}/erase?done=1")


async def page(
    at: At, *, status: int = 200, error: str = "", done: str = "", typed: dict[str, str] | None = None
) -> Response:
    standing = await at.call(status_of, at.desk.store, at.value("slug"))
    return at.page(
        "console/erase.html",
        status=status,
        error=error,
        done=done,
        slug=standing.slug,
        until=standing.window.withdraw_in_words,
        typed=typed or {"receipt": "", "reason": ""},
    )
