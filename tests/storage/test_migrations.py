"""Migrations lead to exactly the tables of `tables.py`, once, and all or nothing."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect, text

from survey.errors import NotSaved, Refused
from survey.settings import Settings
from survey.storage import schema
from survey.storage.database import Store
from survey.storage.tables import metadata
from tests.storage import made

OLD = "r0001"
ADDED = {
    "campaign": ("most", "archived_at"),
    "draft": (
        *("language", "told_left", "told_work", "channel"),
        *("key_salt", "key_name", "key_by_code", "key_by_server"),
    ),
    "session": ("key_by_token",),
    "response": ("language", "mode"),
    "response_text": ("sealed_for",),
}
"""Columns that came after the first tables."""

ADDED_TABLES = (
    "tombstone",
    "fault",
    "practice_event",
    "practice_example",
    "text_original",
    "text_outcome",
    "text_reading",
    "pack_text",
    "admission",
    "ticket",
    "ticket_count",
    "live_snapshot",
    "final_report",
    "data_freeze",
    "left_off",
    "report_request",
    "channel",
    "sign_off",
    "staff_delay",
    "staff_session",
    "staff_invitation",
    "staff_account",
)
"""Tables that came after the first ones."""


def wipe(store: Store) -> None:
    """An empty database again, without a single table."""
    if store.backend.name == "postgresql":
        with store.write() as tx:
            tx.connection.execute(text("DROP SCHEMA public CASCADE"))
            tx.connection.execute(text("CREATE SCHEMA public"))


def take_back(store: Store) -> None:
    """The tables as they first were, with the rows that are in them."""
    with store.write() as tx:
        for table, columns in ADDED.items():
            for column in columns:
                tx.connection.exec_driver_sql(f"ALTER TABLE {table} DROP COLUMN {column}")
        for table in ADDED_TABLES:
            tx.connection.exec_driver_sql(f"DROP TABLE {table}")
        tx.connection.exec_driver_sql(f"UPDATE alembic_version SET version_num = '{OLD}'")


def test_models_and_migrations_agree(store: Store) -> None:
    with store.backend.migrating() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_constraints_are_those_of_the_models(store: Store) -> None:
    with store.backend.reading() as connection:
        seen = inspect(connection)
        for table in metadata.sorted_tables:
            named = {check["name"] for check in seen.get_check_constraints(table.name)}
            wanted = {
                str(item.name) for item in table.constraints if type(item).__name__ == "CheckConstraint"
            }
            assert named == wanted
            assert {key["name"] for key in seen.get_foreign_keys(table.name)} == {
                str(key.name) for key in table.foreign_key_constraints
            }


def test_sqlite_keeps_no_order_of_arrival_of_responses_and_contacts(sqlite_store: Store) -> None:
    with sqlite_store.read() as tx:
        for table in ("response", "response_text", "contact", "contact_outbox", "draft", "ticket"):
            made = tx.connection.execute(
                text("SELECT sql FROM sqlite_master WHERE name = :table"), {"table": table}
            ).scalar_one()
            assert "WITHOUT ROWID" in made


def test_migrating_again_changes_nothing(store: Store) -> None:
    store.migrate()
    with store.read() as tx:
        assert schema.current(tx.connection) == schema.newest()


def test_several_who_migrate_at_once_do_it_once(settings: Settings, store: Store) -> None:
    wipe(store)
    failures: list[BaseException] = []

    def migrate() -> None:
        try:
            with Store.open(settings) as other:
                other.migrate()
        except BaseException as failure:
            failures.append(failure)

    threads = [threading.Thread(target=migrate) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    with store.read() as tx:
        assert schema.current(tx.connection) == schema.newest()


def test_a_migration_that_breaks_off_leaves_the_database_as_it_was(store: Store) -> None:
    wipe(store)
    if store.backend.name == "sqlite":
        with store.write() as tx:
            for table in reversed(metadata.sorted_tables):
                tx.connection.exec_driver_sql(f'DROP TABLE "{table.name}"')
            tx.connection.exec_driver_sql("DROP TABLE alembic_version")
    with store.write() as tx:
        tx.connection.exec_driver_sql("CREATE TABLE audit_seal (stray INTEGER)")
    with pytest.raises(Exception, match="audit_seal"):
        store.migrate()
    with store.backend.reading() as connection:
        assert inspect(connection).get_table_names() == ["audit_seal"]
    with store.write() as tx:
        tx.connection.exec_driver_sql("DROP TABLE audit_seal")
    store.migrate()


def test_what_was_answered_before_there_were_languages_was_answered_in_english(store: Store) -> None:
    with store.write() as tx:
        campaign = made.campaign(tx)
        made.draft(tx, campaign, id="d")
        tx.responses.add(made.response(campaign, id="r"), {})
    take_back(store)
    store.migrate()
    with store.read() as tx:
        draft, response = tx.drafts.get("d"), tx.responses.get("r")
    assert draft is not None
    assert response is not None
    assert (draft.language, response.language, response.mode) == ("en-GB", "en-GB", "")


def test_a_database_of_a_newer_program_is_left_alone(sqlite_store: Store) -> None:
    with sqlite_store.write() as tx:
        tx.connection.exec_driver_sql("UPDATE alembic_version SET version_num = 'r9999'")
    with pytest.raises(Refused, match="newer"):
        sqlite_store.migrate()


def test_a_file_that_is_no_database_is_told(tmp_path: Path) -> None:
    (tmp_path / "survey.db").write_bytes(b"this is not a database, but long enough to be looked at" * 50)
    with Store.open(Settings(data_dir=tmp_path)) as store, pytest.raises(NotSaved, match="not a database"):
        store.migrate()
