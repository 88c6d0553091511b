"""The language that somebody answers in, and how a response was collected.

Whatever is there already was answered in the questionnaire's own language, on its pages or from paper; an
empty mode says that nobody knows which.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "r0002"
down_revision = "r0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("draft", "response"):
        op.add_column(table, sa.Column("language", sa.String, nullable=False, server_default="en-GB"))
    op.add_column("response", sa.Column("mode", sa.String, nullable=False, server_default=""))
