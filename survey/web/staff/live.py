"""The live page: how answers come in, from the snapshot alone, so that views cannot be subtracted."""

from __future__ import annotations

from starlette.responses import Response

from survey.fieldwork.counts import SafeCount
from survey.fieldwork.live.looking import Reading, look
from survey.fieldwork.live.shown import Group, Live
from survey.fieldwork.running.wording import counted
from survey.fieldwork.team.roles import May
from survey.web.staff.desk import At
from survey.web.staff.gate import Gate

gate = Gate.new()


@gate.get("/staff/surveys/{slug}/live", May.LOOK)
async def live(at: At) -> Response:
    """The figures of one survey as they were counted last."""
    return page(at, "console/live.html", await at.call(look, at.desk.store, at.value("slug")))


@gate.get("/staff/surveys/{slug}/live/part", May.LOOK)
async def part(at: At) -> Response:
    """The figures alone, for a page that asks again by itself; nothing where it has them already."""
    found = await at.call(look, at.desk.store, at.value("slug"))
    if at.asked("number") == str(found.number):
        return Response(status_code=204)
    return page(at, "console/_live.html", found)


def page(at: At, template: str, found: Reading) -> Response:
    shown = found.live
    return at.page(
        template,
        slug=found.slug,
        reading=found,
        live=shown,
        totals=totals(shown),
        rows=by_area(shown),
        columns=[split.heading for split in shown.crossed],
        sections=[each for each in shown.reached if each.ends_section],
    )


def totals(shown: Live) -> list[tuple[str, str]]:
    """The whole survey in four lines."""
    minutes = "not yet known" if shown.minutes is None else counted(shown.minutes, "minute")
    found = (("Begun", shown.started), ("Sent", shown.sent), ("Taken back", shown.withdrawn))
    return [*((name, str(SafeCount(number))) for name, number in found), ("Median time", minutes)]


def by_area(shown: Live) -> list[tuple[str, list[tuple[str, Group]]]]:
    """The main split by area: a row for each area, a cell for each group."""
    areas = [group.label for group in shown.crossed[0].groups] if shown.crossed else []
    return [
        (area, [(split.heading, split.groups[number]) for split in shown.crossed])
        for number, area in enumerate(areas)
    ]
