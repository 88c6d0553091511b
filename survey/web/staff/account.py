"""One's own account: browsers that are signed in, the password, recovery codes."""

from __future__ import annotations

from starlette.responses import Response

from survey.errors import Refused, TooSoon
from survey.fieldwork.london import in_words
from survey.fieldwork.team import browsers, renewing
from survey.fieldwork.team.confirming import is_fresh
from survey.web.pages import see_other
from survey.web.staff.desk import At, status_of
from survey.web.staff.gate import CONFIRM, Gate, Who

gate = Gate.new()
HERE = "/staff/account"
DONE = {
    "password": "Your password is changed. Every other browser was signed out.",
    "others": "Every other browser was signed out.",
    "browser": "That browser is signed out.",
}


@gate.get(HERE, Who.SIGNED_IN)
async def account(at: At) -> Response:
    """Who is signed in here, and where else."""
    return await account_page(at, done=DONE.get(at.asked("done"), left_in_words(at.asked("left"))))


@gate.post("/staff/account/others", Who.SIGNED_IN)
async def end_others(at: At) -> Response:
    """Sign every other browser out."""
    if not await at.call(is_fresh, at.desk.sign_in, at.me):
        return see_other(f"{CONFIRM}?to={HERE}")
    await at.call(browsers.end_others, at.desk.sign_in, at.token)
    return see_other(f"{HERE}?done=others")


@gate.post("/staff/account/browser", Who.SIGNED_IN)
async def end_one(at: At) -> Response:
    """Sign one other browser out."""
    if not await at.call(is_fresh, at.desk.sign_in, at.me):
        return see_other(f"{CONFIRM}?to={HERE}")
    await at.call(browsers.end_one, at.desk.sign_in, at.token, at.form.one("browser"))
    return see_other(f"{HERE}?done=browser")


@gate.post("/staff/account/password", Who.SIGNED_IN)
async def change_password(at: At) -> Response:
    """Another password, for whoever gives both factors."""
    old, code, new = (at.form.one(field) for field in ("old", "old-code", "new"))
    try:
        token = await at.hashing(renewing.change_password, at.desk.sign_in, at.token, old, code, new)
    except (Refused, TooSoon) as problem:
        return await account_page(at, status=status_of(problem), error=str(problem))
    response = see_other(f"{HERE}?done=password")
    at.desk.guard.give_staff(response, token)
    return response


@gate.post("/staff/account/recovery", Who.SIGNED_IN)
async def renew_recovery(at: At) -> Response:
    """New recovery codes, shown once, for whoever gives both factors."""
    password, code = at.form.one("password"), at.form.one("code")
    try:
        token, codes = await at.hashing(renewing.renew_recovery, at.desk.sign_in, at.token, password, code)
    except (Refused, TooSoon) as problem:
        return await account_page(at, status=status_of(problem), recovery_error=str(problem))
    response = at.page("console/recovery_codes.html", token=token, codes=codes, first=False)
    at.desk.guard.give_staff(response, token)
    return response


async def account_page(
    at: At, *, status: int = 200, error: str = "", recovery_error: str = "", done: str = ""
) -> Response:
    listed = await at.call(browsers.browsers, at.desk.sign_in, at.me)
    return at.page(
        "console/account.html",
        status=status,
        browsers=[(each, in_words(each.began_at), in_words(each.last_active)) for each in listed],
        error=error,
        recovery_error=recovery_error,
        done=done,
        recovery_left=len(at.me.account.recovery),
    )


def left_in_words(left: str) -> str:
    """What to say after a recovery code was used up."""
    if not left.isascii() or not left.isdigit():
        return ""
    return (
        f"You used a recovery code, and have {int(left[:2])} left. Make new ones below where they grow few."
    )
