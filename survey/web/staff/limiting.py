"""How many responses a survey takes: the number, what it would do, and the change for a reason."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.responses import Response

from survey.errors import Refused
from survey.fieldwork.limit import set_most
from survey.fieldwork.reasons import a_reason
from survey.fieldwork.running.actions import Offer
from survey.fieldwork.running.limiting import of_limiting
from survey.fieldwork.running.standing import standing
from survey.fieldwork.status import status
from survey.fieldwork.team.roles import May
from survey.web.pages import see_other
from survey.web.staff.desk import At
from survey.web.staff.gate import Gate

gate = Gate.new()
LIMIT = "/staff/surveys/{slug}/change/limit"


@dataclass(frozen=True)
class Asked:
    """What was typed: the number as text, and why."""

    most: str
    reason: str

    @property
    def carried(self) -> tuple[tuple[str, str], ...]:
        """What the next step is to know of it."""
        return (("most", self.most),)

    @property
    def number(self) -> int | None:
        """None for no limit; Refused for what is no number."""
        if not self.most:
            return None
        if not (self.most.isascii() and self.most.isdigit() and len(self.most) < 8):
            raise Refused("Give a whole number, such as 500, or leave it empty for no limit.")
        return int(self.most)


@gate.get(LIMIT, May.RUN)
async def ask_number(at: At) -> Response:
    """The form for the number."""
    await at.call(offered, at)
    return await form(at, Asked("", ""))


@gate.post(LIMIT, May.RUN)
async def decide_number(at: At) -> Response:
    """What the limit would do; and once that was read, the change."""
    offer = await at.call(offered, at)
    asked = Asked(at.form.one("most").replace(",", "").strip(), at.form.one("reason"))
    try:
        number = asked.number
        told = await at.call(of_limiting, at.desk.store, at.value("slug"), number)
    except Refused as refused:
        return await form(at, asked, str(refused))
    error = ""
    if at.form.one("step") == "do":
        try:
            reason = a_reason(asked.reason)
            await at.call(set_most, at.desk.store, at.value("slug"), number, actor=at.me.actor, reason=reason)
            return see_other(f"/staff/surveys/{at.value('slug')}?done=limit")
        except Refused as refused:
            error = str(refused)
    return at.page(
        "console/consequences.html",
        status=422 if error else 200,
        slug=at.value("slug"),
        offer=offer,
        change=None,
        asked=asked,
        told=told,
        until="",
        error=error,
    )


def offered(at: At) -> Offer:
    found = standing(at.desk.store, at.value("slug"))
    offer = found.offer("limit")
    if offer is None:
        raise Refused(f"{found.word}: this cannot be done now. {found.sentence}")
    return offer


async def form(at: At, asked: Asked, error: str = "") -> Response:
    most = (await at.call(status, at.desk.store, at.value("slug"))).most
    return at.page(
        "console/limit.html",
        status=422 if error else 200,
        slug=at.value("slug"),
        most=most,
        typed=asked.most,
        error=error,
    )
