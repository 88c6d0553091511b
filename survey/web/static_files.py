"""Static files under names that carry a hash of their content, so that they can be kept for ever."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from starlette.datastructures import Headers
from starlette.responses import FileResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from survey.web.compressing import ONCE, is_text, mark, taken

FOLDER = Path(__file__).parent / "static"


@cache
def static_url(name: str) -> str:
    """The address of a static file; it changes when the file does."""
    digest = hashlib.sha256((FOLDER / name).read_bytes()).hexdigest()[:12]
    return f"/static/{name}?v={digest}"


@cache
def packed(path: str, etag: str, coding: str) -> bytes:
    """A file packed as small as it gets, once a process and version of the file."""
    return ONCE[coding](Path(path).read_bytes())


class KeptFiles(StaticFiles):
    """Files that a browser may keep for a year when it asked for one version of them, text made small."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        headers = Headers(scope=scope)
        if isinstance(response, FileResponse) and "range" not in headers:
            response = smaller(response, taken(headers))
        if response.status_code == 200 and scope.get("query_string", b"").startswith(b"v="):
            response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return response


def smaller(response: FileResponse, coding: str) -> Response:
    """The file as the browser takes it; fonts are packed already."""
    if not is_text(response.headers["content-type"]):
        return response
    response.headers.add_vary_header("Accept-Encoding")
    if not coding:
        return response
    etag = response.headers["etag"]
    body = packed(str(response.path), etag, coding)
    small = Response(body, headers=dict(response.headers))
    mark(small.headers, coding, len(body))
    small.headers["ETag"] = f'{etag[:-1]}-{coding}"'
    return small
