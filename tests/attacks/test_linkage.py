"""P3 and P4: a thief of both tables cannot tell whose answers are whose; what was taken back is gone."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from math import exp, factorial

import pytest
from starlette.testclient import TestClient

from analysis.load import load
from survey.fieldwork import contacts
from survey.storage.database import Store
from survey.storage.sqlite import SQLite
from survey.storage.tables import metadata
from tests.conftest import Clock
from tests.robot import Robot
from tests.storage import made
from tests.storage.opened import rows_of
from tests.web.site import Site, tiny

PEOPLE = 500


def most_by_guessing(share: float = 0.99999) -> int:
    """How many of N a pure guesser gets right at most, in so large a share of all tries.

    Hits of a random order are one on average and all but follow Poisson's law for N of 500. In 95 of 100
    tries they are 3 at most; a test that runs every day needs more room, and what it looks for finds dozens.
    """
    hits, below = 0, exp(-1)
    while below < share:
        hits += 1
        below += exp(-1) / factorial(hits)
    return hits


@pytest.fixture
def fielded(store: Store) -> Store:
    """As many people, who sent one after the other and left an address each; the worker came by at times."""
    luck = random.Random(20250110)
    with store.write() as tx:
        campaign = made.campaign(tx, "pulse")
    for number in range(PEOPLE):
        size = number % 40
        with store.write() as tx:
            sent = made.response(campaign, closed={"number": (str(number),), "more": ("x" * size,)})
            tx.responses.add(sent, {})
            tx.contacts.queue(
                campaign.id, {"details": {"e_mail": [f"{number}@example.org"], "more": ["y" * size]}}
            )
        if number % 37 == 0:
            contacts.flush(store, luck.shuffle)
    contacts.flush(store, luck.shuffle)
    return store


Row = tuple[str, int, int]
"""An id, the number of the person, and how long the row is."""


def by_id(row: Row) -> str:
    return row[0]


def as_it_lies(row: Row) -> str:
    return ""


@pytest.mark.parametrize("order", [by_id, as_it_lies])
def test_links_by_order_are_no_better_than_guesses(fielded: Store, order: Callable[[Row], str]) -> None:
    answers, people = tables(fielded)
    pairs = zip(sorted(answers, key=order), sorted(people, key=order), strict=False)
    assert len(people) >= PEOPLE - 10
    assert sum(one[1] == other[1] for one, other in pairs) <= most_by_guessing()


def test_an_attacker_who_knew_the_order_would_be_seen(fielded: Store) -> None:
    answers, people = tables(fielded)
    pairs = zip(sorted(answers, key=lambda row: row[1]), sorted(people, key=lambda row: row[1]), strict=False)
    assert sum(one[1] == other[1] for one, other in pairs) > most_by_guessing() + 400


def tables(store: Store) -> tuple[list[Row], list[Row]]:
    """Both tables as a thief has them who has the keys too, in the order in which they lie."""
    with store.read() as tx:
        answers = list(rows_of(tx, metadata.tables["response"], "id", "closed"))
        people = list(rows_of(tx, metadata.tables["contact"], "id", "payload"))
    return [row_of(*each.values()) for each in answers], [row_of(*each.values()) for each in people]


def row_of(id: str, document: object) -> Row:
    words = str(document)
    digits = words.partition("@")[0] if "@" in words else words
    number = "".join(sign for sign in digits if sign.isdigit())
    return id, int(number), len(words)


def test_nothing_of_time_stands_beside_a_contact_or_an_answer(store: Store) -> None:
    """What a thief could match by: no moment, no sequence and no shared name is in either table."""
    with store.read() as tx:
        for table in ("response", "contact"):
            names = set(tx.connection.exec_driver_sql(f"SELECT * FROM {table}").keys())
            assert not {name for name in names if name.endswith("_at") or "time" in name or name == "seq"}


# P4


def test_what_is_taken_back_is_gone_live_within_a_second_and_from_the_files(
    sqlite_site: Site, clock: Clock
) -> None:
    slug, store = sqlite_site.open(tiny()), sqlite_site.store
    choices = {"sector": ["health"], "story": ["canary-story"], "wishes": ["results"], "consent": ["1"]}
    person = Robot(sqlite_site.browser(), slug, choices={**choices, "address": ["canary@example.org"]})
    stays = Robot(sqlite_site.browser(), slug, choices={"sector": ["police"]})
    for each in (person, stays):
        each.start()
        each.submit(each.answer_all(each.first_question()))
    client = person.client
    assert isinstance(client, TestClient)
    assert len(load(store, slug).frame) == 2
    began = time.monotonic()
    person.withdraw(person.receipt)
    frame = load(store, slug).frame
    assert time.monotonic() - began <= 1
    assert len(frame) == 1
    assert "health" not in repr(frame.data["sector"].tolist())
    for path in ("/sent", "/check", "/p/detail"):
        assert "canary" not in client.get(f"/s/{slug}{path}").text
    clock.move(days=40)
    with store.write() as tx:
        tx.contacts.delete_all(1)
        tx.sessions.end_expired()
    backend = store.backend
    assert isinstance(backend, SQLite)
    store.close()
    files = [file for file in store.settings.data_dir.rglob("*") if file.is_file()]
    assert files
    for file in files:
        assert b"canary" not in file.read_bytes(), file.name
