"""A migration is killed at any of its statements: the tables are old or new, with every row."""

from __future__ import annotations

import hashlib
import multiprocessing
import os
import signal
from collections.abc import Iterator
from random import Random

from sqlalchemy import event, inspect
from sqlalchemy.engine import Engine

from survey.storage import schema
from survey.storage.database import Store
from survey.storage.tables import metadata
from survey.storage.transaction import Transaction
from tests.soak.place import Place
from tests.soak.report import Report
from tests.storage import made
from tests.storage.opened import open_all, rows_of
from tests.storage.test_migrations import ADDED, ADDED_TABLES, OLD, take_back

DRAFTS = 40


def hashes(store: Store) -> dict[str, str]:
    """A fingerprint of each table's rows, opened, by the columns that it had from the first."""
    with store.read() as tx:
        return dict(fingerprints(tx))


def fingerprints(tx: Transaction) -> Iterator[tuple[str, str]]:
    there = set(inspect(tx.connection).get_table_names())
    for table in metadata.sorted_tables:
        if table.name not in there or table.name in ADDED_TABLES:
            continue
        names = [c.name for c in table.columns if c.name not in ADDED.get(table.name, ())]
        rows = sorted(repr(sorted(row.items())) for row in rows_of(tx, table, *names))
        yield table.name, hashlib.sha256("\n".join(rows).encode()).hexdigest()


def to_the_first(store: Store) -> None:
    """The tables as they first were, with the same rows, of which nothing is sealed yet."""
    with store.write() as tx:
        open_all(tx)
    take_back(store)


def version(store: Store) -> str | None:
    with store.backend.reading() as connection:
        return schema.current(connection)


def migrate_until(place: Place, last: int) -> None:
    """In a process of its own: end it by kill -9 before its n-th statement."""
    seen = 0

    def count(*_: object) -> None:
        nonlocal seen
        seen += 1
        if seen == last:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(Engine, "before_cursor_execute", count)
    event.listen(Engine, "commit", count)
    with Store.open(place.settings) as store:
        store.migrate()
    place.folder.joinpath("statements").write_text(str(seen))


def in_a_process(place: Place, last: int) -> int | None:
    process = multiprocessing.get_context("fork").Process(target=migrate_until, args=(place, last))
    process.start()
    process.join(120)
    return process.exitcode


def migration(place: Place, size: int) -> Report:
    """F4: a migration over all versions is killed at so many points; all is done or nothing, row for row."""
    report, luck = Report(), Random(place.seed)
    with Store.open(place.settings) as store:
        store.migrate()
        with store.write() as tx:
            here = made.campaign(tx)
            for number in range(DRAFTS):
                draft = made.draft(tx, here)
                made.save(tx, draft.id, text={"why": (f"text {number} " * 50,)})
                tx.responses.add(made.response(here), {"why": (f"sent {number}",)})
                tx.audit.add(actor="soak", action="test", reason=str(number))
        before = hashes(store)
        to_the_first(store)
        store.close()
        report.none_of("the whole way", [] if in_a_process(place, 0) == 0 else ["did not end well"])
        report.none_of("rows after the whole way", differing(before, hashes(store)))
        statements = int(place.folder.joinpath("statements").read_text())
        to_the_first(store)
        stood = done = 0
        for last in luck.sample(range(1, statements + 1), min(size, statements)):
            store.close()
            if in_a_process(place, last) != -signal.SIGKILL:
                report.blame(f"statement {last}: the process was not killed")
            now = version(store)
            stood += now == OLD
            done += now == schema.newest()
            report.wrong += [f"statement {last}: {name}" for name in differing(before, hashes(store))]
            if now not in (OLD, schema.newest()):
                report.blame(f"statement {last}: the tables are of version {now}")
            if now != OLD:
                to_the_first(store)
        store.migrate()
        report.none_of("rows in the end", differing(before, hashes(store)))
        report.count(statements=statements, killed=size, stood_at_the_old=stood, was_done=done)
        report.none_of("version in the end", [] if version(store) == schema.newest() else [version(store)])
    return report


def differing(before: dict[str, str], now: dict[str, str]) -> list[str]:
    return [name for name in before if now.get(name) != before[name]]
