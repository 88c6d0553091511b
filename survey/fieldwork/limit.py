"""How many responses a survey takes at most, changed while people answer."""

from __future__ import annotations

from dataclasses import replace

from survey.errors import Refused
from survey.fieldwork.campaign import note, refuse_few, to_change
from survey.storage.database import Store
from survey.storage.records import CampaignRecord


def set_most(store: Store, slug: str, most: int | None, *, actor: str, reason: str) -> CampaignRecord:
    """Another number of responses at most, or no limit; who has begun can send all the same."""
    refuse_few(most)
    with store.write() as tx:
        campaign = to_change(tx, slug, reason)
        if most == campaign.most:
            said = "no limit" if most is None else f"{most} responses at most"
            raise Refused(f"It has {said} already.")
        tx.campaigns.update_most(campaign.id, most)
        limited = replace(campaign, most=most)
        note(tx, "limit", campaign, limited, actor, reason)
        return limited
