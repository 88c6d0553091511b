"""Tells work that has run away from work that is slow: no small file needs half a minute."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

SECONDS = 30


@contextmanager
def settled() -> Iterator[None]:
    """Fail when what is inside uses more than `SECONDS` of processor time."""

    def ran_away(*_: object) -> None:
        pytest.fail(f"still busy after {SECONDS} seconds of processor time")

    before = signal.signal(signal.SIGPROF, ran_away)
    signal.setitimer(signal.ITIMER_PROF, SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
