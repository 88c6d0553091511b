"""The one gate to the team's pages: every route says what it wants of whoever asks, or there is no route.

What a session may do is read anew for each request, so that a page that is still open in a browser is worth
nothing once the account is ended or its roles are changed.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import Enum
from urllib.parse import quote

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from survey.engine.forms import storable
from survey.errors import (
    BadRequest,
    Forged,
    NotAllowed,
    NotFound,
    OldForm,
    Refused,
    SignedOut,
    SurveyError,
    TooSoon,
)
from survey.fieldwork.security_events import Event
from survey.fieldwork.team.confirming import is_fresh
from survey.fieldwork.team.person import Person
from survey.fieldwork.team.roles import May
from survey.web.forms import Posted, posted
from survey.web.pages import see_other
from survey.web.requests import route_of
from survey.web.staff.desk import At, StaffDesk, staff_desk

SIGN_IN = "/staff/sign-in"
SECOND = "/staff/second-factor"
CONFIRM = "/staff/confirm"
NO_FORM = Posted({})
Handler = Callable[[At], Awaitable[Response]]


class Who(Enum):
    """Whom a page is for that needs no role."""

    ANYBODY = "anybody"
    BEGUN = "whoever gave a password, and no second factor yet"
    SIGNED_IN = "whoever signed in"


Wants = Who | May


@dataclass
class Gate:
    """Makes routes; `wants` keeps what each is for, by method and path."""

    router: APIRouter
    wants: dict[tuple[str, str], Wants]

    @classmethod
    def new(cls) -> Gate:
        return cls(APIRouter(), {})

    def get(self, path: str, wants: Wants, *, fresh: bool = False) -> Callable[[Handler], Handler]:
        """A page to look at; where `fresh`, only just after somebody has shown who they are."""
        return self._route("GET", path, wants, fresh)

    def post(self, path: str, wants: Wants, *, fresh: bool = False) -> Callable[[Handler], Handler]:
        """A form to send; it is known to be ours before the handler sees it."""
        return self._route("POST", path, wants, fresh)

    def _route(self, method: str, path: str, wants: Wants, fresh: bool) -> Callable[[Handler], Handler]:
        def register(handler: Handler) -> Handler:
            async def endpoint(request: Request) -> Response:
                return await answer(request, wants, handler, fresh=fresh)

            methods = ["GET", "HEAD"] if method == "GET" else [method]
            self.router.add_api_route(path, endpoint, methods=methods, name=handler.__name__)
            self.wants[method, path] = wants
            return handler

        return register


async def answer(request: Request, wants: Wants, handler: Handler, *, fresh: bool = False) -> Response:
    """Let through whoever may, and tell the others where to go."""
    desk = staff_desk(request)
    token = desk.guard.staff_token(request)
    person: Person | None = None
    try:
        try:
            person = await desk.call(request, desk.sign_in.person, token)
        except SignedOut:
            if wants is not Who.ANYBODY:
                return to_sign_in(request)
        form = NO_FORM
        if request.method == "POST":
            given = (await posted(request)).fields
            form = Posted({name: tuple(map(storable, values)) for name, values in given.items()})
            desk.guard.check_from(request, form, token)
        at = At(request, desk, person, form, token)
        if person is not None and not person.passed and wants not in (Who.ANYBODY, Who.BEGUN):
            return see_other(SECOND)
        if isinstance(wants, May) and (person is None or wants not in person.may):
            raise NotAllowed(
                f"Your part in the team is not to {wants.value}. An administrator can change that."
            )
        if fresh and not await at.call(is_fresh, at.desk.sign_in, at.me):
            return see_other(f"{CONFIRM}?to={quote(request.url.path)}")
        return await handler(at)
    except SignedOut:
        return to_sign_in(request)
    except (NotAllowed, NotFound, Refused, TooSoon, Forged, BadRequest) as problem:
        tell_of(request, desk, person, problem)
        return told(At(request, desk, person, NO_FORM, token), problem)


def to_sign_in(request: Request) -> Response:
    """To the page to sign in, and from there back to what was asked for, where that was a page.

    The dead token stays in its cookie: its name may hold the new one by now, of a tab that was quicker.
    """
    if "hx-request" in request.headers:
        return Response(status_code=SignedOut.status)  # a part of a page: the page stays until the next click
    wanted = request.url.path if request.method in ("GET", "HEAD") else ""
    return see_other(f"{SIGN_IN}?to={quote(wanted)}" if wanted and wanted != "/staff" else SIGN_IN)


EVENTS: tuple[tuple[type[SurveyError], Event], ...] = (
    (NotAllowed, Event.NOT_ALLOWED),
    (OldForm, Event.OLD_FORM),
    (Forged, Event.FORGED),
)


def tell_of(request: Request, desk: StaffDesk, person: Person | None, problem: SurveyError) -> None:
    """Whoever watches learns of what was refused for the sake of security, and to which account."""
    found = next((event for kind, event in EVENTS if isinstance(problem, kind)), None)
    if found is not None:
        account = person.account.id if person else ""
        desk.events.tell(found, account=account, route=route_of(request.scope))


HEADINGS: dict[type[SurveyError], str] = {
    NotAllowed: "You cannot open this",
    NotFound: "There is nothing here",
    TooSoon: "A little slower, please",
}


def told(at: At, problem: SurveyError) -> Response:
    """What went wrong, as a page of the team."""
    heading = next(
        (words for kind, words in HEADINGS.items() if isinstance(problem, kind)), "This was not done"
    )
    response = at.page("console/problem.html", status=problem.status, heading=heading, said=str(problem))
    if isinstance(problem, TooSoon):
        response.headers["Retry-After"] = str(problem.seconds)
    return response
