"""Showing once more who one is: for what no screen that was left alone may give away."""

from __future__ import annotations

from starlette.responses import Response

from survey.errors import Refused, TooSoon
from survey.fieldwork.team import confirming
from survey.web.pages import see_other
from survey.web.staff.desk import At, status_of
from survey.web.staff.entering import own_page
from survey.web.staff.gate import CONFIRM, Gate, Who

gate = Gate.new()


@gate.get(CONFIRM, Who.SIGNED_IN)
async def ask(at: At) -> Response:
    """The form for the password and a one-time code, or why neither can be asked for."""
    return form(at, own_page(at.asked("to")))


@gate.post(CONFIRM, Who.SIGNED_IN)
async def confirm(at: At) -> Response:
    """Back to the page that was asked for."""
    to = own_page(at.form.one("to"))
    try:
        token = await at.hashing(
            confirming.confirm, at.desk.sign_in, at.token, at.form.one("password"), at.form.one("code")
        )
    except (Refused, TooSoon) as problem:
        return form(at, to, status=status_of(problem), error=str(problem))
    response = see_other(to)
    at.desk.guard.give_staff(response, token)
    return response


def form(at: At, to: str, *, status: int = 200, error: str = "") -> Response:
    account = at.me.account
    return at.page(
        "console/confirm.html",
        status=status,
        error=error,
        to=to,
        has_password=account.password_hash is not None,
        elsewhere="" if account.second_factor else confirming.ELSEWHERE,
    )
