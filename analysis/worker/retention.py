"""Unsent drafts, and texts as they were before they were redacted, deleted once their time is over."""

from __future__ import annotations

import structlog

from analysis.worker.rounds import Job
from survey.fieldwork import retention
from survey.storage.database import Store

log = structlog.get_logger("worker")


class Retention(Job):
    """Looks every hour whether something has been kept for long enough."""

    name = "retention"
    pause = 3600.0

    def __init__(self, store: Store) -> None:
        self.store = store
        self.deleted = 0
        self.originals = 0

    def turn(self) -> None:
        found = retention.delete_unsent(self.store, actor="worker")
        self.deleted += found
        if found:
            log.info("unsent_deleted", count=found)
        originals = retention.delete_originals(self.store, actor="worker")
        self.originals += originals
        if originals:
            log.info("originals_deleted", count=originals)

    def stop(self) -> None:
        """Nothing of it goes on between turns."""

    def said(self) -> str:
        return f"{self.deleted} unsent drafts and {self.originals} originals of redacted texts deleted."
