"""Putting a survey away once its data are frozen, and taking it out again: nothing in it changes."""

from __future__ import annotations

from dataclasses import replace

from survey.errors import Refused
from survey.fieldwork.campaign import note, to_change
from survey.fieldwork.london import end_in_words, in_words
from survey.fieldwork.window import Window
from survey.storage.database import Store
from survey.storage.records import CampaignRecord


def archive(store: Store, slug: str, *, actor: str, reason: str) -> CampaignRecord:
    """Put a survey away; refused before its data are frozen."""
    with store.write() as tx:
        campaign = to_change(tx, slug, reason, archived=True)
        if campaign.archived_at is not None:
            raise Refused(f"It was put in the archive on {in_words(campaign.archived_at)}.")
        frozen_at = Window.of(campaign).frozen_at
        if tx.now < frozen_at:
            raise Refused(
                f"Its data can still change until {end_in_words(frozen_at)}. It can be put in the archive"
                " after that."
            )
        tx.campaigns.update_archived(campaign.id, tx.now)
        note(tx, "archive", campaign, campaign, actor, reason)
        return replace(campaign, archived_at=tx.now)


def unarchive(store: Store, slug: str, *, actor: str, reason: str) -> CampaignRecord:
    """Take a survey out of the archive."""
    with store.write() as tx:
        campaign = to_change(tx, slug, reason, archived=True)
        if campaign.archived_at is None:
            raise Refused("It is not in the archive.")
        tx.campaigns.update_archived(campaign.id, None)
        note(tx, "unarchive", campaign, campaign, actor, reason)
        return replace(campaign, archived_at=None)
