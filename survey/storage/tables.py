"""The tables. Answers lie apart by nature: closed answers, free text and contact details never share a row.

Nothing here holds a clock time, an address or a user agent beside an answer. Tables whose order of
arrival would say who is who are clustered by a random key on SQLite (no hidden row number).
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any, ClassVar

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    DateTime,
    Dialect,
    ForeignKey,
    Text,
    UniqueConstraint,
)
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field, SQLModel

from survey.storage.sealed_columns import SealedText, sealed_document

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
metadata = SQLModel.metadata

UNORDERED = {"sqlite_with_rowid": False}
"""Rows lie in the order of their random key, so that SQLite keeps no order of arrival."""


class Instant(TypeDecorator[datetime]):
    """A moment in UTC that knows its zone on both engines; a moment without one is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone cannot be stored")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def parent(column: str, *, ondelete: str | None = None, index: bool = False) -> Any:
    """A column that points to a row of another table; indexed where rows are looked for by it."""
    return Field(sa_column_args=[ForeignKey(column, ondelete=ondelete)], index=index)


def document(nullable: bool = False) -> Any:
    """A JSON column; an absent document is NULL, never the JSON word null."""
    return Field(sa_type=JSON(none_as_null=True), nullable=nullable)


class QuestionnaireVersion(SQLModel, table=True):
    """A questionnaire as it was when somebody first used it; never changed."""

    __tablename__: ClassVar[str] = "questionnaire_version"
    __table_args__ = (UniqueConstraint("questionnaire", "sha256"),)
    id: int | None = Field(default=None, primary_key=True)
    questionnaire: str
    version: str
    sha256: str
    document: str = Field(sa_type=Text)
    added_at: datetime = Field(sa_type=Instant)


class Campaign(SQLModel, table=True):
    """One fielding of a questionnaire: its slug and its dates."""

    __table_args__ = (
        CheckConstraint("opens_at < closes_at", name="opens_first"),
        CheckConstraint("closes_at <= withdraw_until", name="withdraw_last"),
        CheckConstraint("grace_minutes >= 0", name="grace"),
    )
    id: int | None = Field(default=None, primary_key=True)
    slug: str = Field(unique=True)
    version_id: int = parent("questionnaire_version.id")
    opens_at: datetime = Field(sa_type=Instant)
    closes_at: datetime = Field(sa_type=Instant)
    withdraw_until: datetime = Field(sa_type=Instant)
    grace_minutes: int
    synthetic: bool
    trial: bool
    created_at: datetime = Field(sa_type=Instant)
    most: int | None = None
    archived_at: datetime | None = Field(default=None, sa_type=Instant)


class SignOff(SQLModel, table=True):
    """Somebody vouched for a part of a questionnaire as its fingerprint says it was."""

    __tablename__: ClassVar[str] = "sign_off"
    id: int | None = Field(default=None, primary_key=True)
    questionnaire: str = Field(index=True)
    about: str
    fingerprint: str
    day: date
    good_until: date | None = None
    actor: str
    note: str


class Draft(SQLModel, table=True):
    """Somebody's unfinished way through a campaign."""

    __table_args__ = UNORDERED
    id: str = Field(primary_key=True, max_length=32)
    campaign_id: int = parent("campaign.id", index=True)
    version_id: int = parent("questionnaire_version.id")
    resume_hash: str = Field(unique=True)
    submit_key: str = Field(unique=True)
    seed: int = Field(sa_type=BigInteger)
    keep_partial: bool
    synthetic: bool
    day: date
    language: str = Field(sa_column_kwargs={"server_default": "en-GB"})
    told_left: float | None = None
    told_work: float | None = None
    channel: str | None = None
    key_salt: str | None = None
    key_name: str | None = None
    key_by_code: str | None = None
    key_by_server: str | None = Field(default=None, sa_type=SealedText)


class DraftPage(SQLModel, table=True):
    """What was typed on one page, as it was typed, apart by nature; the version guards against two tabs."""

    __tablename__: ClassVar[str] = "draft_page"
    __table_args__ = UNORDERED
    draft_id: str = Field(primary_key=True, sa_column_args=[ForeignKey("draft.id", ondelete="CASCADE")])
    page: str = Field(primary_key=True)
    version: int
    closed: dict[str, Any] = document()
    text: dict[str, Any] = sealed_document()
    contact: dict[str, Any] = sealed_document()
    done: bool
    seconds: int


class LeftOff(SQLModel, table=True):
    """How many unsent drafts were deleted, by how many pages lay behind them: all that is kept of them."""

    __tablename__: ClassVar[str] = "left_off"
    campaign_id: int = Field(primary_key=True, sa_column_args=[ForeignKey("campaign.id")])
    version_id: int = Field(primary_key=True, sa_column_args=[ForeignKey("questionnaire_version.id")])
    synthetic: bool = Field(primary_key=True)
    behind: int = Field(primary_key=True)
    drafts: int


class Response(SQLModel, table=True):
    """One submitted response: its closed answers, and the day it came."""

    __table_args__ = UNORDERED
    id: str = Field(primary_key=True, max_length=32)
    campaign_id: int = parent("campaign.id", index=True)
    version_id: int = parent("questionnaire_version.id")
    submit_key: str = Field(unique=True)
    receipt_hash: str = Field(unique=True)
    day: date
    seed: int = Field(sa_type=BigInteger)
    status: str
    synthetic: bool
    closed: dict[str, Any] = document()
    pages: list[str] = document()
    skipped: list[str] = document()
    seconds: dict[str, Any] = document()
    link: str | None = Field(default=None, index=True)
    language: str = Field(sa_column_kwargs={"server_default": "en-GB"})
    mode: str = Field(sa_column_kwargs={"server_default": ""})


class ResponseText(SQLModel, table=True):
    """The free text of a response, kept apart so that few may read it."""

    __tablename__: ClassVar[str] = "response_text"
    __table_args__ = UNORDERED
    response_id: str = Field(primary_key=True, sa_column_args=[ForeignKey("response.id", ondelete="CASCADE")])
    texts: dict[str, Any] = sealed_document()
    sealed_for: str | None = None


class Session(SQLModel, table=True):
    """A browser that is answering, or has just sent; only the hash of its token is known."""

    __table_args__ = UNORDERED
    token_hash: str = Field(primary_key=True, max_length=64)
    campaign_id: int = parent("campaign.id")
    draft_id: str | None = parent("draft.id", ondelete="SET NULL", index=True)
    shared: bool
    last_active: datetime = Field(sa_type=Instant)
    expires_at: datetime = Field(sa_type=Instant, index=True)
    receipt_key: str | None = None
    response_id: str | None = parent("response.id", ondelete="SET NULL", index=True)
    key_by_token: str | None = None


class Channel(SQLModel, table=True):
    """How many came by a link that carries a name; nothing here or in a response says who they were."""

    campaign_id: int = Field(primary_key=True, sa_column_args=[ForeignKey("campaign.id")])
    name: str = Field(primary_key=True)
    title: str
    starts: int
    sent: int


class ReportRequest(SQLModel, table=True):
    """Somebody asked for a report; a worker takes it and says how it goes."""

    __tablename__: ClassVar[str] = "report_request"
    id: int | None = Field(default=None, primary_key=True)
    campaign_id: int = parent("campaign.id", index=True)
    asked_at: datetime = Field(sa_type=Instant)
    asked_by: str
    worker: str | None = None
    seen_at: datetime | None = Field(default=None, sa_type=Instant)
    tries: int
    told: str
    finished_at: datetime | None = Field(default=None, sa_type=Instant, index=True)
    problem: str
    makes: str = Field(sa_column_kwargs={"server_default": "report"})
    told_more: dict[str, Any] | None = document(nullable=True)
    deleted_at: datetime | None = Field(default=None, sa_type=Instant)


class ContactOutbox(SQLModel, table=True):
    """Contact details on their way to the contact store; moved on in shuffled batches."""

    __tablename__: ClassVar[str] = "contact_outbox"
    __table_args__ = UNORDERED
    id: str = Field(primary_key=True, max_length=32)
    campaign_id: int = parent("campaign.id", index=True)
    day: date
    payload: dict[str, Any] = sealed_document()
    link: str | None = None


class Contact(SQLModel, table=True):
    """Somebody who asked to be contacted; tied to an example only where they said so."""

    __table_args__ = UNORDERED
    id: str = Field(primary_key=True, max_length=32)
    campaign_id: int = parent("campaign.id", index=True)
    payload: dict[str, Any] = sealed_document()
    link: str | None = Field(default=None, index=True)


class Withdrawal(SQLModel, table=True):
    """What is left of a withdrawn response: enough to keep it away after a restore."""

    __table_args__ = UNORDERED
    campaign_id: int = Field(primary_key=True, sa_column_args=[ForeignKey("campaign.id")])
    receipt_hash: str = Field(primary_key=True)
    day: date


class Audit(SQLModel, table=True):
    """Who changed what and why; each entry is chained to the one before it."""

    id: int | None = Field(default=None, primary_key=True)
    at: datetime = Field(sa_type=Instant)
    actor: str
    action: str
    campaign_id: int | None = parent("campaign.id", index=True)
    old: dict[str, Any] | None = document(nullable=True)
    new: dict[str, Any] | None = document(nullable=True)
    reason: str
    digest: str


class AuditSeal(SQLModel, table=True):
    """How long the audit log is and how it ends, sealed: cutting its last entries off shows as well."""

    __tablename__: ClassVar[str] = "audit_seal"
    id: int = Field(primary_key=True)
    entries: int
    last: str
    seal: str
