"""Contact details on their way out of the answers' reach.

At submit they are put into an outbox in the same transaction as the response. The worker moves them on
in shuffled batches under new random ids, so that neither id nor order ties a contact to a response. A
batch waits for ten, so that knowing when somebody answered says little; what has waited long, and what
waits when a survey is over, moves in whatever number there is.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from survey.fieldwork.london import london_day
from survey.fieldwork.window import Window
from survey.storage.database import Store

BATCH = 10
PATIENCE = timedelta(days=7)


def flush(store: Store, shuffle: Callable[[list[Any]], None]) -> int:
    """Move every batch that is ready into the contact store, and say how many contacts moved."""
    moved = 0
    with store.write() as tx:
        campaigns = {campaign.id: campaign for campaign in tx.campaigns.all()}
        for waiting in tx.contacts.waiting():
            over = tx.now >= Window.of(campaigns[waiting.campaign_id]).final_at
            long = london_day(tx.now) - waiting.since >= PATIENCE
            if waiting.count >= BATCH or over or long:
                moved += tx.contacts.flush_outbox(shuffle, campaign_id=waiting.campaign_id)
    return moved
