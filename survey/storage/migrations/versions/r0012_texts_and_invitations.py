"""Texts that the team writes for passing a survey on, and invitations that let one person begin once."""

# In the order of the numbers r0011 comes before this one; whoever brings both together points to it here.

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from survey.storage.tables import UNORDERED, Instant

revision = "r0012"
down_revision = "r0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "pack_text",
        sa.Column("campaign_id", sa.Integer, nullable=False),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("heading", sa.String, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("closes_at", Instant, nullable=False),
        sa.Column("written_at", Instant, nullable=False),
        sa.Column("written_by", sa.String, nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name="fk_pack_text_campaign_id"),
        sa.PrimaryKeyConstraint("campaign_id", "name", name="pk_pack_text"),
    )
    op.create_table(
        "admission",
        sa.Column("campaign_id", sa.Integer, nullable=False),
        sa.Column("invited_only", sa.Boolean, nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name="fk_admission_campaign_id"),
        sa.PrimaryKeyConstraint("campaign_id", name="pk_admission"),
    )
    op.create_table(
        "ticket",
        sa.Column("code_hash", sa.String(64), nullable=False),
        sa.Column("campaign_id", sa.Integer, nullable=False),
        sa.Column("channel", sa.String, nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name="fk_ticket_campaign_id"),
        sa.PrimaryKeyConstraint("code_hash", name="pk_ticket"),
        **UNORDERED,
    )
    op.create_index("ix_ticket_campaign_id", "ticket", ["campaign_id"])
    op.create_table(
        "ticket_count",
        sa.Column("campaign_id", sa.Integer, nullable=False),
        sa.Column("channel", sa.String, nullable=False),
        sa.Column("made", sa.Integer, nullable=False),
        sa.Column("taken_back", sa.Integer, nullable=False),
        sa.CheckConstraint("taken_back <= made", name="of_made"),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name="fk_ticket_count_campaign_id"),
        sa.PrimaryKeyConstraint("campaign_id", "channel", name="pk_ticket_count"),
    )
