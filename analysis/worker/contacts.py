"""Contact details on their way from where they were left, batch by batch."""

from __future__ import annotations

import random

import structlog

from analysis.worker.rounds import Job
from survey.fieldwork import contacts
from survey.storage.database import Store

log = structlog.get_logger("worker")


class Contacts(Job):
    """Moves every batch that is ready into the contact store."""

    name = "contacts"
    pause = 30.0

    def __init__(self, store: Store) -> None:
        self.store = store
        self.moved = 0

    def turn(self) -> None:
        found = contacts.flush(self.store, random.SystemRandom().shuffle)
        self.moved += found
        if found:
            log.info("contacts_moved", count=found)

    def stop(self) -> None:
        """Nothing of it goes on between turns."""

    def said(self) -> str:
        return f"{self.moved} contacts moved."
