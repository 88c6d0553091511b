"""Signing in: a password, then a one-time code; sessions, and how they end.

Each try is counted before it is looked at, so that many at once gain nothing; a right one clears the count.
Each time that somebody showed who they are the session has a new token: one seen before is worth nothing.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta

from survey.errors import Refused, SignedOut, TooSoon
from survey.fieldwork.codes import Codes
from survey.fieldwork.security_events import Event, SecurityEvents
from survey.fieldwork.team import passwords, second_factor
from survey.fieldwork.team.delays import (
    LONGEST,
    LONGEST_ELSEWHERE,
    bucket_of,
    count_miss,
    key_of,
    refuse_too_soon,
)
from survey.fieldwork.team.person import Person
from survey.storage.database import Store
from survey.storage.sealing import Seal
from survey.storage.team_records import AccountRecord, StaffSessionRecord
from survey.storage.transaction import Transaction

LASTS = timedelta(hours=12)
NOT_KNOWN = "This e-mail address and this password do not belong together."
WRONG_CODE = "This code is not the one that is wanted now. Wait for the next one, or use a recovery code."
OVER = "You are signed out."
ENDED = "This account was ended. An administrator can give it back."
Then = Callable[[Transaction, AccountRecord, str], None]
"""What is changed of an account at the moment at which a code was right; it takes the session's hash too."""


def nothing(tx: Transaction, account: AccountRecord, session: str) -> None:
    """What is changed where nothing is."""


class SignIn:
    """Who comes in, and who is still there."""

    def __init__(
        self, store: Store, codes: Codes, seal: Seal, idle: timedelta, events: SecurityEvents | None = None
    ) -> None:
        self.store, self.codes, self.seal, self.idle = store, codes, seal, idle
        self.events = events or SecurityEvents()

    # In

    def with_password(self, email: str, password: str, device: str = "") -> str:
        """The token of a session that waits for the second factor.

        `device` is what a browser in which somebody signed in before brings with it.
        """
        address = email.strip().lower()
        known = secrets.compare_digest(device.encode(), self.device(address).encode())
        name = address if known else bucket_of(self.codes, address)
        key = key_of(self.codes, "password", name, known=known)
        with self.store.read() as tx:
            account = tx.accounts.by_email(address)
        number = account.id if account else ""
        self._try(key, number, LONGEST if known else LONGEST_ELSEWHERE)
        if not passwords.matches(password, account.password_hash if account else None):
            raise self._wrong(Event.WRONG_PASSWORD, number, NOT_KNOWN)
        assert account is not None
        if account.disabled_at is not None:
            raise self._wrong(Event.ENDED, number, ENDED)
        stored = account.password_hash or ""
        renewed = passwords.hashed(password) if passwords.is_old(stored) else stored
        with self.store.write() as tx:
            now = tx.accounts.get(account.id)
            if now is None or now.disabled_at is not None or now.password_hash != stored:
                raise Refused(NOT_KNOWN)  # it was changed or ended while this one was looked at
            tx.delays.forget(key)
            if renewed != stored:
                tx.accounts.change(now, password_hash=renewed)
            return self.begin(tx, now)

    def begin(self, tx: Transaction, account: AccountRecord, *, whole: bool = False) -> str:
        """The token of a new session, which waits for the second factor unless it is whole already."""
        token = secrets.token_urlsafe(32)
        if whole:
            tx.audit.add(actor=account.email, action="sign in")
        tx.staff_sessions.add(
            StaffSessionRecord(
                self.hash(token),
                account.id,
                tx.now,
                tx.now,
                min(tx.now + self.idle, tx.now + LASTS),
                tx.now if whole else None,
                tx.now,
            )
        )
        return token

    def with_code(
        self, token: str, typed: str, *, again: bool = False, then: Then = nothing
    ) -> tuple[str, int | None]:
        """A new token for the session, now whole; and how many recovery codes are left if one was used.

        `again` where the session was whole before, and the password came just now too; `then` is done in the
        same transaction, so that no browser has lost its token for a change that was not made.
        """
        number = self.person(token).account.id
        key = key_of(self.codes, "code", number, known=False)
        self._try(key, number)
        with self.store.write() as tx:
            account = self.held(tx, token).account
            if account.second_factor is None:
                raise SignedOut(OVER)
            secret = self.seal.open(account.second_factor, account.id)
            step = second_factor.step_of(typed, secret, tx.now, account.last_step)
            used = second_factor.recovery_hash(self.codes, typed) if step is None else None
            right = step is not None or used in account.recovery
            remaining = tuple(code for code in account.recovery if code != used)
            if used is not None and right:
                tx.audit.add(actor=account.email, action="use recovery code", new={"left": len(remaining)})
            if right:
                account = tx.accounts.change(account, last_step=step or account.last_step, recovery=remaining)
                tx.delays.forget(key)
                fresh = self.renamed(tx, token, passed_at=tx.now, **({"proven_at": tx.now} if again else {}))
                tx.audit.add(actor=account.email, action="sign in again" if again else "sign in")
                then(tx, account, self.hash(fresh))
        if not right:
            raise self._wrong(Event.WRONG_CODE, number, WRONG_CODE)
        if used is not None:
            self.events.tell(Event.RECOVERY_CODE, account=number)
        self.events.tell(Event.SIGNED_IN_AGAIN if again else Event.SIGNED_IN, account=number)
        return fresh, None if used is None else len(remaining)

    def check_password(self, person: Person, typed: str) -> None:
        """Refuse what is not the password of somebody who is signed in."""
        key = key_of(self.codes, "proof", person.account.id, known=True)
        self._try(key, person.account.id)
        if not passwords.matches(typed, person.account.password_hash):
            raise self._wrong(Event.WRONG_PASSWORD, person.account.id, "This is not your password.")
        with self.store.write() as tx:
            tx.delays.forget(key)

    def renamed(self, tx: Transaction, token: str, **changes: datetime) -> str:
        """The session under a new token, with what else changes in it; the old token is worth nothing."""
        fresh = secrets.token_urlsafe(32)
        tx.staff_sessions.change(self.hash(token), token_hash=self.hash(fresh), last_active=tx.now, **changes)
        return fresh

    def _try(self, key: str, account: str, longest: int = LONGEST) -> None:
        """Count a try before it is looked at; TooSoon where it does not wait for its turn."""
        try:
            with self.store.write() as tx:
                refuse_too_soon(tx, key)
                count_miss(tx, key, longest)
        except TooSoon:
            self.events.tell(Event.TOO_SOON, account=account)
            raise

    def _wrong(self, event: Event, account: str, said: str) -> Refused:
        """The refusal of what was wrong, once it is told of."""
        self.events.tell(event, account=account)
        return Refused(said)

    # There

    def person(self, token: str) -> Person:
        """Who is at this browser; SignedOut when nobody is, whatever a page that is still open shows."""
        with self.store.read() as tx:
            person, is_old = self._found(tx, token), False
            is_old = tx.now - person.session.last_active > timedelta(minutes=1)
        if is_old:
            with self.store.write() as tx:
                ends = min(tx.now + self.idle, person.session.began_at + LASTS)
                tx.staff_sessions.change(person.session.token_hash, last_active=tx.now, expires_at=ends)
        return person

    def _found(self, tx: Transaction, token: str) -> Person:
        session = tx.staff_sessions.get(self.hash(token)) if token else None
        if session is None or session.expires_at <= tx.now:
            raise SignedOut(OVER)
        account = tx.accounts.get(session.account_id)
        if account is None or account.disabled_at is not None:
            raise SignedOut(OVER)
        return Person(account, session)

    def held(self, tx: Transaction, token: str) -> Person:
        """The same at the moment of a change: nobody ends the account or the session before the commit.

        The account is held first, as those who end sessions do, and the session looked for after it.
        """
        self._found(tx, token)
        return self._found(tx, token)

    # Out

    def end(self, token: str) -> None:
        with self.store.write() as tx:
            tx.staff_sessions.end(self.hash(token))

    def hash(self, token: str) -> str:
        """What is kept of a session's token."""
        return self.codes.hash("staff session", token)

    def device(self, email: str) -> str:
        """What a browser keeps in which somebody signed in, so that strangers cannot slow it down."""
        return self.codes.hash("staff device", email.strip().lower())
