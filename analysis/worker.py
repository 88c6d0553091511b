"""The background worker: moves contact details on from where they were left, batch by batch.

It stops on SIGTERM or SIGINT, and, when somebody started it with a pipe for its input, when that pipe is
closed or the process that started it is gone. It never sleeps longer than a few seconds at a time.
"""

from __future__ import annotations

import os
import random
import signal
import stat
import sys
import threading
from types import FrameType
from typing import Annotated

import structlog
import typer

from survey.errors import NotSaved
from survey.fieldwork import contacts
from survey.settings import Settings
from survey.storage.database import Store

PAUSE = 30.0
"""Seconds between rounds."""
LONGEST_PAUSE = 300.0
"""Seconds to wait, at most, after the store could not be reached again and again."""
GLANCE = 2.0
"""Seconds between looks at whether to stop."""

app = typer.Typer(name="analysis", pretty_exceptions_enable=False, callback=lambda: None)
log = structlog.get_logger("worker")


class Stop:
    """Says when to stop: a signal, the end of the input, or the end of the parent."""

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


class OneRound(Stop):
    """Stops after the first round."""

    def wait(self, seconds: float) -> bool:
        return True


def is_pipe(descriptor: int) -> bool:
    try:
        return stat.S_ISFIFO(os.fstat(descriptor).st_mode)
    except OSError:
        return False


def configure_logs() -> None:
    """One JSON line an event, to standard error."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(),
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )


def run(store: Store, stop: Stop, pause: float = PAUSE) -> int:
    """Rounds until told to stop; returns how many contacts were moved on."""
    moved, trouble = 0, 0
    while not stop.is_asked():
        try:
            found = contacts.flush(store, random.SystemRandom().shuffle)
        except NotSaved as failure:
            trouble += 1
            log.warning("round_failed", reason=str(failure), in_a_row=trouble)
        else:
            moved, trouble = moved + found, 0
            if found:
                log.info("contacts_moved", count=found)
        if stop.wait(min(pause * 2**trouble, LONGEST_PAUSE)):
            break
    return moved


@app.command()
def worker(
    once: Annotated[bool, typer.Option("--once", help="Do one round and stop.")] = False,
) -> None:
    """Do the background work of a server until told to stop: move contact details away from answers.

    `survey serve` starts one by itself. It stops on SIGTERM, and when the program that started it
    closes its input.
    """
    configure_logs()
    stop = OneRound() if once else Stop()
    stop.watch()
    with Store.open(Settings.read()) as store:
        store.migrate()
        moved = run(store, stop)
    if once:
        typer.echo(f"{moved} contacts moved.")
