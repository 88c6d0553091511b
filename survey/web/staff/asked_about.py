"""Somebody asks what is held of them: what can be done, by whom, and words to reply with."""

from __future__ import annotations

from starlette.responses import Response

from survey.fieldwork.data_requests import holding
from survey.fieldwork.team.roles import May
from survey.web.staff.desk import At
from survey.web.staff.gate import Gate

gate = Gate.new()


@gate.get("/staff/surveys/{slug}/asked", May.LOOK)
async def help_with(at: At) -> Response:
    """Each case with its reply; what somebody may not do themselves is for a colleague."""
    held = await at.call(holding, at.desk.store, at.desk.settings, at.value("slug"))
    desks = {each: each in at.me.may for each in (May.ERASE, May.CONTACT, May.READ_TEXT)}
    return at.page("console/asked.html", held=held, may={each.name: holds for each, holds in desks.items()})
