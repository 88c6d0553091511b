"""The register of final reports: what each was made from, what its check found, where it is to be read."""

from __future__ import annotations

import mimetypes

from starlette.responses import FileResponse, Response

from survey.errors import NotFound
from survey.fieldwork import reports
from survey.fieldwork.final import releases
from survey.fieldwork.final.files import FILES, folder_of
from survey.fieldwork.final.releases import Released
from survey.fieldwork.london import in_words
from survey.fieldwork.products import RELEASE
from survey.fieldwork.team.roles import May
from survey.web.staff.desk import At
from survey.web.staff.gate import Gate

gate = Gate.new()
WORDS = {
    "being made": "Being made",
    "failed": "Not made",
    "checked": "Made and checked",
    "published": "Published",
    "taken down": "Taken down",
}


@gate.get("/staff/releases", May.SEE_RELEASES)
async def register(at: At) -> Response:
    """Every final report of every survey, the newest first."""
    found = await at.call(releases.register, at.desk.store)
    rows = [row_of(one) for one in found]
    return at.page("console/releases.html", rows=rows, base=at.desk.settings.base_url)


@gate.get("/staff/surveys/{slug}/releases/{number}/{name}", May.SEE_RELEASES)
async def download(at: At) -> Response:
    """One file of a final report, for the team to read before and after it is published."""
    slug, number, name = at.value("slug"), at.value("number"), at.value("name")
    made = await at.call(releases.of_survey, at.desk.store, slug)
    found = next((one for one in made if str(one.release.number) == number), None)
    path = folder_of(at.desk.settings, slug, found.request.id) / name if found else None
    if found is None or path is None or name not in found.release.files or not path.is_file():
        raise NotFound("There is no such file of a final report.")
    (asked,) = [
        one
        for one in await at.call(reports.all_of, at.desk.store, slug, (RELEASE,))
        if one.request.id == found.request.id
    ]
    await at.call(reports.note_taken, at.desk.store, asked, name, actor=at.me.actor)
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return FileResponse(path, media_type=kind, filename=f"{slug}-final-{number}-{name}")


def row_of(found: Released) -> dict[str, object]:
    release, freeze = found.release, found.freeze
    return {
        "slug": found.slug,
        "title": found.title,
        "number": release.number,
        "state": found.state,
        "word": WORDS[found.state],
        "facts": [
            ("Asked for", f"{in_words(release.asked_at)}, by {release.asked_by}"),
            ("Why", release.reason),
            ("Check", found.check),
            ("Made from", made_from(found)),
            ("Frozen", f"{in_words(freeze.at)}, by {freeze.actor}: {freeze.people}" if freeze else ""),
            ("Fingerprint", release.fingerprint),
            ("Published", when(found)),
        ],
        "files": [(name, FILES[name]) for name in FILES if name in release.files],
    }


def made_from(found: Released) -> str:
    if found.as_frozen:
        return f"The answers as they were frozen, {found.release.data}"
    return f"The frozen answers without what was deleted since, {found.release.data}"


def when(found: Released) -> str:
    release, said = found.release, []
    if release.published_at is not None:
        said.append(f"{in_words(release.published_at)}, by {release.published_by}")
    if release.taken_down_at is not None:
        said.append(f"taken down {in_words(release.taken_down_at)}, by {release.taken_down_by}")
    return "; ".join(said)
