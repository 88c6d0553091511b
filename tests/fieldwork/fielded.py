"""A London survey in the field, with contact details as those who answer leave them."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from datetime import timedelta

from survey.fieldwork.campaign import open_campaign
from survey.storage.database import Store
from tests.web.site import london


def london_people(
    store: Store,
    people: Sequence[Mapping[str, list[str]]],
    *,
    slug: str = "london",
    linked: int | None = None,
    mailbox: str = "",
    flushed: bool = True,
) -> str:
    """Open it and put these details into the outbox, and where wished on into the store; says the slug."""
    with store.read() as tx:
        closes = tx.now + timedelta(days=3)
    opened = open_campaign(store, london(), slug, closes_at=closes, actor="test", reason="test")
    with store.write() as tx:
        for at, details in enumerate(people):
            tx.contacts.queue(opened.id, {"details": dict(details)}, link="tie" if at == linked else None)
        if mailbox:
            tx.contacts.queue(opened.id, {"details": {"practice_1__pp_mailbox": [mailbox]}}, link="box")
        if flushed:
            tx.contacts.flush_outbox(random.Random(3).shuffle, campaign_id=opened.id)
    return opened.slug
