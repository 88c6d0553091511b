"""The live figures of the team's page, counted anew as answers come in."""

from __future__ import annotations

import structlog

from analysis.worker.rounds import Job
from survey.fieldwork.live import taking
from survey.storage.database import Store

log = structlog.get_logger("worker")


class LiveFigures(Job):
    """Looks twice a minute whether enough more have answered; mostly that is one count a survey."""

    name = "live figures"
    pause = 30.0

    def __init__(self, store: Store) -> None:
        self.store = store
        self.renewed = 0

    def turn(self) -> None:
        found = taking.renew_all(self.store)
        self.renewed += found
        if found:
            log.info("live_figures_renewed", count=found)

    def stop(self) -> None:
        """Nothing of it goes on between turns."""

    def said(self) -> str:
        return f"{self.renewed} live figures renewed."
