"""Cookies and forged forms: who may write, and how a browser proves that the form was ours.

A token in every form is bound to the session's cookie; a form shown before there is a session is
bound to a short-lived signed cookie instead. Origin and Sec-Fetch-Site refuse when they are there
and foreign; a text browser sends neither, and the token alone decides.
"""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit

from itsdangerous import BadSignature, TimestampSigner
from starlette.requests import Request
from starlette.responses import Response

from survey.errors import Forged, OldForm
from survey.fieldwork.codes import Codes
from survey.web.forms import Posted

LANGUAGE = "language"
"""The cookie that remembers which language was chosen; it says nothing else."""

STAFF = "staff"
DEVICE = "staff-device"
LEFT = "staff-left"
LEFT_SECONDS = 10 * 60
VISITOR_SECONDS = 4 * 60 * 60
DEVICE_SECONDS = 180 * 24 * 60 * 60


@dataclass(frozen=True)
class Guard:
    """Makes and reads cookies, and makes and checks the tokens of forms."""

    codes: Codes
    base_url: str
    staff_url: str | None = None
    """The second address whose forms are ours, where the team has one of its own."""

    @property
    def https(self) -> bool:
        return self.base_url.startswith("https://")

    def cookie_name(self, name: str) -> str:
        return f"__Host-{name}" if self.https else name

    def token(self, request: Request, slug: str) -> str:
        """The token of the session that this browser has for a survey; empty without one."""
        return request.cookies.get(self.cookie_name(f"survey-{slug}"), "")

    def give_session(
        self, response: Response, slug: str, token: str, lasts: timedelta, *, shared: bool
    ) -> None:
        """Put a session's token into its cookie; on a shared computer it ends with the browser too."""
        self._set(response, f"survey-{slug}", token, None if shared else int(lasts.total_seconds()))

    def forget_session(self, response: Response, slug: str) -> None:
        """Sign a browser out."""
        response.delete_cookie(
            self.cookie_name(f"survey-{slug}"), path="/", secure=self.https, httponly=True, samesite="lax"
        )
        self.pass_on(response)

    def pass_on(self, response: Response) -> None:
        """Take whoever uses a browser from now on for somebody else, until it is closed."""
        self._set(response, "visitor", self._new_visitor(), None)

    def language(self, request: Request) -> str:
        """The language that was chosen in this browser before."""
        return request.cookies.get(self.cookie_name(LANGUAGE), "")

    def keep_language(self, response: Response, language: str) -> None:
        """Remember a language that was chosen, until the browser is closed."""
        self._set(response, LANGUAGE, language, None)

    # The team

    def staff_token(self, request: Request) -> str:
        """The token of the team's session in this browser; empty without one."""
        return request.cookies.get(self.cookie_name(STAFF), "")

    def give_staff(self, response: Response, token: str) -> None:
        """Put the token into its cookie, which no other site's link brings along."""
        self._set(response, STAFF, token, None, strict=True)

    def forget_staff(self, response: Response) -> None:
        response.delete_cookie(
            self.cookie_name(STAFF), path="/", secure=self.https, httponly=True, samesite="strict"
        )

    def staff_device(self, request: Request) -> str:
        """What says that somebody signed in here before; see delays."""
        return request.cookies.get(self.cookie_name(DEVICE), "")

    def keep_staff_device(self, response: Response, device: str) -> None:
        self._set(response, DEVICE, device, DEVICE_SECONDS, strict=True)

    def staff_left(self, request: Request) -> str:
        """What a browser keeps that went to sign in at the organisation's provider."""
        return request.cookies.get(self.cookie_name(LEFT), "")

    def keep_staff_left(self, response: Response, left: str) -> None:
        """Keep it until the browser is back, which is from another site: no strict cookie comes along."""
        self._set(response, LEFT, left, LEFT_SECONDS)

    def forget_staff_left(self, response: Response) -> None:
        response.delete_cookie(
            self.cookie_name(LEFT), path="/", secure=self.https, httponly=True, samesite="lax"
        )

    def _set(
        self, response: Response, name: str, value: str, seconds: int | None, *, strict: bool = False
    ) -> None:
        response.set_cookie(
            self.cookie_name(name),
            value,
            max_age=seconds,
            path="/",
            secure=self.https,
            httponly=True,
            samesite="strict" if strict else "lax",
        )

    # Forms

    def form_token(self, request: Request, slug: str) -> str:
        """The token for a form on this page; `keep_visitor` must see the response that carries it."""
        return self.form_token_of(request, self.token(request, slug))

    def form_token_of(self, request: Request, session: str) -> str:
        """The same for a session with this token; empty without one."""
        return self.token_of(session or self._visitor(request))

    def token_of(self, anchor: str) -> str:
        """The token of forms that belong to a session, or to a browser without one."""
        return self.codes.hash("csrf", anchor)

    def _visitor(self, request: Request) -> str:
        """The signed name of a browser without a session, made when it has none."""
        known = request.cookies.get(self.cookie_name("visitor"), "")
        if self._is_ours(known):
            return known
        fresh: str = getattr(request.state, "visitor", "") or self._new_visitor()
        request.state.visitor = fresh
        return fresh

    def _new_visitor(self) -> str:
        return self._signer().sign(secrets.token_hex(16)).decode()

    def is_from_before(self, request: Request, opened: int) -> bool:
        """Whether a page was shown, in seconds since 1970, before the browser passed on."""
        known = request.cookies.get(self.cookie_name("visitor"), "")
        try:
            _, began = self._signer().unsign(known, return_timestamp=True)
        except BadSignature:
            return False
        return opened < int(began.timestamp())

    def keep_visitor(self, request: Request, response: Response) -> None:
        """Send the visitor's cookie when this reply made one."""
        fresh = getattr(request.state, "visitor", "")
        if fresh:
            self._set(response, "visitor", fresh, VISITOR_SECONDS)

    def check(self, request: Request, form: Posted, slug: str) -> None:
        """Refuse a form that is not ours; Forged says so."""
        self.check_from(request, form, self.token(request, slug))

    def check_from(self, request: Request, form: Posted, session: str) -> None:
        """The same for the form of a session with this token, or of a browser without one."""
        origin = request.headers.get("origin")
        if origin is not None and not self._is_our_origin(origin):
            raise Forged("This form was sent from another site.")
        if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
            raise Forged("This form was sent from another site.")
        anchors = [session, request.cookies.get(self.cookie_name("visitor"), "")]
        given = form.one("csrf")
        if not any(self._matches(anchor, given) for anchor in anchors if anchor):
            raise OldForm("This form is too old, or it did not come from this site.")

    def _is_our_origin(self, origin: str) -> bool:
        return any(same_origin(origin, ours) for ours in (self.base_url, self.staff_url) if ours)

    def _matches(self, anchor: str, given: str) -> bool:
        if "." in anchor and not self._is_ours(anchor):
            return False
        return hmac.compare_digest(self.token_of(anchor).encode(), given.encode("utf-8", "replace"))

    def _is_ours(self, visitor: str) -> bool:
        try:
            self._signer().unsign(visitor, max_age=VISITOR_SECONDS)
        except BadSignature:
            return False
        return True

    def _signer(self) -> TimestampSigner:
        return TimestampSigner(self.codes.hash("signer", "visitor"), salt="visitor")


def same_origin(left: str, right: str) -> bool:
    """Scheme, host and port agree; the default port may be left out."""
    return origin_of(left) == origin_of(right)


def origin_of(address: str) -> tuple[str, str, int | None]:
    """The three parts; what is no address has none of them, and so agrees with none of ours."""
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return "", "", None
    return parts.scheme, parts.hostname or "", port or {"http": 80, "https": 443}.get(parts.scheme)
