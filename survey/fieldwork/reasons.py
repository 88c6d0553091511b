"""Why something was changed: every change wants to know, and keeps it for those who ask later."""

from __future__ import annotations

from survey.errors import Refused

LONGEST = 1000


def a_reason(typed: str) -> str:
    """A reason without the spaces around it; Refused where there is none, or a text in its place."""
    reason = typed.strip()
    if not reason:
        raise Refused("Say why: it is kept with the change, for those who ask later.")
    if len(reason) > LONGEST:
        raise Refused(f"Say why in {LONGEST:,} characters at most. These are {len(reason):,}.")
    return reason
