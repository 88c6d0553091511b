"""What can be done now with what is final, and what is true of it, beside the state of a survey."""

from __future__ import annotations

from collections.abc import Iterator

from survey.fieldwork.final import freezing, releases
from survey.fieldwork.running import actions
from survey.fieldwork.running.actions import Offer
from survey.settings import Settings
from survey.storage.records import CampaignRecord
from survey.storage.transaction import Transaction


def offers(tx: Transaction, campaign: CampaignRecord, settings: Settings) -> Iterator[Offer]:
    """The steps from frozen answers to published results that would not be refused."""
    newest = releases.newest_of(tx, campaign)
    if newest is not None and newest.release.is_public:
        yield Offer(actions.TAKE_DOWN)
    if campaign.archived_at is not None:
        return
    if freezing.can(freezing.refuse_freezing, tx, campaign):
        yield Offer(actions.FREEZE)
    if tx.freezes.of(campaign.id) is None:
        return
    if newest is None or newest.is_over:
        yield Offer(actions.RELEASE)
    if newest is not None and newest.can_be_published:
        yield Offer(actions.PUBLISH)
    if freezing.can(freezing.refuse_unfreezing, tx, campaign, settings):
        yield Offer(actions.UNFREEZE)


def notes(tx: Transaction, campaign: CampaignRecord) -> Iterator[str]:
    """Where the final report stands, in a sentence."""
    newest = releases.newest_of(tx, campaign)
    if newest is not None:
        yield SAID[newest.state].format(slug=campaign.slug, check=newest.check)


SAID = {
    "being made": "The final report is being made and checked.",
    "failed": "The final report could not be made: {check}",
    "checked": "The final report is made and checked, and not published.",
    "published": "Its results are published at /results/{slug}.",
    "taken down": "Its results were published and taken down again.",
}
