"""Whether a process tells the time as the others on its machine do: on SQLite each decides by its own clock.

Beside the database stands by how much the wall clock of whoever told it last is ahead of the time since the
machine started, which all its processes have in common. Web processes tell it every second. A process that
is ahead by more or less says nothing and writes nothing. Where one clock is wrong the others go on telling,
so it stays out; where the clock of the whole machine was set anew nobody tells, and what was told grows old
within seconds: then the first to come tells the new time, and all agree.
"""

from __future__ import annotations

import os
import struct
import time
import zlib
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from survey.errors import NotSaved
from survey.storage.write_lock import open_private

APART = 2.0
"""Seconds by which clocks may differ."""
OLD = 5.0
"""Seconds after which what was told counts no more."""
WRITTEN = struct.Struct("<dd")
STARTED = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)


@dataclass(frozen=True)
class Told:
    """What one process said of the time."""

    ahead: float
    """Seconds by which its wall clock is ahead of the time since the machine started."""
    at: float
    """When, in seconds since then."""

    @classmethod
    def now(cls) -> Told:
        since = time.clock_gettime(STARTED)
        return cls(time.time() - since, since)

    @classmethod
    def read(cls, data: bytes) -> Told | None:
        """None where nothing was told, or only half of it."""
        told, check = data[: WRITTEN.size], data[WRITTEN.size :]
        if len(told) < WRITTEN.size or zlib.crc32(told).to_bytes(4) != check:
            return None
        return cls(*WRITTEN.unpack(told))

    def written(self) -> bytes:
        told = WRITTEN.pack(self.ahead, self.at)
        return told + zlib.crc32(told).to_bytes(4)


class HostClock:
    """The time as processes on one machine tell it to one another, in a small file."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def apart(self) -> float:
        """By how many seconds this process is ahead of the others; 0 where it agrees, and tells them so."""
        try:
            file = open_private(self.path)
        except NotSaved:  # then nothing else can be written either, and says so
            return 0.0
        try:
            told, now = Told.read(os.pread(file, WRITTEN.size + 4, 0)), Told.now()
            fresh = told is not None and 0 <= now.at - told.at <= OLD
            if told is not None and fresh and abs(now.ahead - told.ahead) > APART:
                return now.ahead - told.ahead
            with suppress(OSError):  # a full disk: what was told before grows old, and then anybody agrees
                os.pwrite(file, now.written(), 0)
            return 0.0
        finally:
            os.close(file)

    def agree(self) -> None:
        """Raises NotSaved where this process tells another time than the others."""
        apart = self.apart()
        if apart:
            raise NotSaved(
                f"Nothing was saved: the clock of this process is {beside_others(apart)}, and which is right"
                " cannot be told. Set the machine's clock, and start the program again."
            )


def beside_others(apart: float) -> str:
    """How a clock stands to those of other processes, in words."""
    return f"{abs(apart):.0f} seconds {'ahead of' if apart > 0 else 'behind'} that of others on this machine"
