"""The live figures as they were last taken: one row a survey."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select

from survey.storage.live_tables import metadata
from survey.storage.records import LiveRecord
from survey.storage.work import Repository

SNAPSHOT = metadata.tables["live_snapshot"]
ONE = select(SNAPSHOT).where(SNAPSHOT.c.campaign_id == bindparam("campaign_id"))


class LiveSnapshots(Repository):
    def get(self, campaign_id: int) -> LiveRecord | None:
        """The figures of a survey; held until the commit where they are about to be replaced."""
        row = self.work.held(ONE, {"campaign_id": campaign_id})
        return None if row is None else LiveRecord(**row._mapping)

    def put(
        self,
        campaign_id: int,
        *,
        after: int,
        taken_at: datetime,
        shown: dict[str, Any],
        held: dict[str, Any],
    ) -> bool:
        """Replace the snapshot of this number, 0 for none; False where somebody else has replaced it."""
        values = {"number": after + 1, "taken_at": taken_at, "shown": shown, "held": held}
        putting = self.work.insert(SNAPSHOT).values(campaign_id=campaign_id, **values)
        putting = putting.on_conflict_do_update(
            index_elements=["campaign_id"], set_=values, where=SNAPSHOT.c.number == after
        )
        return self.connection.execute(putting.returning(SNAPSHOT.c.number)).first() is not None
