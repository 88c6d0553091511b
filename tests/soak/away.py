"""The database is away, silent or slow: people are told so soon, nothing is lost, and all is soon normal."""

from __future__ import annotations

import threading
import time
import urllib.request
from dataclasses import replace

from tests.serving import started
from tests.soak.kills import RECONNECTED_SECONDS, answering, losses, seconds_until_healthy, wait_for_saves
from tests.soak.people import Said
from tests.soak.place import Place
from tests.soak.proxy import Line, Proxy
from tests.soak.report import Report

CLIENTS = 12
TOLD_SECONDS = 3.0
LIVE_SECONDS = 1.0


class Probe(threading.Thread):
    """Asks ten times a second whether the process answers at all; the longest that it took."""

    def __init__(self, address: str, over: threading.Event) -> None:
        super().__init__()
        self.address, self.over, self.longest = address, over, 0.0

    def run(self) -> None:
        while not self.over.wait(0.1):
            began = time.monotonic()
            with urllib.request.urlopen(f"{self.address}/health/live", timeout=30):
                self.longest = max(self.longest, time.monotonic() - began)


def away(place: Place, size: int) -> Report:
    """F2: the database is cut off, silent and slow by 3 s, for so many seconds each; PostgreSQL only."""
    report = Report()
    if place.server is None:
        report.count(
            not_applicable="SQLite is a file of this machine: no line leads to it that could be cut."
        )
        return report
    proxy = Proxy(place.server.port)
    over, told = threading.Event(), list[Said]()
    through = replace(place, database_url=place.server.over_tcp(proxy.port))
    environment = {"SURVEY_POOL_SIZE": "5"}
    back: dict[str, float] = {}
    with place.opened() as store:
        with started(place.data_dir, database_url=through.database_url, environment=environment) as server:
            probe = Probe(server.address, over)
            probe.start()
            with answering(server.address, place.luck, CLIENTS) as threads:
                for line in (Line.CUT, Line.SILENT, Line.SLOW):
                    wait_for_saves(threads, 30)
                    for thread in threads:
                        thread.refused = told
                    proxy.become(line)
                    time.sleep(size)
                    proxy.become(Line.GOOD)
                    for thread in threads:
                        thread.refused = None
                    back[line.value] = seconds_until_healthy(server.address)
                    report.count(**{f"told while {line.value}": len(told)})
            over.set()
            probe.join()
        people = [person for thread in threads for person in thread.people]
        report.none_of("lost or half", losses(store, people))
    proxy.close()
    report.none_of("trouble", [line for thread in threads for line in thread.trouble])
    report.count(saves_acknowledged=sum(thread.acknowledged for thread in threads))
    report.at_most(
        "slowest to be told, seconds", max(said.seconds for said in told), TOLD_SECONDS * place.slack
    )
    report.none_of("told otherwise than 503", [said.status for said in told if said.status != 503])
    report.none_of("without Retry-After", [said.url for said in told if "retry-after" not in said.headers])
    report.at_most("slowest live probe, seconds", probe.longest, LIVE_SECONDS * place.slack)
    for name, seconds in back.items():
        report.at_most(f"normal again after {name}, seconds", seconds, RECONNECTED_SECONDS * place.slack)
    return report
