"""Who may read what people wrote, where nobody has signed in."""

from __future__ import annotations

from survey.errors import Refused
from survey.fieldwork.status import campaign_of
from survey.fieldwork.team.roles import May, allowed
from survey.storage.database import Store


def as_reader(store: Store, slug: str, email: str, *, actor: str) -> str:
    """A reader as the record of changes names them, once it says who reads in their name; or Refused."""
    address = email.strip().lower()
    with store.write() as tx:
        account = tx.accounts.by_email(address)
        if account is None or account.disabled_at is not None or May.READ_TEXT not in allowed(account.roles):
            raise Refused(
                f"{address or 'Nobody'} is no safeguarding reader with an account. `survey staff list` tells"
                " who is."
            )
        campaign = campaign_of(tx, slug)
        tx.audit.add(
            actor=actor, action="read in a terminal", campaign_id=campaign.id, new={"as": account.email}
        )
        return account.email
