"""A place with the survey server running in two processes, for the programs that only ask over HTTP."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import wraps

from survey.storage.database import Store
from tests.serving import Server, started
from tests.soak.people import Person
from tests.soak.place import Place, open_soak
from tests.soak.report import Report
from tests.soak.servers import Database

Work = Callable[[Report, "Served", str, int], None]
"""What a program does on a server that runs: counts into the report, on a survey of its own, so often."""


@dataclass(frozen=True)
class Served:
    """The server, and its store for a look at what is kept."""

    place: Place
    store: Store
    server: Server

    @property
    def database(self) -> Database:
        """The server of PostgreSQL behind it, where it may be broken."""
        assert self.place.server is not None
        return self.place.server

    def person(self, name: str, slug: str) -> Person:
        return Person(self.server.address, name, slug)

    def tracebacks(self) -> list[str]:
        """What the server said that no server should."""
        lines = self.server.log.read_text().splitlines()
        return [line for line in lines if "Traceback" in line or '"event": "unexpected"' in line]

    def sent(self, slug: str) -> int:
        """How many responses are kept."""
        with self.store.read() as tx:
            campaign = tx.campaigns.by_slug(slug)
            assert campaign is not None
            return tx.responses.count(campaign.id)


@contextmanager
def served(place: Place, *, processes: int = 2) -> Iterator[Served]:
    with Store.open(place.settings) as store:
        store.migrate()
        store.close()
        place.shelf.mkdir(exist_ok=True)
        with started(
            place.data_dir,
            database_url=place.database_url,
            processes=processes,
            environment={"SURVEY_QUESTIONNAIRES": str(place.shelf)},
        ) as server:
            yield Served(place, store, server)


def on_two_processes(work: Work) -> Callable[[Place, int], Report]:
    """A program that needs nothing but the server; it gets a survey of its own."""

    @wraps(work)
    def program(place: Place, size: int) -> Report:
        with served(place) as site:
            return short(work, site, size)

    return program


def short(work: Work, site: Served, size: int) -> Report:
    """The same on a server that runs already."""
    report, slug = Report(), work.__name__.replace("_", "-")
    open_soak(site.store, slug)
    work(report, site, slug, size)
    report.none_of("tracebacks", site.tracebacks())
    return report
