"""Channels: one link for each way that a survey is passed on, with its QR code; counts in bands."""

from __future__ import annotations

from starlette.responses import Response

from survey.errors import NotFound, Refused
from survey.fieldwork import channels
from survey.fieldwork.status import status as status_of
from survey.fieldwork.team.roles import May
from survey.web.pages import see_other
from survey.web.respondent.sharing import as_png, as_svg
from survey.web.respondent.ways import named
from survey.web.staff.desk import At
from survey.web.staff.gate import Gate

gate = Gate.new()


@gate.get("/staff/surveys/{slug}/channels", May.LOOK)
async def all_channels(at: At) -> Response:
    """The channels of a survey, and the form for one more."""
    return await page(at)


@gate.post("/staff/surveys/{slug}/channels", May.RUN)
async def add(at: At) -> Response:
    """A new channel; who comes by its link from now on is counted under it."""
    name, title, reason = (at.form.one(field) for field in ("name", "title", "reason"))
    try:
        slug = at.value("slug")
        made = await at.call(
            channels.add_channel, at.desk.store, slug, name, title, actor=at.me.actor, reason=reason
        )
    except Refused as problem:
        return await page(at, status=422, error=str(problem), typed=(name, title, reason))
    return see_other(f"/staff/surveys/{at.value('slug')}/channels/{made.name}")


@gate.get("/staff/surveys/{slug}/channels/{name}", May.LOOK)
async def channel(at: At) -> Response:
    """One channel: its link and its QR code, to pass on."""
    title, address = await at.call(found, at)
    return at.page(
        "console/channel.html",
        slug=at.value("slug"),
        name=at.value("name"),
        title=title,
        address=address,
        picture=as_svg(address).decode(),
    )


@gate.get("/staff/surveys/{slug}/channels/{name}/qr.svg", May.LOOK)
async def qr_svg(at: At) -> Response:
    """The code for a designer, who can make it any size."""
    _, address = await at.call(found, at)
    return Response(as_svg(address), 200, named(filename(at, "svg")), "image/svg+xml")


@gate.get("/staff/surveys/{slug}/channels/{name}/qr.png", May.LOOK)
async def qr_png(at: At) -> Response:
    """The code for a document or a slide."""
    _, address = await at.call(found, at)
    return Response(as_png(address), 200, named(filename(at, "png")), "image/png")


def filename(at: At, ending: str) -> str:
    return f"{at.value('slug')}-{at.value('name')}-qr.{ending}"


def found(at: At) -> tuple[str, str]:
    """The title and the address of the channel that is asked for."""
    slug, name = at.value("slug"), at.value("name")
    known = next((one for one in channels.channels_of(at.desk.store, slug) if one.name == name), None)
    if known is None:
        raise NotFound(f"This survey has no channel {name}.")
    return known.title, channels.link(at.desk.settings.base_url, slug, name)


async def page(
    at: At, *, status: int = 200, error: str = "", typed: tuple[str, str, str] = ("", "", "")
) -> Response:
    standing = await at.call(status_of, at.desk.store, at.value("slug"))
    name, title, reason = typed
    return at.page(
        "console/channels.html",
        status=status,
        error=error,
        slug=at.value("slug"),
        channels=standing.channels,
        may_add=May.RUN in at.me.may,
        typed={"name": name, "title": title, "reason": reason},
    )
