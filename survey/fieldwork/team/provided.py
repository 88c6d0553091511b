"""Coming in by the organisation's own sign-in: who it says somebody is, and which account that is.

An account belongs to what the provider calls somebody for good, its issuer and subject. Before the first
time it is found by the e-mail address, if the provider made sure of that. Nobody comes in uninvited.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import uuid4

from survey.engine.questions.written import ADDRESS
from survey.errors import NotVouched
from survey.fieldwork.security_events import Event
from survey.fieldwork.team.signing_in import ENDED, SignIn
from survey.storage.team_records import AccountRecord
from survey.storage.transaction import Transaction


@dataclass(frozen=True)
class Vouched:
    """Who somebody is, as a provider says whose signature was checked."""

    issuer: str
    subject: str
    email: str
    verified: bool
    """Whether the provider made sure that the address is theirs."""


@dataclass(frozen=True)
class Provided:
    """Sessions for those whom the provider named `name` vouches for."""

    sign_in: SignIn
    name: str
    whole: bool
    """Whether the provider's second factor is enough, so that ours is not asked for."""

    def come_in(self, vouched: Vouched) -> tuple[str, AccountRecord]:
        """The token of a new session and its account; NotVouched says why there is none."""
        with self.sign_in.store.write() as tx:
            account = tx.accounts.by_provider(vouched.issuer, vouched.subject)
            if account is None:
                account = self._joined(tx, self._of_address(tx, vouched), vouched)
            if account.disabled_at is not None:
                self.sign_in.events.tell(Event.ENDED, account=account.id)
                raise NotVouched(ENDED)
            token = self.sign_in.begin(tx, account, whole=self.whole)
        if self.whole:
            self.sign_in.events.tell(Event.SIGNED_IN, account=account.id)
        return token, account

    def _of_address(self, tx: Transaction, vouched: Vouched) -> AccountRecord:
        """The account of an address that the provider made sure of, or the one that an invitation makes."""
        address = vouched.email.strip().lower()
        if not vouched.verified or not ADDRESS.fullmatch(address):
            raise NotVouched(
                f"The sign-in of {self.name} does not say that it made sure of your e-mail address, so your"
                " account cannot be found by it. Sign in with your password, or ask whoever looks after it."
            )
        account = tx.accounts.by_email(address)
        if account is not None:
            return account
        invitation = tx.invitations.by_email(address)
        if invitation is None:
            raise NotVouched(
                f"{address} has no account here. Ask an administrator of the survey team to invite that"
                " address."
            )
        account = AccountRecord(
            uuid4().hex, address, invitation.name, invitation.roles, None, None, 0, (), tx.now, None
        )
        tx.accounts.add(account)
        tx.invitations.forget(address)
        tx.audit.add(
            actor=address,
            action="join",
            new={"email": address, "name": account.name, "roles": list(account.roles)},
        )
        return account

    def _joined(self, tx: Transaction, account: AccountRecord, vouched: Vouched) -> AccountRecord:
        """The account, known from now on by what the provider calls its owner."""
        if account.disabled_at is not None:
            self.sign_in.events.tell(Event.ENDED, account=account.id)
            raise NotVouched(ENDED)
        if account.provider_subject is not None:
            raise NotVouched(
                f"This account belongs to another sign-in of {self.name} than the one you used. If both are"
                " yours, an administrator of the survey team can undo the first by a link for a new password."
            )
        tx.audit.add(
            actor=account.email,
            action="join to provider",
            new={"email": account.email, "provider": vouched.issuer},
        )
        return tx.accounts.change(account, provider_issuer=vouched.issuer, provider_subject=vouched.subject)
