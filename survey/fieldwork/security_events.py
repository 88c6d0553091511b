"""Events about security: each a line of its own in the log, and a number for Prometheus.

A line says what happened and, of the team, the number of the account: never an address, a name or anything
that was typed, which may be a password in the wrong field. Of whoever answers it says nothing at all. Nothing
goes to the database, so that a flood of failures fills neither its disk nor the record of changes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

import structlog

log = structlog.get_logger("survey.security")


class Event(StrEnum):
    """What happened, as the log and Prometheus name it."""

    SIGNED_IN = "signed in"
    SIGNED_IN_AGAIN = "signed in again"
    RECOVERY_CODE = "recovery code used"
    WRONG_PASSWORD = "wrong password"
    WRONG_CODE = "wrong one-time code"
    TOO_SOON = "tried too soon"
    ENDED = "ended account"
    """Somebody showed credibly that it is theirs, after an administrator had ended it."""
    PROVIDER_FAILED = "provider sign-in failed"
    NOT_ALLOWED = "page refused to a role"
    FORGED = "forged form refused"
    OLD_FORM = "form without its token refused"
    """An old tab, or a form that was forged."""
    WRONG_RETURN_CODE = "wrong return code"


WORKED = frozenset({Event.SIGNED_IN, Event.SIGNED_IN_AGAIN})


@dataclass(frozen=True)
class SecurityEvents:
    """Tells of events; `counted` counts them, where somebody scrapes numbers."""

    counted: Callable[[str], None] | None = None

    def tell(self, event: Event, **more: str) -> None:
        """A line about an event: `account` is a number, empty where there is none, `route` a pattern."""
        if self.counted is not None:
            self.counted(event.value)
        level = log.info if event in WORKED else log.warning
        level("security", what=event.value, **more)
