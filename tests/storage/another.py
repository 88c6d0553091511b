"""A second, empty database for tests of what goes from one to another."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex

import psycopg
from sqlalchemy.engine import make_url

from survey.settings import Settings


@contextmanager
def another(settings: Settings, folder: Path) -> Iterator[Settings]:
    """Settings of an empty machine: another data folder, another database of the same engine, no tables."""
    if settings.database_url.startswith("sqlite"):
        yield Settings(data_dir=folder)
        return
    name = f"another_{token_hex(4)}"
    with psycopg.connect(settings.database_url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
        try:
            url = make_url(settings.database_url).set(database=name)
            yield Settings(
                data_dir=folder,
                database_url=url.render_as_string(hide_password=False),
                unsafe_database=True,
            )
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())
