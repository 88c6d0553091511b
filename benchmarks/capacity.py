"""How many people an hour a machine takes: what one of them costs, measured, and what that makes of machines.

Robots answer the whole London survey over HTTP, page by page, and send it. Counted is the processor time of
the web processes and of PostgreSQL, not that of the robots, and how often something is committed. So the
figure holds though both share the machine here.
"""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from survey.engine.loader import load_file
from survey.fieldwork.campaign import open_campaign
from survey.fieldwork.shelf import find_questionnaire
from survey.folders import ROOT
from survey.settings import Settings
from survey.storage.database import Store
from tests.crowd import crowd
from tests.serving import below, started
from tests.soak.servers import database

SLUG = "trauma-informed-london"
TICKS = os.sysconf("SC_CLK_TCK")
MACHINES = (2, 4, 8, 16, 32)
BUSY = 0.5
"""Part of the processors that may be used: people come in waves, and waiting grows fast above this."""
PROCESSES = 2


@dataclass(frozen=True)
class Cost:
    """What one person who answers everything costs an engine."""

    engine: str
    people: int
    pages: float
    web: float
    database: float
    seconds: float

    def an_hour(self, cores: int) -> int:
        """People an hour that a machine with so many cores takes, database included."""
        return int(3600 * cores * BUSY / (self.web + self.database))

    def __str__(self) -> str:
        each = (
            f"{self.pages:.0f} pages, {self.web:.2f} s of the web and {self.database:.2f} s of the database"
        )
        table = "\n".join(
            f"  {cores:>3} cores: {self.an_hour(cores):>9,} people an hour" for cores in MACHINES
        )
        done = f"{self.people} people in {self.seconds:.0f} s"
        return f"{self.engine}: one person costs {each} ({done}).\n{table}"


def costs(people: int) -> Iterator[Cost]:
    """On SQLite, then on a PostgreSQL that syncs every commit."""
    yield measured(people, "", "SQLite", 0)
    with database() as server:
        pid = int((server.folder / "data" / "postmaster.pid").read_text().splitlines()[0])
        yield measured(people, server.url, "PostgreSQL", pid)


def measured(people: int, url: str, engine: str, postmaster: int) -> Cost:
    with opened(url) as data, started(data, database_url=url, processes=PROCESSES) as server:
        crowd(server.address, SLUG, PROCESSES * 2)  # so that everything is loaded
        web, base = processor(server.process.pid), processor(postmaster)
        began = time.perf_counter()
        visits = crowd(server.address, SLUG, people)
        took = time.perf_counter() - began
        trouble = [visit.trouble for visit in visits if visit.trouble]
        assert not trouble, trouble[0]
        pages = sum(len(visit.acknowledged) for visit in visits)
        whole = [len(visit.acknowledged) for visit in visits if visit.receipt]
        persons = pages / (sum(whole) / len(whole))  # some robots leave half-way
        web, base = processor(server.process.pid) - web, processor(postmaster) - base
        return Cost(engine, people, pages / persons, web / persons, base / persons, took)


@contextmanager
def opened(url: str) -> Iterator[Path]:
    """A database of its own with the London survey open."""
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "var"
        settings = Settings.read(data_dir=data, **({"database_url": url} if url else {}))
        with Store.open(settings) as store:
            store.migrate()
            form = load_file(find_questionnaire(ROOT / "questionnaires", SLUG))
            open_campaign(store, form, closes_at=datetime.now(UTC) + timedelta(days=1), actor="benchmark")
        yield data


def processor(pid: int) -> float:
    """Seconds of the processor that a process and all below it have used, the ended ones included."""
    total = 0
    for each in (pid, *below(pid)) if pid else ():
        try:
            fields = Path(f"/proc/{each}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        total += sum(map(int, fields[11:15]))
    return total / TICKS
