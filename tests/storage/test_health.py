"""The self-check at the start."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import text

from survey.errors import Refused
from survey.settings import Settings
from survey.storage.database import Store
from survey.storage.health import Weight


def said(store: Store, *weights: Weight) -> str:
    return " ".join(finding.message for finding in store.check() if finding.weight in weights)


def test_a_fresh_store_is_safe(store: Store) -> None:
    assert said(store, Weight.REFUSE) == ""


def test_tables_that_are_missing_are_seen(tmp_path: Path) -> None:
    with Store.open(Settings(data_dir=tmp_path)) as store:
        assert "migrate" in said(store, Weight.REFUSE)


def test_open_folders_and_secrets_are_seen(sqlite_store: Store) -> None:
    settings = sqlite_store.settings
    settings.secret()
    settings.data_dir.chmod(0o755)
    settings.secret_file.chmod(0o644)
    with Store.open(settings.model_copy()) as again:
        assert f"chmod 700 {settings.data_dir}" in said(again, Weight.WARN)
    with Store.open(Settings(data_dir=settings.data_dir)) as again:
        assert f"chmod 600 {settings.secret_file}" in said(again, Weight.REFUSE)


def test_a_setting_that_there_is_not_is_seen(sqlite_store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SURVEY_TRUSTED_HOST", "survey.example.org")
    assert "SURVEY_TRUSTED_HOST is not a setting" in said(sqlite_store, Weight.WARN)


def test_a_server_that_may_lose_what_it_confirmed_is_refused(postgres_store: Store) -> None:
    assert "fsync" in said(postgres_store, Weight.WARN)
    with Store.open(postgres_store.settings.model_copy(update={"unsafe_database": False})) as strict:
        assert "fsync and synchronous_commit and full_page_writes" in said(strict, Weight.REFUSE)
        with pytest.raises(Refused, match="switch on fsync"):
            strict.migrate()


def test_a_rollback_journal_is_seen(sqlite_store: Store) -> None:
    sqlite_store.close()
    with sqlite_store.backend.migrating() as connection:
        path = connection.engine.url.database
    other = sqlite3.connect(str(path))
    other.execute("PRAGMA journal_mode=DELETE")
    other.close()
    assert "no write-ahead log" in said(sqlite_store, Weight.REFUSE)


def test_a_store_that_cannot_be_reached_is_a_finding_and_no_crash(settings: Settings) -> None:
    away = settings.model_copy(update={"database_url": "postgresql://nobody@/none?host=/nowhere"})
    with Store.open(away) as store:
        assert "cannot be used" in said(store, Weight.REFUSE)


def test_the_check_writes_nothing(store: Store) -> None:
    with store.read() as tx:
        before = tx.connection.execute(text("SELECT count(*) FROM audit")).scalar_one()
    store.check()
    with store.read() as tx:
        assert tx.connection.execute(text("SELECT count(*) FROM audit")).scalar_one() == before
