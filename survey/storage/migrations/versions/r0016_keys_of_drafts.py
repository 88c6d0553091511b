"""Each draft's own key, wrapped by the session and by the return code of whoever writes it.

Drafts that are there have none yet, and nobody here knows their codes: what they hold stays under the keys of
the server until their writers next save with a session that knows the code, or come back by it.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "r0016"
down_revision = "r0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ("key_salt", "key_name", "key_by_code"):
        op.add_column("draft", sa.Column(name, sa.String, nullable=True))
    op.add_column("draft", sa.Column("key_by_server", sa.Text, nullable=True))
    op.add_column("session", sa.Column("key_by_token", sa.String, nullable=True))
