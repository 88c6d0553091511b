"""What the server takes at most, enforced before anything is parsed."""

from __future__ import annotations

import asyncio

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from survey.errors import BadRequest, TooLarge

BODY_BYTES = 256 * 1024
FORM_FIELDS = 300


class BodyCap:
    """Counts the body while it streams, whatever the headers say, and gives up on one that takes too long."""

    def __init__(self, app: ASGIApp, *, most: int = BODY_BYTES, seconds: float = 15) -> None:
        self.app = app
        self.most = most
        self.seconds = seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        taken, whole = 0, False
        ends = asyncio.get_running_loop().time() + self.seconds

        async def counted() -> Message:
            nonlocal taken, whole
            if whole:
                return await receive()
            try:
                async with asyncio.timeout_at(ends):
                    message = await receive()
            except TimeoutError as error:
                raise BadRequest("The form did not arrive in time.") from error
            taken += len(message.get("body", b""))
            whole = not message.get("more_body", False)
            if taken > self.most:
                raise TooLarge(f"More than {self.most // 1024} KiB were sent at once.")
            return message

        await self.app(scope, counted, send)
