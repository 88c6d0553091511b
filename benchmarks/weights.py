"""Every page of the London survey: how long the server takes for it, and what it costs on the way.

Time is given beside a page that is the same layout with nothing in it, on the same stack (Starlette and
Jinja2): what is above one is ours. Bytes and requests are what Chromium receives from the real server; those
have limits, which `tests/web/test_weight.py` holds.
"""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from statistics import median

from jinja2 import Environment
from playwright.sync_api import sync_playwright
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from benchmarks.ratio import Ratio, ratio
from survey.engine.loader import load_file
from survey.fieldwork.campaign import open_campaign
from survey.fieldwork.shelf import find_questionnaire
from survey.folders import ROOT
from survey.settings import Settings
from survey.storage.database import Store
from survey.web.app import create_app
from tests.browser import FLAGS
from tests.capabilities import find
from tests.robot import Robot
from tests.weighing import ASIDE, FIRST, NEXT, Weighed, open_survey, pages

LONDON = "trauma-informed-london"
CHOICES = {"eligible": ["1"], "sector": ["health"], "pp_have": ["1"]}
PACKED = {"accept-encoding": "br"}


@dataclass(frozen=True, slots=True)
class Share:
    """How much of a page's time on the server is ours, of all pages together."""

    ratios: tuple[Ratio, ...]

    def __str__(self) -> str:
        ours, bare = (median(getattr(one, side) for one in self.ratios) for side in ("ours", "bare"))
        share = (ours - bare) / ours
        return (
            f"{'of the middle page, ours is':<44} {share:6.0%}         {ours:8.2f} ms against {bare:7.2f} ms"
        )


@dataclass(frozen=True, slots=True)
class Line:
    """A page's bytes as shares of what it may cost."""

    page: Weighed

    def __str__(self) -> str:
        first, after = self.page.first, self.page.next
        return (
            f"{self.page.name:<28} first {first.requests} requests {first.received:6} bytes"
            f" {first.received / FIRST:4.0%} of what it may, then {after.requests} request"
            f" {after.received:5} bytes {after.received / NEXT:4.0%}"
        )


def ratios() -> Iterator[Ratio | Share]:
    """Each page beside an empty one."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data_dir=Path(folder) / "var")
        with Store.open(settings) as store:
            store.migrate()
            form = load_file(find_questionnaire(ROOT / "questionnaires", LONDON))
            open_campaign(store, form, closes_at=datetime.now(UTC) + timedelta(days=1), actor="benchmark")
            client = TestClient(create_app(settings, store), base_url=settings.base_url, headers=PACKED)
            client.follow_redirects = True
            found = tuple(beside_empty(client, settings))
    yield from found
    yield Share(found)


def beside_empty(client: TestClient, settings: Settings) -> Iterator[Ratio]:
    robot = Robot(client, LONDON, choices=CHOICES)
    robot.start()
    robot.answer_all(robot.first_question())
    for path in (*ASIDE, *(f"/p/{page}" for page in robot.pages)):
        url = robot.base + path
        bare = TestClient(empty(client.get(url).text), base_url=settings.base_url)
        yield ratio(f"page {path or '/'}", partial(client.get, url), partial(bare.get, "/"), each=3)


def empty(html: str) -> Starlette:
    """The layout of a page with nothing in it, said by Jinja2 anew each time."""
    without = re.sub(r"(<main\b[^>]*>).*(</main>)", r"\1\2", html, flags=re.DOTALL)
    layout = re.sub(r"(<title>).*(</title>)", r"\1{{ title }}\2", without, flags=re.DOTALL)
    page = Environment(autoescape=True).from_string(layout)

    async def read(request: Request) -> Response:
        return HTMLResponse(page.render(title="Empty"))

    return Starlette(routes=[Route("/", read)])


def weights() -> Iterator[Line]:
    """Each page on the way; none where there is no Chromium."""
    executable = find("chromium")
    if executable is None:
        return
    os.environ.setdefault("PLAYWRIGHT_SKIP_VALIDATE_HOST_REQUIREMENTS", "true")
    form = load_file(find_questionnaire(ROOT / "questionnaires", LONDON))
    with (
        tempfile.TemporaryDirectory() as folder,
        open_survey(Path(folder), form) as address,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=executable, args=list(FLAGS))
        yield from map(Line, pages(browser, address, CHOICES))
        browser.close()
