"""Jobs in turn: each as often as it asks for, later and later while the store cannot be reached."""

from __future__ import annotations

import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import structlog

from analysis.worker.stop import GLANCE, Stop
from survey.errors import NotSaved

LONGEST_PAUSE = 300.0
"""Seconds to wait, at most, for a job that could not reach the store."""

Clock = Callable[[], float]
log = structlog.get_logger("worker")


class Job(ABC):
    """Something that the worker does from time to time."""

    name: str
    pause: float
    """Seconds between turns."""

    @abstractmethod
    def turn(self) -> None:
        """Do what there is to do now, and come back soon."""

    def is_busy(self) -> bool:
        """Whether something of it goes on between turns."""
        return False

    @abstractmethod
    def stop(self) -> None:
        """Leave off what goes on between turns, so that another worker can take it up."""

    @abstractmethod
    def said(self) -> str:
        """What it did since the start, as a sentence."""


@dataclass
class Turn:
    """When a job is next."""

    job: Job
    at: float
    trouble: int = 0

    @property
    def pause(self) -> float:
        """Seconds to the next turn: longer and longer in trouble, and never long because of it."""
        if not self.trouble:
            return self.job.pause
        return min(self.job.pause * 2.0**self.trouble, LONGEST_PAUSE)

    def take(self, now: float) -> None:
        try:
            self.job.turn()
        except NotSaved as failure:
            self.trouble += 1
            log.warning("turn_failed", job=self.job.name, reason=str(failure), in_a_row=self.trouble)
        else:
            self.trouble = 0
        self.at = now + self.pause


def run(jobs: Sequence[Job], stop: Stop, clock: Clock = time.monotonic) -> None:
    """Turns until told to stop."""
    turns = [Turn(job, clock()) for job in jobs]
    try:
        while not stop.is_asked():
            now = clock()
            for one in turns:
                if one.at <= now:
                    one.take(now)
            if stop.wait(max(0.0, min(one.at for one in turns) - clock())):
                break
    finally:
        left_off(jobs)


def once(jobs: Sequence[Job], stop: Stop) -> None:
    """One turn of each, and what that began brought to its end."""
    try:
        for job in jobs:
            job.turn()
            while job.is_busy() and not stop.wait(GLANCE):
                job.turn()
    finally:
        left_off(jobs)


def left_off(jobs: Sequence[Job]) -> None:
    for job in jobs:
        try:
            job.stop()
        except NotSaved as failure:
            log.warning("stop_failed", job=job.name, reason=str(failure))
