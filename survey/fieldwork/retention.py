"""What is not kept: drafts that were never sent, once nobody can send them any more, and texts as they were
written, some time after a reader redacted them.

Their writers are told that they are deleted after the closing, unless they agreed to their use. They stay for
a week after the last moment to finish, so that a closing that is moved in that week loses nobody's work; then
only numbers stay: how many had come how far. Unused invitations go with them: which are left would tell
whoever handed them out who has not taken part.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from survey.engine.questionnaire import Questionnaire
from survey.fieldwork.window import Window
from survey.storage.database import Store
from survey.storage.records import CampaignRecord
from survey.storage.transaction import Transaction

KEPT = timedelta(days=7)
"""How long unsent drafts stay after the last moment to finish."""


ORIGINALS = "The first of the texts as they were before they were redacted"


@dataclass(frozen=True)
class Due:
    """Something that goes by itself: of which survey, what, when, and whether that moment is over."""

    slug: str
    what: str
    at: datetime
    over: bool


def plan(store: Store) -> tuple[Due, ...]:
    """What goes on which day, as the dates are now; the next first, then what has gone."""
    with store.read() as tx:
        now, found = tx.now, []
        for campaign in tx.campaigns.all():
            at = Window.of(campaign).final_at + KEPT
            found.append(Due(campaign.slug, "Answers that were saved and never sent", at, at <= now))
            since = tx.readings.first_original(campaign.id)
            if since is not None:
                at = since + timedelta(days=store.settings.original_days)
                found.append(Due(campaign.slug, ORIGINALS, at, at <= now))
            if tx.tickets.rule(campaign.id) is not None:
                found.append(Due(campaign.slug, "Invitations that nobody used", at, at <= now))
    return tuple(sorted(found, key=lambda due: (due.over, due.at)))


def delete_unsent(store: Store, *, actor: str) -> int:
    """Delete the unsent drafts of every survey that is long over; returns how many."""
    with store.read() as tx:
        due = [campaign.slug for campaign in tx.campaigns.all() if is_due(tx, campaign)]
    return sum(delete_of(store, slug, actor) for slug in due)


def is_due(tx: Transaction, campaign: CampaignRecord) -> bool:
    """Whether unsent drafts and unused invitations of a campaign have had their time, and there are any."""
    over = tx.now >= Window.of(campaign).final_at + KEPT
    return over and (tx.drafts.has_unsent(campaign.id) or tx.tickets.has_left(campaign.id))


def delete_of(store: Store, slug: str, actor: str) -> int:
    """The same of one campaign, alone with its dates: nobody moves its closing at the same time."""
    with store.write() as tx:
        campaign = tx.campaigns.by_slug(slug, to_change=True)
        if campaign is None or not is_due(tx, campaign):
            return 0
        if sum(tx.tickets.take_back(campaign.id, one.channel) for one in tx.tickets.counts(campaign.id)):
            tx.audit.add(actor=actor, action="unused invitations deleted", campaign_id=campaign.id)
        if not tx.drafts.has_unsent(campaign.id):
            return 0
        deleted = 0
        for id in tx.drafts.versions(campaign.id):
            asked = Questionnaire.model_validate_json(tx.versions.get(id).document)
            deleted += tx.drafts.delete_unsent(campaign.id, id, tuple(asked.pages))
        tx.audit.add(actor=actor, action="unsent answers deleted", campaign_id=campaign.id)
        return deleted


def delete_originals(store: Store, *, actor: str) -> int:
    """Delete texts as they were written that have been kept apart for as long as the settings say."""
    kept = timedelta(days=store.settings.original_days)
    with store.read() as tx:
        first = {campaign.id: tx.readings.first_original(campaign.id) for campaign in tx.campaigns.all()}
        due = [id for id, since in first.items() if since is not None and since + kept <= tx.now]
    return sum(delete_originals_of(store, id, kept, actor) for id in due)


def delete_originals_of(store: Store, campaign_id: int, kept: timedelta, actor: str) -> int:
    with store.write() as tx:
        deleted = tx.readings.forget_originals(campaign_id, tx.now - kept)
        if deleted:
            tx.audit.add(actor=actor, action="originals of redacted texts deleted", campaign_id=campaign_id)
        return deleted
