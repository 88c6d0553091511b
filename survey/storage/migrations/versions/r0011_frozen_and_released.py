"""When answers were frozen, final reports, what else a worker is asked to make, and when its files went."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from survey.storage.tables import Instant

revision = "r0011"
down_revision = "r0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("report_request", sa.Column("makes", sa.String, nullable=False, server_default="report"))
    op.add_column("report_request", sa.Column("told_more", sa.JSON, nullable=True))
    op.add_column("report_request", sa.Column("deleted_at", Instant, nullable=True))
    op.create_table(
        "data_freeze",
        sa.Column("campaign_id", sa.Integer, sa.ForeignKey("campaign.id"), primary_key=True),
        sa.Column("at", Instant, nullable=False),
        sa.Column("actor", sa.String, nullable=False),
        sa.Column("people", sa.String, nullable=False),
        sa.Column("fingerprint", sa.String, nullable=False),
    )
    op.create_table(
        "final_report",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("campaign_id", sa.Integer, sa.ForeignKey("campaign.id"), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("request_id", sa.Integer, sa.ForeignKey("report_request.id"), nullable=False, index=True),
        sa.Column("asked_at", Instant, nullable=False),
        sa.Column("asked_by", sa.String, nullable=False),
        sa.Column("reason", sa.String, nullable=False),
        sa.Column("data", sa.String, nullable=False),
        sa.Column("entry", sa.String, nullable=False),
        sa.Column("beside", sa.Integer, nullable=False),
        sa.Column("title", sa.String, nullable=False),
        sa.Column("fingerprint", sa.String, nullable=False),
        sa.Column("files", sa.JSON, nullable=False),
        sa.Column("published_at", Instant, nullable=True),
        sa.Column("published_by", sa.String, nullable=False),
        sa.Column("taken_down_at", Instant, nullable=True),
        sa.Column("taken_down_by", sa.String, nullable=False),
        sa.UniqueConstraint("campaign_id", "number"),
    )
