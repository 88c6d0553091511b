"""Unsent drafts, and texts as they were before they were redacted, deleted once their time is over."""

from __future__ import annotations

from collections import Counter

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
        self.deleted: Counter[type[retention.Rule]] = Counter()

    def turn(self) -> None:
        found = retention.carry_out(self.store, actor="worker")
        self.deleted += found
        for rule, count in found.items():
            log.info("deleted_on_schedule", what=rule.action, count=count)

    def stop(self) -> None:
        """Nothing of it goes on between turns."""

    def said(self) -> str:
        told = [f"{rule.action}: {count}" for rule, count in self.deleted.items() if count]
        return f"On schedule {'; '.join(told) or 'nothing was deleted'}."
