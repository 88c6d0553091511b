"""When the worker stops: a signal, the end of its input, or the end of the process that started it."""

from __future__ import annotations

import os
import signal
import stat
import threading
from types import FrameType

GLANCE = 2.0
"""Seconds between looks at whether to stop."""


class Stop:
    """Says when to stop."""

    def __init__(self) -> None:
        self._asked = threading.Event()
        self._parent = os.getppid() if is_pipe(0) else None

    def ask(self, *_: int | FrameType | None) -> None:
        self._asked.set()

    def is_asked(self) -> bool:
        if self._parent is not None and os.getppid() != self._parent:
            self._asked.set()
        return self._asked.is_set()

    def wait(self, seconds: float) -> bool:
        """Sleep in short steps; whether to stop."""
        left = seconds
        while left > 0 and not self.is_asked():
            self._asked.wait(min(GLANCE, left))
            left -= GLANCE
        return self.is_asked()

    def watch(self) -> None:
        """Listen for signals, and for the end of the input where it is a pipe."""
        for signal_number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(signal_number, self.ask)
        if self._parent is not None:
            threading.Thread(target=self._read_input, daemon=True).start()

    def _read_input(self) -> None:
        """Not through sys.stdin: a thread that holds its buffer makes the interpreter abort when it ends."""
        while os.read(0, 1024):
            pass
        self.ask()


def is_pipe(descriptor: int) -> bool:
    try:
        return stat.S_ISFIFO(os.fstat(descriptor).st_mode)
    except OSError:
        return False
