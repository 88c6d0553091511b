"""One's own account: browsers that are signed in, the password, recovery codes."""

from __future__ import annotations

from starlette.responses import Response

from survey.errors import Refused
from survey.fieldwork.london import in_words
from survey.web.pages import see_other
from survey.web.staff.desk import At
from survey.web.staff.gate import Gate, Who

gate = Gate.new()
DONE = {
    "password": "Your password is changed. Every other browser was signed out.",
    "others": "Every other browser was signed out.",
}


@gate.get("/staff/account", Who.SIGNED_IN)
async def account(at: At) -> Response:
    """Who is signed in here, and where else."""
    return await account_page(at, done=DONE.get(at.asked("done"), left_in_words(at.asked("left"))))


@gate.post("/staff/account/others", Who.SIGNED_IN)
async def end_others(at: At) -> Response:
    """Sign every other browser out."""
    await at.call(at.desk.sign_in.end_others, at.me)
    return see_other("/staff/account?done=others")


@gate.post("/staff/account/password", Who.SIGNED_IN)
async def change_password(at: At) -> Response:
    """Another password."""
    old, new = at.form.one("old"), at.form.one("new")
    try:
        await at.hashing(at.desk.sign_in.change_password, at.token, old, new)
    except Refused as problem:
        return await account_page(at, status=422, error=str(problem))
    return see_other("/staff/account?done=password")


@gate.post("/staff/account/recovery", Who.SIGNED_IN)
async def renew_recovery(at: At) -> Response:
    """New recovery codes, shown once; the password is asked for first."""
    try:
        await at.hashing(at.desk.sign_in.prove, at.token, at.form.one("password"))
    except Refused as problem:
        return await account_page(at, status=422, recovery_error=str(problem))
    codes = await at.call(at.desk.sign_in.renew_recovery, at.token)
    return at.page("console/recovery_codes.html", codes=codes, first=False)


async def account_page(
    at: At, *, status: int = 200, error: str = "", recovery_error: str = "", done: str = ""
) -> Response:
    sessions = await at.call(at.desk.sign_in.sessions, at.me)
    rows = [
        (in_words(each.began_at), in_words(each.last_active), each.token_hash == at.me.session.token_hash)
        for each in sessions
    ]
    return at.page(
        "console/account.html",
        status=status,
        sessions=rows,
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
