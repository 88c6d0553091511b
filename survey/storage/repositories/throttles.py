"""Counts of wrong codes by an unlinkable key and an hour."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import bindparam, delete, select

from survey.storage.service_tables import metadata
from survey.storage.work import Repository

THROTTLE = metadata.tables["throttle"]
COUNT = select(THROTTLE.c["count"]).where(
    THROTTLE.c.key == bindparam("key"), THROTTLE.c.window_start == bindparam("window_start")
)


class Throttles(Repository):
    def count(self, key: str, window: datetime) -> int:
        """How many were counted for a key in the window that starts then."""
        return self.connection.execute(COUNT, {"key": key, "window_start": window}).scalar() or 0

    def add(self, key: str, window: datetime) -> int:
        """Count one more, and say how many there are now."""
        adding = self.work.insert(THROTTLE).values(key=key, window_start=window, count=1)
        counted = adding.on_conflict_do_update(
            index_elements=["key", "window_start"], set_={"count": THROTTLE.c["count"] + 1}
        )
        now: int = self.connection.execute(counted.returning(THROTTLE.c["count"])).scalar_one()
        return now

    def forget(self, before: datetime) -> None:
        """Remove the windows that began before a moment."""
        self.connection.execute(delete(THROTTLE).where(THROTTLE.c.window_start < before))
