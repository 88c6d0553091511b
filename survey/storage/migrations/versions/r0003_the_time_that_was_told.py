"""What a draft's page last said of the time left, so that the next says more only for a reason."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "r0003"
down_revision = "r0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for column in ("told_left", "told_work"):
        op.add_column("draft", sa.Column(column, sa.Float, nullable=True))
