"""Taking the live figures: counted anew once 10 more have sent, and kept as one document a survey."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from secrets import choice

from survey.fieldwork.campaign import asked_in
from survey.fieldwork.counts import LEAST
from survey.fieldwork.live.counting import Totals, median_minutes, tally
from survey.fieldwork.live.ground import Ground
from survey.fieldwork.live.holding import STEPS, Draw, Held, Tally, renewed
from survey.fieldwork.live.showing import Showing, with_totals
from survey.fieldwork.live.shown import Live
from survey.fieldwork.status import campaign_of
from survey.storage.database import Store
from survey.storage.records import CampaignRecord
from survey.storage.transaction import Transaction

COUNTED = "counted"
"""Under this key is held how many had sent when everything was counted last."""


def drawn() -> int:
    """A step that nobody can foresee."""
    return choice(STEPS)


@dataclass(frozen=True)
class Taken:
    """New figures that are to take the place of those of a number."""

    campaign_id: int
    after: int
    at: datetime
    shown: Live
    held: Mapping[str, Held]
    counted: int


def renew(store: Store, slug: str, draw: Draw = drawn) -> bool:
    """Take the figures of a survey anew if it is time; whether they were."""
    with store.read() as tx:
        campaign = campaign_of(tx, slug)
    return renew_one(store, campaign, draw)


def to_renew(store: Store) -> tuple[str, ...]:
    """The surveys that are looked after: all that are not put away."""
    with store.read() as tx:
        return tuple(one.slug for one in tx.campaigns.all() if one.archived_at is None)


def renew_one(store: Store, campaign: CampaignRecord, draw: Draw) -> bool:
    with store.read() as tx:
        taken = take(tx, campaign, store.settings.questionnaires, draw)
    if taken is None:
        return False
    with store.write() as tx:
        return tx.live_snapshots.put(
            taken.campaign_id,
            after=taken.after,
            taken_at=taken.at,
            shown=taken.shown.model_dump(mode="json"),
            held={COUNTED: taken.counted, **{key: one.model_dump() for key, one in taken.held.items()}},
        )


def take(tx: Transaction, campaign: CampaignRecord, questionnaires: Path, draw: Draw) -> Taken | None:
    """The figures as they are to be shown from now on; None where those that there are still stand."""
    before, totals = tx.live_snapshots.get(campaign.id), Totals.of(tx, campaign)
    held = {} if before is None else {key: Held(**one) for key, one in before.held.items() if key != COUNTED}
    counted = 0 if before is None else before.held[COUNTED]
    number, at = (0, tx.now) if before is None else (before.number, before.taken_at)
    if totals.sent >= counted + LEAST:
        ground = Ground.of(asked_in(tx, campaign), questionnaires)
        held = renewed(held, tally(tx, campaign, ground, totals), draw)
        minutes = median_minutes(tx.responses.seconds(campaign.id))
        showing = Showing(ground, held, totals, tx.channels.all(campaign.id), minutes)
        return Taken(campaign.id, number, tx.now, showing.live(), held, totals.sent)
    ahead = held | renewed(held, totals.tally(), draw)
    if before is not None and ahead == held:
        return None
    if before is None:
        ground = Ground.of(asked_in(tx, campaign), questionnaires)
        nobody = Tally(dict.fromkeys(tally(tx, campaign, ground, totals).counts, 0))
        ahead = renewed({}, nobody, draw) | ahead
        shown = Showing(ground, ahead, Totals(0, 0, 0, 0), tx.channels.all(campaign.id), None).live()
        return Taken(campaign.id, number, at, shown, ahead, 0)
    return Taken(campaign.id, number, at, with_totals(Live(**before.shown), ahead), ahead, counted)
