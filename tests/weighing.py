"""What a page costs on the way: requests and bytes as Chromium receives them, packed and with their headers.

The server is the real one. A first visit has nothing kept; the next page has what the pages before it left.
The icon, which Chromium without a window does not ask for, is asked for and counted.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx2
from playwright.sync_api import Browser, CDPSession, Page

from survey.engine.questionnaire import Questionnaire
from survey.fieldwork.campaign import open_campaign
from survey.settings import Settings
from tests.migrated import migrated
from tests.robot import Robot
from tests.serving import serving

FIRST, NEXT = 60_000, 12_000
"""What a page may cost that is visited first, and one after others."""

ASIDE = (
    "",
    "/sections",
    "/check",
    "/saved",
    "/stop",
    "/support",
    "/privacy",
    "/formats",
    "/resume",
    "/withdraw",
)
SLOW = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
"""A poor 3G line: 400 ms there and back, 400 kbit/s."""

ICON = "() => fetch(document.querySelector('link[rel=icon]').href).then(reply => reply.text())"


@dataclass(slots=True)
class Weight:
    """What came in since it was last asked."""

    requests: int = 0
    received: int = 0
    hosts: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Weighed:
    """A page: what it costs first and what it costs after others."""

    name: str
    first: Weight
    next: Weight


class Scales:
    """Listens to everything that one page of a browser receives."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.line: CDPSession = page.context.new_cdp_session(page)
        self.line.send("Network.enable")
        self.weight = Weight()
        self.kept: set[str] = set()
        self.line.on("Network.requestWillBeSent", self._asked)
        self.line.on("Network.requestServedFromCache", lambda event: self.kept.add(event["requestId"]))
        self.line.on("Network.loadingFinished", self._came)

    def _asked(self, event: dict[str, Any]) -> None:
        self.weight.hosts.add(urlsplit(event["request"]["url"]).netloc)
        if before := event.get("redirectResponse"):
            self._count(before["encodedDataLength"])

    def _came(self, event: dict[str, Any]) -> None:
        if event["requestId"] not in self.kept:
            self._count(event["encodedDataLength"])

    def _count(self, received: float) -> None:
        self.weight.requests += received > 0
        self.weight.received += int(received)

    def taken(self) -> Weight:
        """What came in by now; the next begins at nothing."""
        self.page.wait_for_load_state("networkidle")
        weighed, self.weight = self.weight, Weight()
        return weighed

    def first(self, url: str) -> Weight:
        """A page with nothing kept from before."""
        self.taken()
        self.line.send("Network.clearBrowserCache")
        self.page.goto(url)
        self.page.evaluate(ICON)
        return self.taken()

    def next(self, url: str) -> Weight:
        self.taken()
        self.page.goto(url)
        return self.taken()


@contextmanager
def open_survey(folder: Path, questionnaire: Questionnaire) -> Iterator[str]:
    """The address of a survey that is open for a day on a server of its own."""
    data_dir = folder / "var"
    with migrated(Settings(data_dir=data_dir)) as store:
        closes = datetime.now(UTC) + timedelta(days=1)
        campaign = open_campaign(store, questionnaire, closes_at=closes, actor="weighing")
    with serving(data_dir) as found:
        yield f"{found}/s/{campaign.slug}"


def answered(address: str, choices: dict[str, list[str]]) -> tuple[list[str], list[Any]]:
    """Somebody who has answered everything but not sent it: their pages, and the cookies to be them."""
    parts = urlsplit(address)
    with httpx2.Client(base_url=f"{parts.scheme}://{parts.netloc}", follow_redirects=True) as client:
        robot = Robot(client, parts.path.rsplit("/", 1)[-1], choices=choices)
        robot.start()
        robot.answer_all(robot.first_question())
        cookies = [
            {"name": name, "value": value, "url": f"{parts.scheme}://{parts.netloc}"}
            for name, value in client.cookies.items()
        ]
    return robot.pages, cookies


def pages(browser: Browser, address: str, choices: dict[str, list[str]]) -> Iterator[Weighed]:
    """Every page of a survey: what people read before and beside it, then each page of questions in turn."""
    asked, cookies = answered(address, choices)
    context = browser.new_context(viewport={"width": 360, "height": 800})
    context.add_cookies(cookies)
    scales = Scales(context.new_page())
    for path in (*ASIDE, *(f"/p/{page}" for page in asked)):
        url = f"{address}{path}"
        first = scales.first(url)
        yield Weighed(path or "/", first, scales.next(url))
    context.close()
