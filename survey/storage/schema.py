"""The version of the tables: what it is, what it should be, and the way from one to the other (Alembic)."""

from __future__ import annotations

from functools import cache

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text

from survey.errors import Refused
from survey.storage.work import Keys

UNFINISHED = "being restored"
"""Stands in the place of the version while a backup is put back, so that nobody works with a part of it."""


def configuration(connection: Connection | None = None, keys: Keys | None = None) -> Config:
    """Alembic's settings without a file; it works on a connection that it is given."""
    config = Config(attributes={"connection": connection, "keys": keys})
    config.set_main_option("script_location", "survey.storage:migrations")
    config.set_main_option("path_separator", "os")
    return config


@cache
def newest() -> str:
    """The version of the tables that this program works with."""
    head = ScriptDirectory.from_config(configuration()).get_current_head()
    assert head is not None
    return head


def current(connection: Connection) -> str | None:
    """The version of the tables in a database; None when it is empty."""
    return MigrationContext.configure(connection).get_current_revision()


def is_empty(connection: Connection) -> bool:
    """Whether a database has no table at all."""
    return not inspect(connection).get_table_names()


def known() -> tuple[str, ...]:
    """Every version that this program can bring to its own."""
    return tuple(s.revision for s in ScriptDirectory.from_config(configuration()).walk_revisions())


def upgrade(connection: Connection, keys: Keys, to: str = "head") -> None:
    """Bring the tables to the newest version, or to one that is asked for, in the caller's transaction."""
    now = current(connection)
    if now == UNFINISHED:
        raise Refused(
            "This database is being filled from a backup. Wait for that; if it broke off, begin it again in"
            " an empty database."
        )
    if now is not None and now not in known():
        raise Refused(
            f"The database is of a newer version ({now}) than this program knows. Start the newer program,"
            " or restore the backup that was made before it."
        )
    command.upgrade(configuration(connection, keys), to)


def mark_unfinished(connection: Connection) -> None:
    """Keep everybody out, from a part of the restore to its end."""
    connection.execute(text("UPDATE alembic_version SET version_num = :now"), {"now": UNFINISHED})


def mark_finished(connection: Connection) -> None:
    connection.execute(text("UPDATE alembic_version SET version_num = :now"), {"now": newest()})
