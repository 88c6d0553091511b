"""What the team's routes work with, and one request as a handler sees it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from anyio import CapacityLimiter
from starlette.requests import Request
from starlette.responses import HTMLResponse

from survey.engine.forms import storable
from survey.engine.local import SOURCE
from survey.errors import NotFound, Refused, TooSoon
from survey.fieldwork.codes import Codes
from survey.fieldwork.security_events import SecurityEvents
from survey.fieldwork.team.accounts import Accounts
from survey.fieldwork.team.person import Person
from survey.fieldwork.team.provided import Provided
from survey.fieldwork.team.roles import May
from survey.fieldwork.team.signing_in import SignIn
from survey.settings import Settings
from survey.storage.database import Store
from survey.web.forms import Posted
from survey.web.pages import Pages, SurveyWords
from survey.web.posters import Posters
from survey.web.provider.way import Way
from survey.web.security import Guard
from survey.web.threads import in_one_of

T = TypeVar("T")
LONGEST_LINE = 20
"""People who wait for a password to be looked at; more are asked to come back in a moment."""
CONSOLE = SurveyWords(
    "Trauma-Informed London", "London Violence Reduction Unit", "", "approved", SOURCE, False, "", ""
)


@dataclass(frozen=True)
class Link:
    """An entry of the navigation, and what somebody must be allowed to do to see it."""

    word: str
    path: str
    may: May
    below: tuple[str, ...] = ()
    """Beginnings of other pages that belong to it."""

    @property
    def within(self) -> tuple[str, ...]:
        return self.below or (self.path,)


NAVIGATION = (
    Link("Surveys", "/staff", May.LOOK, ("/staff/surveys",)),
    Link("Questionnaires", "/staff/questionnaires", May.LOOK),
    Link("Releases", "/staff/releases", May.SEE_RELEASES),
    Link("Team", "/staff/team", May.MANAGE_TEAM),
    Link("Service", "/staff/service", May.SEE_SERVICE),
    Link("Record of changes", "/staff/changes", May.SEE_CHANGES),
)


@dataclass(frozen=True)
class Box:
    """A desk of one survey, as the page of that survey leads to it."""

    heading: str
    word: str
    below: str
    """The end of its address, after that of the survey."""
    may: May
    more: str = ""
    """What is there, after the link."""


BOXES = (
    Box("Live figures", "How answers come in", "/live", May.LOOK, ": by group, area, channel and week."),
    Box("Links", "Channels", "/channels", May.LOOK, ": one link for each way that it is passed on."),
    Box("Contacts", "Those who agreed to be contacted", "/contacts", May.CONTACT),
    Box("Texts", "Texts and reminders", "/texts", May.LOOK, ": what is passed on, and on which day."),
    Box("Invitations", "Invitations for one person", "/invitations", May.LOOK, ": links that work once."),
    Box("Reports", "Ask for a report, or take one away", "/reports", May.ANALYSE),
    Box("What people wrote", "Read texts, redact and pass on", "/reading", May.READ_TEXT),
    Box("Examples of practice", "Register of practice", "/practice", May.TEND),
    Box(
        "Coded data",
        "Ask for coded answers, or take them away",
        "/data",
        May.ANALYSE,
        ", for the team alone.",
    ),
    Box(
        "All texts in one file",
        "Ask for them, or take them away",
        "/written",
        May.READ_TEXT,
        ", after signing in again.",
    ),
    Box("Somebody wants their answers deleted", "Delete a response by its receipt", "/erase", May.ERASE),
    Box(
        "Somebody asks what you hold of them",
        "What can be found, who can act, and replies to send",
        "/asked",
        May.LOOK,
    ),
)
"""In the order in which they stand on the page."""


@dataclass(frozen=True)
class ByProvider:
    """Signing in by the organisation's own provider, where there is one."""

    way: Way
    provided: Provided


@dataclass(frozen=True)
class StaffDesk:
    """The collaborators of the team's pages, shared by all requests."""

    store: Store
    settings: Settings
    codes: Codes
    accounts: Accounts
    sign_in: SignIn
    pages: Pages
    guard: Guard
    posters: Posters
    events: SecurityEvents
    by_provider: ByProvider | None = None

    async def call(self, request: Request, work: Callable[..., T], *args: Any, **named: Any) -> T:
        """The result of a use case, in threads of the team alone: respondents never wait for a hash."""
        return await in_one_of(request.app.state.staff_threads, work, *args, **named)


@dataclass(frozen=True)
class At:
    """One request: who asks, with which form, and how to reply."""

    request: Request
    desk: StaffDesk
    person: Person | None
    form: Posted
    token: str

    @property
    def me(self) -> Person:
        """Who signed in; only for pages that the gate opens to nobody else."""
        assert self.person is not None
        return self.person

    def value(self, name: str) -> str:
        """A part of the address; one with signs that no address of ours has leads nowhere."""
        part = str(self.request.path_params[name])
        if storable(part) != part:
            raise NotFound("There is nothing at this address.")
        return part

    def asked(self, name: str) -> str:
        """A value behind the question mark of the address."""
        return storable(self.request.query_params.get(name, ""))

    async def call(self, work: Callable[..., T], *args: Any, **named: Any) -> T:
        return await self.desk.call(self.request, work, *args, **named)

    async def hashing(self, work: Callable[..., T], *args: Any, **named: Any) -> T:
        """The same for work that takes a hash: in a line of its own, which does not grow for ever."""
        line: CapacityLimiter = self.request.app.state.hash_threads
        if line.statistics().tasks_waiting >= LONGEST_LINE:
            raise TooSoon("Very many people sign in at this moment. Try again in a few seconds.", 5)
        return await in_one_of(line, work, *args, **named)

    def page(self, template: str, *, status: int = 200, token: str = "", **context: Any) -> HTMLResponse:
        """A page of the team; `token` is that of a session that this reply begins."""
        may = self.person.may if self.person else frozenset()
        return self.desk.pages.render(
            self.request,
            template,
            about=CONSOLE,
            status=status,
            languages=(),
            home="/staff",
            csrf=self.desk.guard.form_token_of(self.request, token or self.token),
            person=self.person,
            navigation=[link for link in NAVIGATION if link.may in may],
            here=self.request.url.path,
            provider=self.desk.by_provider.way.name if self.desk.by_provider else "",
            **context,
        )


def staff_desk(request: Request) -> StaffDesk:
    """The desk of the application that a request came to."""
    found: StaffDesk = request.app.state.staff
    return found


def status_of(problem: Refused | TooSoon) -> int:
    """The status of a form that comes back with what was wrong in it, or with how long to wait."""
    return 422 if isinstance(problem, Refused) else problem.status
