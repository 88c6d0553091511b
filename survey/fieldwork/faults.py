"""What went wrong unforeseen, for whoever runs the service: where and in which hour, never for whom.

The reference is the one that the page gave, and that the log has beside the place in the program.
"""

from __future__ import annotations

from datetime import timedelta

import structlog

from survey.errors import SurveyError
from survey.storage.database import Store
from survey.storage.records import FaultRecord

KEPT = timedelta(days=30)
LATEST = 10
log = structlog.get_logger("survey.faults")


def note(store: Store, reference: str, route: str, kind: str) -> None:
    """Keep a fault for a month. Where it cannot be kept the log alone has it: nobody waits for this."""
    try:
        with store.write() as tx:
            hour = tx.now.replace(minute=0, second=0, microsecond=0)
            tx.faults.forget(hour - KEPT)
            tx.faults.add(FaultRecord(reference, hour, route, kind))
    except SurveyError as problem:
        log.warning("fault_not_kept", request=reference, why=type(problem).__name__)


def latest(store: Store) -> tuple[FaultRecord, ...]:
    """The last ten, the newest first."""
    with store.read() as tx:
        return tx.faults.latest(LATEST)
