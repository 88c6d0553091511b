"""A snapshot is taken on both engines, and only once ten more have sent."""

from __future__ import annotations

from random import Random

from survey.fieldwork.campaign import open_campaign
from survey.fieldwork.live.looking import look
from survey.fieldwork.live.taking import renew
from survey.fieldwork.london import days_later
from survey.storage.database import Store
from tests.fieldwork.live.crowd import Crowd
from tests.web.site import london


def test_ten_more_renew_the_figures_and_nine_do_not(store: Store) -> None:
    with store.read() as tx:
        closes = days_later(tx.now, 3)
    crowd = Crowd(store, open_campaign(store, london(), "london", closes_at=closes, actor="test"), Random(4))
    numbers = []
    for _ in range(20):
        crowd.send()
        renew(store, "london", lambda: 10)
        numbers.append(look(store, "london").number)
    assert numbers[:9] == [numbers[0]] * 9
    assert numbers[9] > numbers[8]
    assert numbers[9:19] == [numbers[9]] * 10
    assert numbers[19] > numbers[18]


def test_what_follows_a_reading_in_parts_in_one_transaction_can_write(store: Store) -> None:
    with store.read() as tx:
        closes = days_later(tx.now, 3)
    campaign = open_campaign(store, london(), "london", closes_at=closes, actor="test")
    Crowd(store, campaign, Random(4)).send()
    with store.write() as tx:
        assert len(list(tx.responses.closed_answers(campaign.id, synthetic=False))) == 1
        assert len(list(tx.responses.each(campaign.id))) == 1
        tx.audit.add(actor="test", action="read", campaign_id=campaign.id)
    with store.read() as tx:
        assert tx.audit.all()[-1].action == "read"
