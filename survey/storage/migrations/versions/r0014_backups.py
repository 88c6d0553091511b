"""What was deleted for somebody who asked, so that a restored backup does not bring it back."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from survey.storage.tables import UNORDERED

revision = "r0014"
down_revision = "r0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "tombstone",
        sa.Column("mark", sa.String(64), nullable=False),
        sa.Column("what", sa.String, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.PrimaryKeyConstraint("mark", name="pk_tombstone"),
        **UNORDERED,
    )
