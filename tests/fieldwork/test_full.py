"""A survey that takes a most number of responses: full from one moment on, for those who are new."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import timedelta
from secrets import token_bytes
from typing import Any

import pytest

from survey.errors import Full, Refused
from survey.fieldwork import audit
from survey.fieldwork.campaign import open_campaign, status
from survey.fieldwork.codes import Codes
from survey.fieldwork.limit import set_most
from survey.fieldwork.participation import Participation
from survey.fieldwork.receipts import Receipts
from survey.fieldwork.typed import Typed
from survey.storage.database import Store
from tests.builders import asking
from tests.storage.made import response

SLUG = "tiny"
WHO: dict[str, Any] = {"actor": "Ada", "reason": "a test"}
MOST = 10
CROWD = 6


def opened(store: Store, most: int | None = MOST) -> None:
    form = asking("- {id: a, ask: single, text: A?, options: {1: Yes, 0: No}}")
    with store.read() as tx:
        closes_at = tx.now + timedelta(days=1)
    open_campaign(store, form, closes_at=closes_at, most=most, **WHO)


def sent_already(store: Store, number: int) -> None:
    with store.write() as tx:
        campaign = tx.campaigns.by_slug(SLUG)
        assert campaign is not None
        for _ in range(number):
            tx.responses.add(response(campaign), {})


def people(store: Store, random_bytes: Callable[[int], bytes] = token_bytes) -> Participation:
    return Participation(store, Codes(b"a secret of the test" * 2), store.settings, random_bytes)


def ready(participation: Participation) -> tuple[str, str]:
    """Somebody who has answered everything: their token, and the key to send with."""
    token = participation.begin(SLUG, shared=False).token
    seat = participation.answer(SLUG, token, Typed("s", {"a": ("1",)}, 0)).seat
    return token, seat.draft.submit_key


def test_once_so_many_have_sent_nobody_new_begins(store: Store) -> None:
    opened(store)
    sent_already(store, MOST - 1)
    last = ready(people(store))
    assert not people(store).is_full(SLUG)
    people(store).submit(SLUG, *last)
    assert people(store).is_full(SLUG)
    with pytest.raises(Full):
        people(store).begin(SLUG, shared=False)
    assert people(store).open_surveys() == ()


def test_without_a_limit_nobody_is_turned_away(store: Store) -> None:
    opened(store, None)
    sent_already(store, MOST)
    assert people(store).begin(SLUG, shared=False).token


def test_whoever_had_begun_goes_on_and_sends(store: Store) -> None:
    opened(store)
    begun = people(store).begin(SLUG, shared=False)
    sent_already(store, MOST)
    seat = people(store).answer(SLUG, begun.token, Typed("s", {"a": ("1",)}, 0)).seat
    assert people(store).submit(SLUG, begun.token, seat.draft.submit_key).response_id


def test_a_withdrawal_works_and_gives_no_place_back(store: Store) -> None:
    opened(store)
    waiting = ready(people(store))
    sent_already(store, MOST - 1)
    receipt = people(store).submit(SLUG, *waiting).receipt
    at = people(store)
    Receipts(store, at.codes, at.seats).withdraw(SLUG, receipt)
    with store.read() as tx:
        campaign = tx.campaigns.by_slug(SLUG)
        assert campaign is not None
        assert tx.responses.count(campaign.id) == MOST - 1
    with pytest.raises(Full):
        people(store).begin(SLUG, shared=False)


def test_whoever_begins_while_the_last_one_sends_finds_it_full(store: Store) -> None:
    opened(store)
    sent_already(store, MOST - 1)
    token, key = ready(people(store))
    sending = threading.Event()

    def slowly(number: int) -> bytes:
        sending.set()
        time.sleep(0.3)
        return token_bytes(number)

    last = threading.Thread(target=people(store, slowly).submit, args=(SLUG, token, key))
    last.start()
    assert sending.wait(10)
    with pytest.raises(Full):
        people(store).begin(SLUG, shared=False)
    last.join()


def test_a_crowd_fills_it_once_and_for_all(store: Store) -> None:
    opened(store)
    refused: list[bool] = []
    failures: list[BaseException] = []

    def keep_sending() -> None:
        at = people(store)
        try:
            while True:
                at.submit(SLUG, *ready(at))
        except Full:
            refused.append(True)
        except BaseException as failure:
            failures.append(failure)

    threads = [threading.Thread(target=keep_sending) for _ in range(CROWD)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with store.read() as tx:
        campaign = tx.campaigns.by_slug(SLUG)
        assert campaign is not None
        sent, begun = tx.responses.count(campaign.id), tx.drafts.count(campaign.id)
    assert failures == []
    assert len(refused) == CROWD
    assert MOST <= sent < MOST + CROWD
    assert begun == 0


def test_the_limit_is_changed_with_a_reason_and_kept_in_the_log(store: Store) -> None:
    opened(store)
    sent_already(store, MOST)
    assert (status(store, SLUG).most, status(store, SLUG).full) == (MOST, True)
    set_most(store, SLUG, 20, **WHO)
    assert (status(store, SLUG).most, status(store, SLUG).full) == (20, False)
    assert people(store).begin(SLUG, shared=False).token
    set_most(store, SLUG, None, actor="Ada", reason="All are welcome")
    told = [audit.in_one_line(entry) for entry in audit.entries(store, SLUG)]
    assert "responses at most 10 (a test)" in told[0]
    assert told[1].endswith("Ada, limit: responses at most 10 -> 20 (a test)")
    assert told[2].endswith("Ada, limit: responses at most 20 -> no limit (All are welcome)")


def test_a_limit_that_says_something_of_fewer_than_ten_is_refused(store: Store) -> None:
    with pytest.raises(Refused, match="10 responses or more"):
        opened(store, 9)
    opened(store)
    with pytest.raises(Refused, match="10 responses or more"):
        set_most(store, SLUG, 9, **WHO)
    with pytest.raises(Refused, match="It has 10 responses at most already"):
        set_most(store, SLUG, 10, **WHO)
    with pytest.raises(Refused, match="Say why"):
        set_most(store, SLUG, 20, actor="Ada", reason=" ")
