"""The headers that every reply carries, errors included."""

from __future__ import annotations

from collections.abc import Iterable

from starlette.types import ASGIApp, Message, Receive, Scope, Send

REPORTS = "/policy-reports"
"""Where browsers say that a page of ours asked for something that it may not."""
POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "object-src 'none'",
        f"report-uri {REPORTS}",
    ]
)
POLICY_NAME = "Content-Security-Policy"
OWN = "sandbox "
"""How a policy begins that a reply may bring in place of ours: its page belongs to no site."""
ALWAYS = {
    POLICY_NAME: POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=(), interest-cohort=()",
}
SECURE_TRANSPORT = "max-age=31536000; includeSubDomains"
POLICY_KEY, OWN_BEGINS = POLICY_NAME.lower().encode(), OWN.encode()
NOT_STORED = (b"cache-control", b"no-store")
Raw = tuple[bytes, bytes]
"""A header as a server takes it: its name in small letters, and its value."""


class Headers:
    """Adds the headers to each reply; no reply is stored unless it says itself that it may be."""

    def __init__(self, app: ASGIApp, *, https: bool) -> None:
        self.app = app
        fixed = {**ALWAYS, **({"Strict-Transport-Security": SECURE_TRANSPORT} if https else {})}
        self.fixed = {name.lower().encode(): value.encode() for name, value in fixed.items()}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = self.whole(message.get("headers", ()))
            await send(message)

        await self.app(scope, receive, with_headers if scope["type"] == "http" else send)

    def whole(self, given: Iterable[Raw]) -> list[Raw]:
        """The headers that a reply brings, and ours in the place of any of the same name."""
        fixed, whole, is_stored = self.fixed, [], False
        for name, value in given:
            if name not in fixed:
                whole.append((name, value))
                is_stored = is_stored or name == NOT_STORED[0]
            elif name == POLICY_KEY and value.startswith(OWN_BEGINS):
                fixed = {**fixed, name: value}
        whole.extend(fixed.items())
        if not is_stored:
            whole.append(NOT_STORED)
        return whole
