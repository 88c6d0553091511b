"""Coded data and texts: asked for, made by the worker, and taken away, which is noted each time."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.responses import FileResponse, Response

from survey.errors import NotFound
from survey.fieldwork import reports
from survey.fieldwork.london import in_words
from survey.fieldwork.products import DATA, PACKED, TEXTS, Product
from survey.fieldwork.reading.unread import unread_in_words
from survey.fieldwork.reports import Asked
from survey.fieldwork.team.roles import May
from survey.web.pages import see_other
from survey.web.staff.desk import At
from survey.web.staff.gate import Gate
from survey.web.staff.reports import GOES, WORDS

gate = Gate.new()


@gate.get("/staff/surveys/{slug}/data", May.ANALYSE)
async def all_data(at: At) -> Response:
    """Coded answers in every format, without words and contact details."""
    return await listing(at, "data", DATA)


@gate.post("/staff/surveys/{slug}/data", May.ANALYSE)
async def ask_data(at: At) -> Response:
    """Ask for one format."""
    wanted = next((one for one in DATA if one.name == at.form.one("format")), None)
    if wanted is None:
        return await listing(at, "data", DATA, status=422, error="Choose a format.")
    return await asked(at, "data", wanted)


@gate.get("/staff/surveys/{slug}/data/{number}", May.ANALYSE)
async def take_data(at: At) -> Response:
    """One file of coded answers."""
    return await taken(at, DATA)


@gate.get("/staff/surveys/{slug}/written", May.READ_TEXT, fresh=True)
async def all_texts(at: At) -> Response:
    """What people wrote, without their coded answers."""
    return await listing(at, "written", (TEXTS,))


@gate.post("/staff/surveys/{slug}/written", May.READ_TEXT, fresh=True)
async def ask_texts(at: At) -> Response:
    """Ask for the file of texts."""
    return await asked(at, "written", TEXTS)


@gate.get("/staff/surveys/{slug}/written/{number}", May.READ_TEXT, fresh=True)
async def take_texts(at: At) -> Response:
    """The file of texts, as they are kept: what was redacted is redacted in it."""
    return await taken(at, (TEXTS,))


async def asked(at: At, what: str, wanted: Product) -> Response:
    slug = at.value("slug")
    await at.call(reports.ask, at.desk.store, slug, wanted, actor=at.me.actor)
    return see_other(f"/staff/surveys/{slug}/{what}")


async def listing(
    at: At, what: str, products: Sequence[Product], *, status: int = 200, error: str = ""
) -> Response:
    slug = at.value("slug")
    found = await at.call(reports.all_of, at.desk.store, slug, products)
    return at.page(
        f"console/{what}.html",
        status=status,
        error=error,
        slug=slug,
        what=what,
        products=products,
        rows=[row_of(each) for each in found],
        unread=await at.call(unread_in_words, at.desk.store, slug),
        busy=any(each.state in ("waiting", "being made") for each in found),
    )


async def taken(at: At, products: Sequence[Product]) -> Response:
    """A file that is ready, once it is written down who took it."""
    slug, number = at.value("slug"), at.value("number")
    found = await at.call(reports.all_of, at.desk.store, slug, products)
    one = next((each for each in found if str(each.request.id) == number and each.state == "ready"), None)
    if one is None or not (one.folder / PACKED).is_file():
        raise NotFound("There is no such file. Files of answers are deleted after a day: ask for a new one.")
    await at.call(reports.note_taken, at.desk.store, one, PACKED, actor=at.me.actor)
    name = f"{slug}-{one.product.name}-{number}.zip"
    return FileResponse(one.folder / PACKED, media_type="application/zip", filename=name)


def row_of(one: Asked) -> dict[str, object]:
    request, goes = one.request, one.deleted_on
    return {
        "number": request.id,
        "title": one.product.title,
        "state": WORDS[one.state],
        "asked": f"{in_words(request.asked_at)}, by {request.asked_by}",
        "told": request.problem or (request.told if one.state == "being made" else ""),
        "goes": f"{GOES[one.state]} {in_words(goes)}" if goes and one.state in GOES else "",
        "ready": one.state == "ready",
    }
