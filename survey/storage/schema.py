"""The version of the tables: what it is, what it should be, and the way from one to the other (Alembic)."""

from __future__ import annotations

from functools import cache

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from survey.errors import Refused


def configuration(connection: Connection | None = None) -> Config:
    """Alembic's settings without a file; it works on a connection that it is given."""
    config = Config(attributes={"connection": connection})
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


def upgrade(connection: Connection) -> None:
    """Bring the tables to the newest version, all steps in the caller's transaction."""
    known = {script.revision for script in ScriptDirectory.from_config(configuration()).walk_revisions()}
    now = current(connection)
    if now is not None and now not in known:
        raise Refused(
            f"The database is of a newer version ({now}) than this program knows. Start the newer program,"
            " or restore the backup that was made before it."
        )
    command.upgrade(configuration(connection), "head")
