"""Many people answer while a report and exports are made: nobody sees an error, and saving stays quick."""

from __future__ import annotations

import threading
import time

from tests.soak.kills import answering
from tests.soak.people import Said
from tests.soak.report import Report
from tests.soak.served import Served

RESPONDENTS = 50
SAVE_P99_SECONDS = 1.0
THINKING_SECONDS = 2.0
"""Between two saves of one person; scripts save after a pause in typing."""
FOR_A_REPORT = 10
MAKING = (("export", "--format", "csv"), ("landscape",))


def mixed(report: Report, site: Served, slug: str, size: int) -> None:
    """C3: 50 people answer for so many seconds, beside exports and reports in processes of their own."""
    over, made, failed = threading.Event(), list[str](), list[str]()

    def make() -> None:
        number = 0
        while not over.is_set():
            name, *more = MAKING[number % len(MAKING)]
            out = site.place.folder / f"made-{number}"
            done = site.place.command(name, slug, *more, "--out", str(out), module="analysis")
            (made if done.returncode == 0 else failed).append(f"{name}: {done.stderr[-300:]}")
            number += 1

    maker = threading.Thread(target=make)
    with answering(site.server.address, site.place.luck, min(RESPONDENTS, size * 2), slug) as threads:
        heard: list[Said] = []
        for thread in threads:
            thread.heard, thread.pause = heard, THINKING_SECONDS
        until_many_have_sent(site, slug, size / 2)
        maker.start()
        time.sleep(size)
    over.set()
    maker.join()
    seconds = sorted(one.seconds for one in heard)
    report.count(people_at_once=len(threads), requests=len(heard), made=len(made))
    report.none_of("trouble", [line for thread in threads for line in thread.trouble])
    report.none_of("replies of 500 or more, or none", [o.status for o in heard if not 0 < o.status < 500])
    report.none_of("replies that say locked", [o.url for o in heard if "database is locked" in o.text])
    report.none_of("reports and exports that failed", failed)
    report.count(median_seconds=round(seconds[len(seconds) // 2], 3))
    p99 = seconds[int(len(seconds) * 0.99)]
    report.at_most("99 of 100 saves, seconds", p99, SAVE_P99_SECONDS * site.place.slack)


def until_many_have_sent(site: Served, slug: str, seconds: float) -> None:
    """Nothing is reported of fewer; a short run may be over before."""
    ends = time.monotonic() + seconds
    while site.sent(slug) < FOR_A_REPORT and time.monotonic() < ends:
        time.sleep(0.2)
