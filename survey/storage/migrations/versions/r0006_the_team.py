"""Accounts of the team, invitations, their sessions, and how long sign-ins wait."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from survey.storage.tables import Instant

revision = "r0006"
down_revision = "r0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "staff_account",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("email", sa.String, nullable=False, unique=True),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("roles", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("password_hash", sa.String, nullable=True),
        sa.Column("second_factor", sa.String, nullable=True),
        sa.Column("last_step", sa.Integer, nullable=False),
        sa.Column("recovery", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("created_at", Instant, nullable=False),
        sa.Column("disabled_at", Instant, nullable=True),
    )
    op.create_table(
        "staff_invitation",
        sa.Column("token_hash", sa.String(64), primary_key=True),
        sa.Column("email", sa.String, nullable=False),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("roles", sa.JSON(none_as_null=True), nullable=False),
        sa.Column(
            "account_id", sa.String, sa.ForeignKey("staff_account.id", ondelete="CASCADE"), nullable=True
        ),
        sa.Column("made_by", sa.String, nullable=False),
        sa.Column("expires_at", Instant, nullable=False),
    )
    op.create_table(
        "staff_session",
        sa.Column("token_hash", sa.String(64), primary_key=True),
        sa.Column(
            "account_id",
            sa.String,
            sa.ForeignKey("staff_account.id", ondelete="CASCADE"),
            nullable=False,
            index=True,
        ),
        sa.Column("began_at", Instant, nullable=False),
        sa.Column("last_active", Instant, nullable=False),
        sa.Column("expires_at", Instant, nullable=False, index=True),
        sa.Column("passed_at", Instant, nullable=True),
        sa.Column("proven_at", Instant, nullable=True),
    )
    op.create_table(
        "staff_delay",
        sa.Column("key", sa.String(64), primary_key=True),
        sa.Column("misses", sa.Integer, nullable=False),
        sa.Column("until", Instant, nullable=False),
    )
