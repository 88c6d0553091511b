"""The surveys: each with its state and the moments that it has."""

from __future__ import annotations

from starlette.responses import Response

from survey.fieldwork.audit import entries, in_one_line
from survey.fieldwork.status import Status, all_campaigns, status
from survey.fieldwork.team.roles import May
from survey.fieldwork.window import State
from survey.storage.database import Store
from survey.web.staff.desk import At
from survey.web.staff.gate import Gate, Who

gate = Gate.new()
WORDS = {
    State.NOT_YET: "Not open yet",
    State.OPEN: "Open",
    State.FINISHING: "Closed, last drafts finishing",
    State.CLOSED: "Closed",
}


@gate.get("/staff", Who.SIGNED_IN)
async def surveys(at: At) -> Response:
    """Every survey, for those who may see how they stand."""
    may_look = May.LOOK in at.me.may
    found = await at.call(standings, at.desk.store) if may_look else ()
    return at.page("console/surveys.html", surveys=found, words=WORDS, may_look=may_look)


@gate.get("/staff/surveys/{slug}", May.LOOK)
async def survey(at: At) -> Response:
    """One survey: its state, its moments, where its pages are, and what was changed."""
    found = await at.call(status, at.desk.store, at.value("slug"))
    history = await at.call(entries, at.desk.store, found.slug)
    return at.page(
        "console/survey.html",
        standing=found,
        word=WORDS[found.state],
        address=at.desk.pages.address(found.slug),
        history=[in_one_line(entry) for entry in reversed(history)],
        may_see_changes=May.SEE_CHANGES in at.me.may,
        may_erase=May.ERASE in at.me.may,
        may_analyse=May.ANALYSE in at.me.may,
    )


def standings(store: Store) -> tuple[Status, ...]:
    """How every survey stands, the latest first."""
    return tuple(status(store, campaign.slug) for campaign in reversed(all_campaigns(store)))
