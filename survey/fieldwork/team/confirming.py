"""Showing once more who one is: both factors again, in a browser that is signed in already."""

from __future__ import annotations

from datetime import timedelta

from survey.errors import Refused, SignedOut
from survey.fieldwork.team import second_factor
from survey.fieldwork.team.delays import count_miss, key_of, refuse_too_soon
from survey.fieldwork.team.person import Person
from survey.fieldwork.team.signing_in import OVER, WRONG_CODE, SignIn

FRESH = timedelta(minutes=5)
"""So long after both factors were given what people wrote can be taken away."""
ELSEWHERE = (
    "You sign in by your organisation alone, so there is nothing to ask you for here. Sign out, sign in "
    "again there, and come back within five minutes."
)


def is_fresh(sign_in: SignIn, person: Person) -> bool:
    """Whether both factors were given in this browser within the last minutes."""
    given = (person.session.proven_at, person.session.passed_at)
    with sign_in.store.read() as tx:
        return all(moment is not None and tx.now - moment < FRESH for moment in given)


def confirm(sign_in: SignIn, token: str, password: str, typed: str) -> None:
    """Take both factors, as far as the account has them here; Refused where it has none.

    Each try is counted before it is looked at, as at the door; a code that was used is not taken again.
    """
    person = sign_in.person(token)
    if person.account.second_factor is None:
        raise Refused(ELSEWHERE)
    if person.account.password_hash is not None:
        sign_in.prove(token, password)
    key = key_of(sign_in.codes, "code", person.account.id, known=False)
    with sign_in.store.write() as tx:
        refuse_too_soon(tx, key)
        count_miss(tx, key)
    with sign_in.store.write() as tx:
        account = tx.accounts.get(person.account.id)
        if account is None or account.disabled_at is not None or account.second_factor is None:
            raise SignedOut(OVER)
        secret = sign_in.seal.open(account.second_factor, account.id)
        step = second_factor.step_of(typed, secret, tx.now, account.last_step)
        if step is None:
            raise Refused(WRONG_CODE)
        tx.accounts.change(account, last_step=step)
        tx.delays.forget(key)
        tx.staff_sessions.change(person.session.token_hash, proven_at=tx.now, passed_at=tx.now)
        tx.audit.add(actor=account.email, action="sign in again")
