"""Asking a new version: what changes and whom it concerns is read first, and it wants a reason."""

from __future__ import annotations

from starlette.responses import Response

from survey.engine.versions.change import sorted_out
from survey.errors import Refused
from survey.fieldwork.library import SHORT, in_folder
from survey.fieldwork.reasons import a_reason
from survey.fieldwork.revision import Revision, of_revising, revise
from survey.fieldwork.running.standing import standing
from survey.fieldwork.team.roles import May
from survey.web.pages import see_other
from survey.web.staff.desk import At
from survey.web.staff.gate import Gate

gate = Gate.new()
REVISE = "/staff/surveys/{slug}/change/revise"
MOVED_ON = "The file in the folder has changed since you read this. Read what changes now, and decide again."


@gate.get(REVISE, May.RUN)
async def ask_version(at: At) -> Response:
    """What asking the newest version in the folder would change, or why it is refused."""
    return page(at, await at.call(looked_at, at))


@gate.post(REVISE, May.RUN)
async def decide_version(at: At) -> Response:
    """Ask it from now on, if it is still the one that was read."""
    found, typed = await at.call(looked_at, at), at.form.one("reason")
    if found.refused:
        return page(at, found, typed, found.refused)
    if at.form.one("fingerprint") != found.asked.fingerprint:
        return page(at, found, typed, MOVED_ON)
    try:
        reason = a_reason(typed)
        await at.call(revise, at.desk.store, found.slug, found.asked, actor=at.me.actor, reason=reason)
    except Refused as refused:
        return page(at, found, typed, str(refused))
    return see_other(f"/staff/surveys/{found.slug}?done=revise")


def looked_at(at: At) -> Revision:
    slug = at.value("slug")
    found = standing(at.desk.store, slug)
    if found.offer("revise") is None:
        raise Refused(f"{found.word}: this cannot be done now. {found.sentence}")
    asked = in_folder(at.desk.settings.questionnaires, found.questionnaire)
    return of_revising(at.desk.store, slug, asked)


def page(at: At, found: Revision, typed: str = "", error: str = "") -> Response:
    short = found.asked.fingerprint[:SHORT]
    return at.page(
        "console/revise.html",
        status=422 if error else 200,
        slug=found.slug,
        revision=found,
        sorts=sorted_out(found.changes),
        here_base=f"/staff/questionnaires/{found.asked.questionnaire}/versions/{short}",
        typed=typed,
        error=error,
    )
