"""The self-check at the start."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import make_url, text

from survey.errors import Refused
from survey.settings import Settings
from survey.storage import health
from survey.storage.database import Store
from survey.storage.health import Weight, disk_of


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
    sqlite_store.close()
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


def test_a_server_that_takes_no_writes_is_refused(postgres_store: Store) -> None:
    database = make_url(postgres_store.settings.database_url).database
    with postgres_store.write() as tx:
        tx.connection.execute(text(f"ALTER DATABASE {database} SET default_transaction_read_only = on"))
    try:
        with Store.open(postgres_store.settings) as again:
            assert "take no writes" in said(again, Weight.REFUSE)
            with pytest.raises(Refused, match="take no writes"):
                again.migrate()
    finally:
        with postgres_store.write() as tx:
            tx.connection.execute(text(f"ALTER DATABASE {database} RESET default_transaction_read_only"))


def test_more_connections_than_the_server_has_are_seen(postgres_store: Store) -> None:
    many = postgres_store.settings.model_copy(update={"pool_size": 10_000})
    with Store.open(many) as store:
        assert "lower SURVEY_POOL_SIZE" in said(store, Weight.WARN)


MOUNTED = """\
/dev/vda1 / ext4 rw 0 0
server:/home /home nfs4 rw 0 0
/dev/vdb1 /home/local\\040disk xfs rw 0 0
"""


@pytest.mark.parametrize(
    ("place", "kind"),
    [
        pytest.param("/srv/survey.db", "ext4", id="this machine's"),
        pytest.param("/home/var/survey.db", "nfs4", id="another machine's"),
        pytest.param("/home/local disk/survey.db", "xfs", id="a disk within it"),
        pytest.param("/homes/survey.db", "ext4", id="a name that begins alike"),
    ],
)
def test_the_kind_of_disk_is_that_of_the_innermost_mount(place: str, kind: str) -> None:
    assert disk_of(Path(place), MOUNTED) == kind


def test_sqlite_on_the_disk_of_another_machine_is_refused(
    sqlite_store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "mounts").write_text("server:/all / nfs4 rw 0 0\n", "utf-8")
    monkeypatch.setattr(health, "MOUNTS", tmp_path / "mounts")
    assert "a disk of another machine (nfs4)" in said(sqlite_store, Weight.REFUSE)
