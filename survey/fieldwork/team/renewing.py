"""Changing what one signs in by: another password, new recovery codes. Both factors are asked for first."""

from __future__ import annotations

from datetime import timedelta

from survey.errors import Refused
from survey.fieldwork.team import passwords, second_factor
from survey.fieldwork.team.confirming import first, second
from survey.fieldwork.team.signing_in import SignIn
from survey.storage.team_records import AccountRecord
from survey.storage.transaction import Transaction

JUST_NOW = timedelta(minutes=10)
"""So long after signing in by the organisation who has no password here may make new recovery codes."""
ANEW = "Sign out and sign in again first: this is done within ten minutes of signing in."
NO_PASSWORD = "Your account has no password. An administrator can send you a link for one."


def change_password(sign_in: SignIn, token: str, old: str, typed: str, new: str) -> str:
    """Another password, and a new token; every other browser is signed out.

    The new one is looked at first, so that no code is used up for one that cannot be taken.
    """
    account = sign_in.person(token).account
    if account.password_hash is None:
        raise Refused(NO_PASSWORD)
    leaked = sign_in.store.settings.leaked_passwords_file
    passwords.check_new(new, (account.email, account.name), leaked)
    first(sign_in, token, old)
    hashed = passwords.hashed(new)

    def change(tx: Transaction, account: AccountRecord, session: str) -> None:
        tx.accounts.change(account, password_hash=hashed)
        tx.staff_sessions.end_all(account.id, but=session)
        tx.audit.add(actor=account.email, action="change password")

    return second(sign_in, token, typed, change)


def renew_recovery(sign_in: SignIn, token: str, password: str, typed: str) -> tuple[str, tuple[str, ...]]:
    """A new token, and new recovery codes in place of the old ones, to show once."""
    person = sign_in.person(token)
    with sign_in.store.read() as tx:
        is_new = tx.now - person.session.began_at < JUST_NOW
    if person.account.password_hash is None and not is_new:
        raise Refused(ANEW)
    fresh_codes = second_factor.new_recovery_codes()

    def change(tx: Transaction, account: AccountRecord, session: str) -> None:
        tx.accounts.change(account, recovery=second_factor.hashes(sign_in.codes, fresh_codes))
        tx.audit.add(actor=account.email, action="new recovery codes")

    first(sign_in, token, password)
    return second(sign_in, token, typed, change), fresh_codes
