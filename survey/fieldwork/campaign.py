"""A campaign's life: open, extend, close, and until when answers may be withdrawn.

Each change is one transaction that holds the dates, moves them, and writes who did it and why. Nothing
that people were promised is taken back: the time to withdraw only ever grows.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime
from typing import Any

from survey.engine.questionnaire import Questionnaire
from survey.errors import Refused
from survey.fieldwork.counts import LEAST
from survey.fieldwork.dates import Dates, check_order, closed_early, extended, withdrawn_longer
from survey.fieldwork.keeping import keep_version
from survey.fieldwork.london import days_later, end_in_words, in_words, london_day
from survey.fieldwork.reasons import a_reason
from survey.fieldwork.status import Status, campaign_of, status
from survey.storage.database import Store
from survey.storage.records import CampaignRecord
from survey.storage.transaction import Transaction

__all__ = ["Status", "close", "extend", "open_campaign", "set_withdraw_until", "status"]

SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?")
GRACE_MINUTES = 30


def open_campaign(
    store: Store,
    questionnaire: Questionnaire,
    slug: str | None = None,
    opens_at: datetime | None = None,
    closes_at: datetime | None = None,
    withdraw_until: datetime | None = None,
    *,
    actor: str,
    reason: str = "",
    grace_minutes: int = GRACE_MINUTES,
    synthetic: bool = False,
    trial: bool = False,
    most: int | None = None,
) -> CampaignRecord:
    """A new campaign with the questionnaire as it is now; it opens at once unless it says when.

    Without `withdraw_until` answers may be withdrawn for as many days after the closing as the
    questionnaire promises.
    """
    with store.write() as tx:
        return add_campaign(
            tx,
            questionnaire,
            slug,
            opens_at,
            closes_at,
            withdraw_until,
            actor=actor,
            reason=reason,
            grace_minutes=grace_minutes,
            synthetic=synthetic,
            trial=trial,
            most=most,
        )


def add_campaign(
    tx: Transaction,
    questionnaire: Questionnaire,
    slug: str | None,
    opens_at: datetime | None,
    closes_at: datetime | None,
    withdraw_until: datetime | None = None,
    *,
    actor: str,
    reason: str,
    grace_minutes: int = GRACE_MINUTES,
    synthetic: bool = False,
    trial: bool = False,
    most: int | None = None,
    **noted: Any,
) -> CampaignRecord:
    """The same within a transaction; `noted` is kept with the entry in the audit log."""
    slug = slug or questionnaire.questionnaire
    if not SLUG.fullmatch(slug):
        raise Refused(
            f"“{slug[:64]}” cannot be an address. Use small letters, digits and dashes, at most 64."
        )
    if closes_at is None:
        raise Refused("Say when the survey closes: a day such as 2025-01-10, or with a time of day.")
    refuse_few(most)
    until = withdraw_until or days_later(closes_at, questionnaire.promise.withdraw_days)
    tx.campaigns.by_slug(slug, to_change=True)
    opening = opens_at or tx.now
    if london_day(opening) < london_day(tx.now):
        raise Refused(f"{in_words(opening)} is over. Leave the opening out to open now.")
    opening = max(opening, tx.now)
    check_order(opening, closes_at, until)
    if closes_at <= tx.now:
        raise Refused(f"{end_in_words(closes_at)} is over. Give a closing that is still to come.")
    version = keep_version(tx, questionnaire, frozen=not (trial or synthetic))
    noted = {"version": version.version, "fingerprint": version.sha256, **noted}
    campaign = tx.campaigns.add(
        slug=slug,
        version_id=version.id,
        opens_at=opening,
        closes_at=closes_at,
        withdraw_until=until,
        grace_minutes=grace_minutes,
        synthetic=synthetic,
        trial=trial,
        most=most,
    )
    if campaign is None:
        raise Refused(
            f"There is a survey at {slug} already. Extend that one, or open a new one beside it: give it"
            " another last part of its address."
        )
    note(tx, "open", None, campaign, actor, reason, **noted)
    return campaign


def extend(
    store: Store,
    slug: str,
    closes_at: datetime,
    *,
    actor: str,
    reason: str,
    withdraw_until: datetime | None = None,
) -> CampaignRecord:
    """A later closing; one that is over is opened again.

    Without `withdraw_until` answers may be withdrawn for as many days after the new closing as the
    questionnaire promises, and never for less long than was said before.
    """
    with store.write() as tx:
        campaign = to_change(tx, slug, reason)
        days = asked_in(tx, campaign).promise.withdraw_days
        dates = extended(campaign, tx.now, closes_at, days, withdraw_until)
        return move(tx, "extend", campaign, actor, reason, dates)


def close(store: Store, slug: str, *, actor: str, reason: str, at: datetime | None = None) -> CampaignRecord:
    """Close now, or at an earlier moment than was planned; drafts begun before have their time of grace."""
    with store.write() as tx:
        campaign = to_change(tx, slug, reason)
        return move(tx, "close", campaign, actor, reason, closed_early(campaign, tx.now, at))


def set_withdraw_until(
    store: Store, slug: str, until: datetime, *, actor: str, reason: str
) -> CampaignRecord:
    """A later end of the time in which answers may be withdrawn."""
    with store.write() as tx:
        campaign = to_change(tx, slug, reason)
        return move(tx, "withdraw until", campaign, actor, reason, withdrawn_longer(campaign, tx.now, until))


def asked_in(tx: Transaction, campaign: CampaignRecord) -> Questionnaire:
    """The questionnaire that those who begin in a campaign are asked."""
    return Questionnaire.model_validate_json(tx.versions.get(campaign.version_id).document)


def refuse_few(most: int | None) -> None:
    """A survey that is full says how many have sent; of fewer than 10 people nothing is said."""
    if most is not None and most < LEAST:
        raise Refused(f"A survey takes {LEAST} responses or more. Give a larger number.")


def to_change(tx: Transaction, slug: str, reason: str, *, archived: bool = False) -> CampaignRecord:
    """A campaign whose dates nobody else decides by until this transaction ends.

    One that is put away is refused, unless it is to be `archived`.
    """
    campaign = campaign_of(tx, slug, to_change=True)
    a_reason(reason)
    if not archived:
        refuse_archived(campaign)
    return campaign


def to_look_at(tx: Transaction, slug: str) -> CampaignRecord:
    """A campaign of which a change is being considered."""
    campaign = campaign_of(tx, slug)
    refuse_archived(campaign)
    return campaign


def refuse_archived(campaign: CampaignRecord) -> None:
    """What is put away is not changed."""
    if campaign.archived_at is not None:
        raise Refused(f"{campaign.slug} is in the archive. Take it out first, then change it.")


def move(
    tx: Transaction,
    action: str,
    campaign: CampaignRecord,
    actor: str,
    reason: str,
    dates: Dates,
    **noted: Any,
) -> CampaignRecord:
    """Write the new dates and the note about them."""
    check_order(campaign.opens_at, dates.closes_at, dates.withdraw_until)
    moved = replace(campaign, closes_at=dates.closes_at, withdraw_until=dates.withdraw_until)
    tx.campaigns.update_window(
        campaign.id,
        opens_at=moved.opens_at,
        closes_at=moved.closes_at,
        withdraw_until=moved.withdraw_until,
    )
    note(tx, action, campaign, moved, actor, reason, **noted)
    return moved


def note(
    tx: Transaction,
    action: str,
    old: CampaignRecord | None,
    new: CampaignRecord,
    actor: str,
    reason: str,
    **more: Any,
) -> None:
    was = terms(old) if old else None
    tx.audit.add(
        actor=actor, action=action, campaign_id=new.id, old=was, new={**terms(new), **more}, reason=reason
    )


def terms(campaign: CampaignRecord) -> dict[str, Any]:
    """The dates and the limit of a campaign as the audit log keeps them, in UTC."""
    dates = ("opens_at", "closes_at", "withdraw_until")
    return {**{name: getattr(campaign, name).isoformat() for name in dates}, "most": campaign.most}
