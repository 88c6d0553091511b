"""What several people save at the same time, stored by one thread in one transaction.

A commit waits for the disk, and handing work to a thread and back costs as much as the work. Both are done
once for all that have come since the last time. Whoever comes alone waits for nobody.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from contextvars import Context, copy_context
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeVar

from anyio import CapacityLimiter, to_thread
from anyio.lowlevel import RunVar

T = TypeVar("T")
Writing = Callable[[], AbstractContextManager[None]]
MOST = 16
"""So many are stored at the most before the first of them gets an answer."""


@dataclass(eq=False, slots=True)
class Job:
    """One use case, and who waits for what comes of it."""

    work: Callable[[], Any]
    asked: asyncio.Future[Any]
    context: Context = field(default_factory=copy_context)
    value: Any = None
    error: BaseException | None = None

    def do(self) -> None:
        self.error = None
        try:
            self.value = self.context.run(self.work)
        except BaseException as error:
            self.error = error

    def tell(self) -> None:
        """Whoever waits goes on, unless they have gone."""
        if self.asked.done():
            return
        if self.error is None:
            self.asked.set_result(self.value)
        elif isinstance(self.error, StopIteration):  # a future takes any other
            self.asked.set_exception(RuntimeError(repr(self.error)))
        else:
            self.asked.set_exception(self.error)


class Waiting:
    """What has come and was not begun, in one event loop."""

    def __init__(self) -> None:
        self.jobs: deque[Job] = deque()
        self.one = CapacityLimiter(1)
        self.doing: asyncio.Task[None] | None = None


class Undone(Exception):
    """One of several went wrong, so nothing of them is stored."""


class Commits:
    """Does what is asked in the order in which it came; nobody gets an answer before the commit."""

    def __init__(self, turn: Writing, together: Writing) -> None:
        """`turn` is the right to write, had by a thread once for all that it writes in the block; `together`
        makes one transaction of it."""
        self.turn = turn
        self.together = together
        self._waiting: RunVar[Waiting] = RunVar(f"waiting for {id(self)}")

    async def __call__(self, work: Callable[..., T], *args: Any, **named: Any) -> T:
        """What comes of a use case, once what it wrote is stored; after an undoing it is called anew."""
        waiting = self._waiting.get(None)
        if waiting is None:
            waiting = Waiting()
            self._waiting.set(waiting)
        loop = asyncio.get_running_loop()
        asked: asyncio.Future[T] = loop.create_future()
        waiting.jobs.append(Job(partial(work, *args, **named), asked))
        if waiting.doing is None:
            waiting.doing = loop.create_task(self._work_off(waiting))
        return await asked

    @property
    def waiting(self) -> int:
        """How many wait to be begun."""
        waiting = self._waiting.get(None)
        return len(waiting.jobs) if waiting else 0

    async def _work_off(self, waiting: Waiting) -> None:
        batch: list[Job] = []
        try:
            while waiting.jobs:
                batch = [waiting.jobs.popleft() for _ in range(min(MOST, len(waiting.jobs)))]
                await to_thread.run_sync(self._do, batch, limiter=waiting.one)
                for job in batch:
                    job.tell()
        finally:
            waiting.doing = None
            for job in (*batch, *waiting.jobs):  # none but where this was broken off
                job.asked.cancel()
            waiting.jobs.clear()

    def _do(self, batch: Sequence[Job]) -> None:
        """All together, in one turn; where that cannot be had, or the commit fails, all are told."""
        if len(batch) == 1:
            batch[0].do()
            return
        try:
            with self.turn():
                self._store(batch)
        except BaseException as failure:
            for job in batch:
                job.error = failure

    def _store(self, batch: Sequence[Job]) -> None:
        """In one transaction; where one goes wrong it is undone, and each is done anew by itself."""
        try:
            with self.together():
                for job in batch:
                    job.do()
                    if job.error is not None:
                        raise Undone
        except Undone:
            for job in batch:
                job.do()
