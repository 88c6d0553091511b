"""What every test may ask for: a store on either engine, and a clock that can be set."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from survey.settings import Settings
from survey.storage.database import Store
from survey.storage.tables import metadata

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
    return Settings(data_dir=tmp_path / "var", database_url=postgres, unsafe_database=True)


@pytest.fixture
def store(settings: Settings) -> Iterator[Store]:
    """An empty store with all its tables, on each engine in turn, by the real clock."""
    with Store.open(settings) as store:
        store.migrate()
        yield store
        empty(store)


@pytest.fixture
def postgres_store(postgres_settings: Settings) -> Iterator[Store]:
    """An empty store on PostgreSQL."""
    with Store.open(postgres_settings) as store:
        store.migrate()
        yield store
        empty(store)


@pytest.fixture
def sqlite_store(tmp_path: Path, clock: Clock) -> Iterator[Store]:
    """An empty store on SQLite whose clock the test moves."""
    with Store.open(Settings(data_dir=tmp_path / "var"), clock=clock) as store:
        store.migrate()
        yield store


def empty(store: Store) -> None:
    """Take every row out again, which on a server is quicker than a new database."""
    if store.backend.name != "postgresql":
        return
    names = ", ".join(f'"{table.name}"' for table in metadata.sorted_tables)
    with store.write() as tx:
        tx.connection.exec_driver_sql(f"TRUNCATE {names} RESTART IDENTITY CASCADE")
