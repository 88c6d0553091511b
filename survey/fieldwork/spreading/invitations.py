"""Invitations that let one person begin once, and that nothing of what they answer remembers.

Of each there is a keyed hash until somebody begins with it. The hash goes in the transaction that makes the
draft, and that draft has no channel. What is left is how many were made and used. See decision 47.
"""

from __future__ import annotations

import csv
import io
import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import Enum

from survey.engine.spreadsheet import guarded
from survey.errors import InvitationUsed, InvitedOnly, Refused
from survey.fieldwork.campaign import note, to_change
from survey.fieldwork.channels import OTHER
from survey.fieldwork.codes import BYTES, Codes, render
from survey.fieldwork.counts import band
from survey.fieldwork.london import end_in_words
from survey.fieldwork.reasons import a_reason
from survey.fieldwork.status import campaign_of
from survey.fieldwork.window import Window
from survey.storage.database import Store
from survey.storage.records import CampaignRecord
from survey.storage.transaction import Transaction

MOST = 5000
"""Invitations that are made at a time."""

PURPOSE = "single use"
"""What the hashes of invitations are for; see `codes.TYPED`."""
COLUMN = "invitation"


class Rule(Enum):
    """Who may begin in a survey."""

    OFF = "off"
    BESIDE = "beside"
    ONLY = "only"

    @property
    def word(self) -> str:
        return WORDS[self]

    @property
    def stored(self) -> bool | None:
        return STORED[self]


WORDS = {
    Rule.OFF: "Off: everybody begins by the open link",
    Rule.BESIDE: "Beside the open link: one can begin either way",
    Rule.ONLY: "By invitation only: the open link lets nobody begin",
}
STORED = {Rule.OFF: None, Rule.BESIDE: False, Rule.ONLY: True}
RULE_OF = {stored: rule for rule, stored in STORED.items()}


@dataclass(frozen=True, slots=True)
class Count:
    """The invitations of one channel: how many were made, how many of them used in bands."""

    name: str
    title: str
    made: int
    used: str
    taken_back: str
    """Some or none: the number beside those that were made would tell how many were used."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How a survey stands with invitations."""

    rule: Rule
    counts: tuple[Count, ...]
    """One for each channel that the team has made known."""


def rule_named(name: str) -> Rule:
    for rule in Rule:
        if rule.value == name.strip():
            return rule
    raise Refused(f"Choose how invitations are used: {', '.join(rule.value for rule in Rule)}.")


def standing(store: Store, slug: str) -> Standing:
    """The rule of a survey, and its invitations by channel."""
    with store.read() as tx:
        campaign = campaign_of(tx, slug)
        counted = {one.channel: one for one in tx.tickets.counts(campaign.id)}
        rows = []
        for channel in tx.channels.all(campaign.id):
            if channel.name == OTHER:
                continue
            one = counted.get(channel.name)
            rows.append(
                Count(
                    channel.name,
                    channel.title,
                    one.made if one else 0,
                    band(one.used) if one else "none",
                    "some" if one and one.taken_back else "none",
                )
            )
        return Standing(RULE_OF[tx.tickets.rule(campaign.id)], tuple(rows))


def set_rule(store: Store, slug: str, rule: Rule, *, actor: str, reason: str) -> None:
    """Switch invitations on or off, or make them the only way in. Whoever has begun goes on as before."""
    why = a_reason(reason)
    with store.write() as tx:
        campaign = to_change(tx, slug, why)
        was = RULE_OF[tx.tickets.rule(campaign.id)]
        if was is rule:
            raise Refused(f"That is how it is already. {rule.word}.")
        put_rule(tx, campaign, rule, actor, why)


def put_rule(tx: Transaction, campaign: CampaignRecord, rule: Rule, actor: str, reason: str) -> None:
    """The same within a transaction, for a survey that is being opened too."""
    tx.tickets.set_rule(campaign.id, rule.stored)
    note(tx, "invitations", campaign, campaign, actor, reason, invitations=rule.value)


def make(
    store: Store,
    codes: Codes,
    base_url: str,
    slug: str,
    channel: str,
    number: int,
    *,
    actor: str,
    reason: str,
    random_bytes: Callable[[int], bytes] = secrets.token_bytes,
) -> str:
    """Make invitations for a channel, as a CSV file of links: the one time that anybody sees them."""
    why = a_reason(reason)
    if not 1 <= number <= MOST:
        raise Refused(f"Make from 1 to {MOST:,} invitations at a time.")
    made = [render(random_bytes(BYTES)).replace("-", "") for _ in range(number)]
    with store.write() as tx:
        campaign = to_change(tx, slug, why)
        refuse_unready(tx, campaign, channel)
        tx.tickets.add(campaign.id, channel, [codes.hash(PURPOSE, each) for each in made])
        note(tx, "make invitations", campaign, campaign, actor, why, channel=channel, made=number)
    return as_csv(address(base_url, slug, each) for each in made)


def refuse_unready(tx: Transaction, campaign: CampaignRecord, channel: str) -> None:
    if tx.tickets.rule(campaign.id) is None:
        raise Refused(
            "This survey knows no invitations yet. Switch them on first, beside the open link or as the only"
            " way in."
        )
    if channel == OTHER or tx.channels.get(campaign.id, channel) is None:
        raise Refused(f"{campaign.slug} has no channel {channel or 'without a name'}. Add it first.")
    if tx.now >= campaign.closes_at:
        raise Refused(
            f"It closed on {end_in_words(Window.of(campaign).closes_at)}: nobody could begin with one."
        )


def take_back(store: Store, slug: str, channel: str, *, actor: str, reason: str) -> None:
    """Take back all of a channel that nobody has used, such as those of a file that was lost.

    Where none is left it is done all the same: to refuse would tell that the last one was used.
    """
    why = a_reason(reason)
    with store.write() as tx:
        campaign = to_change(tx, slug, why)
        if channel not in {one.channel for one in tx.tickets.counts(campaign.id)}:
            raise Refused(f"None was ever made for {channel or 'a channel without a name'}.")
        tx.tickets.take_back(campaign.id, channel)
        note(tx, "take invitations back", campaign, campaign, actor, why, channel=channel)


def address(base_url: str, slug: str, code: str) -> str:
    """Where an invitation leads to."""
    return f"{base_url}/s/{slug}/i/{code}"


def as_csv(links: Iterable[str]) -> str:
    text = io.StringIO(newline="")
    out = csv.writer(text)
    out.writerow([COLUMN])
    out.writerows([guarded(each)] for each in links)
    return text.getvalue()


# Beginning with one


def admit(tx: Transaction, codes: Codes, campaign: CampaignRecord, code: str) -> None:
    """Use an invitation up, or let somebody in who has none; what does not let in raises.

    Call it in the transaction that makes the draft: where that comes to nothing, the invitation stays.
    """
    if code:
        if not tx.tickets.use(campaign.id, codes.hash(PURPOSE, code)):
            raise InvitationUsed("This invitation was used already, or there is none like it.")
    elif tx.tickets.rule(campaign.id):
        raise InvitedOnly("One begins in this survey by invitation.")


def is_good(store: Store, codes: Codes, slug: str, code: str) -> bool:
    """Whether an invitation would let somebody begin; looking uses nothing up."""
    with store.read() as tx:
        campaign = tx.campaigns.by_slug(slug)
        return campaign is not None and tx.tickets.knows(campaign.id, codes.hash(PURPOSE, code))


def is_invited_only(store: Store, slug: str) -> bool:
    with store.read() as tx:
        campaign = tx.campaigns.by_slug(slug)
        return campaign is not None and tx.tickets.rule(campaign.id) is True
