"""Use cases are synchronous; the web calls them in threads, so that its loop never waits for a disk."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, Protocol, TypeVar

from anyio import CapacityLimiter, to_thread
from starlette.requests import Request

from survey.storage.waiting import somebody_waits

T = TypeVar("T")


class Doing(Protocol):
    """Something that does use cases."""

    async def __call__(self, work: Callable[..., T], *args: Any, **named: Any) -> T: ...

    @property
    def waiting(self) -> int:
        """How many wait to be begun."""


class Threads:
    """Each use case in a thread of its own, as many at once as the limit says."""

    def __init__(self, limit: CapacityLimiter) -> None:
        self.limit = limit

    async def __call__(self, work: Callable[..., T], *args: Any, **named: Any) -> T:
        return await in_one_of(self.limit, work, *args, **named)

    @property
    def waiting(self) -> int:
        return self.limit.statistics().tasks_waiting


class Here:
    """Each at once, by the loop itself, where a change of thread would take longer."""

    waiting = 0

    async def __call__(self, work: Callable[..., T], *args: Any, **named: Any) -> T:
        return work(*args, **named)


async def in_thread(request: Request, work: Callable[..., T], *args: Any, **named: Any) -> T:
    """The result of a use case, called in one of the application's threads; whoever asked waits for it."""
    with somebody_waits():
        return await in_one_of(request.app.state.threads, work, *args, **named)


async def looking(request: Request, work: Callable[..., T], *args: Any, **named: Any) -> T:
    """The same for a use case that only looks: it never stands behind those that write."""
    doing: Doing = request.app.state.looking
    with somebody_waits():
        return await doing(work, *args, **named)


async def saving(request: Request, work: Callable[..., T], *args: Any, **named: Any) -> T:
    """The same for one that keeps what somebody typed: one transaction, and nothing else that lasts."""
    doing: Doing = request.app.state.saving
    with somebody_waits():
        return await doing(work, *args, **named)


async def in_one_of(limiter: CapacityLimiter, work: Callable[..., T], *args: Any, **named: Any) -> T:
    """The same in one of a number of threads that is kept for something else."""
    return await to_thread.run_sync(partial(work, *args, **named), limiter=limiter)
