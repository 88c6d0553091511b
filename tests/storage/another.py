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
        yield settings.model_copy(
            update={
                "data_dir": folder,
                "database_url": f"sqlite:///{folder / 'survey.db'}",
                "secret_file": folder / "secret",
            }
        )
        return
    name = f"another_{token_hex(4)}"
    server = settings.database_url
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
        try:
            url = make_url(server).set(database=name).render_as_string(hide_password=False)
            yield settings.model_copy(
                update={"data_dir": folder, "database_url": url, "secret_file": folder / "secret"}
            )
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())
