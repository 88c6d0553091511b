"""Whoever changes the audit log behind our back is found out."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest
from sqlalchemy import Connection

from survey.errors import NotFound
from survey.fieldwork import audit
from survey.settings import Settings
from survey.storage.database import Store


def filled(store: Store, entries: int = 12) -> None:
    for number in range(entries):
        with store.write() as tx:
            tx.audit.add(actor="Ada", action="note", reason=f"entry {number}", old={"n": number}, new=None)


def edited(connection: Connection, rng: random.Random) -> None:
    column = rng.choice(["actor", "action", "reason", "digest", "at"])
    value = "2001-01-01 00:00:00" if column == "at" else "x"
    connection.exec_driver_sql(f"UPDATE audit SET {column} = '{value}' WHERE id = {rng.randint(1, 12)}")


def deleted(connection: Connection, rng: random.Random) -> None:
    connection.exec_driver_sql(f"DELETE FROM audit WHERE id = {rng.randint(1, 12)}")


def swapped(connection: Connection, rng: random.Random) -> None:
    one, other = rng.sample(range(1, 13), 2)
    for old, new in ((one, 99), (other, one), (99, other)):
        connection.exec_driver_sql(f"UPDATE audit SET id = {new} WHERE id = {old}")


def cut_off(connection: Connection, rng: random.Random) -> None:
    kept = rng.randint(0, 11)
    connection.exec_driver_sql(f"DELETE FROM audit WHERE id > {kept}")
    connection.exec_driver_sql(f"UPDATE audit_seal SET entries = {kept}")


def emptied(connection: Connection, _: random.Random) -> None:
    connection.exec_driver_sql("DELETE FROM audit")
    connection.exec_driver_sql("DELETE FROM audit_seal WHERE id = 2")


@pytest.mark.parametrize("tamper", [edited, deleted, swapped, cut_off, emptied])
def test_every_change_behind_our_back_is_found(
    store: Store, tamper: Callable[[Connection, random.Random], None]
) -> None:
    filled(store)
    assert audit.flaws(store) == ()
    for seed in range(20):

        class Undo(Exception):
            pass

        def attempt(seed: int = seed, undo: type[Exception] = Undo) -> None:
            with store.write() as tx:
                tamper(tx.connection, random.Random(seed))
                assert tx.audit.flaws() != (), f"seed {seed}"
                raise undo

        with pytest.raises(Undo):
            attempt()
    assert audit.flaws(store) == ()


def test_the_chain_cannot_be_made_again_without_the_secret(settings: Settings, store: Store) -> None:
    filled(store, 2)
    other_secret = settings.data_dir.parent / "other"
    other_secret.write_text("z" * 64)
    other_secret.chmod(0o600)
    with Store.open(Settings(**{**dict(settings), "secret_file": other_secret})) as forger:
        assert len(audit.flaws(forger)) == 3


def test_an_empty_log_has_no_flaw(store: Store) -> None:
    assert audit.flaws(store) == ()
    with pytest.raises(NotFound):
        audit.entries(store, "pulse")
