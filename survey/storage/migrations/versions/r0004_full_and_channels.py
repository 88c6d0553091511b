"""How many responses a survey takes at most, and by which links people came, counted apart from answers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "r0004"
down_revision = "r0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("campaign", sa.Column("most", sa.Integer, nullable=True))
    op.add_column("draft", sa.Column("channel", sa.String, nullable=True))
    op.create_table(
        "channel",
        sa.Column("campaign_id", sa.Integer, sa.ForeignKey("campaign.id"), primary_key=True),
        sa.Column("name", sa.String, primary_key=True),
        sa.Column("title", sa.String, nullable=False),
        sa.Column("starts", sa.Integer, nullable=False),
        sa.Column("sent", sa.Integer, nullable=False),
    )
