"""Contacts leave the answers in batches that tell nothing."""

from __future__ import annotations

import random

from survey.fieldwork.contacts import BATCH, flush
from survey.storage.database import Store
from tests.conftest import Clock
from tests.storage.made import campaign, response

SHUFFLE = random.Random(7).shuffle


def queue(store: Store, slug: str, number: int) -> None:
    with store.write() as tx:
        found = tx.campaigns.by_slug(slug) or campaign(tx, slug)
        for n in range(number):
            tx.responses.add(response(found), {})
            tx.contacts.queue(found.id, {"n": n})


def kept(store: Store, slug: str) -> list[int]:
    """What the contact store holds, in the order in which it lies there."""
    with store.read() as tx:
        found = tx.campaigns.by_slug(slug)
        assert found is not None
        return [contact.payload["n"] for contact in tx.contacts.all(found.id)]


def test_a_batch_waits_for_ten(store: Store) -> None:
    queue(store, "pulse", BATCH - 1)
    queue(store, "other", 1)
    assert flush(store, SHUFFLE) == 0
    queue(store, "pulse", 1)
    assert flush(store, SHUFFLE) == BATCH
    assert (len(kept(store, "pulse")), len(kept(store, "other"))) == (BATCH, 0)
    assert flush(store, SHUFFLE) == 0


def test_what_waits_when_a_survey_is_over_moves(sqlite_store: Store, clock: Clock) -> None:
    queue(sqlite_store, "pulse", 3)
    clock.move(days=1)
    assert flush(sqlite_store, SHUFFLE) == 0
    clock.move(minutes=30)
    assert flush(sqlite_store, SHUFFLE) == 3


def test_what_has_waited_long_moves(sqlite_store: Store, clock: Clock) -> None:
    with sqlite_store.write() as tx:
        campaign(
            tx,
            closes_at=tx.now.replace(year=tx.now.year + 1),
            withdraw_until=tx.now.replace(year=tx.now.year + 2),
        )
    queue(sqlite_store, "pulse", 1)
    clock.move(days=6)
    assert flush(sqlite_store, SHUFFLE) == 0
    clock.move(days=1)
    assert flush(sqlite_store, SHUFFLE) == 1


def test_no_order_or_name_ties_a_contact_to_a_response(store: Store) -> None:
    """By the order in which they lie, an attacker links no more than by guessing: about one in all."""
    people = 200
    with store.write() as tx:
        here = campaign(tx)
        for n in range(people):
            sent = response(here, closed={"n": (str(n),)})
            tx.responses.add(sent, {})
            tx.contacts.queue(here.id, {"n": n})
    flush(store, SHUFFLE)
    tables = ("response", "contact")
    with store.read() as tx:
        ids = [
            {row.id for row in tx.connection.exec_driver_sql(f"SELECT id FROM {table}")} for table in tables
        ]
        answers = [int(answer.closed["n"][0]) for answer, _ in tx.responses.each(here.id)]
        given = dict(tx.contacts.given(here.id))
        lying = [given[row.id]["n"] for row in tx.connection.exec_driver_sql("SELECT id FROM contact")]
    assert ids[0].isdisjoint(ids[1])
    for order in (kept(store, "pulse"), lying):
        assert sum(a == b for a, b in zip(answers, order, strict=True)) < 8
        assert sum(a == b for a, b in zip(range(people), order, strict=True)) < 8
