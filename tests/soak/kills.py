"""Processes are killed while people save and send: what was confirmed is there, nothing by half or twice."""

from __future__ import annotations

import os
import signal
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from random import Random
from statistics import median
from urllib.error import URLError

import httpx2
from sqlalchemy import text

from survey.engine.forms import Form
from survey.fieldwork.codes import Codes
from survey.fieldwork.draft_keys import DraftKeys
from survey.storage.database import Store
from tests.robot import Page
from tests.soak.people import Person, Said, story
from tests.soak.place import SLUG
from tests.soak.report import Report
from tests.soak.served import Served

CLIENTS = 8
SAVES_OF_ONE = 40
HEALTHY_SECONDS = 3.0
RECONNECTED_SECONDS = 5.0
GIVE_UP_SECONDS = 180


class Answering(threading.Thread):
    """One person after another at the same browser, until it is over; whoever is broken off tries again."""

    def __init__(
        self, address: str, name: str, luck: Random, over: threading.Event, slug: str = SLUG
    ) -> None:
        super().__init__(name=name)
        self.address, self.luck, self.over, self.slug = address, luck, over, slug
        self.people: list[Person] = []
        self.acknowledged = 0
        self.broken_off = 0
        self.trouble: list[str] = []
        self.refused: list[Said] | None = None
        """Where replies that are no acknowledgement go, while somebody wants them."""
        self.heard: list[Said] | None = None
        """Where all replies go, while somebody wants them."""
        self.pause = 0.0
        """How long somebody thinks before the next save."""

    def run(self) -> None:
        try:
            while not self.over.is_set():
                self.one()
        except Exception as failure:
            self.trouble.append(f"{self.name}: {type(failure).__name__} {failure}"[:300])

    def one(self) -> None:
        person = Person(self.address, f"{self.name}-{len(self.people)}", self.slug)
        try:
            self.answer(person)
        finally:
            person.close()

    def answer(self, person: Person) -> None:
        if not self.until(person.begin):
            return
        self.people.append(person)
        person.on_reply = self.note
        for number in range(1, self.luck.randint(2, SAVES_OF_ONE)):
            if self.over.is_set():
                return
            if self.pause:
                time.sleep(self.luck.uniform(0.5, 1.5) * self.pause)
            said = person.save(number)
            if said.confirmed:
                self.acknowledged += 1
            elif said.status in (0, 409, 503):
                self.broken_off += said.status != 409
                self.until(person.refresh)
            else:
                self.trouble.append(f"{person.name}: a save was answered {said.status}")
        if self.luck.random() < 0.7:
            self.send(person)

    def note(self, said: Said) -> None:
        if self.heard is not None:
            self.heard.append(said)
        if self.refused is not None and said.status not in (200, 409):
            self.refused.append(said)

    def send(self, person: Person) -> None:
        """Send from the list of answers; without a reply the same button is pressed again."""
        pages: list[Page] = []

        def ready() -> bool:
            pages.append(person.finish())
            return pages[-1].url.endswith("/check")

        def sent() -> bool:
            person.robot.submit(pages[-1])
            person.receipt = person.robot.receipt
            return bool(person.receipt)

        if not self.until(ready) or not self.until(sent):
            self.trouble.append(f"{person.name} has no receipt")

    def until(self, done: Callable[[], bool]) -> bool:
        """Try again and again what a broken connection or a page of trouble keeps from happening."""
        ends = time.monotonic() + GIVE_UP_SECONDS
        while time.monotonic() < ends:
            try:
                if done():
                    return True
            except (httpx2.HTTPError, AssertionError):
                pass
            time.sleep(0.05)
        self.trouble.append(f"{self.name} came no further within {GIVE_UP_SECONDS} seconds")
        return False


@contextmanager
def answering(
    address: str, luck: Random, clients: int = CLIENTS, slug: str = SLUG
) -> Iterator[list[Answering]]:
    """People who answer for as long as the block lasts."""
    over = threading.Event()
    threads = [Answering(address, f"c{n}", Random(luck.random()), over, slug) for n in range(clients)]
    for thread in threads:
        thread.start()
    try:
        yield threads
    finally:
        over.set()
        for thread in threads:
            thread.join()


def wait_for_saves(threads: list[Answering], more: int) -> None:
    """Until so many more saves were acknowledged."""
    wanted = sum(one.acknowledged for one in threads) + more
    ends = time.monotonic() + GIVE_UP_SECONDS
    while sum(one.acknowledged for one in threads) < wanted:
        assert time.monotonic() < ends, [one.trouble for one in threads]
        time.sleep(0.01)


def seconds_until_healthy(address: str) -> float:
    """How long until the readiness probe is answered with yes, on a new connection."""
    began = time.monotonic()
    while time.monotonic() < began + GIVE_UP_SECONDS:
        try:
            with urllib.request.urlopen(f"{address}/health/ready", timeout=5):
                return time.monotonic() - began
        except (URLError, OSError):
            time.sleep(0.02)
    return time.monotonic() - began


def kill_web_processes(site: Served) -> None:
    for pid in site.server.web_processes():
        os.kill(pid, signal.SIGKILL)


def kill_backend(site: Served) -> None:
    """One of the server's processes: it then throws out everybody and recovers."""
    site.database.kill_backend()
    site.database.wait()


def stop_and_start(site: Served) -> None:
    site.database.stop()
    site.database.start()
    site.database.wait()


BREAKS: dict[str, tuple[Callable[[Served], None], ...]] = {
    "sqlite": (kill_web_processes,),
    "postgresql": (kill_backend, stop_and_start, kill_web_processes),
}
"""What breaks off, in turn."""
PROMISED = {"sqlite": HEALTHY_SECONDS, "postgresql": RECONNECTED_SECONDS}


def kills(report: Report, site: Served, slug: str, size: int) -> None:
    """D1, D2: processes are killed while people save and send; nothing is lost, halved or doubled."""
    luck, address, engine = site.place.luck, site.server.address, site.place.engine
    healthy: list[float] = []
    with answering(address, luck, slug=slug) as threads:
        for number in range(size):
            wait_for_saves(threads, luck.randint(150, 250))
            BREAKS[engine][number % len(BREAKS[engine])](site)
            healthy.append(seconds_until_healthy(address))
    tell(report, site.store, threads, slug)
    report.count(kills=size, median_seconds_to_be_healthy_again=round(median(healthy), 2))
    longest = PROMISED[engine] * site.place.slack
    report.at_most("slowest to be healthy again, seconds", max(healthy), longest)


def tell(report: Report, store: Store, threads: list[Answering], slug: str) -> None:
    """Compare what is stored with what was confirmed."""
    people = [person for thread in threads for person in thread.people]
    sent = [person for person in people if person.receipt]
    report.count(
        saves_acknowledged=sum(thread.acknowledged for thread in threads),
        requests_broken_off=sum(thread.broken_off for thread in threads),
        drafts=len(people) - len(sent),
        sent=len(sent),
    )
    report.none_of("trouble", [line for thread in threads for line in thread.trouble])
    report.none_of("lost or half", losses(store, people, slug))
    with store.read() as tx:
        campaign = tx.campaigns.by_slug(slug)
        assert campaign is not None
        stored = tx.responses.count(campaign.id)
        counted = text("SELECT count(*) FROM contact_outbox WHERE campaign_id = :id")
        queued = tx.connection.execute(counted, {"id": campaign.id}).scalar_one()
        if store.backend.name == "sqlite":
            integrity = tx.connection.exec_driver_sql("PRAGMA integrity_check").scalar_one()
            report.none_of("integrity", [] if integrity == "ok" else [integrity])
    report.none_of("twice", [] if stored == len(sent) else [f"{len(sent)} receipts, {stored} responses"])
    report.none_of(
        "contact details apart", [] if queued == len(sent) else [f"{len(sent)} receipts, {queued}"]
    )


def losses(store: Store, people: list[Person], slug: str = SLUG) -> Iterator[str]:
    """A line for everybody of whom something that was confirmed is not there, or is there by half."""
    codes = Codes(store.settings.secret())
    with store.read() as tx:
        campaign = tx.campaigns.by_slug(slug)
        assert campaign is not None
        for person in people:
            if person.receipt:
                response = tx.responses.by_receipt_hash(campaign.id, codes.hash("receipt", person.receipt))
                fields: Form | None = (
                    {**response.closed, **tx.responses.texts(response.id)} if response else None
                )
            else:
                code = person.robot.resume_code
                draft = tx.drafts.by_resume_hash(campaign.id, codes.hash("resume", code))
                if draft:
                    DraftKeys(codes).by_code(tx, draft, code)
                page = tx.drafts.pages(draft.id).get(person.page) if draft else None
                fields = page.form if page else {} if draft else None
            if fields is None:
                yield f"{person.name} is not there at all"
                continue
            number = int(next(iter(fields.get("people", ())), "-1"))
            wanted = (story(person.name, number),) if number >= 0 else ()
            if number < person.confirmed or (number >= 0 and number not in person.tried):
                yield f"{person.name}: {person.confirmed} was confirmed and {number} is stored"
            elif tuple(fields.get("story", ())) != wanted:
                yield f"{person.name}: the number {number} stands beside another text"
