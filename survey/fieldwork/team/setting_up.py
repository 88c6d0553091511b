"""The second factor of an account that has none yet: shown, and kept once a code of it was typed."""

from __future__ import annotations

from survey.errors import Refused
from survey.fieldwork.security_events import Event
from survey.fieldwork.team import second_factor
from survey.fieldwork.team.signing_in import SignIn

HAS_ONE = "This account has a second factor already."


def set_up(sign_in: SignIn, token: str) -> tuple[str, str]:
    """A new secret to show, and the same sealed for the form to bring back."""
    person = sign_in.person(token)
    if person.account.second_factor is not None:
        raise Refused(HAS_ONE)
    secret = second_factor.new_secret()
    return secret, sign_in.seal.close(secret, f"new {person.account.id}")


def shown(sign_in: SignIn, token: str, sealed: str) -> str:
    """The secret that was shown, once more."""
    return sign_in.seal.open(sealed, f"new {sign_in.person(token).account.id}")


def keep(sign_in: SignIn, token: str, sealed: str, typed: str) -> tuple[str, tuple[str, ...]]:
    """Keep the second factor once a code of it was typed; a new token, and recovery codes to show."""
    secret = shown(sign_in, token, sealed)
    fresh_codes = second_factor.new_recovery_codes()
    with sign_in.store.write() as tx:
        account = sign_in.held(tx, token).account
        if account.second_factor is not None:
            raise Refused(HAS_ONE)
        step = second_factor.step_of(typed, secret, tx.now, 0)
        if step is None:
            raise Refused("This is not the code that the app shows now. Type the six figures again.")
        tx.accounts.change(
            account,
            second_factor=sign_in.seal.close(secret, account.id),
            last_step=step,
            recovery=second_factor.hashes(sign_in.codes, fresh_codes),
        )
        tx.audit.add(actor=account.email, action="set up second factor")
        tx.audit.add(actor=account.email, action="sign in")
        fresh = sign_in.renamed(tx, token, passed_at=tx.now)
    sign_in.events.tell(Event.SIGNED_IN, account=account.id)
    return fresh, fresh_codes
