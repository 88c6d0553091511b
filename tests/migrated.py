"""A store with all its tables. Making them takes longer than most tests, so on SQLite it is done once a
process and the file copied; a database on PostgreSQL keeps its tables from test to test.
"""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from survey.settings import Settings
from survey.storage.database import Store
from survey.storage.sqlite import SQLite


def migrated(settings: Settings, **options: Any) -> Store:
    """A store to be closed by the caller; what is there already stays."""
    store = Store.open(settings, **options)
    if isinstance(store.backend, SQLite) and not store.is_there():
        place = store.backend.path
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with os.fdopen(os.open(place, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
            file.write(empty_database())
    store.migrate()
    return store


@cache
def empty_database() -> bytes:
    """The file of a database with all tables and no row."""
    with TemporaryDirectory() as folder:
        with Store.open(f"sqlite:///{folder}/empty.db") as store:
            store.migrate()
        return (Path(folder) / "empty.db").read_bytes()
