"""What the respondent's routes work with: the use cases, the pages and the guard, from one place."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from starlette.requests import Request
from starlette.responses import HTMLResponse

from survey.engine.journey import Journey
from survey.engine.questionnaire import Questionnaire
from survey.errors import DraftClosed, InvitedOnly, SignedOut
from survey.fieldwork.outcomes import dates
from survey.fieldwork.participation import Participation
from survey.fieldwork.receipts import Receipts
from survey.fieldwork.seat import Found, Seat
from survey.fieldwork.security_events import Event, SecurityEvents
from survey.fieldwork.throttle import Throttle
from survey.fieldwork.window import State
from survey.web.forms import Posted, posted
from survey.web.languages import asked
from survey.web.pages import Pages
from survey.web.paper_forms import PaperForms
from survey.web.security import Guard
from survey.web.threads import in_thread, looking, saving

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Staying:
    """How long somebody certainly stays signed in, and where a page says that they are there."""

    seconds: int
    url: str


@dataclass(frozen=True)
class Desk:
    """The collaborators of one application, shared by all its requests."""

    participation: Participation
    receipts: Receipts
    pages: Pages
    guard: Guard
    throttle: Throttle
    paper_forms: PaperForms
    events: SecurityEvents

    async def seat(self, request: Request, slug: str) -> Seat:
        """Who sits at this browser; SignedOut when nobody does."""
        token, language = self.guard.token(request, slug), asked(request)
        seat = await self.look(request, self.participation.seat, slug, token)
        if seat.is_behind(language):
            return await self.call(request, self.participation.catch_up, slug, token, language)
        return seat

    async def answering(self, request: Request, slug: str) -> Seat:
        """Who sits at this browser and may still answer; DraftClosed once the time to finish is over."""
        seat = await self.seat(request, slug)
        if not seat.window.may_write(seat.now):
            raise DraftClosed("The time to finish a draft is over.")
        return seat

    async def campaign(self, request: Request, slug: str) -> Found:
        """A survey for anybody, in the language that they want."""
        wanted = self.pages.wanted(request)
        return await self.look(request, self.participation.campaign, slug, wanted)

    async def own_copy(self, request: Request, slug: str) -> tuple[Questionnaire, Journey | None]:
        """What was just sent from this browser, in the language that they want."""
        token, wanted = self.guard.token(request, slug), self.pages.wanted(request)
        return await self.look(request, self.receipts.own_copy, slug, token, wanted)

    async def form(self, request: Request, slug: str) -> Posted:
        """The posted form, once it is known to be ours; if it is not saved it is given back to try again."""
        form = await posted(request)
        self.guard.check(request, form, slug)
        request.state.form = form
        return form

    async def call(self, request: Request, work: Callable[..., T], *args: Any, **named: Any) -> T:
        return await in_thread(request, work, *args, **named)

    async def look(self, request: Request, work: Callable[..., T], *args: Any, **named: Any) -> T:
        """The same where nothing is written: it never stands behind those who save."""
        return await looking(request, work, *args, **named)

    async def keep(self, request: Request, work: Callable[..., T], *args: Any, **named: Any) -> T:
        """The same where what somebody typed is kept, in one transaction, and nothing else lasts."""
        return await saving(request, work, *args, **named)

    async def told(
        self, request: Request, slug: str, template: str, *, status: int = 200, **context: Any
    ) -> HTMLResponse:
        """A page of a survey for anybody: its words, its dates, and what else it needs."""
        found = await self.campaign(request, slug)
        words = {"until": found.window.finish_in_words, **dates(found.window, found.questionnaire)}
        return self.pages.render(request, template, found=found, status=status, **{**words, **context})

    async def may_begin(self, request: Request, found: Found, *, invited: bool = False) -> bool:
        """Whether the survey takes somebody new: it is open, not full, and not by invitation alone."""
        if not found.window.may_start(found.now):
            return False
        if not invited and await self.is_invited_only(request, found):
            return False
        if found.campaign.most is None:
            return True
        return not await self.look(request, self.participation.is_full, found.campaign.slug)

    async def is_invited_only(self, request: Request, found: Found) -> bool:
        """Whether one begins by invitation alone."""
        return await self.look(request, self.participation.is_invited_only, found.campaign.slug)

    async def shut(self, request: Request, found: Found) -> HTMLResponse:
        """The page of a survey that takes nobody new: not open yet, closed or full, and what can be done.

        Whoever has answers open in this browser can go on with them, or delete them.
        """
        try:
            seat = await self.seat(request, found.campaign.slug)
        except SignedOut:
            if found.window.may_start(found.now) and await self.is_invited_only(request, found):
                return self.pages.render(
                    request, InvitedOnly.template, found=found, status=InvitedOnly.status
                )
            template, context = shut_context(found, began=False)
            return self.pages.render(request, template, found=found, status=403, **context)
        return self.shut_to(request, seat)

    def shut_to(self, request: Request, seat: Seat, rows: tuple[tuple[str, str], ...] = ()) -> HTMLResponse:
        """The same for somebody with a draft, which can only be deleted once the time to finish is over.

        `rows` is what was being typed when the time ran out: it cannot be saved, but it is not taken away.
        """
        template, context = shut_context(seat.found, began=True)
        context["rows"] = rows
        return self.seated(request, seat, template, status=403, **context)

    async def slow_down(self, request: Request, what: str) -> None:
        """Wait as long as earlier wrong codes from this part of the network ask for."""
        address = request.client.host if request.client else ""
        seconds = await self.call(request, self.throttle.delay, what, address)
        await asyncio.sleep(seconds)

    async def count_miss(self, request: Request, what: str) -> None:
        """Remember that a code was wrong, without remembering who typed it."""
        self.events.tell(Event.WRONG_RETURN_CODE)
        address = request.client.host if request.client else ""
        await self.call(request, self.throttle.miss, what, address)

    def staying(self, seat: Seat) -> Staying | None:
        """How long a shared computer certainly stays signed in, and where it says that somebody is there.

        A look at a page begins the time anew only once a minute of it is over.
        """
        if not seat.session.shared:
            return None
        seconds = (self.pages.settings.idle_minutes - 1) * 60
        return Staying(seconds, f"/s/{seat.campaign.slug}/stay")

    def seated(self, request: Request, seat: Seat, template: str, **context: Any) -> HTMLResponse:
        """A page for somebody with a session."""
        return self.pages.render(
            request,
            template,
            found=seat.found,
            **{
                "signed_in": True,
                "whose": self.participation.whose(seat.draft.id),
                "staying": self.staying(seat),
                **context,
            },
        )


def shut_context(found: Found, *, began: bool) -> tuple[str, dict[str, Any]]:
    """The page of a survey that takes nobody new, and what it needs; one that is still open is full."""
    _, window, questionnaire, now = found
    state = window.state(now)
    return "respondent/full.html" if state is State.OPEN else "respondent/closed.html", {
        "closing": None,
        "state": state.value,
        "opens": window.opens_in_words,
        "finish_until": window.finish_in_words,
        "may_finish": window.may_write(now),
        "may_withdraw": window.may_withdraw(now),
        "began": began,
        "rows": (),
        **dates(window, questionnaire),
    }


def desk(request: Request) -> Desk:
    """The desk of the application that a request came to."""
    found: Desk = request.app.state.desk
    return found
