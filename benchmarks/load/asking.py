"""So many connections that ask a server one thing after another, in a process of their own.

A client in Python costs about what a bare reply does, so it is as small as can be: requests are bytes that
were made beforehand, and of a reply no more is read than its status and its length.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from statistics import median, quantiles

PATIENCE = 60.0
LENGTH = b"content-length:"
HANGS_UP = b"connection: close"
Line = tuple[asyncio.StreamReader, asyncio.StreamWriter]


@dataclass(frozen=True)
class Asked:
    """How one round of requests went."""

    seconds: float
    each: tuple[float, ...]
    """Seconds that each waited."""
    statuses: frozenset[int]

    @property
    def a_second(self) -> float:
        return len(self.each) / self.seconds

    @property
    def middle(self) -> float:
        return median(self.each)

    @property
    def late(self) -> float:
        """The wait that one in a hundred exceeds."""
        return quantiles(self.each, n=100)[-1] if len(self.each) > 1 else self.each[0]


def ask(port: int, connections: Sequence[Sequence[bytes]]) -> Asked:
    """Each connection sends its requests one after the other, all connections at once."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
        return process.submit(together, port, connections).result()


def together(port: int, connections: Sequence[Sequence[bytes]]) -> Asked:
    return asyncio.run(all_at_once(port, connections))


async def all_at_once(port: int, connections: Sequence[Sequence[bytes]]) -> Asked:
    lines = [await line_to(port) for _ in connections]
    waited: list[float] = []
    statuses: set[int] = set()
    began = time.perf_counter()
    turns = [
        in_turn(port, line, requests, waited, statuses)
        for line, requests in zip(lines, connections, strict=True)
    ]
    await asyncio.gather(*turns)
    return Asked(time.perf_counter() - began, tuple(waited), frozenset(statuses))


async def line_to(port: int) -> Line:
    return await asyncio.open_connection("127.0.0.1", port)


async def in_turn(
    port: int, line: Line | None, requests: Sequence[bytes], waited: list[float], statuses: set[int]
) -> None:
    for request in requests:
        sent = time.perf_counter()
        reader, writer = line = line or await line_to(port)
        writer.write(request)
        async with asyncio.timeout(PATIENCE):
            head = await reader.readuntil(b"\r\n\r\n")
            await reader.readexactly(length(head))
        waited.append(time.perf_counter() - sent)
        statuses.add(int(head[9:12]))
        if HANGS_UP in head.lower():
            writer.close()
            line = None
    if line:
        line[1].close()


def length(head: bytes) -> int:
    """How long the body of a reply is."""
    at = head.lower().find(LENGTH)
    return int(head[at + len(LENGTH) :].split(b"\r\n", 1)[0]) if at >= 0 else 0
