"""By which OpenID Connect provider somebody of the team signs in, and how it names them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "r0008"
down_revision = "r0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("staff_account", sa.Column("provider_issuer", sa.String, nullable=True))
    op.add_column("staff_account", sa.Column("provider_subject", sa.String, nullable=True))
    op.create_index(
        "staff_account_provider", "staff_account", ["provider_issuer", "provider_subject"], unique=True
    )
