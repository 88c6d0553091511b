"""`survey reading` and `survey practice`: counts and what was read, never a text that nobody asked for."""

from __future__ import annotations

import csv
import io
import stat
from pathlib import Path

from survey.fieldwork.reading import line, outcomes
from survey.storage.database import Store
from tests.fieldwork.described import CHANGE, READER, TITLE, WHAT, campaign, response
from tests.test_cli import Run, clean, run

__all__ = ["clean", "run"]


def asked(store: Store) -> None:
    with store.write() as tx:
        texts = {TITLE: "=Quiet", WHAT: "Dr Sample opened it", CHANGE: "A child was hurt"}
        response(tx, campaign(tx), texts)


def test_the_queue_and_outcomes_are_counted_without_a_word_of_text(run: Run, clean: Store) -> None:
    asked(clean)
    assert run("reading", "queue", "london", "--json").json == {
        "waiting": 3,
        "urgent": 2,
        "oldest": "2025-01-10",
    }
    id = line.take(clean, "london", reader=READER)
    assert id is not None
    outcomes.pass_on(clean, "london", id, "the lead", "a worry", reader=READER)
    told = run("reading", "outcomes", "london", "--latest", "5")
    assert told.out.splitlines()[:3] == ["As written    0", "Redacted      0", "Passed on     1"]
    assert f"{id}  words not decided, passed on, by {READER}" in told.out
    whole = (
        told.out + run("reading", "queue", "london").out + run("reading", "outcomes", "london", "--json").out
    )
    assert not any(word in whole for word in ("Sample", "hurt", "Quiet", "worry", "the lead"))


def test_the_register_is_listed_moved_and_written_for_a_workshop(
    run: Run, clean: Store, tmp_path: Path
) -> None:
    asked(clean)
    (waiting,) = run("practice", "list", "london", "--json").json
    assert (waiting["state"], waiting["read"], waiting["allowed"]) == ("new", False, "yes")
    assert "waiting for a reader" in run("practice", "list", "london").out
    refused = run("practice", "move", "london", waiting["id"], "reviewed")
    assert (refused.code, refused.err) == (1, "A reader has to read it first.\n")
    while (id := line.take(clean, "london", reader=READER)) is not None:
        outcomes.leave(clean, "london", id, reader=READER)
    for state in ("reviewed", "agreed"):
        assert run("practice", "move", "london", waiting["id"], state).code == 0
    assert run("practice", "note", "london", waiting["id"], "Rang them").code == 0
    assert run("practice", "give", "london", waiting["id"], "nobody@example.org").code == 1
    assert run("practice", "list", "london", "--sector", "policing").out == "There is no such example.\n"
    (row,) = csv.DictReader(
        io.StringIO(run("practice", "list", "london", "--principle", "trust", "--csv").out)
    )
    assert row["Name of the example"] == "'=Quiet"
    out = tmp_path / "workshop.csv"
    assert run("practice", "workshop", "london", str(out)).code == 0
    assert "'=Quiet" in out.read_text("utf-8-sig")
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
