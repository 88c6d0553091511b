"""A reader for tests of what comes after reading: every text that waits is left as it was written."""

from __future__ import annotations

from survey.fieldwork.reading import line, outcomes
from survey.storage.database import Store
from tests.fieldwork.described import READER


def read_all(store: Store, slug: str) -> None:
    """Decide about every text that waits."""
    while (id := line.take(store, slug, reader=READER)) is not None:
        outcomes.leave(store, slug, id, reader=READER)
