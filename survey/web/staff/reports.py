"""Reports: ask for one, see it come on, take its files away; each download is in the record of changes."""

from __future__ import annotations

import mimetypes
from pathlib import Path

from starlette.responses import FileResponse, Response

from survey.errors import NotFound
from survey.fieldwork import reports
from survey.fieldwork.final.files import FILES
from survey.fieldwork.final.freezing import freeze_of
from survey.fieldwork.london import in_words
from survey.fieldwork.reports import Asked
from survey.fieldwork.team.roles import May
from survey.web.pages import see_other
from survey.web.staff.desk import At
from survey.web.staff.gate import Gate

gate = Gate.new()
SAID = (("Version", "version"), ("Fingerprint", "fingerprint"), ("Release:", "release"))
"""What a finished report says of itself, in the words of the list."""
GOES = {"ready": "Its files are kept until", "deleted": "Its files were deleted on"}
WORDS = {
    "waiting": "Waiting",
    "being made": "Being made",
    "ready": "Ready",
    "failed": "Could not be made",
    "deleted": "Deleted on schedule",
}


@gate.get("/staff/surveys/{slug}/reports", May.ANALYSE)
async def all_reports(at: At) -> Response:
    """Every report of a survey, the newest first."""
    return await listing(at, "console/reports.html")


@gate.get("/staff/surveys/{slug}/reports/progress", May.ANALYSE)
async def progress(at: At) -> Response:
    """The list alone, for a page that asks again by itself."""
    return await listing(at, "console/_reports.html")


@gate.post("/staff/surveys/{slug}/reports", May.ANALYSE)
async def ask(at: At) -> Response:
    """Ask for a report; where one is waiting already, that one."""
    await at.call(reports.ask, at.desk.store, at.value("slug"), actor=at.me.actor)
    return see_other(f"/staff/surveys/{at.value('slug')}/reports")


@gate.get("/staff/surveys/{slug}/reports/{number}/{name}", May.ANALYSE)
async def download(at: At) -> Response:
    """One file of a report that is ready."""
    name = at.value("name")
    path = await at.call(taken, at, name)
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    filename = f"{at.value('slug')}-{at.value('number')}-{name}"
    return FileResponse(path, media_type=kind, filename=filename)


def taken(at: At, name: str) -> Path:
    """Where a file of a ready report lies, once it is written down who took it."""
    slug, number = at.value("slug"), at.value("number")
    found = next(
        (each for each in reports.all_of(at.desk.store, slug) if str(each.request.id) == number), None
    )
    path = found.folder / name if found is not None and found.state == "ready" and name in FILES else None
    if path is None or found is None or not path.is_file():
        raise NotFound("There is no such file. Reports are deleted after a while: ask for a new one.")
    reports.note_taken(at.desk.store, found, name, actor=at.me.actor)
    return path


async def listing(at: At, template: str) -> Response:
    slug = at.value("slug")
    found = await at.call(reports.all_of, at.desk.store, slug)
    rows = [row_of(each) for each in found]
    busy = any(each.state in ("waiting", "being made") for each in found)
    is_frozen = bool(await at.call(freeze_of, at.desk.store, slug))
    return at.page(template, slug=slug, reports=rows, busy=busy, is_frozen=is_frozen)


def row_of(asked: Asked) -> dict[str, object]:
    files = [(name, words) for name, words in FILES.items() if (asked.folder / name).is_file()]
    request, went = asked.request, asked.deleted_on
    said = request.told_more or {}
    return {
        "title": asked.product.title,
        "number": request.id,
        "says": [f"{name} {said[key]}" for name, key in SAID if key in said],
        "goes": f"{GOES[asked.state]} {in_words(went)}" if went and asked.state in GOES else "",
        "state": WORDS[asked.state],
        "asked": f"{in_words(request.asked_at)}, by {request.asked_by}",
        "told": request.problem or (request.told if asked.state == "being made" else ""),
        "files": files if asked.state == "ready" else [],
    }
