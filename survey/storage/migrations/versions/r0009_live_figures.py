"""What the team's live page shows, one row a survey."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from survey.storage.tables import Instant

revision = "r0009"
down_revision = "r0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "live_snapshot",
        sa.Column("campaign_id", sa.Integer, sa.ForeignKey("campaign.id"), primary_key=True),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("taken_at", Instant(), nullable=False),
        sa.Column("shown", sa.JSON, nullable=False),
        sa.Column("held", sa.JSON, nullable=False),
    )
