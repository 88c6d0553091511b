"""Processes are killed in the middle of writing: what was confirmed is there, nothing by half."""

from __future__ import annotations

import subprocess
import sys
import time

import pytest

from survey.settings import Settings
from survey.storage.database import Store
from tests.storage.made import campaign

pytestmark = pytest.mark.alone

ROUNDS = 2
WRITING_SECONDS = 0.4
WRITER = """
import sys
from survey.settings import Settings
from survey.storage.database import Store
from tests.storage.made import draft, save

settings = Settings(data_dir=sys.argv[1], database_url=sys.argv[2], unsafe_database=True)
store = Store.open(settings)
print("ready", flush=True)
while True:
    with store.write() as tx:
        made = draft(tx, tx.campaigns.by_slug("pulse"))
        save(tx, made.id, text={"why": ("x" * 2000,)})
    print(made.id, flush=True)
"""


def write_until_killed(settings: Settings) -> set[str]:
    """Two processes write as fast as they can and are killed; the drafts that they confirmed."""
    command = [sys.executable, "-c", WRITER, str(settings.data_dir), settings.database_url]
    writers = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    confirmed: set[str] = set()
    for writer in writers:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "ready\n"
    time.sleep(WRITING_SECONDS)
    for writer in writers:
        writer.kill()
    for writer in writers:
        assert writer.stdout is not None
        said = writer.stdout.read()
        confirmed |= set(said.splitlines()[: said.count("\n")])
        writer.wait()
        writer.stdout.close()
    return confirmed


def test_what_was_confirmed_outlives_kill_9(settings: Settings, store: Store) -> None:
    with store.write() as tx:
        here = campaign(tx)
    confirmed: set[str] = set()
    for _ in range(ROUNDS):
        store.close()
        confirmed |= write_until_killed(settings)
        with store.write() as tx:
            kept = {row.id for row in tx.connection.exec_driver_sql("SELECT id FROM draft")}
            assert confirmed <= kept
            assert all(len(tx.drafts.pages(draft_id)) == 1 for draft_id in kept)
            assert tx.campaigns.by_slug("pulse") == here
    assert confirmed
    if store.backend.name == "sqlite":
        with store.read() as tx:
            assert tx.connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
