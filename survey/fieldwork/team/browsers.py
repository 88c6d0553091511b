"""The browsers in which somebody of the team is signed in: listed, and signed out singly or all others."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from survey.fieldwork.team.person import Person
from survey.fieldwork.team.signing_in import SignIn


@dataclass(frozen=True)
class Browser:
    """One of them; nothing is known of the program or the device."""

    name: str
    """For a form to say which is meant, and of use for nothing else."""
    began_at: datetime
    last_active: datetime
    is_this: bool


def browsers(sign_in: SignIn, person: Person) -> tuple[Browser, ...]:
    """All of them, the latest first."""
    with sign_in.store.read() as tx:
        sessions = tx.staff_sessions.of(person.account.id)
    return tuple(
        Browser(
            name_of(sign_in, each.token_hash),
            each.began_at,
            each.last_active,
            each.token_hash == person.session.token_hash,
        )
        for each in sessions
    )


def end_one(sign_in: SignIn, token: str, name: str) -> None:
    """Sign out one other browser of the same person; one that is not there is out already."""
    with sign_in.store.write() as tx:
        person = sign_in.held(tx, token)
        for each in tx.staff_sessions.of(person.account.id):
            if name_of(sign_in, each.token_hash) == name and each.token_hash != person.session.token_hash:
                tx.staff_sessions.end(each.token_hash)
                tx.audit.add(actor=person.actor, action="sign other browsers out", new={"browsers": 1})


def end_others(sign_in: SignIn, token: str) -> int:
    """Sign out every other browser of the same person, and say how many there were.

    The session is held first: one that was ended or renamed meanwhile signs nobody out.
    """
    with sign_in.store.write() as tx:
        person = sign_in.held(tx, token)
        ended = tx.staff_sessions.end_all(person.account.id, but=person.session.token_hash)
        tx.audit.add(actor=person.actor, action="sign other browsers out", new={"browsers": ended})
        return ended


def name_of(sign_in: SignIn, token_hash: str) -> str:
    return sign_in.codes.hash("staff browser", token_hash)[:24]
