"""What was published of a survey, for anybody: a page that leads to the report and its files. No cookies.

The report is one file that stands alone, with its style and its script in it. It is served in a sandbox: a
page of no site, which reaches no cookie and no address, and runs one script, by its digest.
"""

from __future__ import annotations

import mimetypes
import re
from base64 import b64encode
from functools import cache, lru_cache
from hashlib import file_digest, sha256
from pathlib import Path
from typing import Any

import structlog
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import FileResponse, Response

from survey.engine.forms import storable
from survey.engine.local import SOURCE
from survey.errors import NotFound
from survey.fieldwork.final import releases
from survey.fieldwork.final.files import FILES, folder_of
from survey.fieldwork.final.releases import Released
from survey.fieldwork.london import in_words
from survey.web.headers import OWN, POLICY_NAME
from survey.web.pages import OWNER, TITLE, SurveyWords
from survey.web.respondent.desk import Desk, desk

log = structlog.get_logger("survey.results")
router = APIRouter()
GET = ["GET", "HEAD"]
KEPT = "public, no-cache"
"""Copies may be kept, and are shown only once it was asked whether they are still published."""
UNLISTED = {"X-Robots-Tag": "noindex"}
"""Search engines are asked not to list the files either, which cannot ask for it themselves."""
REPORT = "index.html"
POLICY = (
    OWN + "allow-scripts; default-src 'none'; style-src {styles}; script-src {scripts}; font-src data:; "
    "img-src data:; form-action 'none'; frame-ancestors 'none'; base-uri 'none'"
)
INSIDE = {
    "styles": re.compile(r"<style>(.*?)</style>", re.S),
    "scripts": re.compile(r"<script>(.*?)</script>", re.S),
}
ABOUT = SurveyWords(str(TITLE), str(OWNER), "", "approved", SOURCE, False, "", "")


@router.api_route("/results/{slug}", methods=GET)
async def results(request: Request, slug: str) -> Response:
    """What was published: what it is, from how many, and its files."""
    at = desk(request)
    try:
        found = await at.call(request, published, at, slug)
    except NotFound:
        return nothing(at, request)
    said = found.request.told_more or {}
    day = found.release.published_at
    response = page(
        at,
        request,
        "results/results.html",
        made=found,
        said=said,
        published=in_words(day) if day else "",
        files=[(name, FILES[name], digest) for name, digest in listed(found)],
        has_report=REPORT in found.release.files,
    )
    response.headers["Cache-Control"] = KEPT
    return response


@router.api_route("/results/{slug}/{file}", methods=GET)
async def file(request: Request, slug: str, file: str) -> Response:
    """One published file, as it was checked; the report to read here, everything else to take away."""
    at = desk(request)
    try:
        found = await at.call(request, published, at, slug)
        digest = found.release.files.get(file)
        if digest is None:
            raise NotFound("There is no such file.")
        path = folder_of(at.pages.settings, found.slug, found.request.id) / file
        if await at.call(request, digest_now, path) != digest:
            log.error("published_file_changed", file=file, release=found.release.id)
            raise NotFound("This file is not the one that was published.")
        policy = await at.call(request, policy_of, path, digest) if file == REPORT else ""
    except (NotFound, FileNotFoundError):
        return nothing(at, request)
    headers = {"Cache-Control": KEPT, "ETag": f'"{digest}"', **UNLISTED}
    if digest in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    if policy:
        return FileResponse(path, headers={**headers, POLICY_NAME: policy}, media_type="text/html")
    kind = mimetypes.guess_type(file)[0] or "application/octet-stream"
    return FileResponse(path, headers=headers, media_type=kind, filename=f"{found.slug}-{file}")


def digest_now(path: Path) -> str:
    """The SHA-256 of a file as it lies there now; read again only where it was written again."""
    seen = path.stat()
    return digest_of(path, seen.st_mtime_ns, seen.st_size)


@lru_cache(maxsize=256)
def digest_of(path: Path, written: int, size: int) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def published(at: Desk, slug: str) -> Released:
    """What is published under a slug; an address with signs that no slug has leads nowhere."""
    if storable(slug) != slug:
        raise NotFound("There is nothing at this address.")
    return releases.published(at.participation.store, slug)


def listed(found: Released) -> list[tuple[str, str]]:
    """The published files in the order in which people want them."""
    return [(name, found.release.files[name]) for name in FILES if name in found.release.files]


def nothing(at: Desk, request: Request) -> Response:
    """That nothing is published here, and where else to look."""
    return page(at, request, "results/nothing.html", status=404)


def page(at: Desk, request: Request, template: str, *, status: int = 200, **context: Any) -> Response:
    """A page in English, as the reports are, that asks for nothing and so needs no cookie."""
    response = at.pages.render(request, template, about=ABOUT, status=status, languages=(), **context)
    del response.headers["Set-Cookie"]
    return response


@cache
def policy_of(path: Path, digest: str) -> str:
    """The policy of a report: the style and the script in it, and no other; read once for each version."""
    text = path.read_text("utf-8")
    found = {what: map(hashed, shape.findall(text)) for what, shape in INSIDE.items()}
    named = {what: " ".join(digests) or "'none'" for what, digests in found.items()}
    return POLICY.format(**named)


def hashed(inside: str) -> str:
    return f"'sha256-{b64encode(sha256(inside.encode()).digest()).decode()}'"
