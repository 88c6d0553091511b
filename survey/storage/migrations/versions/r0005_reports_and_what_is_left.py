"""Reports that were asked for; how far those drafts had come that were deleted."""

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
    op.create_table(
        "left_off",
        sa.Column("campaign_id", sa.Integer, sa.ForeignKey("campaign.id"), primary_key=True),
        sa.Column("version_id", sa.Integer, sa.ForeignKey("questionnaire_version.id"), primary_key=True),
        sa.Column("synthetic", sa.Boolean, primary_key=True),
        sa.Column("behind", sa.Integer, primary_key=True),
        sa.Column("drafts", sa.Integer, nullable=False),
    )
