"""Signing in: a password, then a one-time code; sessions, and how they end.

Each try is counted before it is looked at, so that many at once gain nothing; a right one clears the count.
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from survey.errors import Refused, SignedOut
from survey.fieldwork.codes import Codes
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
PROOF = timedelta(minutes=10)
"""So long after the password was given in it a session may do what asks for it again."""
NOT_KNOWN = "This e-mail address and this password do not belong together."
WRONG_CODE = "This code is not the one that is wanted now. Wait for the next one, or use a recovery code."
OVER = "You are signed out."
ENDED = "This account was ended. An administrator can give it back."
AGAIN = "Give your password again first."
ANEW = "Sign out and sign in again first: this is done within ten minutes of signing in."


class SignIn:
    """Who comes in, and who is still there."""

    def __init__(self, store: Store, codes: Codes, seal: Seal, idle: timedelta) -> None:
        self.store, self.codes, self.seal, self.idle = store, codes, seal, idle

    # In

    def with_password(self, email: str, password: str, device: str = "") -> str:
        """The token of a session that waits for the second factor.

        `device` is what a browser in which somebody signed in before brings with it.
        """
        address = email.strip().lower()
        known = secrets.compare_digest(device.encode(), self.device(address).encode())
        name = address if known else bucket_of(self.codes, address)
        key = key_of(self.codes, "password", name, known=known)
        with self.store.write() as tx:
            refuse_too_soon(tx, key)
            count_miss(tx, key, LONGEST if known else LONGEST_ELSEWHERE)
            account = tx.accounts.by_email(address)
        if not passwords.matches(password, account.password_hash if account else None):
            raise Refused(NOT_KNOWN)
        assert account is not None
        if account.disabled_at is not None:
            raise Refused(ENDED)
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
                self.codes.hash("staff session", token),
                account.id,
                tx.now,
                tx.now,
                min(tx.now + self.idle, tx.now + LASTS),
                tx.now if whole else None,
                tx.now,
            )
        )
        return token

    def with_code(self, token: str, typed: str) -> tuple[str, int | None]:
        """A new token for the session, now whole; and how many recovery codes are left if one was used."""
        person = self.person(token)
        key = key_of(self.codes, "code", person.account.id, known=False)
        with self.store.write() as tx:
            refuse_too_soon(tx, key)
            count_miss(tx, key)
        with self.store.write() as tx:
            account = self._held(tx, token).account
            if account.second_factor is None:
                raise SignedOut(OVER)
            secret = self.seal.open(account.second_factor, account.id)
            step = second_factor.step_of(typed, secret, tx.now, account.last_step)
            left: int | None = None
            if step is not None:
                tx.accounts.change(account, last_step=step)
            else:
                used = second_factor.recovery_hash(self.codes, typed)
                if used not in account.recovery:
                    raise Refused(WRONG_CODE)
                remaining = tuple(code for code in account.recovery if code != used)
                tx.accounts.change(account, recovery=remaining)
                tx.audit.add(actor=account.email, action="use recovery code", new={"left": len(remaining)})
                left = len(remaining)
            tx.delays.forget(key)
            return self._passed(tx, person, token), left

    def _passed(self, tx: Transaction, person: Person, token: str) -> str:
        """The session under a new token, so that one seen before the second factor is worth nothing."""
        fresh = secrets.token_urlsafe(32)
        tx.staff_sessions.change(
            self.codes.hash("staff session", token),
            token_hash=self.codes.hash("staff session", fresh),
            passed_at=tx.now,
            last_active=tx.now,
        )
        tx.audit.add(actor=person.actor, action="sign in")
        return fresh

    # The second factor of an account that has none yet

    def set_up(self, token: str) -> tuple[str, str]:
        """A new secret to show, and the same sealed for the form to bring back."""
        person = self.person(token)
        if person.account.second_factor is not None:
            raise Refused("This account has a second factor already.")
        secret = second_factor.new_secret()
        return secret, self.seal.close(secret, f"new {person.account.id}")

    def open_set_up(self, token: str, sealed: str) -> str:
        """The secret that was shown, once more."""
        return self.seal.open(sealed, f"new {self.person(token).account.id}")

    def confirm(self, token: str, sealed: str, typed: str) -> tuple[str, tuple[str, ...]]:
        """Keep the second factor once a code of it was typed; a new token, and recovery codes to show."""
        person = self.person(token)
        secret = self.open_set_up(token, sealed)
        fresh_codes = second_factor.new_recovery_codes()
        with self.store.write() as tx:
            account = self._held(tx, token).account
            if account.second_factor is not None:
                raise Refused("This account has a second factor already.")
            step = second_factor.step_of(typed, secret, tx.now, 0)
            if step is None:
                raise Refused("This is not the code that the app shows now. Type the six figures again.")
            tx.accounts.change(
                account,
                second_factor=self.seal.close(secret, account.id),
                last_step=step,
                recovery=self._hashes(fresh_codes),
            )
            tx.audit.add(actor=account.email, action="set up second factor")
            return self._passed(tx, person, token), fresh_codes

    def renew_recovery(self, token: str) -> tuple[str, ...]:
        """New recovery codes in place of the old ones, to show once."""
        self.proven(token)
        fresh_codes = second_factor.new_recovery_codes()
        with self.store.write() as tx:
            person = self._held(tx, token)
            tx.accounts.change(person.account, recovery=self._hashes(fresh_codes))
            tx.audit.add(actor=person.actor, action="new recovery codes")
        return fresh_codes

    def _hashes(self, shown: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(filter(None, (second_factor.recovery_hash(self.codes, code) for code in shown)))

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
        session = tx.staff_sessions.get(self.codes.hash("staff session", token)) if token else None
        if session is None or session.expires_at <= tx.now:
            raise SignedOut(OVER)
        account = tx.accounts.get(session.account_id)
        if account is None or account.disabled_at is not None:
            raise SignedOut(OVER)
        return Person(account, session)

    def _held(self, tx: Transaction, token: str) -> Person:
        """The same at the moment of a change: nobody ends the account or the session before the commit.

        The account is held first, as those who end sessions do, and the session looked for after it.
        """
        self._found(tx, token)
        return self._found(tx, token)

    def proven(self, token: str) -> Person:
        """Who gave the password in this browser a short while ago; Refused where it must be given again."""
        with self.store.read() as tx:
            person = self._found(tx, token)
            if not person.passed or not self.is_proven(person, tx.now):
                raise Refused(AGAIN if person.account.password_hash else ANEW)
            return person

    def is_proven(self, person: Person, now: datetime) -> bool:
        proven = person.session.proven_at
        return proven is not None and now - proven < PROOF

    def prove(self, token: str, password: str) -> None:
        """The password once more, for what asks for it; who has none must have signed in just now."""
        person = self.person(token)
        if person.account.password_hash is None:
            self.proven(token)
            return
        key = key_of(self.codes, "proof", person.account.id, known=True)
        with self.store.write() as tx:
            refuse_too_soon(tx, key)
            count_miss(tx, key)
        if not passwords.matches(password, person.account.password_hash):
            raise Refused("This is not your password.")
        with self.store.write() as tx:
            tx.delays.forget(key)
            tx.staff_sessions.change(person.session.token_hash, proven_at=tx.now)

    def change_password(self, token: str, old: str, new: str) -> None:
        """Another password; every other browser is signed out."""
        self.prove(token, old)
        person = self.person(token)
        if person.account.password_hash is None:
            raise Refused("Your account has no password. An administrator can send you a link for one.")
        passwords.check_new(new, (person.account.email, person.account.name))
        hashed = passwords.hashed(new)
        with self.store.write() as tx:
            person = self._held(tx, token)
            tx.accounts.change(person.account, password_hash=hashed)
            tx.staff_sessions.end_all(person.account.id, but=person.session.token_hash)
            tx.audit.add(actor=person.actor, action="change password")

    # Out

    def sessions(self, person: Person) -> tuple[StaffSessionRecord, ...]:
        with self.store.read() as tx:
            return tx.staff_sessions.of(person.account.id)

    def end_others(self, person: Person) -> int:
        """Sign out every other browser of the same person, and say how many there were."""
        with self.store.write() as tx:
            ended = tx.staff_sessions.end_all(person.account.id, but=person.session.token_hash)
            tx.audit.add(actor=person.actor, action="sign other browsers out", new={"browsers": ended})
            return ended

    def end(self, token: str) -> None:
        with self.store.write() as tx:
            tx.staff_sessions.end(self.codes.hash("staff session", token))

    def device(self, email: str) -> str:
        """What a browser keeps in which somebody signed in, so that strangers cannot slow it down."""
        return self.codes.hash("staff device", email.strip().lower())
