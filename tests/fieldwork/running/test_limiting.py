"""What another limit would do: true, and never more telling than the band of those who have sent."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from survey.errors import Refused
from survey.fieldwork.campaign import extend, open_campaign
from survey.fieldwork.limit import set_most
from survey.fieldwork.running.consequences import of_undoing
from survey.fieldwork.running.limiting import of_limiting
from survey.fieldwork.running.undo import undo
from survey.storage.database import Store
from tests.conftest import Clock
from tests.fieldwork.invented import pulse
from tests.storage.made import response

WHO: dict[str, Any] = {"actor": "Ada", "reason": "a test"}


def opened(store: Store, sent: int, **more: Any) -> None:
    with store.read() as tx:
        closes_at = tx.now + timedelta(days=9)
    made = open_campaign(store, pulse(), closes_at=closes_at, actor="Ada", **more)
    with store.write() as tx:
        for _ in range(sent):
            tx.responses.add(response(made), {})


@pytest.mark.parametrize(
    ("most", "places", "told"),
    [
        (20, "no more can begin", "it is full"),
        (25, "no more can begin", "it is full"),
        (26, "1 more at the very most", "It may be full"),
        (49, "24 more at the very most", "It may be full"),
        (50, "between 1 and 25 more", "People can begin until 50 have sent"),
        (None, "as many as come", "Anybody can begin"),
    ],
)
def test_what_is_said_of_a_limit_is_the_same_for_every_number_of_one_band(
    sqlite_store: Store, clock: Clock, most: int | None, places: str, told: str
) -> None:
    opened(sqlite_store, 25, most=1000)
    first = of_limiting(sqlite_store, "pulse", most)
    with sqlite_store.write() as tx:
        campaign = tx.campaigns.by_slug("pulse")
        assert campaign is not None
        for _ in range(24):
            tx.responses.add(response(campaign), {})
    assert of_limiting(sqlite_store, "pulse", most) == first
    assert first.after.note == places
    assert told in dict(first.in_words())["At once"]


def test_what_would_be_refused_is_refused_before(sqlite_store: Store) -> None:
    opened(sqlite_store, 0, most=50)
    for most, told in ((9, "10 responses or more"), (50, "already")):
        with pytest.raises(Refused, match=told):
            of_limiting(sqlite_store, "pulse", most)


def test_the_limit_goes_back_before_the_extension_that_came_before_it(store: Store) -> None:
    opened(store, 0)
    with store.read() as tx:
        closes_at = tx.now + timedelta(days=20)
    extend(store, "pulse", closes_at, **WHO)
    set_most(store, "pulse", 40, **WHO)
    set_most(store, "pulse", 80, **WHO)
    assert of_undoing(store, "pulse").after.words == "40 responses at most"
    assert undo(store, "pulse", "Ada", "a slip").most == 40
    assert undo(store, "pulse", "Ada", "another").most is None
    assert of_undoing(store, "pulse").button.startswith("Go back to")
    assert undo(store, "pulse", "Ada", "a third").closes_at < closes_at
    with pytest.raises(Refused, match="left to take back"):
        undo(store, "pulse", "Ada", "one more")
