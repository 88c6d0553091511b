"""Replies made small for the way: brotli where the browser takes it, else gzip.

A reply to a request that another site started from a browser with cookies of ours goes as it is: whoever
can choose part of a page and measure how long it becomes would otherwise learn the rest of it (BREACH).
"""

from __future__ import annotations

import gzip
from collections.abc import Callable
from functools import partial

import brotli
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from survey.web.languages import accepted

LEAST = 500
"""Below this nothing is gained."""

TEXTS = ("text/", "application/json", "application/javascript", "image/svg+xml")
NOW: dict[str, Callable[[bytes], bytes]] = {
    "br": partial(brotli.compress, quality=5),
    "gzip": partial(gzip.compress, compresslevel=6, mtime=0),
}
"""How a page is packed while somebody waits for it; of two that are taken alike, the first."""

ONCE: dict[str, Callable[[bytes], bytes]] = {
    "br": partial(brotli.compress, quality=11),
    "gzip": partial(gzip.compress, compresslevel=9, mtime=0),
}
"""How a file is packed that is kept for a year."""


def taken(headers: Headers) -> str:
    """The coding that a browser takes and we have; empty for none."""
    wanted = accepted(headers.get("accept-encoding", "").lower())
    return next((name for name in NOW if name in wanted), "")


def is_text(kind: str) -> bool:
    return kind.startswith(TEXTS)


def is_asked_by_another_site(headers: Headers) -> bool:
    """Whether a page elsewhere made a browser that knows us ask; typed addresses and own links are not."""
    return "cookie" in headers and headers.get("sec-fetch-site", "none") not in ("same-origin", "none")


class Compressed:
    """Packs a whole reply of text; what comes in pieces, or is packed already, passes."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        asked = Headers(scope=scope) if scope["type"] == "http" else Headers()
        coding = taken(asked)
        if not coding or is_asked_by_another_site(asked):
            await self.app(scope, receive, send)
            return
        begun: Message = {}

        async def packed(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = message
                return
            if begun:
                headers = MutableHeaders(scope=begun)
                body = message.get("body", b"")
                if fits(headers, body) and not message.get("more_body"):
                    message = {**message, "body": NOW[coding](body)}
                    mark(headers, coding, len(message["body"]))
                await send(begun)
                begun = {}
            await send(message)

        await self.app(scope, receive, packed)


def fits(headers: MutableHeaders, body: bytes) -> bool:
    return (
        len(body) >= LEAST
        and "content-encoding" not in headers
        and "content-range" not in headers
        and is_text(headers.get("content-type", ""))
    )


def mark(headers: MutableHeaders, coding: str, length: int) -> None:
    """Say how a reply is packed, also to whatever stands between and keeps it."""
    headers["Content-Encoding"] = coding
    headers["Content-Length"] = str(length)
    headers.add_vary_header("Accept-Encoding")
