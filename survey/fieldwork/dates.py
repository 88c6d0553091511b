"""What the dates of a campaign may become: asked before a change is made, and when it is only looked at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from survey.errors import Refused
from survey.fieldwork.london import days_later, end_in_words, in_words
from survey.fieldwork.window import State, Window
from survey.storage.records import CampaignRecord


@dataclass(frozen=True, slots=True)
class Dates:
    """The two dates that a change moves, in UTC."""

    closes_at: datetime
    withdraw_until: datetime

    @classmethod
    def of(cls, campaign: CampaignRecord) -> Dates:
        return cls(campaign.closes_at, campaign.withdraw_until)


def extended(
    campaign: CampaignRecord,
    now: datetime,
    closes_at: datetime,
    withdraw_days: int,
    withdraw_until: datetime | None = None,
) -> Dates:
    """The dates with a later closing, or Refused; the time to withdraw never becomes shorter."""
    if closes_at <= campaign.closes_at and now < campaign.closes_at:
        raise Refused(
            f"It closes on {end_in_words(campaign.closes_at)} already. Give a later closing;"
            " to close earlier is a change of its own."
        )
    if closes_at <= now:
        raise Refused(f"{end_in_words(closes_at)} is over. Give a closing that is still to come.")
    if now >= campaign.withdraw_until:
        raise Refused(frozen_since(campaign) + " Open a new survey at another address instead.")
    until = withdraw_until or max(campaign.withdraw_until, days_later(closes_at, withdraw_days))
    not_earlier(campaign, until)
    check_order(campaign.opens_at, closes_at, until)
    return Dates(closes_at, until)


def closed_early(campaign: CampaignRecord, now: datetime, at: datetime | None = None) -> Dates:
    """The dates with an earlier closing, now or at a given moment, or Refused."""
    closes_at = at or now
    if Window.of(campaign).state(now) in (State.FINISHING, State.CLOSED):
        raise Refused(f"It closed on {end_in_words(campaign.closes_at)}. There is nothing left to close.")
    if closes_at < now:
        raise Refused(f"{end_in_words(closes_at)} is over. Leave the moment out to close now.")
    if closes_at > campaign.closes_at:
        raise Refused(
            f"That is later than {end_in_words(campaign.closes_at)}, when it closes anyway. Extending it"
            " gives more time."
        )
    if closes_at <= campaign.opens_at:
        raise Refused(f"It opens on {in_words(campaign.opens_at)}. Give a closing after that.")
    return Dates(closes_at, campaign.withdraw_until)


def withdrawn_longer(campaign: CampaignRecord, now: datetime, until: datetime) -> Dates:
    """The dates with a longer time to withdraw, or Refused."""
    if now >= campaign.withdraw_until:
        raise Refused(frozen_since(campaign) + " A withdrawal now must be made by hand, before publishing.")
    not_earlier(campaign, until)
    return Dates(campaign.closes_at, until)


def check_order(opens_at: datetime, closes_at: datetime, withdraw_until: datetime) -> None:
    if closes_at <= opens_at:
        raise Refused(
            f"It would close ({end_in_words(closes_at)}) before it opens ({in_words(opens_at)})."
            " Give a later closing or an earlier opening."
        )
    if withdraw_until < closes_at:
        raise Refused(
            f"Answers could be withdrawn only until {end_in_words(withdraw_until)}, before the survey closes."
            " Give a later end for taking answers back."
        )


def not_earlier(campaign: CampaignRecord, until: datetime) -> None:
    if until < campaign.withdraw_until:
        raise Refused(
            f"People were told that they may withdraw until {end_in_words(campaign.withdraw_until)}."
            " Give that or a later moment."
        )


def frozen_since(campaign: CampaignRecord) -> str:
    return f"The time to withdraw ended at {end_in_words(campaign.withdraw_until)}: the data are frozen."
