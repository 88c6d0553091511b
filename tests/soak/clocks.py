"""A web process whose clock is wrong: who is in time is not for it to say."""

from __future__ import annotations

from pathlib import Path

from survey.storage.database import Store
from tests.serving import started
from tests.soak.deadline import closing
from tests.soak.place import Place
from tests.soak.report import Report
from tests.soak.served import Served

OFFSETS = ("+120s", "-120s")


def clocks(place: Place, size: int) -> Report:
    """T2: the web process's clock is 120 s fast, then slow, at so many submits each; PostgreSQL judges."""
    report = Report()
    if place.engine == "sqlite":
        report.blame("not built: on SQLite a process decides by its own clock, and none is refused for it")
        return report
    library = next(Path("/usr/lib").glob("*/faketime/libfaketime.so.1"), None)
    if library is None:
        report.blame("faketime is not installed: apt-get install faketime")
        return report
    with Store.open(place.settings) as store:
        store.migrate()
        for number, offset in enumerate(OFFSETS):
            one = Report()
            environment = {"LD_PRELOAD": str(library), "FAKETIME": offset}
            with started(place.data_dir, database_url=place.database_url, environment=environment) as server:
                closing(one, Served(place, store, server), f"clock-{number}", size)
            report.count(**{f"{name} at {offset}": figure for name, figure in one.counted.items()})
            report.blame(*(f"{offset}: {line}" for line in one.wrong))
    return report
