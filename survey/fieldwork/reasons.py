"""Why something was changed: every change wants to know, and keeps it for those who ask later."""

from __future__ import annotations

from survey.errors import Refused


def a_reason(typed: str) -> str:
    """A reason without the spaces around it; Refused where there is none."""
    reason = typed.strip()
    if not reason:
        raise Refused("Say why: it is kept with the change, for those who ask later.")
    return reason
