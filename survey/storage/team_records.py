"""What crosses the border of the storage about the team: frozen records, one a table."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class AccountRecord:
    """Somebody of the team."""

    id: str
    email: str
    name: str
    roles: tuple[str, ...]
    password_hash: str | None
    second_factor: str | None
    """The secret of the one-time codes, sealed; None until it was set up."""
    last_step: int
    """The half minute of the last one-time code that was used, so that none is used twice."""
    recovery: tuple[str, ...]
    """Hashes of the recovery codes that are left."""
    created_at: datetime
    disabled_at: datetime | None
    provider_issuer: str | None = None
    """The OpenID Connect provider by which its owner signs in; None until they did."""
    provider_subject: str | None = None
    """The name by which that provider knows them, for good."""


@dataclass(frozen=True, slots=True)
class InvitationRecord:
    """A link that makes an account, or with `account_id` gives one a new password."""

    token_hash: str
    email: str
    name: str
    roles: tuple[str, ...]
    account_id: str | None
    made_by: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class StaffSessionRecord:
    """A browser in which somebody of the team gave a password."""

    token_hash: str
    account_id: str
    began_at: datetime
    last_active: datetime
    expires_at: datetime
    passed_at: datetime | None
    """When the second factor came; nothing but the second factor can be done before."""
    proven_at: datetime | None
    """When the password was last given in it."""


@dataclass(frozen=True, slots=True)
class DelayRecord:
    """How often a sign-in went wrong, and until when the next one waits."""

    key: str
    misses: int
    until: datetime
