"""What was deleted for somebody who asked, and must stay away after a restore."""

from __future__ import annotations

from datetime import date

from sqlalchemy import literal, select, union_all

from survey.storage.backup_tables import metadata
from survey.storage.records import TombstoneRecord
from survey.storage.work import Repository

TOMBSTONE = metadata.tables["tombstone"]
WITHDRAWAL = metadata.tables["withdrawal"]
RESPONSE = "response"
"""What a withdrawal is called here; its mark is the keyed hash of the receipt."""


class Tombstones(Repository):
    def add(self, mark: str, what: str, day: date) -> None:
        """Keep a mark; a later day takes the place of an earlier one."""
        adding = self.work.insert(TOMBSTONE).values(mark=mark, what=what, day=day)
        self.connection.execute(adding.on_conflict_do_update(index_elements=["mark"], set_={"day": day}))

    def all(self) -> tuple[TombstoneRecord, ...]:
        """Everything that must stay away, the withdrawn responses too."""
        withdrawn = select(WITHDRAWAL.c.receipt_hash, literal(RESPONSE), WITHDRAWAL.c.day)
        rows = self.connection.execute(
            union_all(select(TOMBSTONE.c.mark, TOMBSTONE.c.what, TOMBSTONE.c.day), withdrawn)
        )
        return tuple(TombstoneRecord(*row) for row in rows)
