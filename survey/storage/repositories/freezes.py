"""Freezes: at most one a campaign."""

from __future__ import annotations

from sqlalchemy import delete, insert, select

from survey.storage.records import columns
from survey.storage.release_records import FreezeRecord
from survey.storage.release_tables import metadata
from survey.storage.work import Repository

FREEZE = metadata.tables["data_freeze"]


class Freezes(Repository):
    def of(self, campaign_id: int) -> FreezeRecord | None:
        """The freeze that holds for a campaign."""
        found = self.connection.execute(select(FREEZE).where(FREEZE.c.campaign_id == campaign_id)).first()
        return None if found is None else FreezeRecord(**found._mapping)

    def add(self, freeze: FreezeRecord) -> None:
        """Freeze a campaign that was read with `to_change`."""
        self.connection.execute(insert(FREEZE).values(columns(freeze)))

    def undo(self, campaign_id: int) -> None:
        self.connection.execute(delete(FREEZE).where(FREEZE.c.campaign_id == campaign_id))
