"""Accounts: the first one, invitations, roles, and the end of an access. Every change is in the audit log."""

from __future__ import annotations

import secrets
from datetime import timedelta
from uuid import uuid4

from survey.engine.questions.written import ADDRESS
from survey.errors import NotFound, Refused
from survey.fieldwork.backups import kept_away
from survey.fieldwork.codes import Codes
from survey.fieldwork.london import london_day
from survey.fieldwork.reasons import a_reason
from survey.fieldwork.team import passwords
from survey.fieldwork.team.roles import ADMINISTRATOR, EVERYTHING, checked
from survey.storage.database import Store
from survey.storage.team_records import AccountRecord, InvitationRecord
from survey.storage.transaction import Transaction

FIRST = ""
"""The address of the invitation to make the first account: whoever has the link says who they are."""
LASTS = timedelta(days=3)
LONGEST = 254
"""Characters of an address that mail can reach (RFC 5321)."""
LAST_ADMINISTRATOR = (
    "Nobody could invite people or change accounts any more. Make somebody else administrator first."
)


class Accounts:
    """What administrators do, and what a new member does once."""

    def __init__(self, store: Store, codes: Codes) -> None:
        self.store = store
        self.codes = codes

    def all(self) -> tuple[AccountRecord, ...]:
        with self.store.read() as tx:
            return tx.accounts.all()

    def waiting(self) -> tuple[InvitationRecord, ...]:
        """Invitations that nobody has taken up."""
        with self.store.read() as tx:
            return tuple(each for each in tx.invitations.waiting() if each.email != FIRST)

    def first(self) -> str | None:
        """A token for the first account, in place of the one before; None once there is an account."""
        with self.store.write() as tx:
            if tx.accounts.any():
                return None
            return self._invite(tx, FIRST, "", EVERYTHING, "command line")

    def invite(self, email: str, name: str, roles: tuple[str, ...], *, actor: str) -> str:
        """A token with which somebody makes an account within three days."""
        address, called, given = an_address(email), a_name(name), checked(roles)
        with self.store.write() as tx:
            if tx.accounts.by_email(address) is not None:
                raise Refused(f"{address} has an account already. Change its roles instead.")
            tx.audit.add(
                actor=actor, action="invite", new={"email": address, "name": called, "roles": list(given)}
            )
            return self._invite(tx, address, called, given, actor)

    def take_back(self, email: str, *, actor: str) -> None:
        """An invitation that nobody has taken up is worth nothing any more."""
        with self.store.write() as tx:
            if not tx.invitations.forget(email):
                raise NotFound("There is no such invitation: it was taken up, or it is over.")
            tx.audit.add(actor=actor, action="take invitation back", old={"email": email})

    def invitation(self, token: str) -> InvitationRecord:
        """The invitation of a link; NotFound where it does not work any more."""
        with self.store.read() as tx:
            return self._invitation(tx, token)

    def accept(self, token: str, password: str, *, email: str = "", name: str = "") -> AccountRecord:
        """Make the account of an invitation, or give one a new password; the link works once."""
        with self.store.read() as tx:
            invitation = self._invitation(tx, token)
        address = an_address(invitation.email or email)
        called = a_name(invitation.name or name)
        passwords.check_new(password, (address, called), self.store.settings.leaked_passwords_file)
        hashed = passwords.hashed(password)
        with self.store.write() as tx:
            invitation = self._invitation(tx, token)
            if invitation.account_id is not None:
                account = self._account(tx, invitation.account_id)
                account = tx.accounts.change(
                    account,
                    password_hash=hashed,
                    second_factor=None,
                    recovery=(),
                    provider_issuer=None,
                    provider_subject=None,
                )
                tx.staff_sessions.end_all(account.id)
                action = "new password"
            else:
                if invitation.email == FIRST and tx.accounts.any():
                    raise NotFound("The first account was made already.")
                account = AccountRecord(
                    uuid4().hex, address, called, invitation.roles, hashed, None, 0, (), tx.now, None
                )
                if not tx.accounts.add(account):
                    raise Refused(f"{address} has an account already. Sign in with it.")
                action = "join"
            tx.invitations.forget(invitation.email)
            tx.audit.add(
                actor=account.email,
                action=action,
                new={"email": account.email, "name": account.name, "roles": list(account.roles)},
            )
            return account

    def renew(self, account_id: str, *, actor: str) -> str:
        """A token with which somebody sets a new password and second factor; until then the old ones work."""
        with self.store.write() as tx:
            account = self._account(tx, account_id)
            tx.audit.add(actor=actor, action="send new password link", new={"email": account.email})
            return self._invite(tx, account.email, account.name, account.roles, actor, account.id)

    def change_roles(self, account_id: str, roles: tuple[str, ...], *, actor: str) -> AccountRecord:
        """Other roles, from the next click on."""
        given = checked(roles)
        with self.store.write() as tx:
            tx.accounts.all()  # all are held before one is: two who change each other never lock crosswise
            account = self._account(tx, account_id)
            if ADMINISTRATOR not in given:
                refuse_last(tx, account)
            tx.audit.add(
                actor=actor,
                action="change roles",
                old={"email": account.email, "roles": list(account.roles)},
                new={"email": account.email, "roles": list(given)},
            )
            return tx.accounts.change(account, roles=given)

    def disable(self, account_id: str, *, actor: str, reason: str) -> AccountRecord:
        """End somebody's access: every browser is signed out, from the next click on."""
        said = a_reason(reason)
        with self.store.write() as tx:
            tx.accounts.all()  # as above
            account = self._account(tx, account_id)
            refuse_last(tx, account)
            tx.staff_sessions.end_all(account.id)
            tx.invitations.forget(account.email)
            tx.audit.add(actor=actor, action="end access", new={"email": account.email}, reason=said)
            mark = kept_away.Marks(self.store.settings).account(account.id)
            tx.tombstones.add(mark, kept_away.ACCOUNT, london_day(tx.now))
            ended = tx.accounts.change(account, disabled_at=tx.now)
        kept_away.write_out(self.store)
        return ended

    def enable(self, account_id: str, *, actor: str, reason: str) -> AccountRecord:
        """Give somebody their access back, with the password that they had."""
        said = a_reason(reason)
        with self.store.write() as tx:
            account = self._account(tx, account_id)
            tx.audit.add(actor=actor, action="give access back", new={"email": account.email}, reason=said)
            return tx.accounts.change(account, disabled_at=None)

    def by_email(self, email: str) -> AccountRecord:
        with self.store.read() as tx:
            account = tx.accounts.by_email(an_address(email))
        if account is None:
            raise NotFound(f"{email} has no account.")
        return account

    def get(self, account_id: str) -> AccountRecord:
        with self.store.read() as tx:
            return self._account(tx, account_id)

    def _account(self, tx: Transaction, account_id: str) -> AccountRecord:
        account = tx.accounts.get(account_id)
        if account is None:
            raise NotFound("There is no such account.")
        return account

    def _invitation(self, tx: Transaction, token: str) -> InvitationRecord:
        invitation = tx.invitations.get(self.codes.hash("invitation", token))
        if invitation is None:
            raise NotFound("This link does not work any more: it was used, taken back, or is over.")
        return invitation

    def _invite(
        self,
        tx: Transaction,
        email: str,
        name: str,
        roles: tuple[str, ...],
        actor: str,
        account_id: str | None = None,
    ) -> str:
        token = secrets.token_urlsafe(32)
        hashed = self.codes.hash("invitation", token)
        tx.invitations.add(InvitationRecord(hashed, email, name, roles, account_id, actor, tx.now + LASTS))
        return token


def refuse_last(tx: Transaction, account: AccountRecord) -> None:
    """The last administrator who can sign in stays one."""
    others = (
        each
        for each in tx.accounts.all()
        if each.id != account.id and each.disabled_at is None and ADMINISTRATOR in each.roles
    )
    if ADMINISTRATOR in account.roles and account.disabled_at is None and not any(others):
        raise Refused(LAST_ADMINISTRATOR)


def an_address(typed: str) -> str:
    """An e-mail address in one spelling."""
    address = typed.strip().lower()
    if len(address) > LONGEST or not ADDRESS.fullmatch(address):
        raise Refused("Write an e-mail address such as name@example.org.")
    return address


def a_name(typed: str) -> str:
    name = " ".join(typed.split())
    if not 1 <= len(name) <= 100:
        raise Refused("Write a name, of 100 characters at most.")
    return name
