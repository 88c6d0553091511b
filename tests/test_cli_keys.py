"""`survey keys`, in the order in which its help says it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from survey.storage.database import Store
from tests.fieldwork.described import CHANGE, campaign, response
from tests.fieldwork.test_text_keys import age, drafts, words_of
from tests.test_cli import Run, clean, run

__all__ = ["clean", "run"]


def test_a_key_is_changed_from_the_first_word_to_the_last(run: Run, clean: Store) -> None:
    made = drafts(clean, 3)
    (old,) = run("keys", "list", "--json").json
    assert (old["values"], old["seals"]) == (3, True)
    assert (
        "in the folder of the data: whoever takes that folder can read all that they seal."
        in run("keys", "list").out
    )
    added = run("keys", "add")
    assert "Put a copy of that file where you keep your copy now" in added.out
    rotated = json.loads(run("keys", "rotate", "--json").out)
    assert rotated["rows"] == 3
    assert rotated["key"] in added.out
    too_soon = run("keys", "drop", old["key"])
    assert (too_soon.code, "less than 10 minutes" in too_soon.err) == (1, True)
    age(clean.settings.text_keys_file)
    assert run("keys", "drop", old["key"]).code == 0
    assert [key["key"] for key in run("keys", "list", "--json").json] == [rotated["key"]]
    assert all(words_of(clean, each) == f"words of {each.id}" for each in made)


def test_without_the_file_every_command_that_needs_it_says_so_in_a_sentence(run: Run, clean: Store) -> None:
    drafts(clean, 2)
    clean.settings.text_keys_file.unlink()
    for words in (("list",), ("add",), ("rotate",)):
        told = run("keys", *words)
        assert (told.code, told.out) == (1, "")
        assert "Put your copy of it back" in told.err
    assert not clean.settings.text_keys_file.exists()
    doctor = run("doctor")
    assert doctor.code == 1
    assert "cannot be read" in doctor.out


def test_sealed_words_go_from_the_server_to_whoever_holds_the_private_key(
    run: Run, clean: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    private, public = tmp_path / "private-key", tmp_path / "public-key"
    made = run("keys", "recipient", str(private), str(public))
    assert "WITHOUT THE PRIVATE KEY NOBODY CAN EVER READ" in made.out
    assert private.stat().st_mode & 0o777 == 0o600
    monkeypatch.setenv("SURVEY_RECIPIENT_FILE", str(public))
    settings = clean.settings.model_copy(update={"recipient_file": public})
    with Store.open(settings) as sealing, sealing.write() as tx:
        response(tx, campaign(tx, "pulse"), {CHANGE: "a canary"})
    taken, out = tmp_path / "taken", tmp_path / "texts.csv"
    assert "1 sealed texts" in run("reading", "sealed", "pulse", "--out", str(taken)).out
    assert "Sealed for elsewhere  1 people's words" in run("reading", "queue", "pulse").out
    opened = run("keys", "open", str(taken), "--key", str(private), "--out", str(out), "--json").json
    assert opened == {"texts": 1, "sealed_to_another_key": 0}
    assert "a canary" in out.read_text("utf-8")
    again = run("keys", "open", str(taken), "--key", str(private), "--out", str(out))
    assert (again.code, "is there already" in again.err) == (1, True)
    assert "sealed to the key" in run("doctor").out
