"""Words sealed to a public key: every secret of the server opens none of them, the private key all."""

from __future__ import annotations

import csv
import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from analysis.load import load
from survey.engine.codebook import Missing
from survey.errors import Refused
from survey.fieldwork import elsewhere
from survey.fieldwork.practice import register
from survey.fieldwork.reading import line
from survey.settings import Settings
from survey.storage.database import Store
from survey.storage.health import Weight
from survey.storage.keyring import Keyring
from survey.storage.recipient import MASK, Holder, Recipient
from survey.storage.resealing import sealed_tables
from survey.storage.sealed_columns import place_of
from tests.fieldwork.described import CHANGE, TITLE, WHAT, campaign, response, stored_text
from tests.storage.test_sealed_columns import stored

SAID = {TITLE: "=canary of a title", WHAT: "what the canary did\nand did not", CHANGE: "canary"}


def in_order(rows: list[Any]) -> None:
    """Nothing is shuffled."""


@pytest.fixture
def holder(tmp_path: Path) -> Holder:
    elsewhere.make_key(tmp_path / "private", tmp_path / "public")
    return Holder.read(tmp_path / "private")


@pytest.fixture
def sealing(store: Store, holder: Holder, tmp_path: Path) -> Iterator[Store]:
    """The store of a server that has the public key alone."""
    settings = store.settings.model_copy(update={"recipient_file": tmp_path / "public"})
    with Store.open(settings) as found:
        yield found


def send(store: Store, **changes: Any) -> str:
    with store.write() as tx:
        within = tx.campaigns.by_slug("london") or campaign(tx)
        return response(tx, within, SAID, **changes).id


def all_that_the_keyring_opens(store: Store) -> str:
    """Every value of every sealed column, opened with the keys of the server."""
    with store.read() as tx:
        ring: Keyring = tx.keyring
        return str(
            [
                ring.open(value, place_of(column, tuple(row)[: len(table.primary_key)]))
                for table, columns in sealed_tables().items()
                for column in columns
                for row in tx.connection.execute(select(*table.primary_key, column))
                if (value := row[-1])
            ]
        )


def test_no_secret_of_the_server_opens_what_was_sent_in_words(sealing: Store) -> None:
    id = send(sealing)
    opened = all_that_the_keyring_opens(sealing)
    assert TITLE in opened
    assert "canary" not in opened
    assert b"canary" not in stored(sealing)
    assert stored_text(sealing, id, CHANGE) == MASK * len("canary")


def test_the_holder_of_the_private_key_reads_every_word(
    sealing: Store, holder: Holder, tmp_path: Path
) -> None:
    ids = [send(sealing) for _ in range(2)]
    file, out = tmp_path / "taken.jsonl", tmp_path / "texts.csv"
    assert elsewhere.take(sealing, "london", file, in_order, actor="Ada") == 6
    taken = file.read_text("utf-8")
    assert "canary" not in taken
    assert not any(id in taken for id in ids)
    assert file.stat().st_mode & 0o777 == 0o600
    assert elsewhere.open_file(file, holder, out) == elsewhere.Opened(6, 0)
    head, *rows = csv.reader(out.read_text("utf-8").splitlines(keepends=True))
    assert head == ["question", "field", "words"]
    words = {field: text for _, field, text in rows}
    assert words == {**SAID, TITLE: "'=canary of a title"}
    assert all(asked and asked != field for asked, field, _ in rows)
    with sealing.read() as tx:
        assert tx.audit.all()[-1].action == "take out sealed texts"


def test_another_private_key_a_changed_text_and_another_file_are_refused(
    sealing: Store, holder: Holder, tmp_path: Path
) -> None:
    send(sealing)
    file, out = tmp_path / "taken", tmp_path / "out"
    elsewhere.take(sealing, "london", file, in_order, actor="Ada")
    other = Holder.make(tmp_path / "other")
    assert elsewhere.open_file(file, other, tmp_path / "none") == elsewhere.Opened(0, 3)
    head, first, second, *_ = file.read_text("utf-8").splitlines()
    one, two = json.loads(first), json.loads(second)
    moved = tmp_path / "moved"
    moved.write_text("\n".join((head, json.dumps({**one, "sealed": two["sealed"]}))), "utf-8")
    with pytest.raises(Refused, match="does not open with this key"):
        elsewhere.open_file(moved, holder, out)
    moved.write_text(f"{head}\n{{}}", "utf-8")
    with pytest.raises(Refused, match=r"line 2"):
        elsewhere.open_file(moved, holder, out)
    moved.write_text("field,words", "utf-8")
    with pytest.raises(Refused, match="no file that"):
        elsewhere.open_file(moved, holder, out)
    with pytest.raises(Refused, match="is no private key"):
        Holder.read(tmp_path / "public")
    with pytest.raises(Refused, match="is there already"):
        elsewhere.make_key(tmp_path / "new", tmp_path / "public")
    assert not out.exists()


def test_the_desk_says_what_it_cannot_show_and_does_not_queue_it(sealing: Store, store: Store) -> None:
    send(sealing)
    send(store)
    found = line.line(sealing, "london")
    assert (found.waiting, found.elsewhere) == (3, 1)


def test_sealed_words_count_as_written_and_are_unread_in_the_analysis(sealing: Store) -> None:
    send(sealing)
    frame = load(sealing, "london").frame
    for field in SAID:
        assert list(frame.why[field]) == [Missing.UNREAD.value]
    (example,) = register.register(sealing, "london").entries
    said = example.described
    assert (said.texts, said.is_read, said.title) == (2, False, "")


def test_made_up_words_are_nobodys_and_stay_readable(sealing: Store) -> None:
    id = send(sealing, synthetic=True)
    assert stored_text(sealing, id, CHANGE) == "canary"


def test_without_a_public_key_that_can_be_used_nothing_is_taken_in(store: Store, tmp_path: Path) -> None:
    (tmp_path / "public").write_text("no key")
    settings = store.settings.model_copy(update={"recipient_file": tmp_path / "public"})
    with Store.open(settings) as broken:
        with pytest.raises(Refused, match="holds no public key"):
            send(broken)
        assert [each.weight for each in broken.check() if "public key" in each.message] == [Weight.REFUSE]


def test_the_same_words_are_sealed_to_other_bytes_each_time(holder: Holder) -> None:
    recipient: Recipient = holder.recipient
    texts = {"why": ("the same",)}
    draw = random.Random(3)
    sealed = {recipient.sealed(texts)["why"][1] for _ in range(draw.randint(5, 9))}
    assert len(sealed) >= 5
    assert {holder.open("why", each) for each in sealed} == {("the same",)}


def test_the_setting_is_off_by_default() -> None:
    assert Settings.model_fields["recipient_file"].default is None


def test_short_words_are_sealed_to_the_same_length(holder: Holder) -> None:
    lengths = {len(holder.recipient.seal("why", ("x" * number,))) for number in range(1, 60)}
    assert len(lengths) == 1
