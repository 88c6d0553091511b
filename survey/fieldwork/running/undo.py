"""Taking the last extension, early closing or change of the limit back, while nothing depends on it.

The audit log says what the last change was. An extension goes back as long as nobody has begun after the
closing before it; an early closing as long as the closing before it is still to come. See decision 42.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from survey.errors import Refused
from survey.fieldwork.campaign import note, to_change
from survey.fieldwork.dates import Dates, check_order, frozen_since
from survey.fieldwork.london import end_in_words, london_day
from survey.storage.database import Store
from survey.storage.records import AuditRecord, CampaignRecord
from survey.storage.transaction import Transaction

UNDO = "undo "
"""What the entries of the log begin with that take another back."""

BARRIERS = ("open", "withdraw until")
"""Changes of dates that are never taken back, and before which nothing is."""


@dataclass(frozen=True, slots=True)
class Way:
    """The change that would be taken back, and the campaign as it would be then."""

    entry: AuditRecord
    campaign: CampaignRecord

    @property
    def dates(self) -> Dates:
        return Dates(self.campaign.closes_at, self.campaign.withdraw_until)


def undo(store: Store, slug: str, actor: str, reason: str) -> CampaignRecord:
    """Take back the last of the changes that can be, or be refused with why it cannot be."""
    with store.write() as tx:
        campaign = to_change(tx, slug, reason)
        way = way_back(tx, campaign)
        put_back(tx, way.campaign)
        action = UNDO + way.entry.action
        note(tx, action, campaign, way.campaign, actor, reason, undoes=way.entry.id)
        return way.campaign


def put_back(tx: Transaction, campaign: CampaignRecord) -> None:
    """Write the dates and the limit of a campaign as they were before."""
    check_order(campaign.opens_at, campaign.closes_at, campaign.withdraw_until)
    tx.campaigns.update_window(
        campaign.id,
        opens_at=campaign.opens_at,
        closes_at=campaign.closes_at,
        withdraw_until=campaign.withdraw_until,
    )
    tx.campaigns.update_most(campaign.id, campaign.most)


def way_back(tx: Transaction, campaign: CampaignRecord) -> Way:
    """What `undo` would do now, or Refused."""
    entry = last_change(tx.audit.for_campaign(campaign.id))
    if entry is None:
        raise Refused("No extension, early closing or change of the limit is left to take back.")
    if campaign.archived_at is not None or tx.now >= campaign.withdraw_until:
        raise Refused(frozen_since(campaign) + " Nothing is taken back any more.")
    return Way(entry, TAKEN_BACK[entry.action](tx, campaign, entry))


def last_change(entries: tuple[AuditRecord, ...]) -> AuditRecord | None:
    """The last change that still stands: each undo takes one away, and a longer time to withdraw all."""
    standing: list[AuditRecord] = []
    for entry in entries:
        if entry.action in TAKEN_BACK:
            standing.append(entry)
        elif entry.action in BARRIERS:
            standing.clear()
        elif entry.action.startswith(UNDO) and standing:
            standing.pop()
    return standing[-1] if standing else None


def without_extension(tx: Transaction, campaign: CampaignRecord, entry: AuditRecord) -> CampaignRecord:
    """As it was before an extension; whoever sent since keeps the time to withdraw that they were told."""
    before = dates_before(entry)
    if tx.now >= before.closes_at and used_since(tx, campaign, before.closes_at):
        raise Refused(
            f"People may have begun or gone on since {end_in_words(before.closes_at)}, when it would have"
            f" closed. Close it instead: that leaves them their time to finish."
        )
    told = tx.now >= before.withdraw_until or tx.responses.any_since(campaign.id, london_day(entry.at))
    until = campaign.withdraw_until if told else before.withdraw_until
    return replace(campaign, closes_at=before.closes_at, withdraw_until=until)


def without_closing(tx: Transaction, campaign: CampaignRecord, entry: AuditRecord) -> CampaignRecord:
    """As it was before an early closing."""
    before = dates_before(entry)
    if tx.now >= before.closes_at:
        raise Refused(
            f"Without it the survey would have closed on {end_in_words(before.closes_at)}, which is over."
            " Extend it instead: with a later moment it is open again."
        )
    until = max(before.withdraw_until, campaign.withdraw_until)
    return replace(campaign, closes_at=before.closes_at, withdraw_until=until)


def without_limit(tx: Transaction, campaign: CampaignRecord, entry: AuditRecord) -> CampaignRecord:
    """With the limit that it had before; nobody was promised another."""
    assert entry.old is not None
    return replace(campaign, most=entry.old["most"])


TAKEN_BACK: dict[str, Callable[[Transaction, CampaignRecord, AuditRecord], CampaignRecord]] = {
    "extend": without_extension,
    "close": without_closing,
    "limit": without_limit,
}


def used_since(tx: Transaction, campaign: CampaignRecord, moment: datetime) -> bool:
    """Whether somebody may have begun or gone on since: by the day, for no time of day is kept."""
    day = london_day(moment)
    return (
        tx.drafts.any_since(campaign.id, day)
        or tx.responses.any_since(campaign.id, day)
        or tx.sessions.any_writing_since(campaign.id, moment)
    )


def dates_before(entry: AuditRecord) -> Dates:
    """The dates as the log kept them before a change."""
    assert entry.old is not None
    closes_at, until = (datetime.fromisoformat(entry.old[name]) for name in ("closes_at", "withdraw_until"))
    return Dates(closes_at, until)
