"""Several who save at once are stored by one commit, and each is told what would have come of it alone."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Coroutine, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, nullcontext
from datetime import timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, event
from sqlalchemy.exc import OperationalError

from survey.errors import NotSaved, Stale, SurveyError
from survey.fieldwork.campaign import open_campaign
from survey.fieldwork.codes import Codes
from survey.fieldwork.participation import Participation
from survey.fieldwork.typed import Typed
from survey.settings import Settings
from survey.storage.database import Store
from survey.storage.sqlite import READERS, SQLite
from survey.web.app import HASH_THREADS, STAFF_THREADS, THREADS
from survey.web.commits import MOST, Commits
from tests.migrated import migrated
from tests.web.site import Site, tiny

T = TypeVar("T")
SLUG = "tiny"
PEOPLE = 3
FIRST = "work"


@contextmanager
def surveyed(folder: Path) -> Iterator[tuple[Store, Participation]]:
    with migrated(Settings.read(data_dir=folder / "var")) as store:
        open_campaign(store, tiny(), closes_at=store.clock() + timedelta(days=1), actor="test")
        yield store, Participation(store, Codes(store.settings.secret()), store.settings)


def begun(people: Participation, many: int) -> list[str]:
    return [people.begin(SLUG, shared=False).token for _ in range(many)]


def typed(sector: str = "health", version: int = 0, **fields: str) -> Typed:
    return Typed(FIRST, {"sector": (sector,), **{name: (value,) for name, value in fields.items()}}, version)


def committed(store: Store) -> list[object]:
    """Grows by one with each commit of a writer."""
    assert isinstance(store.backend, SQLite)
    commits: list[object] = []
    event.listen(store.backend.writer, "commit", commits.append)
    return commits


def at_once(store: Store, jobs: Sequence[Callable[[], Any]]) -> list[Any]:
    """What comes of jobs, or the error: all have come when the first, of ours, is done."""
    assert store.together is not None
    commits, all_there = Commits(store.turn, store.together), threading.Event()

    def held() -> None:
        assert all_there.wait(20)

    async def ask() -> list[Any]:
        first = asyncio.ensure_future(commits(held))
        await asyncio.sleep(0)
        asked = [asyncio.ensure_future(commits(job)) for job in jobs]
        await asyncio.sleep(0)
        all_there.set()
        await first
        return await asyncio.gather(*asked, return_exceptions=True)

    return on_a_loop(ask())


def on_a_loop(work: Coroutine[Any, Any, T]) -> T:
    """In a thread of its own, as a browser of another test may keep a loop in this one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()


def test_as_many_as_have_come_are_stored_by_one_commit(tmp_path: Path) -> None:
    with surveyed(tmp_path) as (store, people):
        tokens = begun(people, MOST + 3)
        commits = committed(store)
        jobs = [partial(people.answer, SLUG, token, typed()) for token in tokens]
        turned = at_once(store, jobs)
        assert len(commits) == 2
        assert [one.problems for one in turned] == [()] * len(tokens)
        assert all(people.seat(SLUG, token).pages[FIRST].done for token in tokens)


def test_nobody_gets_an_answer_before_the_commit(tmp_path: Path) -> None:
    with surveyed(tmp_path) as (store, people):
        assert isinstance(store.backend, SQLite)
        assert store.together is not None
        tokens, done = begun(people, 2), list[str]()
        seen: list[tuple[str, ...]] = []
        event.listen(store.backend.writer, "commit", lambda _: seen.append(tuple(done)))
        commits = Commits(store.turn, store.together)

        async def save(token: str) -> None:
            await commits(people.save, SLUG, token, typed())
            done.append(token)

        async def all_save() -> None:
            await asyncio.gather(*map(save, tokens))

        on_a_loop(all_save())
        assert seen == [()]
        assert sorted(done) == sorted(tokens)


def test_one_that_goes_wrong_takes_nothing_from_the_others(tmp_path: Path) -> None:
    with surveyed(tmp_path) as (store, people):
        tokens = begun(people, 3)
        people.answer(SLUG, tokens[1], typed("police"))
        jobs = [partial(people.answer, SLUG, token, typed()) for token in tokens]
        first, stale, last = at_once(
            store, [*jobs[:2], partial(people.save, SLUG, tokens[2], typed(keep="1"))]
        )
        assert isinstance(stale, Stale)
        assert not first.problems
        assert last.version == 1
        kept = [people.seat(SLUG, token).pages[FIRST].form["sector"] for token in tokens]
        assert kept == [("health",), ("police",), ("health",)]


def test_what_one_wrote_before_it_went_wrong_is_not_stored_with_the_others(tmp_path: Path) -> None:
    with surveyed(tmp_path) as (store, people):
        tokens = begun(people, 2)
        draft = people.seat(SLUG, tokens[0]).draft

        def half() -> None:
            with store.write() as tx:
                tx.drafts.set_told(draft.id, 1.0, 2.0)
                raise Stale

        told, kept = at_once(store, [half, partial(people.save, SLUG, tokens[1], typed())])
        assert isinstance(told, Stale)
        assert kept.version == 1
        assert people.seat(SLUG, tokens[0]).draft == draft
        assert FIRST in people.seat(SLUG, tokens[1]).pages


def test_a_commit_that_fails_is_told_to_all_and_nothing_is_stored(tmp_path: Path) -> None:
    with surveyed(tmp_path) as (store, people):
        assert isinstance(store.backend, SQLite)
        tokens = begun(people, 3)

        def full(connection: Connection) -> None:
            raise OperationalError("COMMIT", {}, Exception("database or disk is full"))

        event.listen(store.backend.writer, "commit", full)
        told = at_once(store, [partial(people.save, SLUG, token, typed()) for token in tokens])
        assert [type(one) for one in told] == [NotSaved] * 3
        event.remove(store.backend.writer, "commit", full)
        assert not any(people.seat(SLUG, token).pages for token in tokens)
        people.save(SLUG, tokens[0], typed())


def test_after_an_undoing_nobody_else_writes_before_each_had_another_try(tmp_path: Path) -> None:
    """Or each would wait for that writer in turn, and everybody who comes after them."""
    with surveyed(tmp_path) as (store, people), ThreadPoolExecutor(1) as pool:
        assert isinstance(store.backend, SQLite)
        lock, taken, done = store.backend.lock, threading.Event(), threading.Event()
        tokens, tries, others = begun(people, 4), list[bool](), list[Future[None]]()

        def other() -> None:
            with lock():
                taken.set()
                assert done.wait(20)

        def wrong() -> None:
            if not others:
                others.append(pool.submit(other))
                time.sleep(0.1)
            raise Stale

        def save(token: str) -> int:
            tries.append(taken.is_set())
            return people.save(SLUG, token, typed()).version

        told = at_once(store, [*(partial(save, token) for token in tokens), wrong])
        done.set()
        others[0].result()
        assert told[:4] == [1] * 4
        assert tries == [False] * 8


@pytest.mark.parametrize(
    ("raised", "told"),
    [
        (StopIteration(), RuntimeError),
        (asyncio.CancelledError(), asyncio.CancelledError),
        (TypeError("odd"), TypeError),
    ],
)
def test_nobody_waits_for_ever_whatever_goes_wrong(raised: BaseException, told: type[BaseException]) -> None:
    @contextmanager
    def broken() -> Iterator[None]:
        yield
        raise raised

    def wrong() -> None:
        raise raised

    async def ask() -> list[Any]:
        together, alone = Commits(nullcontext, broken), Commits(nullcontext, nullcontext)
        asked = [together(str), together(str), alone(wrong), alone(wrong)]
        return await asyncio.wait_for(asyncio.gather(*asked, return_exceptions=True), 20)

    found = on_a_loop(ask())
    assert [type(one) for one in found[2:]] == [told] * 2
    assert all(isinstance(one, (told, RuntimeError)) for one in found[:2])


def test_what_a_second_sees_of_a_first_is_told_only_once_it_is_stored(tmp_path: Path) -> None:
    """Two tabs of one person in one batch: the second is stale by what the first has stored, not by less."""
    with surveyed(tmp_path) as (store, people):
        (token,) = begun(people, 1)
        first, second = at_once(
            store,
            [
                partial(people.save, SLUG, token, typed("health")),
                partial(people.save, SLUG, token, typed("police")),
            ],
        )
        assert first.version == 1
        assert isinstance(second, Stale)
        assert second.args[0] == people.seat(SLUG, token).pages[FIRST]


SAVES = st.lists(
    st.tuples(
        st.integers(0, PEOPLE - 1),
        st.sampled_from(["health", "police", "none", "nowhere"]),
        st.integers(0, 2),
        st.sampled_from(["answer", "save"]),
    ),
    max_size=8,
)


@settings(max_examples=25, deadline=None)
@given(SAVES)
def test_saved_together_is_what_saved_one_by_one_is(saves: list[tuple[int, str, int, str]]) -> None:
    found = []
    for together in (True, False):
        with TemporaryDirectory() as folder, surveyed(Path(folder)) as (store, people):
            tokens = begun(people, PEOPLE)
            jobs = [
                partial(getattr(people, what), SLUG, tokens[who], typed(sector, version))
                for who, sector, version, what in saves
            ]
            told = at_once(store, jobs) if together else [outcome(job) for job in jobs]
            pages = [
                {name: page._replace(seconds=0) for name, page in people.seat(SLUG, token).pages.items()}
                for token in tokens
            ]
            found.append((list(map(said, told)), pages))
    assert found[0] == found[1]


def outcome(job: Callable[[], Any]) -> Any:
    try:
        return job()
    except SurveyError as error:
        return error


def said(told: Any) -> object:
    if isinstance(told, Exception):
        return type(told), told.args
    return getattr(told, "version", None) or told.problems


def test_a_look_never_waits_for_a_reading_connection() -> None:
    """The loop looks by itself on SQLite, so there are as many connections as could ever read at once."""
    assert READERS > THREADS + STAFF_THREADS + HASH_THREADS


def test_a_request_that_is_gone_takes_nothing_from_the_others(tmp_path: Path) -> None:
    with surveyed(tmp_path) as (store, people):
        assert store.together is not None
        tokens, commits = begun(people, 3), Commits(store.turn, store.together)

        async def ask() -> list[Any]:
            asked = [asyncio.ensure_future(commits(people.save, SLUG, token, typed())) for token in tokens]
            await asyncio.sleep(0)
            asked[1].cancel()
            return await asyncio.gather(*asked, return_exceptions=True)

        first, gone, last = on_a_loop(ask())
        assert isinstance(gone, asyncio.CancelledError)
        assert first.version == last.version == 1


def test_only_an_embedded_engine_stores_several_at_once(site: Site) -> None:
    assert (site.store.together is not None) == isinstance(site.store.backend, SQLite)
