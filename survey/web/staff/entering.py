"""Coming in and going out: the invitation, the password, the second factor."""

from __future__ import annotations

import re

from starlette.responses import Response

from survey.errors import NotAllowed, Refused, TooSoon
from survey.fieldwork.team import second_factor, setting_up
from survey.fieldwork.team.accounts import FIRST
from survey.fieldwork.team.passwords import LEAST
from survey.fieldwork.team.roles import in_words
from survey.web.pages import see_other
from survey.web.respondent.sharing import as_svg
from survey.web.staff.desk import At, status_of
from survey.web.staff.gate import SECOND, Gate, Who

gate = Gate.new()
OWN_PAGE = re.compile(r"/staff(?:/[A-Za-z0-9_-]+)*")
PICTURE = "data-uri"


@gate.get("/staff/sign-in", Who.ANYBODY)
async def ask(at: At) -> Response:
    """The form for an e-mail address and a password."""
    if at.person is not None and at.person.passed:
        return see_other(own_page(at.asked("to")))
    return at.page("console/sign_in.html", error="", email="", to=own_page(at.asked("to")))


@gate.post("/staff/sign-in", Who.ANYBODY)
async def sign_in(at: At) -> Response:
    """A password, then on to the second factor."""
    email, to = at.form.one("email"), own_page(at.form.one("to"))
    device = at.desk.guard.staff_device(at.request)
    try:
        token = await at.hashing(at.desk.sign_in.with_password, email, at.form.one("password"), device)
    except (Refused, TooSoon) as problem:
        return at.page(
            "console/sign_in.html", status=status_of(problem), error=str(problem), email=email, to=to
        )
    response = see_other(SECOND if to == "/staff" else f"{SECOND}?to={to}")
    at.desk.guard.give_staff(response, token)
    return response


@gate.get(SECOND, Who.BEGUN)
async def ask_code(at: At) -> Response:
    """The form for a one-time code, or the way to set one up."""
    if at.me.passed:
        return see_other("/staff")
    if at.me.account.second_factor is None:
        secret, sealed = await at.call(setting_up.set_up, at.desk.sign_in, at.token)
        return set_up_page(at, secret, sealed)
    return at.page("console/second_factor.html", error="", to=own_page(at.asked("to")))


@gate.post(SECOND, Who.BEGUN)
async def give_code(at: At) -> Response:
    """A one-time code or a recovery code; then the session is whole."""
    to = own_page(at.form.one("to"))
    refuse_whole(at)
    try:
        token, left = await at.call(at.desk.sign_in.with_code, at.token, at.form.one("code"))
    except (Refused, TooSoon) as problem:
        return at.page("console/second_factor.html", status=status_of(problem), error=str(problem), to=to)
    return come_in(at, token, to if left is None else f"/staff/account?left={left}")


@gate.post("/staff/second-factor/set-up", Who.BEGUN)
async def set_up(at: At) -> Response:
    """The first code of a new second factor; then the recovery codes, shown once."""
    sealed = at.form.one("sealed")
    refuse_whole(at)
    try:
        token, codes = await at.call(setting_up.keep, at.desk.sign_in, at.token, sealed, at.form.one("code"))
    except Refused as problem:
        secret = await at.call(setting_up.shown, at.desk.sign_in, at.token, sealed)
        return set_up_page(at, secret, sealed, status=422, error=str(problem))
    response = at.page("console/recovery_codes.html", token=token, codes=codes, first=True)
    keep(at, response, token)
    return response


@gate.post("/staff/sign-out", Who.BEGUN)
async def sign_out(at: At) -> Response:
    """Out, in this browser."""
    await at.call(at.desk.sign_in.end, at.token)
    response = see_other("/staff/sign-in")
    at.desk.guard.forget_staff(response)
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


@gate.get("/staff/invitation/{token}", Who.ANYBODY)
async def invitation(at: At) -> Response:
    """The form with which somebody makes their account."""
    found = await at.call(at.desk.accounts.invitation, at.value("token"))
    return at.page(
        "console/invitation.html",
        error="",
        invitation=found,
        first=found.email == FIRST,
        roles=in_words(found.roles),
        typed={"email": "", "name": ""},
        least=LEAST,
    )


@gate.post("/staff/invitation/{token}", Who.ANYBODY)
async def accept(at: At) -> Response:
    """Make the account, and go on to the second factor."""
    token = at.value("token")
    found = await at.call(at.desk.accounts.invitation, token)
    email, name, password = (at.form.one(field) for field in ("email", "name", "password"))
    try:
        account = await at.hashing(at.desk.accounts.accept, token, password, email=email, name=name)
    except Refused as problem:
        return at.page(
            "console/invitation.html",
            status=422,
            error=str(problem),
            invitation=found,
            first=found.email == FIRST,
            roles=in_words(found.roles),
            typed={"email": email, "name": name},
            least=LEAST,
        )
    session = await at.hashing(at.desk.sign_in.with_password, account.email, password)
    response = see_other(SECOND)
    at.desk.guard.give_staff(response, session)
    return response


def set_up_page(at: At, secret: str, sealed: str, *, status: int = 200, error: str = "") -> Response:
    """The secret as a QR code and as signs to type."""
    return at.page(
        "console/set_up.html",
        status=status,
        error=error,
        sealed=sealed,
        signs=[secret[start : start + 4] for start in range(0, len(secret), 4)],
        picture=as_svg(second_factor.address(secret, at.me.account.email)).decode(),
    )


def refuse_whole(at: At) -> None:
    """A session that is whole already has no use for a second factor, and must not change it by this way."""
    if at.me.passed:
        raise NotAllowed("You are signed in already.")


def come_in(at: At, token: str, to: str) -> Response:
    response = see_other(to)
    keep(at, response, token)
    return response


def keep(at: At, response: Response, token: str) -> None:
    """The cookies of a session that is whole."""
    at.desk.guard.give_staff(response, token)
    at.desk.guard.keep_staff_device(response, at.desk.sign_in.device(at.me.account.email))


def own_page(path: str) -> str:
    """A page of ours to go on to; anything else is the first page."""
    return path if OWN_PAGE.fullmatch(path) and not path.startswith("/staff/sign") else "/staff"
