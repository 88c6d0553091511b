"""The live figures as they were taken last, for whoever shows a count of a survey that is still running.

Everything that tells how many have answered reads them here: a count of the moment itself beside them would
be one view that can be subtracted from another.
"""

from __future__ import annotations

from datetime import datetime

from survey.fieldwork.live.shown import Live
from survey.storage.records import CampaignRecord
from survey.storage.transaction import Transaction


def live_of(tx: Transaction, campaign: CampaignRecord) -> tuple[Live, datetime | None, int]:
    """What is shown of a campaign, when it was counted, and the number of the snapshot, 0 for none."""
    found = tx.live_snapshots.get(campaign.id)
    if found is None:
        return Live(), None, 0
    return Live.model_validate(dict(found.shown)), found.taken_at, found.number
