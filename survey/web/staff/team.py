"""Administrators: who is in the team, what each may do, invitations, and the end of an access."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.responses import Response

from survey.errors import Refused
from survey.fieldwork.london import in_words
from survey.fieldwork.team import roles
from survey.fieldwork.team.roles import May
from survey.storage.team_records import AccountRecord
from survey.web.pages import see_other
from survey.web.staff.desk import At
from survey.web.staff.gate import Gate

gate = Gate.new()
DONE = {
    "taken-back": "The invitation is worth nothing any more.",
    "roles": "The roles are changed, from the next click on.",
    "ended": "The access is ended, and every browser signed out.",
    "given-back": "The access is given back.",
}


@gate.get("/staff/team", May.MANAGE_TEAM)
async def team(at: At) -> Response:
    """Everybody, and the invitations that wait."""
    return await team_page(at, done=DONE.get(at.asked("done"), ""))


@gate.post("/staff/team/invite", May.MANAGE_TEAM)
async def invite(at: At) -> Response:
    """A link to send to somebody; it is shown once."""
    email, name, chosen = at.form.one("email"), at.form.one("name"), at.form.fields.get("role", ())
    try:
        token = await at.call(at.desk.accounts.invite, email, name, chosen, actor=at.me.actor)
    except Refused as problem:
        typed = {"email": email, "name": name, "roles": chosen}
        return await team_page(at, status=422, error=str(problem), typed=typed)
    return link_page(at, token, name, "makes their account")


@gate.post("/staff/team/take-back", May.MANAGE_TEAM)
async def take_back(at: At) -> Response:
    """An invitation that nobody took up."""
    await at.call(at.desk.accounts.take_back, at.form.one("email"), actor=at.me.actor)
    return see_other("/staff/team?done=taken-back")


@gate.get("/staff/team/{account_id}", May.MANAGE_TEAM)
async def member(at: At) -> Response:
    """One account."""
    return await member_page(at)


@gate.post("/staff/team/{account_id}/roles", May.MANAGE_TEAM)
async def change_roles(at: At) -> Response:
    """Other roles."""
    chosen = at.form.fields.get("role", ())
    return await changed(at, "roles", at.desk.accounts.change_roles, chosen)


@gate.post("/staff/team/{account_id}/end", May.MANAGE_TEAM)
async def end(at: At) -> Response:
    """No access any more."""
    return await changed(at, "ended", at.desk.accounts.disable, reason=at.form.one("reason"))


@gate.post("/staff/team/{account_id}/give-back", May.MANAGE_TEAM)
async def give_back(at: At) -> Response:
    """Access again."""
    return await changed(at, "given-back", at.desk.accounts.enable, reason=at.form.one("reason"))


@gate.post("/staff/team/{account_id}/renew", May.MANAGE_TEAM)
async def renew(at: At) -> Response:
    """A link for a new password and second factor; it is shown once."""
    account_id = at.value("account_id")
    token = await at.call(at.desk.accounts.renew, account_id, actor=at.me.actor)
    account = await at.call(at.desk.accounts.get, account_id)
    return link_page(at, token, account.name, "sets a new password and a new second factor")


async def changed(at: At, done: str, work: object, *args: object, **named: object) -> Response:
    """Carry a change of an account out, or say on its page why it was not."""
    assert callable(work)
    try:
        await at.call(work, at.value("account_id"), *args, actor=at.me.actor, **named)
    except Refused as problem:
        return await member_page(at, status=422, error=str(problem))
    return see_other(f"/staff/team?done={done}")


def link_page(at: At, token: str, name: str, does: str) -> Response:
    address = f"{at.desk.settings.staff_address}/staff/invitation/{token}"
    return at.page("console/link.html", address=address, name=" ".join(name.split()), does=does)


async def team_page(
    at: At, *, status: int = 200, error: str = "", done: str = "", typed: Mapping[str, object] | None = None
) -> Response:
    accounts = await at.call(at.desk.accounts.all)
    whole = at.desk.by_provider is not None and at.desk.by_provider.provided.whole
    waiting = await at.call(at.desk.accounts.waiting)
    return at.page(
        "console/team.html",
        status=status,
        error=error,
        done=done,
        members=[row_of(account, whole=whole) for account in accounts],
        waiting=[
            (each.name, each.email, roles.in_words(each.roles), in_words(each.expires_at)) for each in waiting
        ],
        all_roles=roles.ROLES,
        typed=typed or {"email": "", "name": "", "roles": ()},
    )


def row_of(account: AccountRecord, *, whole: bool = False) -> dict[str, str]:
    """An account in a table; `whole` where who signs in by the provider needs no second factor of ours."""
    is_enough = account.second_factor is not None or (whole and account.provider_subject is not None)
    ended = f"Ended {in_words(account.disabled_at)}" if account.disabled_at else ""
    waits = "" if is_enough else "No second factor yet"
    return {
        "id": account.id,
        "name": account.name,
        "email": account.email,
        "roles": roles.in_words(account.roles),
        "standing": ended or waits or "Active",
    }


async def member_page(at: At, *, status: int = 200, error: str = "") -> Response:
    account = await at.call(at.desk.accounts.get, at.value("account_id"))
    whole = at.desk.by_provider is not None and at.desk.by_provider.provided.whole
    return at.page(
        "console/member.html",
        status=status,
        error=error,
        account=account,
        member=row_of(account, whole=whole),
        own=account.id == at.me.account.id,
        all_roles=roles.ROLES,
    )
