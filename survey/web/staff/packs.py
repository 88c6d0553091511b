"""The pack of a channel: every text with its link filled in, posters and QR codes; each file, or one ZIP."""

from __future__ import annotations

import mimetypes

from starlette.responses import Response

from survey.errors import NotFound, Refused
from survey.fieldwork.spreading.invitations import Rule, standing
from survey.fieldwork.spreading.pack import Pack, note_taken, pack_of, zipped
from survey.fieldwork.spreading.texts import texts_of
from survey.fieldwork.team.roles import May
from survey.web.pages import Team
from survey.web.respondent.sharing import as_png, as_svg
from survey.web.respondent.ways import named
from survey.web.staff.desk import At
from survey.web.staff.gate import Gate

gate = Gate.new()
BASE = "/staff/surveys/{slug}/channels/{name}/pack"
WHOLE = "pack.zip"
POSTERS = {"poster-a4.pdf": "a4", "poster-a3.pdf": "a3"}
NO_POSTER = "The poster could not be made on this machine: docs/guides/team.md says what it needs."
KINDS = {".eml": "message/rfc822", ".txt": "text/plain; charset=utf-8", ".zip": "application/zip"}


@gate.get(BASE, May.LOOK)
async def pack(at: At) -> Response:
    """Everything to pass on in a channel, to copy or to take away."""
    found = await at.call(of_channel, at)
    rule = (await at.call(standing, at.desk.store, found.slug)).rule
    return at.page(
        "console/pack.html",
        slug=found.slug,
        name=found.channel,
        pack=found,
        texts=found.texts.values(),
        invited_only=rule is Rule.ONLY,
        may_write=May.RUN in at.me.may,
    )


@gate.get(f"{BASE}/{{file}}", May.LOOK)
async def take(at: At) -> Response:
    """One file of the pack; that it was taken is written down."""
    file = at.value("file")
    found = await at.call(of_channel, at)
    if file in POSTERS:
        content = await poster(at, found, file)
    elif file == WHOLE:
        content = await whole(at, found)
    else:
        content = found.in_files.get(file, b"")
    if not content:
        raise NotFound("There is no such file in the pack.")
    await at.call(note_taken, at.desk.store, found, file, actor=at.me.actor)
    ending = file[file.rindex(".") :]
    kind = KINDS.get(ending) or mimetypes.guess_type(file)[0]
    return Response(content, 200, named(f"{found.slug}-{found.channel}-{file}"), kind)


async def poster(at: At, found: Pack, file: str) -> bytes:
    made = await at.desk.posters.poster(found.poster, POSTERS[file])
    if not made:
        raise Refused(NO_POSTER)
    return made


async def whole(at: At, found: Pack) -> bytes:
    """All of it; where posters cannot be made, the list of files says so."""
    files, missing = dict(found.in_files), ""
    for file, size in POSTERS.items():
        made = await at.desk.posters.poster(found.poster, size)
        if made:
            files[file] = made
        else:
            missing = NO_POSTER
    files["qr.svg"], files["qr.png"] = as_svg(found.address), as_png(found.address)
    files["README.txt"] = found.readme(missing).replace("\n", "\r\n").encode()
    return await at.call(zipped, files)


def of_channel(at: At) -> Pack:
    settings, slug = at.desk.settings, at.value("slug")
    asked = texts_of(at.desk.store, settings.questionnaires, slug).asked
    contact = Team.of(settings, asked).reached
    return pack_of(at.desk.store, settings.questionnaires, settings.base_url, slug, at.value("name"), contact)
