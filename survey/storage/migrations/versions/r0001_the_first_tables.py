"""The first tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "r0001"
down_revision = None
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
DOCUMENT = sa.JSON()


def upgrade() -> None:
    campaigns()
    drafts()
    responses()
    sessions()
    contacts()
    audit()


def campaigns() -> None:
    op.create_table(
        "questionnaire_version",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("questionnaire", sa.String, nullable=False),
        sa.Column("version", sa.String, nullable=False),
        sa.Column("sha256", sa.String, nullable=False),
        sa.Column("document", sa.Text, nullable=False),
        sa.Column("added_at", MOMENT, nullable=False),
        sa.UniqueConstraint("questionnaire", "sha256"),
    )
    op.create_table(
        "campaign",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("slug", sa.String, nullable=False, unique=True),
        sa.Column("version_id", sa.Integer, sa.ForeignKey("questionnaire_version.id"), nullable=False),
        sa.Column("opens_at", MOMENT, nullable=False),
        sa.Column("closes_at", MOMENT, nullable=False),
        sa.Column("withdraw_until", MOMENT, nullable=False),
        sa.Column("grace_minutes", sa.Integer, nullable=False),
        sa.Column("synthetic", sa.Boolean, nullable=False),
        sa.Column("trial", sa.Boolean, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.CheckConstraint("opens_at < closes_at", name="opens_first"),
        sa.CheckConstraint("closes_at <= withdraw_until", name="withdraw_last"),
        sa.CheckConstraint("grace_minutes >= 0", name="grace"),
    )


def drafts() -> None:
    op.create_table(
        "draft",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("campaign_id", sa.Integer, sa.ForeignKey("campaign.id"), nullable=False, index=True),
        sa.Column("version_id", sa.Integer, sa.ForeignKey("questionnaire_version.id"), nullable=False),
        sa.Column("resume_hash", sa.String, nullable=False, unique=True),
        sa.Column("submit_key", sa.String, nullable=False, unique=True),
        sa.Column("seed", sa.BigInteger, nullable=False),
        sa.Column("keep_partial", sa.Boolean, nullable=False),
        sa.Column("synthetic", sa.Boolean, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "draft_page",
        sa.Column("draft_id", sa.String, sa.ForeignKey("draft.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("page", sa.String, primary_key=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("closed", DOCUMENT, nullable=False),
        sa.Column("text", DOCUMENT, nullable=False),
        sa.Column("contact", DOCUMENT, nullable=False),
        sa.Column("done", sa.Boolean, nullable=False),
        sa.Column("seconds", sa.Integer, nullable=False),
        sqlite_with_rowid=False,
    )


def responses() -> None:
    op.create_table(
        "response",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("campaign_id", sa.Integer, sa.ForeignKey("campaign.id"), nullable=False, index=True),
        sa.Column("version_id", sa.Integer, sa.ForeignKey("questionnaire_version.id"), nullable=False),
        sa.Column("submit_key", sa.String, nullable=False, unique=True),
        sa.Column("receipt_hash", sa.String, nullable=False, unique=True),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("seed", sa.BigInteger, nullable=False),
        sa.Column("status", sa.String, nullable=False),
        sa.Column("synthetic", sa.Boolean, nullable=False),
        sa.Column("closed", DOCUMENT, nullable=False),
        sa.Column("pages", DOCUMENT, nullable=False),
        sa.Column("skipped", DOCUMENT, nullable=False),
        sa.Column("seconds", DOCUMENT, nullable=False),
        sa.Column("link", sa.String, index=True),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "response_text",
        sa.Column(
            "response_id", sa.String, sa.ForeignKey("response.id", ondelete="CASCADE"), primary_key=True
        ),
        sa.Column("texts", DOCUMENT, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "withdrawal",
        sa.Column("campaign_id", sa.Integer, sa.ForeignKey("campaign.id"), primary_key=True),
        sa.Column("receipt_hash", sa.String, primary_key=True),
        sa.Column("day", sa.Date, nullable=False),
        sqlite_with_rowid=False,
    )


def sessions() -> None:
    op.create_table(
        "session",
        sa.Column("token_hash", sa.String(64), primary_key=True),
        sa.Column("campaign_id", sa.Integer, sa.ForeignKey("campaign.id"), nullable=False),
        sa.Column("draft_id", sa.String, sa.ForeignKey("draft.id", ondelete="SET NULL"), index=True),
        sa.Column("shared", sa.Boolean, nullable=False),
        sa.Column("last_active", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False, index=True),
        sa.Column("receipt_key", sa.String),
        sa.Column("response_id", sa.String, sa.ForeignKey("response.id", ondelete="SET NULL"), index=True),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "throttle",
        sa.Column("key", sa.String, primary_key=True),
        sa.Column("window_start", MOMENT, primary_key=True),
        sa.Column("count", sa.Integer, nullable=False),
        sqlite_with_rowid=False,
    )


def contacts() -> None:
    op.create_table(
        "contact_outbox",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("campaign_id", sa.Integer, sa.ForeignKey("campaign.id"), nullable=False, index=True),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("payload", DOCUMENT, nullable=False),
        sa.Column("link", sa.String),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "contact",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("campaign_id", sa.Integer, sa.ForeignKey("campaign.id"), nullable=False, index=True),
        sa.Column("payload", DOCUMENT, nullable=False),
        sa.Column("link", sa.String, index=True),
        sqlite_with_rowid=False,
    )


def audit() -> None:
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("actor", sa.String, nullable=False),
        sa.Column("action", sa.String, nullable=False),
        sa.Column("campaign_id", sa.Integer, sa.ForeignKey("campaign.id"), index=True),
        sa.Column("old", DOCUMENT),
        sa.Column("new", DOCUMENT),
        sa.Column("reason", sa.String, nullable=False),
        sa.Column("digest", sa.String, nullable=False),
    )
    op.create_table(
        "audit_seal",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("entries", sa.Integer, nullable=False),
        sa.Column("last", sa.String, nullable=False),
        sa.Column("seal", sa.String, nullable=False),
    )
