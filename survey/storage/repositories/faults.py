"""The latest things that went wrong unforeseen."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, insert, select

from survey.storage.records import FaultRecord
from survey.storage.service_tables import metadata
from survey.storage.work import Repository

FAULT = metadata.tables["fault"]


class Faults(Repository):
    def add(self, fault: FaultRecord) -> None:
        self.connection.execute(
            insert(FAULT).values(
                reference=fault.reference, hour=fault.hour, route=fault.route, kind=fault.kind
            )
        )

    def latest(self, number: int) -> tuple[FaultRecord, ...]:
        """The newest first, by the hour."""
        rows = self.connection.execute(
            select(FAULT).order_by(FAULT.c.hour.desc(), FAULT.c.reference).limit(number)
        )
        return tuple(FaultRecord(**row._mapping) for row in rows)

    def forget(self, before: datetime) -> None:
        """Remove those of hours before a moment."""
        self.connection.execute(delete(FAULT).where(FAULT.c.hour < before))
