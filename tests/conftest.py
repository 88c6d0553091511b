"""What every test may ask for: a store on either engine, and a clock that can be set."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from survey.settings import Settings
from survey.storage.database import Store
from tests.migrated import migrated

pytest_plugins = (
    "tests.postgres",
    "tests.browser",
    "tests.firefox",
    "tests.text_browser",
    "tests.web.site",
    "tests.web.short_survey",
    "tests.alone",
)

ENGINES = ("sqlite", "postgresql")


class Clock:
    """The process's clock, which stands still until it is moved. PostgreSQL has one of its own."""

    def __init__(self) -> None:
        self.now = datetime.now(UTC)

    def __call__(self) -> datetime:
        return self.now

    def move(self, **by: float) -> None:
        self.now += timedelta(**by)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(params=ENGINES)
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    """Settings for an empty database of each engine in turn."""
    if request.param == "sqlite":
        return Settings(data_dir=tmp_path / "var")
    given = request.getfixturevalue("postgres_settings")
    assert isinstance(given, Settings)
    return given


@pytest.fixture
def postgres_settings(postgres: str, tmp_path: Path) -> Settings:
    empty(postgres)
    return Settings(data_dir=tmp_path / "var", database_url=postgres, unsafe_database=True)


@pytest.fixture
def store(settings: Settings) -> Iterator[Store]:
    """An empty store with all its tables, on each engine in turn, by the real clock."""
    with migrated(settings) as store:
        yield store


@pytest.fixture
def postgres_store(postgres_settings: Settings) -> Iterator[Store]:
    """An empty store on PostgreSQL."""
    with migrated(postgres_settings) as store:
        yield store


@pytest.fixture
def sqlite_store(tmp_path: Path, clock: Clock) -> Iterator[Store]:
    """An empty store on SQLite whose clock the test moves."""
    with migrated(Settings(data_dir=tmp_path / "var"), clock=clock) as store:
        yield store


def empty(url: str) -> None:
    """Take out every row that an earlier test left, which on a server is quicker than a new database.

    Only tables whose file is not empty: emptying all of them takes longer than most tests.
    """
    with psycopg.connect(url, autocommit=True) as connection:
        found = connection.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace"
            " AND relkind = 'r' AND pg_relation_size(oid) > 0"
        ).fetchall()
        names = [name for (name,) in found if name != "alembic_version"]
        if names:
            tables = sql.SQL(", ").join(map(sql.Identifier, names))
            connection.execute(sql.SQL("TRUNCATE {} RESTART IDENTITY CASCADE").format(tables))
