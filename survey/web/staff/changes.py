"""The record of changes: what was done, by whom, when and why, and whether the record is whole."""

from __future__ import annotations

from starlette.responses import Response

from survey.fieldwork import audit
from survey.fieldwork.team.roles import May
from survey.web.respondent.ways import named
from survey.web.staff.desk import At
from survey.web.staff.gate import Gate

gate = Gate.new()
LATEST = 200
CSV = "text/csv; charset=utf-8"


@gate.get("/staff/changes", May.SEE_CHANGES)
async def changes(at: At) -> Response:
    """The latest changes, and those that hold what was looked for."""
    wanted = at.asked("for").strip()[:100]
    lines = await at.call(audit.lines, at.desk.store)
    found = [line for line in lines if wanted.lower() in line.lower()]
    return at.page(
        "console/changes.html",
        lines=found[:LATEST],
        more=max(0, len(found) - LATEST),
        wanted=wanted,
        flaws=await at.call(audit.flaws, at.desk.store),
    )


@gate.get("/staff/changes.csv", May.SEE_CHANGES)
async def export(at: At) -> Response:
    """All of it, for whoever checks it elsewhere; that it was taken is written down first."""
    text = await at.call(taken, at)
    return Response(text.encode("utf-8-sig"), 200, named("record-of-changes.csv"), CSV)


def taken(at: At) -> str:
    audit.note_taken(at.desk.store, actor=at.me.actor)
    return audit.as_csv(at.desk.store)
