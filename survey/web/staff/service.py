"""How the service is, in lines that say what to do."""

from __future__ import annotations

from starlette.responses import Response

from survey.fieldwork import service
from survey.fieldwork.london import in_words
from survey.fieldwork.retention import plan
from survey.fieldwork.team.roles import May
from survey.web.staff.desk import At
from survey.web.staff.gate import Gate

gate = Gate.new()


@gate.get("/staff/service", May.SEE_SERVICE)
async def health(at: At) -> Response:
    """The worrying first; then what goes by itself on which day."""
    lines = await at.call(service.standing, at.desk.store)
    planned = await at.call(plan, at.desk.store)
    due = [(each, in_words(each.at) if each.at else each.unset) for each in planned]
    return at.page("console/service.html", lines=lines, due=due)
