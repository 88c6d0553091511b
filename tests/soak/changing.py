"""Closing and extending while people send: no answer is taken inside a closed interval."""

from __future__ import annotations

import threading
import time
from datetime import datetime, timedelta
from itertools import pairwise

from survey.fieldwork import audit
from survey.fieldwork.campaign import close, extend, open_campaign
from survey.fieldwork.window import Window
from survey.storage.database import Store
from tests.fieldwork.invented import pulse
from tests.soak.place import Place
from tests.soak.report import Report
from tests.storage.made import response

SENDERS = 4


class Sender(threading.Thread):
    """Sends one response after another, and notes when each was judged and when it was confirmed."""

    def __init__(self, store: Store, over: threading.Event) -> None:
        super().__init__()
        self.store, self.over = store, over
        self.taken: list[datetime] = []
        self.refused: list[datetime] = []
        self.failures: list[BaseException] = []

    def run(self) -> None:
        try:
            while not self.over.is_set():
                with self.store.write() as tx:
                    campaign = tx.campaigns.by_slug("pulse")
                    assert campaign is not None
                    if open_now := Window.of(campaign).may_write(tx.now):
                        tx.responses.add(response(campaign), {})
                    judged = tx.now
                (self.taken if open_now else self.refused).append(judged)
                time.sleep(0.001)
        except BaseException as failure:
            self.failures.append(failure)


def closed_intervals(store: Store) -> list[tuple[datetime, datetime]]:
    """From each closing to the next opening, as the audit log has them: by the moment of the change."""
    log = audit.entries(store, "pulse")
    return [
        (before.at, after.at)
        for before, after in pairwise(log)
        if (before.action, after.action) == ("close", "extend")
    ]


def changes(place: Place, size: int) -> Report:
    """T5: a survey is closed and opened again so many times while people send."""
    report, over = Report(), threading.Event()
    with Store.open(place.settings) as store:
        store.migrate()
        with store.read() as tx:
            closes_at = tx.now + timedelta(days=1)
        campaign = open_campaign(store, pulse(), closes_at=closes_at, actor="Ada", grace_minutes=0)
        senders = [Sender(store, over) for _ in range(SENDERS)]
        for sender in senders:
            sender.start()
        for _ in range(size):
            time.sleep(0.03)
            close(store, "pulse", actor="Ada", reason="a test")
            time.sleep(0.03)
            closes_at += timedelta(days=1)
            extend(store, "pulse", closes_at, actor="Ada", reason="a test")
        over.set()
        for sender in senders:
            sender.join()
        intervals = closed_intervals(store)
        with store.read() as tx:
            stored = tx.responses.count(campaign.id)
    taken = [moment for sender in senders for moment in sender.taken]
    refused = [moment for sender in senders for moment in sender.refused]

    def closed(moment: datetime) -> bool:
        return any(start <= moment < end for start, end in intervals)

    report.count(closed_intervals=len(intervals), taken=len(taken), refused=len(refused))
    report.none_of("failures", [one for sender in senders for one in sender.failures])
    report.none_of("intervals that are not told", range(size - len(intervals)))
    report.none_of("taken in a closed interval", [moment for moment in taken if closed(moment)])
    report.none_of("refused in an open one", [moment for moment in refused if not closed(moment)])
    report.none_of("stored and not told, or not stored", range(abs(stored - len(taken))))
    report.none_of("nothing happened", [] if taken and refused else ["nobody was taken, or nobody refused"])
    return report
