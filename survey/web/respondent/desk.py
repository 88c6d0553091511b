"""What the respondent's routes work with: the use cases, the pages and the guard, from one place."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from starlette.requests import Request
from starlette.responses import HTMLResponse

from survey.engine.journey import Journey
from survey.engine.questionnaire import Questionnaire
from survey.fieldwork.outcomes import dates
from survey.fieldwork.participation import Participation
from survey.fieldwork.seat import Seat
from survey.fieldwork.throttle import Throttle
from survey.fieldwork.window import Window
from survey.storage.records import CampaignRecord
from survey.web.forms import Posted, posted
from survey.web.languages import asked
from survey.web.pages import Pages
from survey.web.security import Guard
from survey.web.threads import in_thread

T = TypeVar("T")
Found = tuple[CampaignRecord, Window, Questionnaire, datetime]
"""A survey with its dates and its questions, as of one moment."""


@dataclass(frozen=True)
class Desk:
    """The collaborators of one application, shared by all its requests."""

    participation: Participation
    pages: Pages
    guard: Guard
    throttle: Throttle

    async def seat(self, request: Request, slug: str) -> Seat:
        """Who sits at this browser; SignedOut when nobody does."""
        token = self.guard.token(request, slug)
        return await self.call(request, self.participation.seat, slug, token, asked(request))

    async def campaign(self, request: Request, slug: str) -> Found:
        """A survey for anybody, in the language that they want."""
        wanted = self.pages.wanted(request)
        return await self.call(request, self.participation.campaign, slug, wanted)

    async def own_copy(self, request: Request, slug: str) -> tuple[Questionnaire, Journey | None]:
        """What was just sent from this browser, in the language that they want."""
        token, wanted = self.guard.token(request, slug), self.pages.wanted(request)
        return await self.call(request, self.participation.own_copy, slug, token, wanted)

    async def form(self, request: Request, slug: str) -> Posted:
        """The posted form, once it is known to be ours."""
        form = await posted(request)
        self.guard.check(request, form, slug)
        return form

    async def call(self, request: Request, work: Callable[..., T], *args: Any, **named: Any) -> T:
        return await in_thread(request, work, *args, **named)

    async def told(
        self, request: Request, slug: str, template: str, *, status: int = 200, **context: Any
    ) -> HTMLResponse:
        """A page of a survey for anybody: its words, its dates, and what else it needs."""
        campaign, window, questionnaire, _ = await self.campaign(request, slug)
        return self.pages.render(
            request,
            template,
            campaign=campaign,
            questionnaire=questionnaire,
            status=status,
            **{"until": window.finish_in_words, **dates(window, questionnaire), **context},
        )

    def closed(
        self,
        request: Request,
        campaign: CampaignRecord,
        window: Window,
        questionnaire: Questionnaire,
        now: datetime,
    ) -> HTMLResponse:
        """The page of a survey that takes no new answers, and what can still be done."""
        return self.pages.render(
            request,
            "respondent/closed.html",
            campaign=campaign,
            questionnaire=questionnaire,
            status=403,
            **closed_context(window, questionnaire, now),
        )

    def draft_closed(
        self, request: Request, seat: Seat, rows: tuple[tuple[str, str], ...] = ()
    ) -> HTMLResponse:
        """The closed page for somebody with a draft, which can only be deleted now.

        `rows` is what was being typed when the time ran out: it cannot be saved, but it is not taken away.
        """
        context = closed_context(seat.window, seat.questionnaire, seat.now)
        context = {**context, "can_delete": True, "rows": rows}
        return self.seated(request, seat, "respondent/closed.html", status=403, **context)

    async def slow_down(self, request: Request, what: str) -> None:
        """Wait as long as earlier wrong codes from this part of the network ask for."""
        address = request.client.host if request.client else ""
        seconds = await self.call(request, self.throttle.delay, what, address)
        await asyncio.sleep(seconds)

    async def count_miss(self, request: Request, what: str) -> None:
        """Remember that a code was wrong, without remembering who typed it."""
        address = request.client.host if request.client else ""
        await self.call(request, self.throttle.miss, what, address)

    def staying(self, seat: Seat) -> dict[str, Any] | None:
        """How long a shared computer certainly stays signed in, and where it says that somebody is there.

        A look at a page begins the time anew only once a minute of it is over.
        """
        if not seat.session.shared:
            return None
        seconds = (self.pages.limits.idle_minutes - 1) * 60
        return {"seconds": seconds, "url": f"/s/{seat.campaign.slug}/stay"}

    def seated(self, request: Request, seat: Seat, template: str, **context: Any) -> HTMLResponse:
        """A page for somebody with a session."""
        return self.pages.render(
            request,
            template,
            campaign=seat.campaign,
            questionnaire=seat.questionnaire,
            **{
                "signed_in": True,
                "whose": self.participation.whose(seat.draft.id),
                "staying": self.staying(seat),
                **context,
            },
        )


def closed_context(window: Window, questionnaire: Questionnaire, now: datetime) -> dict[str, Any]:
    return {
        "state": window.state(now).name.lower(),
        "opens": window.opens_in_words,
        "finish_until": window.finish_in_words,
        "may_finish": window.may_write(now),
        "may_withdraw": window.may_withdraw(now),
        "can_delete": False,
        "rows": (),
        **dates(window, questionnaire),
    }


def desk(request: Request) -> Desk:
    """The desk of the application that a request came to."""
    found: Desk = request.app.state.desk
    return found
