"""Reports and data that the team asked for, each made by a process of its own.

That process is the command that people type, so there is one way to a report. It can take minutes and
memory; this one stays small, hears how it goes, and can end it at once.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from secrets import token_hex
from threading import Thread

import structlog

from analysis.worker.recipes import RECIPES
from analysis.worker.rounds import Clock, Job
from survey.fieldwork import reports
from survey.fieldwork.reports import Asked
from survey.storage.database import Store

HEARTBEAT = 20.0
"""Seconds after which a worker says that it is still at it; the lease is six times as long."""
PATIENCE = 5.0
"""Seconds for a process that is told to stop, before it is made to."""
BROKE = "A fault of the program stopped it. The worker's log names it."

log = structlog.get_logger("worker")


def not_written(failure: OSError) -> str:
    """Why the folder of reports could not be used, as a sentence."""
    return f"The folder for reports cannot be written ({failure.strerror or failure})."


@dataclass
class Making:
    """A process that makes a report into a folder beside its place."""

    asked: Asked
    place: Path
    process: subprocess.Popen[str]
    lines: list[str] = field(default_factory=list)
    listener: Thread | None = None

    @classmethod
    def started(cls, asked: Asked) -> Making:
        """Begin; what a lost worker left of it is cleared away."""
        asked.folder.parent.mkdir(parents=True, exist_ok=True)
        for left in asked.folder.parent.glob(f".{asked.folder.name}.*"):
            shutil.rmtree(left, ignore_errors=True)
        place = asked.folder.with_name(f".{asked.folder.name}.{token_hex(4)}")
        wanted = RECIPES[asked.request.makes].arguments(asked)
        command = [sys.executable, "-m", "analysis", *wanted, "--out", str(place)]
        process = subprocess.Popen(  # nosec B603 # by a recipe of ours and a slug, no shell
            command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
        )
        making = cls(asked, place, process)
        making.listener = Thread(target=making.listen, daemon=True)
        making.listener.start()
        return making

    def listen(self) -> None:
        assert self.process.stderr is not None
        with self.process.stderr as said:
            self.lines.extend(line.strip() for line in said if line.strip())

    @property
    def told(self) -> str:
        """The last sentence that it said."""
        return self.lines[-1] if self.lines else ""

    def problem(self) -> str:
        """Why it ended without a report; empty where it made one."""
        if self.listener is not None:
            self.listener.join(PATIENCE)
        if self.process.returncode == 0:
            return ""
        faulty = self.process.returncode < 0 or any(line.startswith("Traceback") for line in self.lines)
        return BROKE if faulty else self.told or BROKE

    def publish(self) -> str:
        """Put the finished folder in its place; why that cannot be done, or nothing. Twice does no harm."""
        try:
            if self.place.exists():
                RECIPES[self.asked.request.makes].finish(self.place, self.asked)
                shutil.rmtree(self.asked.folder, ignore_errors=True)
                self.place.rename(self.asked.folder)
        except OSError as failure:
            return not_written(failure)
        return ""

    def end(self) -> None:
        """Stop the process if it still runs, and leave nothing of it."""
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        if self.listener is not None:
            self.listener.join(PATIENCE)
        shutil.rmtree(self.place, ignore_errors=True)
        for left in self.place.parent.glob(f".{self.place.name}.*"):
            shutil.rmtree(left, ignore_errors=True)


class Reports(Job):
    """Takes one request at a time and sees it through."""

    name = "reports"
    pause = 2.0

    def __init__(self, store: Store, clock: Clock = time.monotonic) -> None:
        self.store = store
        self.clock = clock
        self.worker = token_hex(8)
        self.making: Making | None = None
        self.heard = ("", 0.0)
        self.made = 0

    def is_busy(self) -> bool:
        return self.making is not None

    def turn(self) -> None:
        if self.making is None:
            asked = reports.take(self.store, self.worker)
            if asked is None:
                return
            log.info("report_begun", report=asked.request.id)
            try:
                self.making, self.heard = Making.started(asked), ("", self.clock())
            except OSError as failure:
                reports.finish(self.store, asked, self.worker, not_written(failure))
                return
        if self.making.process.poll() is not None:
            self.finished(self.making)
        else:
            self.pass_on(self.making)

    def finished(self, making: Making) -> None:
        """Publish what was made, or say why nothing was."""
        problem = making.problem() or making.publish()
        kept = reports.finish(self.store, making.asked, self.worker, problem)
        log.info("report_ended", report=making.asked.request.id, kept=kept, failed=bool(problem))
        if problem == BROKE:
            log.error("report_broke", report=making.asked.request.id, exit=making.process.returncode)
        self.made += kept and not problem
        self.making = None
        making.end()

    def pass_on(self, making: Making) -> None:
        """Say how it goes when that changed or it is time; leave off where another worker has it."""
        told, last = self.heard
        if making.told == told and self.clock() - last < HEARTBEAT:
            return
        self.heard = (making.told, self.clock())
        if not reports.tell(self.store, making.asked, self.worker, making.told):
            log.warning("report_lost", report=making.asked.request.id)
            self.making = None
            making.end()

    def stop(self) -> None:
        if self.making is not None:
            making, self.making = self.making, None
            making.end()
            reports.give_back(self.store, making.asked, self.worker)

    def said(self) -> str:
        return f"{self.made} reports made."
