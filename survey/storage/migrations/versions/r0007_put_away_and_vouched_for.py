"""When a survey was put away; who vouched for what before one was opened."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from survey.storage.tables import Instant

revision = "r0007"
down_revision = "r0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("campaign", sa.Column("archived_at", Instant, nullable=True))
    op.create_table(
        "sign_off",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("questionnaire", sa.String, nullable=False, index=True),
        sa.Column("about", sa.String, nullable=False),
        sa.Column("fingerprint", sa.String, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("good_until", sa.Date, nullable=True),
        sa.Column("actor", sa.String, nullable=False),
        sa.Column("note", sa.String, nullable=False),
    )
