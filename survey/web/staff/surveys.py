"""The surveys: where each stands, what comes next, and what can be done with it."""

from __future__ import annotations

from starlette.responses import Response

from survey.fieldwork.audit import changed
from survey.fieldwork.newest import shelf
from survey.fieldwork.running.standing import Standing, standing, standings
from survey.fieldwork.status import status
from survey.fieldwork.team.roles import May
from survey.web.staff.changing import changes_of
from survey.web.staff.desk import BOXES, At
from survey.web.staff.gate import Gate, Who

gate = Gate.new()
LATEST = 20
DONE = {
    "extend": "It has more time. Every page says the new closing.",
    "reopen": "It is open again.",
    "close": "It closes at the new moment. Every page says so.",
    "undo": "The last change is taken back.",
    "withdraw-until": "People have longer to take their answers back.",
    "limit": "It takes another number of responses now.",
    "revise": "Whoever begins from now on is asked the new version.",
    "archive": "It is in the archive.",
    "unarchive": "It is out of the archive.",
    "freeze": "The answers are frozen. The final report can be asked for.",
    "unfreeze": "The freeze is taken back. Every report is provisional again.",
    "release": "The final report is being made and checked. The register shows how it goes.",
    "publish": "The final report is published.",
    "take-down": "The results are taken down.",
}


@gate.get("/staff", Who.SIGNED_IN)
async def surveys(at: At) -> Response:
    """Every survey, for those who may see how they stand."""
    may_look = May.LOOK in at.me.may
    found, faulty = await at.call(everything, at) if may_look else ((), ())
    may_run = May.RUN in at.me.may
    return at.page("console/surveys.html", surveys=found, faulty=faulty, may_look=may_look, may_run=may_run)


@gate.get("/staff/surveys/{slug}", May.LOOK)
async def survey(at: At) -> Response:
    """One survey: its state, its moments, where its pages are, and what was changed."""
    slug, may = at.value("slug"), at.me.may
    found = await at.call(standing, at.desk.store, slug)
    history, besides = await at.call(changed, at.desk.store, slug, LATEST)
    return at.page(
        "console/survey.html",
        standing=found,
        window=(await at.call(status, at.desk.store, slug)).window,
        changes=changes_of(found, may),
        may_open=May.RUN in may and found.offer("open") is not None,
        address=at.desk.pages.address(slug),
        history=history,
        besides=besides,
        may_see_changes=May.SEE_CHANGES in may,
        boxes=[box for box in BOXES if box.may in may],
        done=DONE.get(at.asked("done"), ""),
    )


def everything(at: At) -> tuple[tuple[Standing, ...], tuple[str, ...]]:
    """How each survey stands, with questionnaires that were never opened, and those that cannot be read."""
    lying = shelf(at.desk.settings.questionnaires)
    return standings(at.desk.store, lying.read), lying.faulty
