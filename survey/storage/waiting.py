"""How long PostgreSQL may keep somebody waiting who wants to see a page: until a moment, and no longer.

Only those who answer a survey are in such a hurry. Commands, the worker and the team's pages wait as long as
the limits on statements let them.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

import psycopg
from psycopg.abc import PQGen

T = TypeVar("T")
_hurried: ContextVar[bool] = ContextVar("hurried", default=False)
_answer_by: ContextVar[float | None] = ContextVar("answer_by", default=None)


@contextmanager
def somebody_waits() -> Iterator[None]:
    """In this block somebody waits for a page."""
    before = _hurried.set(True)
    try:
        yield
    finally:
        _hurried.reset(before)


@contextmanager
def answering_within(seconds: float) -> Iterator[None]:
    """Where somebody waits, the waits for the server in this block take no longer than this together."""
    before = _answer_by.set(time.monotonic() + seconds if _hurried.get() else None)
    try:
        yield
    finally:
        _answer_by.reset(before)


class Impatient(psycopg.Connection[Any]):
    """A connection that is given up once the server has kept somebody waiting for too long.

    What was asked last may still happen there: whoever is told that nothing was saved tries again, and an
    identical page or the same button is taken as the same.
    """

    def wait(self, gen: PQGen[T], interval: float = 0.1, timeout: float | None = None) -> T:
        ends = _answer_by.get()
        if ends is None or timeout is not None:
            return super().wait(gen, interval, timeout)
        try:
            return super().wait(gen, interval, max(0.001, ends - time.monotonic()))
        except psycopg.OperationalError:
            if is_late():
                self.pgconn.finish()
                raise psycopg.OperationalError("the database did not answer in time") from None
            raise


def is_late() -> bool:
    """Whether the time to answer is over for whoever waits here."""
    ends = _answer_by.get()
    return ends is not None and time.monotonic() >= ends


def refuse_when_late() -> None:
    """A connection is not worth beginning any more once the time to answer is over."""
    if is_late():
        raise psycopg.OperationalError("the database did not answer in time")
