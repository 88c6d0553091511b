"""Reports that were asked for, and how far each is."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from survey.storage.tables import Instant

revision = "r0005"
down_revision = "r0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "report_request",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("campaign_id", sa.Integer, sa.ForeignKey("campaign.id"), nullable=False, index=True),
        sa.Column("asked_at", Instant, nullable=False),
        sa.Column("asked_by", sa.String, nullable=False),
        sa.Column("worker", sa.String, nullable=True),
        sa.Column("seen_at", Instant, nullable=True),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("told", sa.String, nullable=False),
        sa.Column("finished_at", Instant, nullable=True, index=True),
        sa.Column("problem", sa.String, nullable=False),
    )
