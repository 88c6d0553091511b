"""Showing once more who one is: both factors again, in a browser that is signed in already."""

from __future__ import annotations

from datetime import timedelta

from survey.errors import Refused
from survey.fieldwork.security_events import Event
from survey.fieldwork.team.person import Person
from survey.fieldwork.team.signing_in import SignIn, Then, nothing

FRESH = timedelta(minutes=5)
"""So long after both factors were given what people wrote can be taken away, and browsers be signed out."""
ELSEWHERE = (
    "You sign in by your organisation alone, so there is nothing to ask you for here. Sign out, sign in "
    "again there, and come back within five minutes."
)


def is_fresh(sign_in: SignIn, person: Person) -> bool:
    """Whether both factors were given in this browser within the last minutes."""
    given = (person.session.proven_at, person.session.passed_at)
    with sign_in.store.read() as tx:
        return all(moment is not None and tx.now - moment < FRESH for moment in given)


def confirm(sign_in: SignIn, token: str, password: str, typed: str) -> str:
    """Take both factors, as far as the account has them here; a new token for the session.

    Each try is counted before it is looked at, as at the door; a code that was used is not taken again. Who
    has no second factor here must have signed in just now, by the organisation.
    """
    first(sign_in, token, password)
    return second(sign_in, token, typed)


def first(sign_in: SignIn, token: str, password: str) -> None:
    """The first half: the password, where the account has one."""
    person = sign_in.person(token)
    if person.account.second_factor is None and not is_fresh(sign_in, person):
        raise Refused(ELSEWHERE)
    if person.account.password_hash is not None:
        sign_in.check_password(person, password)


def second(sign_in: SignIn, token: str, typed: str, then: Then = nothing) -> str:
    """The second half, once the first is done; `then` is done with it, or neither is."""
    person = sign_in.person(token)
    if person.account.second_factor is not None:
        return sign_in.with_code(token, typed, again=True, then=then)[0]
    if not is_fresh(sign_in, person):
        raise Refused(ELSEWHERE)
    with sign_in.store.write() as tx:
        account = sign_in.held(tx, token).account
        fresh = sign_in.renamed(tx, token)
        then(tx, account, sign_in.hash(fresh))
    sign_in.events.tell(Event.SIGNED_IN_AGAIN, account=person.account.id)
    return fresh
