"""The tables of the team: accounts, invitations, sessions and delays. Nothing here is about respondents."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from survey.storage.tables import Instant, document, metadata, parent

__all__ = ["metadata"]


class StaffAccount(SQLModel, table=True):
    """Somebody of the team; the second factor is sealed, everything else secret is a hash."""

    __tablename__: ClassVar[str] = "staff_account"
    id: str = Field(primary_key=True, max_length=32)
    email: str = Field(unique=True)
    name: str
    roles: list[str] = document()
    password_hash: str | None = None
    second_factor: str | None = None
    last_step: int = 0
    recovery: list[str] = document()
    created_at: datetime = Field(sa_type=Instant)
    disabled_at: datetime | None = Field(default=None, sa_type=Instant)
    provider_issuer: str | None = None
    provider_subject: str | None = None
    __table_args__ = (Index("staff_account_provider", "provider_issuer", "provider_subject", unique=True),)


class StaffInvitation(SQLModel, table=True):
    """A link that makes an account, or gives one a new password; only the hash of its token is known."""

    __tablename__: ClassVar[str] = "staff_invitation"
    token_hash: str = Field(primary_key=True, max_length=64)
    email: str
    name: str
    roles: list[str] = document()
    account_id: str | None = parent("staff_account.id", ondelete="CASCADE")
    made_by: str
    expires_at: datetime = Field(sa_type=Instant)


class StaffSession(SQLModel, table=True):
    """A browser in which somebody gave a password; `passed_at` once the second factor came too."""

    __tablename__: ClassVar[str] = "staff_session"
    token_hash: str = Field(primary_key=True, max_length=64)
    account_id: str = parent("staff_account.id", ondelete="CASCADE", index=True)
    began_at: datetime = Field(sa_type=Instant)
    last_active: datetime = Field(sa_type=Instant)
    expires_at: datetime = Field(sa_type=Instant, index=True)
    passed_at: datetime | None = Field(default=None, sa_type=Instant)
    proven_at: datetime | None = Field(default=None, sa_type=Instant)


class StaffDelay(SQLModel, table=True):
    """How often a sign-in went wrong, under a keyed name, and until when the next one waits."""

    __tablename__: ClassVar[str] = "staff_delay"
    key: str = Field(primary_key=True, max_length=64)
    misses: int
    until: datetime = Field(sa_type=Instant)
