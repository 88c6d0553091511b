"""The right to write to a SQLite file: one thread of one process at a time."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain, repeat
from pathlib import Path
from threading import get_ident

from survey.errors import NotSaved
from survey.storage.line import Line

OPENED = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC
STEPS = (0.0001, 0.0001, 0.0002, 0.0002, 0.0005, 0.0005, 0.001)


class WriteLock:
    """An advisory lock on a file, taken again and again within one thread without harm.

    Threads of this process wait in line. Among processes two locks make it fair: whoever wants to write
    holds the place at the gate while waiting for the writer to finish, so that a busy process cannot
    take its own turn again before one that waits. Both end with their process, however it ends.
    """

    def __init__(self, path: Path, patience: float) -> None:
        self.path = path
        self.gate = path.with_name(path.name + "-gate")
        self.patience = patience
        self.line = Line(1, patience)
        self._owner = 0

    @contextmanager
    def __call__(self) -> Iterator[None]:
        if self._owner == get_ident():
            yield
            return
        with self.line.place():
            lock = self._take()
            self._owner = get_ident()
            try:
                yield
            finally:
                self._owner = 0
                os.close(lock)

    def _take(self) -> int:
        deadline = time.monotonic() + self.patience
        gate = take(self.gate, deadline)
        try:
            return take(self.path, deadline)
        finally:
            os.close(gate)


def take(path: Path, deadline: float) -> int:
    """Lock a file; it is opened anew each time, so that a process that was forked shares no lock."""
    file = open_private(path)
    try:
        for step in chain(STEPS, repeat(STEPS[-1])):
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() >= deadline:
                    raise NotSaved("Another process is writing. Nothing was saved; try again.") from None
                time.sleep(step)
    except BaseException:
        os.close(file)
        raise
    return file


def open_private(path: Path) -> int:
    """Open a file, made for its owner alone, in a folder of which the same is true."""
    try:
        try:
            return os.open(path, OPENED, 0o600)
        except FileNotFoundError:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            return os.open(path, OPENED, 0o600)
    except OSError as failure:
        raise NotSaved(f"{path} cannot be written: {failure.strerror}.") from failure
