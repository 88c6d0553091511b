"""Programs of faults at full size: `python -m tests.soak NAME`; without a name, a list of them."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from random import randrange

from tests.soak.away import away
from tests.soak.backup import backups
from tests.soak.changing import changes
from tests.soak.clocks import clocks
from tests.soak.commits import commits
from tests.soak.deadline import closing, grace
from tests.soak.disk import broken_files, full
from tests.soak.history import history
from tests.soak.kills import kills
from tests.soak.migrating import migration
from tests.soak.mixed import mixed
from tests.soak.place import Place
from tests.soak.pressing import pressed, two_windows
from tests.soak.report import Report
from tests.soak.served import on_two_processes
from tests.soak.servers import database
from tests.soak.syncing import syncs

Program = Callable[[Place, int], Report]
PROGRAMS: dict[str, Program] = {
    "kills": on_two_processes(kills),
    "syncs": syncs,
    "commits": commits,
    "history": on_two_processes(history),
    "closing": on_two_processes(closing),
    "clocks": clocks,
    "grace": on_two_processes(grace),
    "changes": changes,
    "pressed": on_two_processes(pressed),
    "windows": on_two_processes(two_windows),
    "mixed": on_two_processes(mixed),
    "full": on_two_processes(full),
    "away": away,
    "broken": on_two_processes(broken_files),
    "migration": migration,
    "backups": backups,
}
FULL = {
    "kills": 100,
    "backups": 20_000,
    "history": 50_000,
    "away": 30,
    "commits": 200,
    "migration": 20,
    "pressed": 500,
    "windows": 500,
    "closing": 2000,
    "grace": 200,
    "full": 10,
    "broken": 3,
    "mixed": 600,
    "changes": 20,
    "syncs": 1000,
    "clocks": 160,
}
"""How often each does what it does, where the goal is to be shown."""
ENGINES = ("sqlite", "postgresql")


def run(name: str, engine: str, seed: int, size: int) -> bool:
    """One program on one engine, in a folder and a database of its own; whether all was as promised."""
    began = time.monotonic()
    with (
        tempfile.TemporaryDirectory(prefix="survey-soak-") as folder,
        database() if engine == "postgresql" else nullcontext() as server,
    ):
        place = Place(Path(folder), seed, server.url if server else "", server)
        report = PROGRAMS[name](place, size)
    report.count(seconds=round(time.monotonic() - began, 1))
    sys.stdout.write(report.as_json(program=name, engine=engine, seed=seed, size=size) + "\n")
    return not report.wrong


def main() -> int:
    given = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    given.add_argument("name", nargs="?", choices=[*PROGRAMS, "all"])
    given.add_argument("--seed", type=int, default=None, help="of its luck; another each time by default")
    given.add_argument("--engine", choices=ENGINES, help="both by default")
    given.add_argument("--size", type=int, default=0, help="how often; that of the goal by default")
    wanted = given.parse_args()
    if wanted.name is None:
        for name, program in PROGRAMS.items():
            told = (program.__doc__ or "").splitlines()[0]
            sys.stdout.write(f"{name:12} {told} Full size {FULL[name]}.\n")
        return 0
    names = list(PROGRAMS) if wanted.name == "all" else [wanted.name]
    seed = randrange(2**32) if wanted.seed is None else wanted.seed
    passed = [
        run(name, engine, seed, wanted.size or FULL[name])
        for name in names
        for engine in ([wanted.engine] if wanted.engine else ENGINES)
    ]
    return 0 if all(passed) else 1


if __name__ == "__main__":
    sys.exit(main())
