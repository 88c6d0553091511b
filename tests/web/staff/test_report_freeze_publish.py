"""Report, freeze, publish: a manager sees a survey through to its public results, in a real browser."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from analysis.worker.reports import Reports
from analysis.worker.rounds import once
from analysis.worker.stop import Stop
from survey.fieldwork.rehearsal import rehearse
from survey.settings import Settings
from survey.storage.database import Store
from tests.accessibility import scrolls_sideways, violations
from tests.browser import PHONE, NewPage
from tests.html_checker import problems
from tests.migrated import migrated
from tests.over import be_over, be_people
from tests.serving import serving
from tests.web.site import Site
from tests.web.staff.crew import Crew

pytestmark = pytest.mark.alone
SLUG = "workshop-feedback"


@dataclass(frozen=True)
class Served:
    address: str
    token: str
    store: Store

    def work(self) -> None:
        """Let a worker do what it was asked for."""
        once([Reports(self.store)], Stop())


@pytest.fixture
def served(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Served]:
    """A server with a survey that is over, and the token of somebody who manages and analyses."""
    monkeypatch.setenv("SURVEY_DATA_DIR", str(tmp_path / "var"))
    settings = Settings(data_dir=tmp_path / "var")
    with migrated(settings) as store:
        for _ in rehearse(store, settings, SLUG, number=60, seed=2):
            pass
        be_people(store, SLUG)
        be_over(store, SLUG)
        crew = Crew(Site(settings, store))
        person = crew.account("manager", "analyst", "safeguarding")
        token = crew.browser(person).cookies["staff"]
        with serving(settings.data_dir) as address:
            yield Served(address, token, store)


@pytest.mark.parametrize(("width", "dark"), [(1280, False), (PHONE, True)])
def test_report_freeze_publish(served: Served, new_page: NewPage, width: int, dark: bool) -> None:
    page, pages = new_page(width, dark), dict[str, str]()
    address, base = served.address, f"{served.address}/staff/surveys/{SLUG}"
    page.context.add_cookies([{"name": "staff", "value": served.token, "url": address}])

    def look() -> None:
        name = f"{len(pages)} {page.locator('h1').inner_text()}"
        pages[name] = page.content()
        if folder := os.environ.get("PICTURES"):
            page.screenshot(path=Path(folder) / f"{width} {name.replace('?', '')}.png", full_page=True)
        assert not violations(page), name
        assert not scrolls_sideways(page), name

    page.goto(f"{base}/reports")
    page.click("button:has-text('Ask for a report')")
    expect(page.locator("main")).to_contain_text("Report 1: Waiting")
    served.work()
    page.reload()
    expect(page.locator("main")).to_contain_text("provisional")
    look()
    page.goto(f"{base}/data")
    page.check("text=CSV, for any program")
    page.click("button:has-text('Ask for it')")
    page.goto(f"{base}/written")
    page.click("button:has-text('Ask for the texts')")
    look()
    page.goto(f"{address}/staff/confirm?to=/staff/surveys/{SLUG}/texts")
    look()
    page.goto(base)
    expect(page.locator(".state")).to_have_text("To be frozen")
    look()
    step(page, "Freeze the answers", look)
    expect(page.locator(".state")).to_have_text("Frozen")
    step(page, "Make the final report", look)
    served.work()
    served.work()
    served.work()
    page.goto(f"{base}/data")
    with page.expect_download() as taken:
        page.click("text=away")
    assert taken.value.suggested_filename.endswith(".zip")
    look()
    nothing = new_page(width, dark)
    nothing.goto(f"{address}/results/{SLUG}")
    expect(nothing.locator("h1")).to_have_text("No results here")
    page.goto(base)
    look()
    step(page, "Publish the final report", look)
    expect(page.locator("main")).to_contain_text(f"published at /results/{SLUG}")
    page.click("nav >> text=Releases")
    look()
    page.click(f"main a:has-text('/results/{SLUG}')")
    expect(page.locator("h1")).to_contain_text("what people told us")
    page.click("summary")
    look()
    page.click("text=Read the report")
    expect(page.locator("h1").first).to_be_visible()
    page.wait_for_function("document.fonts.ready.then(() => true)")
    assert "Source Sans 3" in page.evaluate("getComputedStyle(document.body).fontFamily")
    assert page.evaluate("document.querySelectorAll('th button').length") > 0, "its script ran"
    assert not scrolls_sideways(page)
    page.goto(base)
    step(page, "Take the results down", look)
    reply = page.goto(f"{address}/results/{SLUG}")
    assert reply is not None
    assert reply.status == 404
    assert problems(pages) == []


def step(page: Page, label: str, look: object) -> None:
    """Go to what a change would do, read it, give a reason and do it."""
    assert callable(look)
    page.click(f"main a:has-text('{label}')")
    look()
    page.fill("#reason", "Agreed with the partners")
    page.click("main form button")
    expect(page.locator(".told")).to_be_visible()
