"""The live figures of the team's page, counted anew as answers come in."""

from __future__ import annotations

import structlog
from pydantic import ValidationError

from analysis.worker.rounds import Job
from survey.errors import Refused
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
        for slug in taking.to_renew(self.store):
            try:
                self.renewed += taking.renew(self.store, slug)
            except (Refused, ValidationError) as failure:
                # one survey that cannot be read keeps neither the others nor the other jobs from their turn
                log.warning("live_figures_failed", survey=slug, kind=type(failure).__name__)

    def stop(self) -> None:
        """Nothing of it goes on between turns."""

    def said(self) -> str:
        return f"{self.renewed} live figures renewed."
