"""What people wrote and how to reach them lies sealed; nothing opens without its key, or out of its row."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from sqlalchemy import JSON, Column, Connection, String, Table, insert, text
from sqlmodel import AutoString

from survey.errors import Locked, Refused
from survey.settings import Settings
from survey.storage.database import Store
from survey.storage.health import Weight
from survey.storage.key_file import KeyFile, line_of, new_key
from survey.storage.keyring import BLOCK, Keyring, Token
from survey.storage.reading_records import REDACTED, ExampleRecord, OutcomeRecord
from survey.storage.records import CampaignRecord
from survey.storage.resealing import sealed_tables, unopened
from survey.storage.sealed_columns import Sealed
from survey.storage.tables import metadata
from survey.storage.transaction import Transaction
from tests.storage.made import DAY, campaign, draft, keyed, response, save
from tests.storage.opened import open_all
from tests.storage.test_migrations import take_back

CANARY = "canary"
NOW = datetime(2026, 11, 28, 12, 0, tzinfo=UTC)
ARGUED = {
    "closed answers and what the route was, by which progress and figures are counted": (
        "draft_page.page draft_page.closed draft.language draft.channel response.closed"
        " response.pages response.skipped response.seconds response.status response.language response.mode"
        " channel.name response_text.sealed_for text_reading.field text_outcome.words practice_example.state"
    ),
    "random names, and hashes that lead nowhere without a code": (
        "draft.id draft.resume_hash draft.submit_key draft_page.draft_id response.id response.submit_key"
        " response.receipt_hash response.link response_text.response_id session.token_hash session.draft_id"
        " session.receipt_key session.response_id contact.id contact.link contact_outbox.id"
        " contact_outbox.link withdrawal.receipt_hash tombstone.mark tombstone.what throttle.key"
        " ticket.code_hash text_reading.id text_reading.response_id text_outcome.reading_id"
        " text_original.reading_id practice_example.id practice_example.response_id practice_event.example_id"
        " staff_account.id staff_session.token_hash staff_session.account_id staff_invitation.token_hash"
        " staff_invitation.account_id staff_delay.key practice_example.keeper_id"
    ),
    "keys of drafts, wrapped by what their writers alone have, and what is of no use without that": (
        "draft.key_salt draft.key_name draft.key_by_code session.key_by_token"
    ),
    "of the team's own work, by people with accounts: found by e-mail address, and told in the record": (
        "staff_account.email staff_account.name staff_account.roles staff_account.password_hash"
        " staff_account.second_factor staff_account.recovery staff_account.provider_issuer"
        " staff_account.provider_subject staff_invitation.email staff_invitation.name"
        " staff_invitation.roles staff_invitation.made_by text_reading.claimed_by text_outcome.reader"
        " practice_event.actor practice_event.what sign_off.questionnaire sign_off.about"
        " sign_off.fingerprint sign_off.actor sign_off.note report_request.asked_by report_request.worker"
        " report_request.told report_request.problem report_request.makes report_request.told_more"
        " data_freeze.actor data_freeze.people data_freeze.fingerprint final_report.asked_by"
        " final_report.reason final_report.data final_report.entry final_report.title"
        " final_report.fingerprint final_report.files final_report.published_by final_report.taken_down_by"
    ),
    "the chain of the record of changes is over these words, and they are the team's": (
        "audit.actor audit.action audit.old audit.new audit.reason audit.digest audit_seal.last"
        " audit_seal.seal"
    ),
    "what is shown to everybody, or to the team as figures": (
        "questionnaire_version.questionnaire questionnaire_version.version questionnaire_version.sha256"
        " questionnaire_version.document campaign.slug channel.title pack_text.name pack_text.heading"
        " pack_text.body pack_text.written_by ticket.channel ticket_count.channel live_snapshot.shown"
        " live_snapshot.held"
    ),
    "of a fault: the route and the kind, nothing of who asked": "fault.reference fault.route fault.kind",
}
"""Columns of words that are not sealed, by the reason why."""


def columns() -> Iterator[tuple[str, Column[Any]]]:
    for table in metadata.tables.values():
        for column in table.columns:
            if isinstance(column.type, String | AutoString | JSON | Sealed):
                yield f"{table.name}.{column.name}", column


def fill(tx: Transaction, within: CampaignRecord, word: str = CANARY) -> None:
    """A row with words in every sealed column there is."""
    made, _ = keyed(tx, within, keep_partial=True)
    save(tx, made.id, text={"why": (f"{word} of a draft",)}, contact={"email": (f"{word}@draft.example",)})
    sent = response(within)
    tx.responses.add(sent, {"why": (f"{word} that was sent",)})
    tx.contacts.queue(within.id, {"details": {"email": [f"{word}@stored.example"]}})
    tx.contacts.flush_outbox(lambda rows: None)
    tx.contacts.queue(within.id, {"details": {"email": [f"{word}@waiting.example"]}})
    tx.readings.add(within.id, sent.id, "why", DAY, DAY, [f"a {word} at risk"])
    (reading,) = (row.id for row in tx.connection.execute(text("SELECT id FROM text_reading")))
    tx.readings.put_apart(reading, f"{word} before it was redacted")
    why = (f"{word} who was told", f"{word} why")
    tx.readings.decide(OutcomeRecord(reading, REDACTED, *why, tx.now, "reader", tx.now))
    tx.examples.hold(ExampleRecord("e", within.id, sent.id, "new"))
    tx.examples.add_event("e", "somebody", "note", f"{word} in a note")


def stored(store: Store) -> bytes:
    """Everything that lies in the files of the database, or that a dump of it holds."""
    if store.backend.name == "sqlite":
        files = [path for path in store.settings.data_dir.glob("survey.db*") if path.is_file()]
        return b"".join(path.read_bytes() for path in files)
    found = []
    with store.read() as tx:
        driver = tx.connection.connection.driver_connection
        assert driver is not None
        for name in metadata.tables:
            with driver.cursor().copy(f'COPY "{name}" TO STDOUT') as copy:
                found += [bytes(piece) for piece in copy]
    return b"".join(found)


def test_every_column_of_words_is_sealed_or_argued() -> None:
    argued = {name for names in ARGUED.values() for name in names.split()}
    plain = {name for name, column in columns() if not isinstance(column.type, Sealed)}
    assert plain - argued == set(), "seal it (sealed_columns.py), or say above why not"
    assert {name for name, _ in columns()} >= argued


def test_no_plain_byte_lies_in_the_database(store: Store) -> None:
    with store.write() as tx:
        fill(tx, campaign(tx))
    filled = {
        f"{table.name}.{column.name}"
        for table, sealed in sealed_tables().items()
        for column in sealed
        if any(values(store, table, column))
    }
    assert filled == {name for name, column in columns() if isinstance(column.type, Sealed)}
    assert CANARY.encode() not in stored(store)
    with store.read() as tx:
        assert list(unopened(tx)) == []


def values(store: Store, table: Table, column: Column[Any]) -> list[Any]:
    with store.read() as tx:
        return [row[0] for row in tx.connection.execute(table.select().with_only_columns(column))]


def test_what_forgot_to_seal_is_stopped_before_the_database(store: Store) -> None:
    table = metadata.tables["response_text"]
    with pytest.raises(Exception, match=r"Work\.seal"), store.write() as tx:
        tx.connection.execute(insert(table).values(response_id="r", texts={"why": [CANARY]}))


WORDS = st.dictionaries(st.text(), st.lists(st.text()), min_size=1)


@hypothesis_settings(max_examples=100, suppress_health_check=[HealthCheck.too_slow])
@given(WORDS, st.text(), st.text())
def test_a_value_opens_in_its_own_place_alone(value: dict[str, list[str]], here: str, there: str) -> None:
    ring = Keyring([new_key(NOW)])
    token = ring.close(value, here)
    assert ring.open(token, here) == value
    if here != there:
        with pytest.raises(Locked, match="changed, or put into another row"):
            ring.open(token, there)


def test_no_two_values_are_sealed_alike_and_lengths_come_in_blocks() -> None:
    ring = Keyring([new_key(NOW)])
    short = [ring.close({"why": ["x" * many]}, "row") for many in range(1, BLOCK // 2)]
    assert len(set(map(len, short))) == 1
    assert len(set(short)) == len(short)


@pytest.mark.parametrize("damage", [lambda token: token[:-2] + "AA", lambda token: "plain", lambda token: ""])
def test_a_changed_value_is_refused_in_a_sentence(damage: Any) -> None:
    ring = Keyring([new_key(NOW)])
    with pytest.raises(Locked, match="does not open"):
        ring.open(damage(ring.close("words", "row")), "row")


def test_values_that_changed_rows_or_columns_are_refused(store: Store) -> None:
    with store.write() as tx:
        within = campaign(tx)
        one, other = draft(tx, within).id, draft(tx, within).id
        for each in (one, other):
            save(tx, each, text={"why": (f"of {each}",)}, contact={"why": (f"contact of {each}",)})
    moves = (
        "UPDATE draft_page SET text = (SELECT text FROM draft_page WHERE draft_id = :other)",
        "UPDATE draft_page SET text = contact",
        "UPDATE draft_page SET contact = text",
    )
    for move in moves:
        with store.backend.writing() as connection:
            connection.execute(text(f"{move} WHERE draft_id = :one"), {"one": one, "other": other})
            tx = Transaction(connection, store.clock, store.keys, writing=True)
            with pytest.raises(Locked, match="another row"):
                tx.drafts.pages(one)
            connection.rollback()


SINCE = {
    "response_text": ("sealed_for",),
    "draft": ("key_salt", "key_name", "key_by_code", "key_by_server"),
    "session": ("key_by_token",),
}


def to_before(connection: Connection) -> None:
    """The tables as they were before anything was sealed."""
    for table, columns in SINCE.items():
        for column in columns:
            connection.execute(text(f"ALTER TABLE {table} DROP COLUMN {column}"))
    connection.execute(text("UPDATE alembic_version SET version_num = 'r0014'"))


def test_what_was_plain_is_sealed_by_the_migration_and_nothing_plain_stays(store: Store) -> None:
    with store.write() as tx:
        within = campaign(tx)
        made = draft(tx, within)
        save(tx, made.id)
        sent = response(within)
        tx.responses.add(sent, {"why": ("soon plain",)})
    with store.backend.migrating() as connection:
        plain = f'{{"why":["{CANARY}"]}}'
        connection.execute(text("UPDATE draft_page SET text = :plain"), {"plain": plain})
        connection.execute(text("UPDATE response_text SET texts = :plain"), {"plain": plain})
        to_before(connection)
    assert CANARY.encode() in stored(store)
    store.migrate()
    assert CANARY.encode() not in stored(store)
    with store.read() as tx:
        assert tx.drafts.pages(made.id)["work"].text == {"why": (CANARY,)}
        assert tx.responses.texts(sent.id) == {"why": (CANARY,)}


def test_after_the_migration_the_files_of_postgresql_hold_nothing_plain(postgres_store: Store) -> None:
    with postgres_store.write() as tx:
        sent = response(campaign(tx))
        tx.responses.add(sent, {"why": ("soon plain",)})
    with postgres_store.backend.migrating() as connection:
        plain = f'{{"why":["{CANARY}"]}}'
        connection.execute(text("UPDATE response_text SET texts = :plain"), {"plain": plain})
        to_before(connection)
    assert CANARY.encode() in file_of(postgres_store, "response_text")
    postgres_store.migrate()
    assert CANARY.encode() not in file_of(postgres_store, "response_text")


def file_of(store: Store, table: str) -> bytes:
    """The bytes of a table's file, dead rows and all."""
    asked = "SELECT pg_read_binary_file(pg_relation_filepath(%s))"
    with psycopg.connect(store.settings.database_url, autocommit=True) as connection:
        connection.execute("CHECKPOINT")
        found = connection.execute(asked, (table,)).fetchone()
    assert found is not None
    return bytes(found[0])


# ---------------------------------------------------------------- the file of the keys


def test_the_first_key_is_made_for_its_owner_alone_once_something_is_sealed(sqlite_store: Store) -> None:
    path = sqlite_store.settings.text_keys_file
    with sqlite_store.write() as tx:
        made = draft(tx, campaign(tx))
        save(tx, made.id)
        assert not path.exists()
        save(tx, made.id, version=1, text={"why": (CANARY,)})
    assert path.stat().st_mode & 0o777 == 0o600
    assert CANARY not in path.read_text()


def test_a_lost_file_is_told_and_no_new_key_hides_it(store: Store) -> None:
    with store.write() as tx:
        within = campaign(tx)
        made = draft(tx, within)
        save(tx, made.id, text={"why": (CANARY,)})
    path = store.settings.text_keys_file
    kept = path.read_text()
    path.unlink()
    with Store.open(store.settings) as again:
        with pytest.raises(Locked, match="Put your copy of it back"), again.read() as tx:
            tx.drafts.pages(made.id)
        with pytest.raises(Locked, match="Put your copy of it back"), again.write() as tx:
            save(tx, made.id, version=1, text={"why": ("other",)})
        assert not path.exists()
        (refused,) = (each for each in again.check() if each.weight is Weight.REFUSE)
        assert "cannot be read" in refused.message
        KeyFile(path).make(NOW)
        (refused,) = (each for each in again.check() if each.weight is Weight.REFUSE)
        assert "Put the file there that was in use" in refused.message
        with pytest.raises(Locked, match="Nothing is lost"), again.read() as tx:
            tx.drafts.pages(made.id)
        path.write_text(kept)
        os.utime(path, ns=(1, 1))
        with again.read() as tx:
            assert tx.drafts.pages(made.id)["work"].text == {"why": (CANARY,)}
        assert not [each for each in again.check() if each.weight is Weight.REFUSE]


@pytest.mark.parametrize(
    ("written", "said"),
    [
        pytest.param("", "no key in", id="empty"),
        pytest.param("2026-11-28T12:00:00+00:00 abc", "Line 1 of", id="short"),
        pytest.param("today " + "a" * 64, "Line 1 of", id="no moment"),
        pytest.param("2026-11-28T12:00:00 " + "a" * 64, "Line 1 of", id="no zone"),
    ],
)
def test_a_file_that_holds_no_keys_is_refused_by_its_line(tmp_path: Path, written: str, said: str) -> None:
    path = tmp_path / "keys"
    path.write_text(written)
    path.chmod(0o600)
    with pytest.raises(Refused, match=said):
        KeyFile(path).ring()


def test_a_file_that_is_named_and_not_there_or_open_to_others_is_refused(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "var", text_keys_file=tmp_path / "keys")
    with Store.open(settings) as store:
        store.migrate()
        (refused,) = (each for each in store.check() if each.weight is Weight.REFUSE)
        assert "survey keys add" in refused.message
        with pytest.raises(Locked, match="survey keys add"), store.write() as tx:
            save(tx, draft(tx, campaign(tx)).id, text={"why": (CANARY,)})
        KeyFile(tmp_path / "keys").make(NOW)
        (tmp_path / "keys").chmod(0o640)
        with pytest.raises(Locked, match="chmod 600"), store.write() as tx:
            save(tx, draft(tx, campaign(tx)).id, text={"why": (CANARY,)})


def test_a_new_key_seals_at_once_and_older_ones_open(sqlite_store: Store) -> None:
    file = sqlite_store.key_file
    with sqlite_store.write() as tx:
        made = draft(tx, campaign(tx))
        save(tx, made.id, text={"why": ("first",)})
    first = file.ring().newest
    added = KeyFile(file.path).add(NOW)
    with sqlite_store.write() as tx:
        assert tx.drafts.pages(made.id)["work"].text == {"why": ("first",)}
        save(tx, made.id, version=1, text={"why": ("second",)})
        (kept,) = tx.connection.execute(metadata.tables["draft_page"].select())
    assert isinstance(kept.text, Token)
    assert (added.name in kept.text, first.name in kept.text) == (True, False)
    later = added.since + timedelta(minutes=9)
    with pytest.raises(Refused, match="less than 10 minutes"):
        file.drop(first.name, later)
    with pytest.raises(Refused, match="seals now"):
        file.drop(added.name, later)
    with pytest.raises(Refused, match="no key nobody"):
        file.drop("nobody", later)
    file.drop(first.name, later + timedelta(minutes=2))
    assert file.ring().names == (added.name,)


def test_the_tables_can_be_brought_up_from_the_first_ones_with_what_is_sealed(sqlite_store: Store) -> None:
    take_back(sqlite_store)
    sqlite_store.migrate()


def test_an_upgrade_makes_the_first_key_also_where_the_settings_name_its_file(store: Store) -> None:
    with store.write() as tx:
        made = draft(tx, campaign(tx))
        save(tx, made.id, text={"why": (CANARY,)})
        open_all(tx)
    with store.backend.migrating() as connection:
        to_before(connection)
    named = store.settings.data_dir / "elsewhere" / "keys"
    with Store.open(store.settings.model_copy(update={"text_keys_file": named})) as own:
        own.migrate()
        with own.read() as tx:
            assert tx.drafts.pages(made.id)["work"].text == {"why": (CANARY,)}
    assert named.stat().st_mode & 0o777 == 0o600


def test_a_file_of_another_server_seals_nothing_and_its_own_file_goes_on(store: Store) -> None:
    path = store.settings.text_keys_file
    with store.write() as tx:
        within = campaign(tx)
        save(tx, draft(tx, within).id, text={"why": (CANARY,)})
    kept = path.read_text()
    path.write_text(line_of(new_key(NOW)))
    with pytest.raises(Locked, match="put the file back that was in use"), store.write() as tx:
        tx.responses.add(response(within), {"why": ("sealed by nobody",)})
    path.write_text(kept)
    os.utime(path, ns=(1, 1))
    with store.write() as tx:
        sent = response(within)
        tx.responses.add(sent, {"why": ("sealed again",)})
        assert tx.responses.texts(sent.id) == {"why": ("sealed again",)}


def test_a_link_to_the_keys_stays_a_link_and_what_it_names_has_the_new_key(sqlite_store: Store) -> None:
    file = sqlite_store.key_file
    file.make(NOW)
    real = file.path.with_name("real-keys")
    file.path.rename(real)
    file.path.symlink_to(real)
    added = file.add(NOW)
    assert file.path.is_symlink()
    assert added.name in KeyFile(real).ring().names
