"""How many responses a survey takes at most, changed while people answer."""

from __future__ import annotations

from dataclasses import replace

from survey.errors import Refused
from survey.fieldwork.campaign import note, refuse_few, to_change
from survey.storage.database import Store
from survey.storage.records import CampaignRecord


def set_most(store: Store, slug: str, most: int | None, *, actor: str, reason: str) -> CampaignRecord:
    """Another number of responses at most, or no limit; who has begun can send all the same."""
    with store.write() as tx:
        campaign = to_change(tx, slug, reason)
        changed = limited(campaign, most)
        tx.campaigns.update_most(campaign.id, most)
        note(tx, "limit", campaign, changed, actor, reason)
        return changed


def limited(campaign: CampaignRecord, most: int | None) -> CampaignRecord:
    """The campaign with another limit, or Refused with why that is no change or none to make."""
    refuse_few(most)
    if most == campaign.most:
        said = "no limit" if most is None else f"{most} responses at most"
        raise Refused(f"It has {said} already.")
    return replace(campaign, most=most)
