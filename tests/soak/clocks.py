"""A web process whose clock is wrong: who is in time is not for it to say."""

from __future__ import annotations

import struct
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx2

from survey.storage.database import Store
from tests.robot import Page
from tests.serving import started
from tests.soak.deadline import closing, ready
from tests.soak.place import Place, open_soak
from tests.soak.report import Report
from tests.soak.served import Served, served

OFFSETS = (120, -120)
"""Seconds."""
RIGHT = 0
SOURCE = Path(__file__).with_name("wrong_clock.c")
NANOSECONDS = 1_000_000_000
THREADS = 16
SECONDS = 5.0
"""How long a process may take to notice that its clock is wrong, or right again."""


@dataclass(frozen=True)
class Set:
    """A web process whose clock can be set while it runs."""

    site: Served
    file: Path

    def to(self, offset: int) -> None:
        """So many seconds ahead; the process reads it whenever it asks for the time."""
        with self.file.open("r+b") as file:
            file.write(struct.pack("=q", offset * NANOSECONDS))

    def becomes(self, status: int) -> float:
        """Seconds until the process says that it can take answers, or cannot."""
        start = time.monotonic()
        while httpx2.get(f"{self.site.server.address}/health/ready").status_code != status:
            if time.monotonic() - start > 4 * SECONDS:
                raise AssertionError(f"/health/ready has not become {status}")
            time.sleep(0.05)
        return time.monotonic() - start


def clocks(place: Place, size: int) -> Report:
    """T2: a web process's clock is set 120 s forward, then back, at so many submits each. PostgreSQL judges
    by its own clock; on SQLite the process saves nothing, and another on the machine judges."""
    report = Report()
    with served(place, processes=1) as right, with_a_clock_of_its_own(place, right.store) as wrong:
        for number, offset in enumerate(OFFSETS):
            one, slug = Report(), f"clock-{number}"
            if place.engine == "sqlite":
                refused(one, wrong, offset, f"{slug}-refused", size)
                wrong.to(offset)
                closing(one, right, slug, size)
            else:
                wrong.to(offset)
                closing(one, wrong.site, slug, size)
            wrong.to(RIGHT)
            report.count(**{f"{name} at {offset:+} s": figure for name, figure in one.counted.items()})
            report.blame(*(f"{offset:+} s: {line}" for line in one.wrong))
    return report


@contextmanager
def with_a_clock_of_its_own(place: Place, store: Store) -> Iterator[Set]:
    """A second server on the same database, whose wall clock can be set; the time since the machine started
    is everybody's, as it is on a real one.

    faketime, which does the like, has a hand in how threads wait, and held them up or let them go too soon.
    """
    file, url = place.folder / "clock", place.settings.database_url
    file.write_bytes(struct.pack("=q", RIGHT))
    library = place.folder / "wrong_clock.so"
    subprocess.run(["cc", "-shared", "-fPIC", "-O2", "-o", library, SOURCE, "-ldl"], check=True)
    with store.read() as tx:
        keys = store.key_file.path if tx.keyring.keys else None
    environment = {
        "LD_PRELOAD": str(library),
        "WRONG_CLOCK": str(file),
        "SURVEY_SECRET_FILE": str(place.settings.secret_file),
        "SURVEY_TEXT_KEYS_FILE": str(keys),
        "SURVEY_QUESTIONNAIRES": str(place.shelf),
    }
    with started(place.folder / "second", database_url=url, environment=environment) as server:
        yield Set(Served(place, store, server), file)


def refused(report: Report, wrong: Set, offset: int, slug: str, size: int) -> None:
    """Whoever comes to the process with the wrong clock is told that nothing was saved and can send the same
    page again once it is right."""
    open_soak(wrong.site.store, slug)
    with ThreadPoolExecutor(THREADS) as pool:
        people = list(pool.map(lambda n: ready(wrong.site, slug, f"w{n}"), range(size)))
        wrong.to(offset)
        report.at_most("seconds until it is noticed", wrong.becomes(503), SECONDS * wrong.site.place.slack)
        told = list(pool.map(lambda one: one[0].robot.submit(one[1]), people))
        report.none_of("stored by a wrong clock", range(wrong.site.sent(slug)))
        report.none_of("told anything but 503", [page.status for page in told if page.status != 503])
        wrong.to(RIGHT)
        report.at_most("seconds until it saves again", wrong.becomes(200), SECONDS * wrong.site.place.slack)
        again = list(pool.map(lambda one: one[0][0].robot.submit(one[1]), zip(people, told, strict=True)))
        report.none_of(
            "not sent from the page that was kept", [page.status for page in again if not sent(page)]
        )
    for person, _ in people:
        person.close()


def sent(page: Page) -> bool:
    return page.url.endswith("/sent")
