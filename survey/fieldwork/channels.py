"""Names that links carry, such as met-intranet: how many came by each, and never who.

The counts stand in a table of their own. A draft holds its name until it is sent or deleted, a response
has none, and a name that the team has not made known is kept nowhere: see decision 24.
"""

from __future__ import annotations

import re
from urllib.parse import urlencode

from survey.errors import Refused
from survey.fieldwork.campaign import note, to_change
from survey.fieldwork.status import campaign_of
from survey.storage.database import Store
from survey.storage.records import CampaignRecord, ChannelRecord, DraftRecord
from survey.storage.transaction import Transaction

VIA = "via"
"""What an address carries the name in, as in /s/my-survey?via=met-intranet."""

OTHER = ""
"""All names together that the team has not made known."""

NAME = re.compile(r"[A-Za-z0-9-]{1,40}")
LONGEST_TITLE = 80


def name_in(text: str) -> str:
    """The name in what a link carried; empty for anything else. Capitals make no difference."""
    return text.lower() if NAME.fullmatch(text) else ""


def count_start(tx: Transaction, campaign: CampaignRecord, via: str) -> str | None:
    """Count somebody who begins, and say what the draft is to hold; None for a link without a name."""
    name = name_in(via)
    if not name:
        return None
    counted = name if tx.channels.get(campaign.id, name) else OTHER
    tx.channels.count_start(campaign.id, counted)
    return counted


def count_sent(tx: Transaction, draft: DraftRecord) -> None:
    """Count a draft that has been sent, if its link carried a name."""
    if draft.channel is not None:
        tx.channels.count_sent(draft.campaign_id, draft.channel)


def add_channel(store: Store, slug: str, name: str, title: str, *, actor: str, reason: str) -> ChannelRecord:
    """Make a name known, so that those who come by it from now on are counted under it."""
    known = name_in(name)
    if not known:
        raise Refused(f"“{name[:40]}” cannot be in a link. Use letters, figures and dashes, at most 40.")
    title = title.strip() or known
    if len(title) > LONGEST_TITLE:
        raise Refused(f"The title is longer than {LONGEST_TITLE} characters. Give a shorter one.")
    with store.write() as tx:
        campaign = to_change(tx, slug, reason)
        if not tx.channels.add(campaign.id, known, title):
            raise Refused(f"{slug} has the channel {known} already. Give another name.")
        note(tx, "add channel", campaign, campaign, actor, reason, channel=known, title=title)
        return ChannelRecord(campaign.id, known, title, starts=0, sent=0)


def channels_of(store: Store, slug: str) -> tuple[ChannelRecord, ...]:
    """The names that the team has made known for a survey."""
    with store.read() as tx:
        campaign = campaign_of(tx, slug)
        return tuple(one for one in tx.channels.all(campaign.id) if one.name != OTHER)


def link(base_url: str, slug: str, name: str) -> str:
    """The address to publish in a channel."""
    return f"{base_url}/s/{slug}?{urlencode({VIA: name})}"
