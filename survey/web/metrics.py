"""Counts for whoever runs the program, in the form that Prometheus reads: what was asked, kept and refused.

Only patterns of addresses and numbers, never who or what. Several web processes count into one folder, and
the process above them adds the counts up and answers scrapes, on a port of its own that no proxy publishes.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, start_http_server, values
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead

from survey.fieldwork.security_events import Event
from survey.fieldwork.service import measures
from survey.settings import Settings
from survey.storage.backend import Backend
from survey.storage.database import Store
from survey.web.threads import Doing

FOLDER = "PROMETHEUS_MULTIPROC_DIR"
SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
SAVES = {
    "/s/{slug}": "begun",
    "/s/{slug}/p/{page_id}": "page",
    "/s/{slug}/save": "autosave",
    "/s/{slug}/check": "sent",
    "/s/{slug}/withdraw": "withdrawn",
}
"""Routes of forms that store something of an answer, by what they store."""
REFUSALS = {
    400: "unreadable",
    403: "closed or not allowed",
    404: "not found",
    409: "changed elsewhere",
    413: "too large",
    422: "asked again",
    429: "too soon",
    503: "not saved",
}
"""Why a form was not taken, by the status that said so."""


class Counts:
    """What one web process counts."""

    def __init__(self, backend: Backend, crew: Iterable[Doing]) -> None:
        values.ValueClass = values.MultiProcessValue()  # when it was loaded no folder was named yet
        self.backend = backend
        self.crew = tuple(crew)
        self.requests = Counter("survey_requests", "Requests answered", ["route", "method", "status"])
        self.seconds = Histogram("survey_request_seconds", "Time to an answer", ["route"], buckets=SECONDS)
        self.saves = Counter("survey_saves", "Forms of respondents that were stored", ["what"])
        self.refusals = Counter("survey_refusals", "Forms that were not taken", ["why"])
        self.security = Counter("survey_security_events", "Events about security", ["event"])
        for event in Event:
            self.security.labels(event.value)  # from nothing on, or a first one would be no increase
        self.busy = Gauge("survey_database_busy", "Places at the database taken", multiprocess_mode="livesum")
        self.waiting = Gauge(
            "survey_database_waiting", "Requests in line for the database", multiprocess_mode="livesum"
        )

    def answered(self, route: str, method: str, status: int, seconds: float) -> None:
        """Count a request that was answered."""
        self.requests.labels(route, method, str(status)).inc()
        self.seconds.labels(route).observe(seconds)
        if method == "POST" and status < 400 and route in SAVES:
            self.saves.labels(SAVES[route]).inc()
        if method == "POST" and status in REFUSALS:
            self.refusals.labels(REFUSALS[status]).inc()
        busy, waiting = self.backend.line.standing()
        self.busy.set(busy)
        self.waiting.set(waiting + sum(doing.waiting for doing in self.crew))

    def told(self, event: str) -> None:
        """Count an event about security."""
        self.security.labels(event).inc()


class Standing:
    """What is read from the store when somebody looks."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def collect(self) -> Iterable[GaugeMetricFamily]:
        for name, (meaning, value) in measures(self.store).items():
            yield GaugeMetricFamily(f"survey_{name}", meaning, value=value)


@contextmanager
def served(settings: Settings) -> Iterator[None]:
    """Answer scrapes for as long as the block runs; web processes that it starts count into one folder."""
    if settings.metrics_port is None:
        yield
        return
    with TemporaryDirectory(prefix="survey-metrics-") as folder, Store.open(settings) as store:
        os.environ[FOLDER] = folder
        registry = CollectorRegistry()
        registry.register(Living(Path(folder)))
        MultiProcessCollector(registry, folder)
        registry.register(Standing(store))
        server, thread = start_http_server(
            settings.metrics_port,
            settings.metrics_host,
            registry,
            certfile=text_of(settings.metrics_certificate),
            keyfile=text_of(settings.metrics_key),
        )
        try:
            yield
        finally:
            server.shutdown()
            server.server_close()
            thread.join()
            del os.environ[FOLDER]


def text_of(path: Path | None) -> str | None:
    return None if path is None else str(path)


class Living:
    """Before each look: what stood in processes that ended since is dropped, so that it is not added up."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def collect(self) -> Iterable[GaugeMetricFamily]:
        for file in self.folder.glob("gauge_live*.db"):
            pid = int(file.stem.rpartition("_")[2])
            try:
                os.kill(pid, 0)  # asks whether it is there, and sends nothing
            except ProcessLookupError:
                mark_process_dead(pid, str(self.folder))
        return ()
