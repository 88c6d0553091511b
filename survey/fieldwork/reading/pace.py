"""How much somebody has read today, and when it is a good moment to stop."""

from __future__ import annotations

from survey.fieldwork.london import LONDON
from survey.storage.database import Store

ENOUGH = 10
"""Texts after which a pause is suggested, each time as many more are read."""


def read_today(store: Store, *, reader: str) -> int:
    """How many texts somebody has decided about since midnight in London."""
    with store.read() as tx:
        midnight = tx.now.astimezone(LONDON).replace(hour=0, minute=0, second=0, microsecond=0)
        return tx.readings.read_since(reader, midnight)


def note(read: int) -> str:
    """What to say about it, in a sentence or two."""
    if read < ENOUGH:
        return ""
    return (
        f"You have read {read} texts today. This is a good moment to stop or to take a break:"
        " what is left waits, and another reader can go on."
    )
