"""`survey staff`: the team's accounts from the command line, for when nobody can sign in too."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer

from survey.cli.terminal import AsJson, opened_store, say, whoever
from survey.errors import Refused
from survey.fieldwork.codes import Codes
from survey.fieldwork.london import in_words
from survey.fieldwork.team import roles
from survey.fieldwork.team.accounts import Accounts
from survey.settings import Settings
from survey.storage.team_records import AccountRecord, InvitationRecord
from survey.web.serving import invitation

Email = Annotated[str, typer.Argument(help="The e-mail address with which they sign in.")]
Roles = Annotated[
    list[str],
    typer.Option("--role", help=f"What they may do; say it again for several: {', '.join(roles.BY_NAME)}."),
]
Why = Annotated[str, typer.Option("--reason", help="Why; kept in the record of changes.")]
LASTS = "It works once, within three days, and is shown only now. Send it to them alone."

app = typer.Typer(
    no_args_is_help=True,
    help="The team's accounts: who may sign in at /staff, and what each may do. Administrators do the same"
    " there, under Team; here it works without signing in, for whoever runs the program.",
)


@contextmanager
def opened_accounts() -> Iterator[tuple[Settings, Accounts]]:
    with opened_store() as (settings, store):
        yield settings, Accounts(store, Codes(settings.secret()))


@app.command("list")
def list_accounts(as_json: AsJson = False) -> None:
    """Everybody with an account, and the invitations that nobody has taken up."""
    with opened_accounts() as (_, accounts):
        there, waiting = accounts.all(), accounts.waiting()
    if as_json:
        found = {
            "accounts": [*map(account_as_json, there)],
            "invitations": [*map(invitation_as_json, waiting)],
        }
        say(json.dumps(found, indent=2, ensure_ascii=False))
        return
    for account in there:
        ended = f", ended {in_words(account.disabled_at)}" if account.disabled_at else ""
        say(f"{account.email}  {account.name}: {roles.in_words(account.roles)}{ended}")
    for each in waiting:
        link = "new password" if each.account_id else f"invited as {roles.in_words(each.roles)}"
        say(f"{each.email}  {each.name}: {link}, by a link until {in_words(each.expires_at)}")
    if not there and not waiting:
        say("There is no account yet. `survey staff first` prints the link that makes the first one.")


@app.command("first")
def first() -> None:
    """Print a new link for the first account, in place of the one that `survey serve` printed.

    Refused once there is an account: the others are invited.
    """
    with opened_accounts() as (settings, accounts):
        token = accounts.first()
        if token is None:
            raise Refused("The first account was made already. Invite others with `survey staff invite`.")
        say(f"{invitation(settings, token)}\nIt makes the first account of the team. {LASTS}")


@app.command("invite")
def invite(
    email: Email,
    name: Annotated[str, typer.Option(help="Their name, as the team sees it.")],
    role: Roles,
) -> None:
    """Print a link with which somebody makes their account; an earlier one of theirs works no more."""
    with opened_accounts() as (settings, accounts):
        token = accounts.invite(email, name, tuple(role), actor=whoever())
        say(f"{invitation(settings, token)}\nWith it {name} makes their account. {LASTS}")


@app.command("roles")
def change_roles(email: Email, role: Roles) -> None:
    """Change what somebody may do, from their next click on. Say every role that they shall have.

    The last administrator stays one.
    """
    with opened_accounts() as (_, accounts):
        changed = accounts.change_roles(accounts.by_email(email).id, tuple(role), actor=whoever())
        say(f"{changed.name} is now: {roles.in_words(changed.roles)}.")


@app.command("end")
def end(email: Email, reason: Why) -> None:
    """End somebody's access at once, in every browser. What they did stays in the record of changes."""
    with opened_accounts() as (_, accounts):
        ended = accounts.disable(accounts.by_email(email).id, actor=whoever(), reason=reason)
        say(f"The access of {ended.name} is ended. `survey staff give-back {ended.email}` gives it back.")


@app.command("give-back")
def give_back(email: Email, reason: Why) -> None:
    """Give somebody their access back, with the password and the roles that they had."""
    with opened_accounts() as (_, accounts):
        back = accounts.enable(accounts.by_email(email).id, actor=whoever(), reason=reason)
        say(f"{back.name} can sign in again: {roles.in_words(back.roles)}.")


@app.command("new-password")
def new_password(email: Email) -> None:
    """Print a link with which somebody sets a new password and a new second factor.

    Until it is used, the old ones work. It also undoes the tie to the organisation's own sign-in, which is
    made anew by the e-mail address.
    """
    with opened_accounts() as (settings, accounts):
        account = accounts.by_email(email)
        token = accounts.renew(account.id, actor=whoever())
        say(f"{invitation(settings, token)}\nWith it {account.name} sets a new password. {LASTS}")


def account_as_json(account: AccountRecord) -> dict[str, object]:
    return {
        "email": account.email,
        "name": account.name,
        "roles": account.roles,
        "password": account.password_hash is not None,
        "second_factor": account.second_factor is not None,
        "provider": account.provider_issuer,
        "ended": account.disabled_at.isoformat() if account.disabled_at else None,
    }


def invitation_as_json(waiting: InvitationRecord) -> dict[str, object]:
    return {
        "email": waiting.email,
        "name": waiting.name,
        "roles": waiting.roles,
        "new_password": waiting.account_id is not None,
        "until": waiting.expires_at.isoformat(),
    }
