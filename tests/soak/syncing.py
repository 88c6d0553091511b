"""A stand-in for a cut of the power: before each reply the system was told to bring the write to the disk.

Killing a process proves nothing here, for what it wrote is in the memory of the system. So strace notes the
calls, of the web process and for PostgreSQL of the server too, and the order is read from the notes.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.serving import started
from tests.soak.people import Person
from tests.soak.place import Place
from tests.soak.report import Report
from tests.soak.servers import Database

CALLS = "trace=fsync,fdatasync,sendto,sendmsg,write,writev"
STRACE = ("strace", "-f", "-ttt", "-s", "16", "-e", CALLS, "-o")
LINE = re.compile(r"^\d+ +(\d+\.\d+) (?:<\.\.\. )?(\w+)")
SYNC, REPLY = "sync", "reply"


@contextmanager
def watched(server: Database | None, notes: Path) -> Iterator[None]:
    """Every server process that begins in this block is noted."""
    if server is None:
        yield
        return
    first = (server.folder / "data" / "postmaster.pid").read_text().split()[0]
    tracer = subprocess.Popen([*STRACE, str(notes), "-p", first], stderr=subprocess.DEVNULL)
    time.sleep(0.5)
    try:
        yield
    finally:
        tracer.terminate()
        tracer.wait()


def events(*notes: Path) -> list[tuple[float, str]]:
    """Syncs and replies of 200, in the order in which they were begun."""
    found = []
    for line in (line for file in notes if file.exists() for line in file.read_text().splitlines()):
        called = LINE.match(line)
        if called and called[2] in ("fsync", "fdatasync") and "resumed" not in line:
            found.append((float(called[1]), SYNC))
        elif called and '"HTTP/1.1 200' in line:
            found.append((float(called[1]), REPLY))
    return sorted(found)


def syncs(place: Place, size: int) -> Report:
    """D3: so many saves, one after the other; a sync call comes before each reply."""
    report = Report()
    if shutil.which("strace") is None:
        report.blame("strace is not installed: apt-get install strace")
        return report
    web, database = place.folder / "web.strace", place.folder / "database.strace"
    with place.opened() as store:
        store.close()
        with (
            watched(place.server, database),
            started(
                place.data_dir,
                database_url=place.database_url,
                before=("strace", "-D", *STRACE[1:], str(web)),
            ) as server,
        ):
            person = Person(server.address, "s")
            person.begin()
            saved = sum(person.save(number).confirmed for number in range(size))
            person.close()
    replies, synced, unsynced = 0, False, 0
    for _, kind in reversed_until(events(web, database), size):
        if kind == SYNC:
            synced = True
        else:
            replies += 1
            unsynced += not synced
            synced = False
    report.count(saves=saved, replies_seen=replies)
    report.none_of("saves that were refused", range(size - saved))
    report.none_of("replies that were not seen", range(size - replies))
    report.none_of("replies before any sync", range(unsynced))
    return report


def reversed_until(found: list[tuple[float, str]], replies: int) -> list[tuple[float, str]]:
    """The last of the notes, from before the first of so many replies: what came earlier was no save."""
    at = [number for number, (_, kind) in enumerate(found) if kind == REPLY]
    start = at[-replies - 1] + 1 if len(at) > replies else 0
    return found[start:]
