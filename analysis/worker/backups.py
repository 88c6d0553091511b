"""Backups made by themselves, where a folder and a key are set: nobody has to remember."""

from __future__ import annotations

import subprocess
import sys
import time

import structlog

from analysis.worker.rounds import Clock, Job
from survey.fieldwork.backups import kept_away
from survey.fieldwork.backups.folder import is_due
from survey.storage.database import Store

AGAIN = 15 * 60.0
"""Seconds after a backup that failed until the next is tried."""
PATIENCE = 10.0
COMMAND = (sys.executable, "-m", "survey", "backup", "--json")
log = structlog.get_logger("worker")


class Backups(Job):
    """Looks twice a minute whether it is time, and whether the list of what was withdrawn is up to date.

    The backup is made by the command that people type, in a process of its own: reports go on meanwhile.
    """

    name = "backups"
    pause = 30.0

    def __init__(self, store: Store, clock: Clock = time.monotonic) -> None:
        self.store = store
        self.clock = clock
        self.making: subprocess.Popen[str] | None = None
        self.next = 0.0
        self.made = 0

    def is_busy(self) -> bool:
        return self.making is not None

    def turn(self) -> None:
        if self.making is not None:
            if self.making.poll() is not None:
                self.finished(self.making)
            return
        kept_away.write_out(self.store)
        if self.clock() >= self.next and is_due(self.store.settings, self.store.clock()):
            log.info("backup_begun")
            self.making = subprocess.Popen(  # nosec B603 # a fixed command, no shell
                COMMAND,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                text=True,
            )

    def finished(self, making: subprocess.Popen[str]) -> None:
        assert making.stderr is not None
        said = making.stderr.read().strip().splitlines()
        making.stderr.close()
        self.making = None
        if making.returncode == 0:
            self.made += 1
            log.info("backup_made")
        else:
            self.next = self.clock() + AGAIN
            log.error("backup_failed", exit=making.returncode, why=said[-1] if said else "")

    def stop(self) -> None:
        """One that is half made is cleared away; the next worker begins it anew."""
        if self.making is None:
            return
        making, self.making = self.making, None
        making.terminate()
        try:
            making.communicate(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            making.kill()
            making.communicate()

    def said(self) -> str:
        return f"{self.made} backups made."
