"""Each request gets an id, a line in the log, and a reply even when something unforeseen happens.

The log names the route, never the address, the query, the form or who asked.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Awaitable, Callable
from traceback import extract_tb

import structlog
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from survey.errors import SurveyError

Handler = Callable[[Request, Exception], Awaitable[Response]]
Answered = Callable[[str, str, int, float], None]
"""Takes the route, the method, the status and the seconds of a request that was answered."""
log = structlog.get_logger("survey.web")
PROBES = ("/health/live", "/health/ready")
"""Asked every few seconds; what is wrong then is told by the one that asks."""


class Requests:
    """The outermost layer of ours: ids, the log, and errors that no route handled."""

    def __init__(
        self, app: ASGIApp, *, told: Handler, unexpected: Handler, answered: Answered | None = None
    ) -> None:
        self.app = app
        self.answered = answered
        self.told = told
        self.unexpected = unexpected

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request_id = secrets.token_hex(8)
        scope.setdefault("state", {})["request_id"] = request_id
        began, status = time.perf_counter(), 0

        async def noted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message.get("headers", ()), (b"x-request-id", request_id.encode())]
            await send(message)

        try:
            await self.app(scope, receive, noted)
        except Exception as error:
            if status:
                raise
            handler = self.told if isinstance(error, SurveyError) else self.unexpected
            if handler is self.unexpected:
                log.error(
                    "unexpected",
                    request=request_id,
                    route=route_of(scope),
                    kind=type(error).__name__,
                    where=frames(error),
                )
            response = await handler(Request(scope, receive), error)
            await response(scope, receive, noted)
        finally:
            seconds, route = time.perf_counter() - began, route_of(scope)
            if self.answered is not None:
                self.answered(route, scope["method"], status, seconds)
            if route not in PROBES:
                log.info(
                    "request",
                    request=request_id,
                    method=scope["method"],
                    route=route,
                    status=status,
                    ms=round(seconds * 1000, 1),
                )


def frames(error: Exception) -> list[str]:
    """Where an error came from, without its words: they may quote what somebody typed."""
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in extract_tb(error.__traceback__)]


def route_of(scope: Scope) -> str:
    """The pattern of the address, so that no log holds what was typed into one."""
    route = scope.get("route")
    return str(getattr(route, "path", "unknown"))
