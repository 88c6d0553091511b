"""What people wrote and how to reach them, sealed; from here on nothing else stands in these columns.

On PostgreSQL a changed or deleted row stays in the file of its table, so each table is written anew.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import context, op

revision = "r0015"
down_revision = "r0014"
branch_labels = None
depends_on = None

DOCUMENT = sa.JSON(none_as_null=True)
TABLES: tuple[tuple[str, tuple[str, ...], tuple[tuple[str, sa.types.TypeEngine[Any]], ...]], ...] = (
    ("draft_page", ("draft_id", "page"), (("text", DOCUMENT), ("contact", DOCUMENT))),
    ("response_text", ("response_id",), (("texts", DOCUMENT),)),
    ("contact_outbox", ("id",), (("payload", DOCUMENT),)),
    ("contact", ("id",), (("payload", DOCUMENT),)),
    ("text_reading", ("id",), (("signs", DOCUMENT),)),
    ("text_outcome", ("reading_id",), (("passed_to", sa.String()), ("passed_why", sa.String()))),
    ("text_original", ("reading_id",), (("words", sa.Text()),)),
    ("practice_event", ("id",), (("note", sa.Text()),)),
)
AT_ONCE = 500
REWRITE = {
    "JSON": "ALTER TABLE {table} ALTER COLUMN {column} TYPE JSON USING ({column}::text || '')::json",
    "TEXT": "ALTER TABLE {table} ALTER COLUMN {column} TYPE TEXT USING {column} || ''",
    "VARCHAR": "ALTER TABLE {table} ALTER COLUMN {column} TYPE VARCHAR USING {column} || ''",
}


def upgrade() -> None:
    connection = op.get_bind()
    for name, key, columns in TABLES:
        own: list[sa.ColumnClause[Any]] = [sa.column(one) for one in key]
        of = sa.table(name, *own, *(sa.column(one, kind) for one, kind in columns))
        seal(connection, of, key, tuple(column for column, _ in columns))
        rewrite(connection, name, columns[0])
    op.add_column("response_text", sa.Column("sealed_for", sa.String, nullable=True))


def seal(connection: sa.Connection, of: Any, key: tuple[str, ...], columns: tuple[str, ...]) -> None:
    """Seal what there is, a few rows at a time in the order of the key."""
    order = sa.tuple_(*(of.c[name] for name in key))
    asked = sa.select(of).order_by(*(of.c[name] for name in key)).limit(AT_ONCE)
    last = None
    while rows := connection.execute(asked if last is None else asked.where(order > last)).all():
        for row in rows:
            here = [row._mapping[name] for name in key]
            found = {name: row._mapping[name] for name in columns if row._mapping[name]}
            if found:
                ring = context.config.attributes["keys"](connection)
                changes = {
                    name: str(ring.close(value, "/".join((f"{of.name}.{name}", *map(str, here)))))
                    for name, value in found.items()
                }
                this = sa.and_(*(of.c[name] == value for name, value in zip(key, here, strict=True)))
                connection.execute(sa.update(of).where(this).values(changes))
        last = sa.tuple_(*(rows[-1]._mapping[name] for name in key))


def rewrite(connection: sa.Connection, table: str, column: tuple[str, sa.types.TypeEngine[Any]]) -> None:
    if connection.dialect.name == "postgresql":
        name, kind = column
        connection.exec_driver_sql(REWRITE[str(kind)].format(table=table, column=name))
