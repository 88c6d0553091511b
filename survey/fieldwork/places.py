"""Whether a survey has room for somebody new: it may take a most number of responses.

As the closing does, being full holds from one moment on: while somebody sends, nobody begins by a count
that is about to be wrong. See decision 23.
"""

from __future__ import annotations

from survey.storage.records import CampaignRecord
from survey.storage.transaction import Transaction


def hold_for_start(tx: Transaction, campaign: CampaignRecord) -> None:
    """Until this transaction ends nobody sends, where it matters how many have."""
    if campaign.most is not None:
        tx.hold_places(campaign.id, to_take=False)


def hold_to_send(tx: Transaction, campaign: CampaignRecord) -> None:
    """Until this transaction ends nobody begins, where this may be the last that is taken."""
    if campaign.most is not None:
        tx.hold_places(campaign.id, to_take=True)


def is_full(tx: Transaction, campaign: CampaignRecord) -> bool:
    """Whether as many were sent as are taken. A withdrawal gives no place back: see decision 23."""
    return campaign.most is not None and tx.responses.sent(campaign.id) >= campaign.most
