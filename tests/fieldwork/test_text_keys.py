"""A new key seals from its first moment; all that is stored follows while people answer; the old one goes."""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from survey.errors import Refused
from survey.fieldwork import text_keys
from survey.storage.database import Store
from survey.storage.key_file import KeyFile, line_of, read_keys
from survey.storage.keyring import TextKey
from survey.storage.records import DraftRecord
from survey.storage.resealing import unopened
from tests.storage.made import campaign, draft, response, save
from tests.storage.test_sealed_columns import CANARY, fill, stored

ADA = "Ada"


def nobody(done: int, of: int) -> None:
    """Nobody looks."""


def no_wait(seconds: float) -> None:
    """Nobody waits."""


def age(path: Path) -> None:
    """The keys of a file as if they had been made long ago."""
    long_ago = datetime(2020, 1, 1, tzinfo=UTC)
    path.write_text("\n".join(line_of(TextKey(long_ago, key.secret)) for key in read_keys(path)))


def drafts(store: Store, number: int) -> list[DraftRecord]:
    """Drafts, each with its own words."""
    with store.write() as tx:
        within = campaign(tx)
        made = [draft(tx, within) for _ in range(number)]
        for each in made:
            save(tx, each.id, text={"why": (f"words of {each.id}",)})
    return made


def test_everything_that_is_sealed_follows_the_new_key_and_then_the_old_one_goes(store: Store) -> None:
    with store.write() as tx:
        fill(tx, campaign(tx))
    (first,) = text_keys.keys(store)
    new = text_keys.add(store, actor=ADA)
    with pytest.raises(Refused, match=rf"key {first.name} has sealed {first.values} values"):
        text_keys.drop(store, first.name, actor=ADA)
    seen: list[tuple[int, int]] = []
    done = text_keys.rotate(store, lambda so_far, of: seen.append((so_far, of)), actor=ADA)
    assert seen[-1] == (done, done)
    old, newest = text_keys.keys(store)
    assert (old.values, newest.name, newest.seals, newest.values) == (0, new, True, first.values)
    with pytest.raises(Refused, match="less than 10 minutes"):
        text_keys.drop(store, first.name, actor=ADA)
    age(store.key_file.path)
    text_keys.drop(store, first.name, actor=ADA)
    with store.read() as tx:
        assert list(unopened(tx)) == []
        assert len(tx.contacts.given(1)) == 2
        actions = [entry.action for entry in tx.audit.all()]
    assert actions == [
        "make a key of texts and contacts",
        "seal texts and contacts anew",
        "drop a key of texts and contacts",
    ]
    assert CANARY.encode() not in stored(store)
    if store.backend.name == "sqlite":
        store.close()
    assert f"1.{first.name}.".encode() not in stored(store)


def test_nothing_is_done_where_everything_has_the_newest_key(store: Store) -> None:
    drafts(store, 3)
    assert text_keys.rotate(store, nobody, actor=ADA) == 0


def test_a_rotation_that_breaks_off_leaves_all_readable_and_goes_on_the_next_time(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = drafts(store, 9)
    text_keys.add(store, actor=ADA)
    monkeypatch.setattr(text_keys, "AT_ONCE", 2)

    def breaks(done: int, of: int) -> None:
        if done >= 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        text_keys.rotate(store, breaks, actor=ADA)
    assert [key.values for key in text_keys.keys(store)] == [5, 4]
    assert all(words_of(store, each) == f"words of {each.id}" for each in made)
    assert text_keys.rotate(store, nobody, actor=ADA) == 5
    assert all(words_of(store, each) == f"words of {each.id}" for each in made)


def words_of(store: Store, of: DraftRecord) -> str:
    with store.read() as tx:
        return tx.drafts.pages(of.id)["work"].text["why"][0]


def test_people_go_on_saving_while_all_is_sealed_anew_and_nothing_of_it_is_lost(store: Store) -> None:
    """Other processes hold the file of the keys for themselves, so the writers have stores of their own."""
    made = drafts(store, 60)
    last: dict[str, str] = {}
    failures: list[BaseException] = []
    begun, ended = threading.Event(), threading.Event()

    def write(share: list[DraftRecord]) -> None:
        try:
            with Store.open(store.settings) as own:
                number = 0
                while not ended.is_set() or number < 3:
                    number += 1
                    for each in share:
                        with own.write() as tx:
                            page = tx.drafts.pages(each.id)["work"]
                            words = f"{each.id} for the {number}th time"
                            save(tx, each.id, version=page.version, text={"why": (words,)})
                        last[each.id] = words
                    begun.set()
        except BaseException as failure:
            failures.append(failure)
            begun.set()

    threads = [threading.Thread(target=write, args=(made[at::3],)) for at in range(2)]
    for thread in threads:
        thread.start()
    begun.wait()
    text_keys.add(store, actor=ADA)
    text_keys.rotate(store, nobody, actor=ADA)
    ended.set()
    for thread in threads:
        thread.join()
    assert failures == []
    text_keys.rotate(store, nobody, actor=ADA)
    old, newest = text_keys.keys(store)
    assert (old.values, newest.values) == (0, 60)
    assert len(last) == 40
    for each in made:
        assert words_of(store, each) == last.get(each.id, f"words of {each.id}")


def test_a_row_that_somebody_holds_is_passed_by_and_told(postgres_store: Store) -> None:
    made = drafts(postgres_store, 3)
    text_keys.add(postgres_store, actor=ADA)
    with Store.open(postgres_store.settings) as other, other.write() as tx:
        page = tx.drafts.pages(made[0].id)["work"]
        save(tx, made[0].id, version=page.version, text={"why": ("held",)})
        with pytest.raises(Refused, match="1 rows are held by others"):
            text_keys.rotate(postgres_store, nobody, wait=no_wait, actor=ADA)
    assert text_keys.rotate(postgres_store, nobody, actor=ADA) == 0
    assert words_of(postgres_store, made[0]) == "held"


def test_a_key_that_rows_want_and_the_file_has_lost_is_listed_as_such(store: Store) -> None:
    drafts(store, 2)
    path = store.key_file.path
    (lost,) = read_keys(path)
    path.unlink()
    KeyFile(path).make(datetime.now(UTC))
    first, own = text_keys.keys(store)
    assert (first.name, first.since, first.values, own.values) == (lost.name, None, 2, 0)


def test_a_first_key_is_made_by_add_where_nothing_is_sealed(store: Store) -> None:
    name = text_keys.add(store, actor=ADA)
    assert [key.name for key in text_keys.keys(store)] == [name]


def test_two_who_add_a_key_at_once_both_have_theirs_in_the_file(sqlite_store: Store) -> None:
    path = sqlite_store.key_file.path
    KeyFile(path).make(datetime.now(UTC))
    names: list[Any] = []
    threads = [
        threading.Thread(target=lambda: names.append(KeyFile(path).add(datetime.now(UTC)).name))
        for _ in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(names) < set(KeyFile(path).ring().names)
    assert len(KeyFile(path).ring().names) == 7
    with sqlite_store.write() as tx:
        tx.responses.add(response(campaign(tx)), {"why": ("any",)})


def test_rows_that_do_not_open_are_named_and_all_others_follow_the_new_key(store: Store) -> None:
    made = drafts(store, 3)
    with store.write() as tx:
        spoilt = "UPDATE draft_page SET text = (SELECT p.text FROM draft_page p WHERE p.draft_id = '{}')"
        tx.connection.exec_driver_sql(spoilt.format(made[1].id) + f" WHERE draft_id = '{made[0].id}'")
    text_keys.add(store, actor=ADA)
    with pytest.raises(Refused, match=f"1 of draft_page, such as {made[0].id}") as told:
        text_keys.rotate(store, nobody, actor=ADA, wait=no_wait)
    assert str(told.value).startswith("2 rows are sealed")
    assert [key.values for key in text_keys.keys(store)] == [1, 2]
