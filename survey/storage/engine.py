"""What the database engine says of itself: version, the settings that keep answers safe, room, speed."""

from __future__ import annotations

import sqlite3
import time
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, text

from survey.settings import Settings
from survey.storage.backend import Backend

SAFE = ("synchronous_commit", "fsync", "full_page_writes")
SYNCHRONOUS = {0: "off", 1: "normal", 2: "full", 3: "extra"}


@dataclass(frozen=True, slots=True)
class Engine:
    """A database engine, as it was seen."""

    name: str
    version: str
    settings: tuple[tuple[str, str], ...]
    room: str
    milliseconds: float

    def __str__(self) -> str:
        set_to = ", ".join(f"{name} {value}" for name, value in self.settings)
        return f"{self.name} {self.version}: {set_to}. {self.room} It answered in {self.milliseconds:.1f} ms."


def engine(backend: Backend, settings: Settings) -> Engine:
    """Ask the engine; the time is that of a connection and a first question."""
    began = time.perf_counter()
    with backend.reading() as connection:
        connection.execute(text("SELECT 1"))
        took = (time.perf_counter() - began) * 1000
        if connection.dialect.name == "sqlite":
            return of_sqlite(connection, took)
        return of_postgresql(connection, took, settings.pool_size)


def of_sqlite(connection: Connection, took: float) -> Engine:
    def pragma(name: str) -> object:
        # nosemgrep: statement-put-together (named below)
        return connection.exec_driver_sql(f"PRAGMA {name}").scalar()

    size = Path(str(connection.engine.url.database)).stat().st_size
    return Engine(
        "SQLite",
        sqlite3.sqlite_version,
        (
            ("journal", str(pragma("journal_mode"))),
            ("synchronous", SYNCHRONOUS[int(str(pragma("synchronous")))]),
        ),
        f"The file has {size / 2**20:,.1f} MB.",
        took,
    )


def of_postgresql(connection: Connection, took: float, pool_size: int) -> Engine:
    def shown(name: str) -> str:
        # nosemgrep: statement-put-together (named below)
        return str(connection.execute(text(f"SHOW {name}")).scalar())

    used = connection.execute(
        text("SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend'")
    )
    return Engine(
        "PostgreSQL",
        shown("server_version").split()[0],
        tuple((name, shown(name)) for name in SAFE),
        f"{used.scalar_one()} of {shown('max_connections')} connections are in use; a process takes up to"
        f" {pool_size}.",
        took,
    )
