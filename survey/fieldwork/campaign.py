"""A campaign's life: open, extend, close, and until when answers may be withdrawn.

Each change is one transaction that holds the dates, moves them, and writes who did it and why. Nothing
that people were promised is taken back: the time to withdraw only ever grows.
"""

from __future__ import annotations

import hashlib
import re
from datetime import date, datetime
from typing import Any

from pydantic import ValidationError

from survey.engine.advice.translations import checked_too_early
from survey.engine.local import english_name
from survey.engine.questionnaire import Questionnaire
from survey.errors import Refused
from survey.fieldwork.london import days_later, end_in_words, in_words, london_day
from survey.fieldwork.status import LEAST, Status, no_survey, status
from survey.fieldwork.window import State, Window
from survey.languages.tongue import languages
from survey.storage.database import Store
from survey.storage.records import CampaignRecord, VersionRecord
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
    slug = slug or questionnaire.questionnaire
    if not SLUG.fullmatch(slug):
        raise Refused(f"{slug!r} cannot be an address. Use small letters, digits and dashes, at most 64.")
    if closes_at is None:
        raise Refused("Say when the survey closes: --until 2025-01-10, or with a time of day.")
    refuse_few(most)
    until = withdraw_until or days_later(closes_at, questionnaire.promise.withdraw_days)
    with store.write() as tx:
        tx.campaigns.by_slug(slug, to_change=True)
        opening = opens_at or tx.now
        if london_day(opening) < london_day(tx.now):
            raise Refused(f"{in_words(opening)} is over. Leave --at out to open now.")
        opening = max(opening, tx.now)
        check_order(opening, closes_at, until)
        if closes_at <= tx.now:
            raise Refused(f"{end_in_words(closes_at)} is over. Give a closing that is still to come.")
        version = keep_version(tx, questionnaire, frozen=not (trial or synthetic))
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
                f"There is a survey at {slug} already. Give it more time with"
                f" `survey extend {slug} --until ...`, or open a new one beside it with another --slug."
            )
        note(tx, "open", None, campaign, actor, reason, version=version.version)
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
        if closes_at <= campaign.closes_at and tx.now < campaign.closes_at:
            raise Refused(
                f"It closes on {end_in_words(campaign.closes_at)} already. To close earlier use"
                f" `survey close {slug} --at ...`."
            )
        if closes_at <= tx.now:
            raise Refused(f"{end_in_words(closes_at)} is over. Give a closing that is still to come.")
        if tx.now >= campaign.withdraw_until:
            raise Refused(frozen_since(campaign) + " Open a new survey with another --slug instead.")
        document = tx.versions.get(campaign.version_id).document
        days = Questionnaire.model_validate_json(document).promise.withdraw_days
        until = withdraw_until or max(campaign.withdraw_until, days_later(closes_at, days))
        not_earlier(campaign, until)
        return move(tx, "extend", campaign, actor, reason, closes_at=closes_at, withdraw_until=until)


def close(store: Store, slug: str, *, actor: str, reason: str, at: datetime | None = None) -> CampaignRecord:
    """Close now, or at an earlier moment than was planned; drafts begun before have their time of grace."""
    with store.write() as tx:
        campaign = to_change(tx, slug, reason)
        closes_at = at or tx.now
        state = Window.of(campaign).state(tx.now)
        if state in (State.FINISHING, State.CLOSED):
            raise Refused(f"It closed on {end_in_words(campaign.closes_at)}. There is nothing left to close.")
        if closes_at < tx.now:
            raise Refused(f"{end_in_words(closes_at)} is over. Leave --at out to close now.")
        if closes_at > campaign.closes_at:
            raise Refused(
                f"That is later than {end_in_words(campaign.closes_at)}, when it closes anyway. To give more"
                f" time use `survey extend {slug} --until ...`."
            )
        if closes_at <= campaign.opens_at:
            raise Refused(f"It opens on {in_words(campaign.opens_at)}. Give a closing with --at after that.")
        return move(
            tx, "close", campaign, actor, reason, closes_at=closes_at, withdraw_until=campaign.withdraw_until
        )


def set_withdraw_until(
    store: Store, slug: str, until: datetime, *, actor: str, reason: str
) -> CampaignRecord:
    """A later end of the time in which answers may be withdrawn."""
    with store.write() as tx:
        campaign = to_change(tx, slug, reason)
        if tx.now >= campaign.withdraw_until:
            raise Refused(
                frozen_since(campaign) + " A withdrawal now must be made by hand, before publishing."
            )
        not_earlier(campaign, until)
        return move(
            tx, "withdraw until", campaign, actor, reason, closes_at=campaign.closes_at, withdraw_until=until
        )


def refuse_few(most: int | None) -> None:
    """A survey that is full says how many have sent; of fewer than 10 people nothing is said."""
    if most is not None and most < LEAST:
        raise Refused(f"A survey takes {LEAST} responses or more. Give a larger --most.")


def keep_version(tx: Transaction, questionnaire: Questionnaire, *, frozen: bool) -> VersionRecord:
    """Keep the normalised document; one version number stands for one wording once people answered it.

    A document that an older program wrote is the same when it reads the same: a key of the model that is
    new since then makes no other wording.
    """
    refuse_unspoken(questionnaire)
    refuse_unread(questionnaire, london_day(tx.now))
    document = questionnaire.model_dump_json()
    sha256 = hashlib.sha256(document.encode()).hexdigest()
    in_use = {c.version_id for c in tx.campaigns.all() if not (c.trial or c.synthetic)}
    for kept in tx.versions.all(questionnaire.questionnaire):
        if kept.version != questionnaire.version or kept.id not in in_use:
            continue
        if kept.sha256 == sha256 or reads_the_same(kept, questionnaire):
            return kept
        if frozen:
            raise Refused(
                f"Version {kept.version} of {kept.questionnaire} was opened with other content. Write a new"
                " `version` at the top of the file, so that it is known who was asked what."
            )
    return tx.versions.add(questionnaire.questionnaire, questionnaire.version, sha256, document)


def refuse_unspoken(questionnaire: Questionnaire) -> None:
    """A questionnaire in a language without a catalogue would stand on pages in another."""
    if questionnaire.language not in languages():
        spoken = ", ".join(f"{english_name(tag)} ({tag})" for tag in languages())
        raise Refused(
            f"It is written in {english_name(questionnaire.language)}, which the program does not speak. It"
            f" speaks {spoken}. The guide for translators says how it learns another."
        )


def refuse_unread(questionnaire: Questionnaire, today: date) -> None:
    """A translation that somebody is still to read would stand there as one that was read."""
    for tag, one in questionnaire.translations.items():
        if early := checked_too_early(tag, one.checked, today):
            raise Refused(early)


def reads_the_same(kept: VersionRecord, questionnaire: Questionnaire) -> bool:
    try:
        return Questionnaire.model_validate_json(kept.document) == questionnaire
    except ValidationError:
        return False


def to_change(tx: Transaction, slug: str, reason: str) -> CampaignRecord:
    """A campaign whose dates nobody else decides by until this transaction ends."""
    campaign = tx.campaigns.by_slug(slug, to_change=True)
    if campaign is None:
        raise no_survey(tx, slug)
    if not reason.strip():
        raise Refused("Say why with --reason: it is kept with the change, for those who ask later.")
    return campaign


def move(
    tx: Transaction,
    action: str,
    campaign: CampaignRecord,
    actor: str,
    reason: str,
    *,
    closes_at: datetime,
    withdraw_until: datetime,
) -> CampaignRecord:
    """Write the new dates and the note about them."""
    check_order(campaign.opens_at, closes_at, withdraw_until)
    tx.campaigns.update_window(
        campaign.id, opens_at=campaign.opens_at, closes_at=closes_at, withdraw_until=withdraw_until
    )
    moved = tx.campaigns.get(campaign.id)
    assert moved is not None
    note(tx, action, campaign, moved, actor, reason)
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


def check_order(opens_at: datetime, closes_at: datetime, withdraw_until: datetime) -> None:
    if closes_at <= opens_at:
        raise Refused(
            f"It would close ({end_in_words(closes_at)}) before it opens ({in_words(opens_at)})."
            " Give a later --until or an earlier --at."
        )
    if withdraw_until < closes_at:
        raise Refused(
            f"Answers could be withdrawn only until {end_in_words(withdraw_until)}, before the survey closes."
            " Give a later --withdraw-until."
        )


def not_earlier(campaign: CampaignRecord, until: datetime) -> None:
    if until < campaign.withdraw_until:
        raise Refused(
            f"People were told that they may withdraw until {end_in_words(campaign.withdraw_until)}."
            " Give that or a later --withdraw-until."
        )


def frozen_since(campaign: CampaignRecord) -> str:
    return f"The time to withdraw ended at {end_in_words(campaign.withdraw_until)}: the data are frozen."
