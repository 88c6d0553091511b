"""A web process tells the others on its machine what time it is, as long as it serves."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress

import structlog
from fastapi import FastAPI

from survey.storage.database import Store

EVERY_SECONDS = 1.0
log = structlog.get_logger()


def telling_time(store: Store) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    """What goes on beside the requests to an application on this store."""

    @asynccontextmanager
    async def beside(app: FastAPI) -> AsyncIterator[None]:
        telling = asyncio.create_task(tell(store))
        try:
            yield
        finally:
            telling.cancel()
            with suppress(asyncio.CancelledError):
                await telling

    return beside


async def tell(store: Store) -> None:
    """Every second; where the clocks part or agree again, the log says so once."""
    was_apart = False
    while True:
        ahead = store.backend.tell_time()
        if bool(ahead) != was_apart:
            was_apart = bool(ahead)
            log.warning("clock", ahead_of_others=round(ahead, 1))
        await asyncio.sleep(EVERY_SECONDS)
