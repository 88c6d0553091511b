"""The headers that every reply carries, errors included."""

from __future__ import annotations

from starlette.datastructures import MutableHeaders
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


class Headers:
    """Adds the headers to each reply; no reply is stored unless it says itself that it may be."""

    def __init__(self, app: ASGIApp, *, https: bool) -> None:
        self.app = app
        self.fixed = {**ALWAYS, **({"Strict-Transport-Security": SECURE_TRANSPORT} if https else {})}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                own = headers.get(POLICY_NAME, "")
                for name, value in self.fixed.items():
                    headers[name] = value
                if own.startswith(OWN):
                    headers[POLICY_NAME] = own
                headers.setdefault("Cache-Control", "no-store")
            await send(message)

        await self.app(scope, receive, with_headers if scope["type"] == "http" else send)
