"""Use cases are synchronous; the web calls them in threads, so that its loop never waits for a disk."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

from anyio import CapacityLimiter, to_thread
from starlette.requests import Request

from survey.storage.waiting import somebody_waits

T = TypeVar("T")


async def in_thread(request: Request, work: Callable[..., T], *args: Any, **named: Any) -> T:
    """The result of a use case, called in one of the application's threads; whoever asked waits for it."""
    with somebody_waits():
        return await in_one_of(request.app.state.threads, work, *args, **named)


async def in_few_threads(request: Request, work: Callable[..., T], *args: Any, **named: Any) -> T:
    """The same for a use case that only looks: in as many threads as are of use to that with this engine."""
    with somebody_waits():
        return await in_one_of(request.app.state.looking, work, *args, **named)


async def in_one_of(limiter: CapacityLimiter, work: Callable[..., T], *args: Any, **named: Any) -> T:
    """The same in one of a number of threads that is kept for something else."""
    return await to_thread.run_sync(partial(work, *args, **named), limiter=limiter)
