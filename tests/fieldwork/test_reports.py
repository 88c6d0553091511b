"""Reports that are asked for: one worker has each, whoever is lost loses it, and how it goes can be read."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from survey.errors import NotFound
from survey.fieldwork import reports
from survey.storage.database import Store
from tests.conftest import Clock
from tests.storage.made import campaign


def surveyed(store: Store, *slugs: str) -> None:
    with store.write() as tx:
        for slug in slugs or ("pulse",):
            campaign(tx, slug)


def test_asking_twice_asks_once_until_it_is_made(store: Store) -> None:
    surveyed(store)
    first = reports.ask(store, "pulse", actor="ann")
    assert reports.ask(store, "pulse", actor="ben").request == first.request
    taken = reports.take(store, "w")
    assert taken is not None
    assert reports.finish(store, taken, "w")
    assert reports.ask(store, "pulse", actor="ben").request.id != first.request.id


def test_a_survey_that_is_not_there_has_no_report(store: Store) -> None:
    surveyed(store)
    with pytest.raises(NotFound, match="There is: pulse"):
        reports.ask(store, "puls", actor="ann")
    with pytest.raises(NotFound, match="There is: pulse"):
        reports.all_of(store, "puls")


def test_each_is_taken_by_one_worker_however_many_ask_at_once(store: Store) -> None:
    slugs = ("a", "b", "c", "d")
    surveyed(store, *slugs)
    for slug in slugs:
        reports.ask(store, slug, actor="ann")
    together = Barrier(6)

    def work(number: int) -> list[str]:
        together.wait()
        mine = []
        while (asked := reports.take(store, f"w{number}")) is not None:
            mine.append(asked.slug)
        return mine

    with ThreadPoolExecutor(6) as pool:
        taken = [slug for mine in pool.map(work, range(6)) for slug in mine]
    # Who finds the last row held by another on PostgreSQL goes home; nothing is taken twice.
    while (left := reports.take(store, "late")) is not None:
        taken.append(left.slug)
    assert sorted(taken) == list(slugs)


def test_how_it_goes_is_read_and_the_files_are_named_when_it_is_ready(store: Store) -> None:
    surveyed(store)
    asked = reports.ask(store, "pulse", actor="ann")
    assert "waiting for a worker" in asked.in_words()
    taken = reports.take(store, "w")
    assert taken is not None
    assert reports.tell(store, taken, "w", "Making the tables.")
    (now,) = reports.all_of(store, "pulse")
    assert now.state == "being made"
    assert now.in_words().endswith("being made. Making the tables.")
    assert now.as_json()["folder"] is None
    assert reports.finish(store, taken, "w")
    (done,) = reports.all_of(store, "pulse")
    assert (done.state, done.as_json()["folder"]) == ("ready", str(done.folder))
    assert done.folder.parts[-3:] == ("reports", "pulse", str(done.request.id))


def test_what_could_not_be_made_says_why(store: Store) -> None:
    surveyed(store)
    reports.ask(store, "pulse", actor="ann")
    taken = reports.take(store, "w")
    assert taken is not None
    assert reports.finish(store, taken, "w", "Nobody has answered pulse yet.")
    (failed,) = reports.all_of(store, "pulse")
    assert failed.state == "failed"
    assert "Nobody has answered pulse yet." in failed.in_words()
    assert reports.take(store, "w") is None


def test_one_given_back_waits_again_and_counts_as_no_try(store: Store) -> None:
    surveyed(store)
    reports.ask(store, "pulse", actor="ann")
    for _ in range(2 * reports.MOST):
        taken = reports.take(store, "w")
        assert taken is not None
        assert taken.request.tries == 1
        assert reports.give_back(store, taken, "w")


def test_a_worker_that_is_lost_loses_its_request(sqlite_store: Store, clock: Clock) -> None:
    surveyed(sqlite_store)
    reports.ask(sqlite_store, "pulse", actor="ann")
    lost = reports.take(sqlite_store, "lost")
    assert lost is not None
    clock.move(seconds=reports.LEASE.total_seconds() - 1)
    assert reports.take(sqlite_store, "next") is None
    clock.move(seconds=2)
    assert reports.all_of(sqlite_store, "pulse")[0].state == "waiting"
    assert reports.take(sqlite_store, "next") is not None
    assert not reports.tell(sqlite_store, lost, "lost", "Still here.")
    assert not reports.finish(sqlite_store, lost, "lost")
    assert not reports.give_back(sqlite_store, lost, "lost")
    (now,) = reports.all_of(sqlite_store, "pulse")
    assert (now.state, now.request.worker, now.request.tries) == ("being made", "next", 2)


def test_one_that_stops_worker_after_worker_is_given_up(sqlite_store: Store, clock: Clock) -> None:
    surveyed(sqlite_store)
    reports.ask(sqlite_store, "pulse", actor="ann")
    for worker in range(reports.MOST):
        assert reports.take(sqlite_store, f"w{worker}") is not None
        clock.move(seconds=reports.LEASE.total_seconds() + 1)
    assert reports.take(sqlite_store, "w") is None
    (now,) = reports.all_of(sqlite_store, "pulse")
    assert (now.state, now.request.problem) == ("failed", reports.GIVEN_UP)
