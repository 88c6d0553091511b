"""What went wrong unforeseen, by the reference that its page gave."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from survey.storage.tables import Instant

revision = "r0013"
down_revision = "r0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "fault",
        sa.Column("reference", sa.String(32), primary_key=True),
        sa.Column("hour", Instant, nullable=False, index=True),
        sa.Column("route", sa.String, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
    )
