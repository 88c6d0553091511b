"""`survey reading` and `survey practice`: counts, texts one at a time for readers, and what was read."""

from __future__ import annotations

import csv
import io
import stat
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from survey.cli.terminal import whoever
from survey.fieldwork import audit
from survey.fieldwork.reading import line, outcomes
from survey.storage.database import Store
from survey.storage.team_records import AccountRecord
from tests.fieldwork.described import CHANGE, READER, TITLE, WHAT, campaign, response
from tests.test_cli import Run, Said, clean, run

__all__ = ["clean", "run"]


SLUG = "london"


def account(store: Store, role: str = "safeguarding", *, ended: bool = False) -> None:
    with store.write() as tx:
        made = AccountRecord(
            "a", READER, "Somebody", (role,), None, None, 0, (), tx.now, tx.now if ended else None
        )
        assert tx.accounts.add(made)


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
        "people_sealed_for_elsewhere": 0,
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


def test_a_reader_reads_and_decides_at_the_terminal_as_in_the_browser(
    run: Run, clean: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked(clean)
    account(clean)
    by = ("--reader", READER.upper())

    def typed(words: str, *command: str) -> Said:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(words.encode())))
        return run("reading", *command, *by)

    first = typed("n\n", "next", SLUG).out
    assert "a child or young person at risk" in first
    assert not any(word in first for word in ("hurt", "health", "Quiet"))
    shown = typed("y\n", "next", SLUG).out
    assert shown.index("Before you look") < shown.index("Dr Sample opened it")
    second = run("reading", "next", SLUG, "--json", *by).json
    assert second["words"] == "Dr Sample opened it"
    assert [one["put"] for one in second["suggestions"]] == ["[name]"]
    refused = typed("Somebody opened it", "redact", SLUG, second["text"], "--words", "-")
    assert (refused.code, "change nothing else" in refused.err) == (1, True)
    suggested = typed("\ny\n", "redact", SLUG, second["text"])
    assert "This would stand for everybody:\n[name] opened it\n" in suggested.out
    again = typed("[a doctor] opened it", "redact", SLUG, second["text"], "--words", "-")
    assert again.out == f"It is kept, in the name of {READER}.\n"
    third = run("reading", "next", SLUG, "--json", *by).json["text"]
    assert run("reading", "leave", SLUG, third, *by).code == 0
    left = run("reading", "next", SLUG, "--json", *by).json
    assert left["words"] == "A child was hurt"
    passed = typed("The lead\nA worry\n", "pass-on", SLUG, left["text"])
    assert (passed.code, "lead" in passed.out.replace("To whom: ", "")) == (0, False)
    assert run("reading", "next", SLUG, *by).out == "No text waits. Thank you for reading.\n"
    with clean.read() as tx:
        words = {words for _, texts in tx.responses.each(1) for (words,) in texts.values()}
    assert words == {"[a doctor] opened it", "A child was hurt", "=Quiet"}
    entries = audit.entries(clean, SLUG)
    assert {(one.actor, one.action) for one in entries if one.actor == READER} == {
        (READER, "open a text"),
        (READER, "pass a text on"),
        (READER, "redact a text"),
        (READER, "leave a text as written"),
    }
    in_terminal = [one for one in entries if one.action == "read in a terminal"]
    assert {one.actor for one in in_terminal} == {whoever()}
    assert in_terminal[0].new == {"as": READER}
    assert f"read in a terminal: as {READER}" in run("history", SLUG).out
    assert not any(word in str(entries) for word in ("lead", "worry", "hurt", "doctor"))
    told = run("reading", "outcomes", SLUG, "--latest", "9").out + run("history", SLUG).out
    assert not any(word in told for word in ("The lead", "A worry"))
    assert run("reading", "not-passed-on", SLUG, left["text"], *by).code == 0
    assert run("reading", "queue", SLUG, "--json").json["waiting"] == 1


@pytest.mark.parametrize(
    "made",
    [
        pytest.param(lambda store: None, id="no account"),
        pytest.param(lambda store: account(store, "manager"), id="another role"),
        pytest.param(lambda store: account(store, ended=True), id="access ended"),
    ],
)
def test_nobody_else_reads_in_a_terminal(run: Run, clean: Store, made: Callable[[Store], None]) -> None:
    asked(clean)
    made(clean)
    for words in (("next", SLUG), ("leave", SLUG, "x"), ("pass-on", SLUG, "x", "--to", "a", "--why", "b")):
        told = run("reading", *words, "--reader", READER)
        assert (told.code, told.out) == (1, "")
        assert "is no safeguarding reader" in told.err
    assert audit.entries(clean, SLUG) == ()


def test_what_is_written_gives_a_terminal_no_orders(
    run: Run, clean: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    account(clean)
    with clean.write() as tx:
        response(tx, campaign(tx), {CHANGE: "Red \x1b[31m and \x9b2J gone"})
    monkeypatch.setattr(sys, "stdin", io.StringIO("y\n"))
    out = run("reading", "next", SLUG, "--reader", READER).out
    assert "Red \ufffd[31m and \ufffd2J gone" in out


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
