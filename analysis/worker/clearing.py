"""Reports and data deleted once their time is over."""

from __future__ import annotations

import structlog

from analysis.worker.rounds import Job
from survey.fieldwork import reports
from survey.storage.database import Store

log = structlog.get_logger("worker")


class Clearing(Job):
    """Looks every ten minutes; what is final stays."""

    name = "clearing"
    pause = 600.0

    def __init__(self, store: Store) -> None:
        self.store = store
        self.deleted = 0

    def turn(self) -> None:
        gone = reports.delete_old(self.store)
        self.deleted += gone
        if gone:
            log.info("files_deleted", count=gone)

    def stop(self) -> None:
        """Nothing of it goes on between turns."""

    def said(self) -> str:
        return f"{self.deleted} reports and data files deleted."
