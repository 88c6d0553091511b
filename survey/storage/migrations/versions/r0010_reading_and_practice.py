"""Texts that are read and redacted by people, and the register of examples of practice."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from survey.storage.tables import Instant

revision = "r0010"
down_revision = "r0009"
branch_labels = None
depends_on = None


def of_reading() -> sa.Column[str]:
    return sa.Column(
        "reading_id", sa.String(32), sa.ForeignKey("text_reading.id", ondelete="CASCADE"), primary_key=True
    )


def of_response(*, index: bool) -> sa.Column[str]:
    return sa.Column(
        "response_id",
        sa.String,
        sa.ForeignKey("response.id", ondelete="CASCADE"),
        nullable=False,
        index=index,
    )


def of_campaign() -> sa.Column[int]:
    return sa.Column("campaign_id", sa.Integer, sa.ForeignKey("campaign.id"), nullable=False, index=True)


def upgrade() -> None:
    op.create_table(
        "text_reading",
        sa.Column("id", sa.String(32), primary_key=True),
        of_campaign(),
        of_response(index=False),
        sa.Column("field", sa.String, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("due", sa.Date, nullable=False),
        sa.Column("signs", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("claimed_by", sa.String, nullable=True),
        sa.Column("claimed_until", Instant, nullable=True),
        sa.UniqueConstraint("response_id", "field"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "text_outcome",
        of_reading(),
        sa.Column("words", sa.String, nullable=False),
        sa.Column("passed_to", sa.String, nullable=False),
        sa.Column("passed_why", sa.String, nullable=False),
        sa.Column("passed_at", Instant, nullable=True),
        sa.Column("reader", sa.String, nullable=False),
        sa.Column("decided_at", Instant, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "text_original",
        of_reading(),
        sa.Column("words", sa.Text, nullable=False),
        sa.Column("since", Instant, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "practice_example",
        sa.Column("id", sa.String(32), primary_key=True),
        of_campaign(),
        of_response(index=True),
        sa.Column("state", sa.String, nullable=False),
        sa.Column(
            "keeper_id", sa.String, sa.ForeignKey("staff_account.id", ondelete="SET NULL"), nullable=True
        ),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "practice_event",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column(
            "example_id",
            sa.String,
            sa.ForeignKey("practice_example.id", ondelete="CASCADE"),
            nullable=False,
            index=True,
        ),
        sa.Column("at", Instant, nullable=False),
        sa.Column("actor", sa.String, nullable=False),
        sa.Column("what", sa.String, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
    )
