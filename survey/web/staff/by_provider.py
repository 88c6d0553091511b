"""Signing in by the organisation's own provider: the way there, and the way back."""

from __future__ import annotations

from starlette.responses import Response

from survey.errors import NotFound, NotVouched
from survey.fieldwork.security_events import Event
from survey.web.pages import see_other
from survey.web.provider.way import BACK
from survey.web.staff.desk import At, ByProvider
from survey.web.staff.entering import own_page
from survey.web.staff.gate import SECOND, Gate, Who

gate = Gate.new()


@gate.get("/staff/provider", Who.ANYBODY)
async def leave(at: At) -> Response:
    """To the provider; by a link, because the policy of our pages lets no form lead to another site."""
    to, by = own_page(at.asked("to")), by_provider(at)
    if at.person is not None and at.person.passed:
        return see_other(to)
    try:
        address, left = await by.way.begin(to)
    except NotVouched as problem:
        return nobody(at, problem)
    response = see_other(address)
    at.desk.guard.keep_staff_left(response, left)
    return response


@gate.get(BACK, Who.ANYBODY)
async def come_back(at: At) -> Response:
    """Back from the provider; what the browser kept on the way is good for once."""
    by = by_provider(at)
    try:
        vouched, to = await by.way.end(at.desk.guard.staff_left(at.request), at.request.query_params)
        token, account = await at.call(by.provided.come_in, vouched)
    except NotVouched as problem:
        response = nobody(at, problem)
    else:
        response = going_on(at, token, to, whole=by.provided.whole)
        if by.provided.whole:
            at.desk.guard.keep_staff_device(response, at.desk.sign_in.device(account.email))
    at.desk.guard.forget_staff_left(response)
    return response


def by_provider(at: At) -> ByProvider:
    if at.desk.by_provider is None:
        raise NotFound("There is no sign-in by an organisation here.")
    return at.desk.by_provider


def going_on(at: At, token: str, to: str, *, whole: bool) -> Response:
    """A page of ours that leads on: a redirect would still count as the other site's, without our cookie."""
    second = SECOND if to == "/staff" else f"{SECOND}?to={to}"
    response = at.page("console/going_on.html", token=token, to=to if whole else second)
    at.desk.guard.give_staff(response, token)
    return response


def nobody(at: At, problem: NotVouched) -> Response:
    """The page to sign in, with why it did not go on there."""
    at.desk.events.tell(Event.PROVIDER_FAILED)
    return at.page(
        "console/sign_in.html",
        status=problem.status,
        error=str(problem),
        field="by-provider",
        email="",
        to=own_page(at.asked("to")),
    )
