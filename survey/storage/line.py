"""Waiting in line: whoever comes first is served first, and nobody waits for ever."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

from survey.errors import NotSaved


class Line:
    """A number of places for threads of this process; a place that is left goes to who has waited longest.

    The locks of the standard library give a place to whoever happens to run, so that under load some
    wait many times as long as others.
    """

    def __init__(self, places: int, patience: float) -> None:
        self.patience = patience
        self._places = self._free = places
        self._waiting: deque[Lock] = deque()
        self._mutex = Lock()

    @contextmanager
    def place(self) -> Iterator[None]:
        """A place for as long as the block runs; NotSaved when the wait gets too long."""
        if not self._enter():
            raise NotSaved("Very many people are saving just now. Nothing was saved; try again in a moment.")
        try:
            yield
        finally:
            self._leave()

    def standing(self) -> tuple[int, int]:
        """How many places are taken, and how many wait for one."""
        with self._mutex:
            return self._places - self._free, len(self._waiting)

    def _enter(self) -> bool:
        with self._mutex:
            if self._free and not self._waiting:
                self._free -= 1
                return True
            turn = Lock()
            turn.acquire()
            self._waiting.append(turn)
        if turn.acquire(timeout=self.patience):
            return True
        with self._mutex:
            if turn not in self._waiting:
                return True
            self._waiting.remove(turn)
            return False

    def _leave(self) -> None:
        with self._mutex:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._free += 1
