"""A manager tries a survey out, opens it, gives it a week more and closes it, in a real browser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from survey.settings import Settings
from tests.accessibility import scrolls_sideways, violations
from tests.browser import PHONE, NewPage
from tests.html_checker import problems
from tests.migrated import migrated
from tests.serving import serving
from tests.web.site import Site
from tests.web.staff.crew import Crew

pytestmark = pytest.mark.alone


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[str, str]]:
    """The address of a server, and the token of a manager who is signed in."""
    settings = Settings(data_dir=tmp_path / "var")
    with migrated(settings) as store:
        crew = Crew(Site(settings, store))
        token = crew.browser(crew.account("manager", "analyst")).cookies["staff"]
        with serving(settings.data_dir) as address:
            yield address, token


@pytest.mark.parametrize(("width", "dark"), [(1280, False), (PHONE, True)])
def test_a_survey_is_tried_out_opened_extended_and_closed(
    served: tuple[str, str], new_page: NewPage, width: int, dark: bool
) -> None:
    address, token = served
    page, pages = new_page(width, dark), dict[str, str]()
    page.context.add_cookies([{"name": "staff", "value": token, "url": address}])

    def look() -> None:
        name = page.locator("h1").inner_text()
        pages[f"{len(pages)} {name}"] = page.content()
        assert not violations(page), name
        assert not scrolls_sideways(page), name

    page.goto(f"{address}/staff")
    look()
    page.click("main a:has-text('Trauma-Informed London Survey')")
    look()
    page.click("button:has-text('Try it out')")
    expect(page.locator("main")).to_contain_text("Test mode")
    look()
    page.click("text=Open for answers")
    page.fill("#how-support", "Ada rang each of them this morning")
    page.click("text=They were all reached")
    expect(page.locator("[role=status]").first).to_contain_text("verified")
    page.fill("#controller", "Mayor's Office for Policing And Crime")
    page.fill("#how-controller", "The data protection officer said so")
    page.click("button:has-text('Confirm it')")
    expect(page.locator("[role=status]").first).to_contain_text("data controller")
    page.fill("#slug", "london")
    closes = datetime.now(UTC) + timedelta(days=30)
    page.fill("#closes_day", f"{closes:%Y-%m-%d}")
    page.fill("#reason", "Agreed with the partners")
    page.click("button:has-text('Open it')")
    expect(page.locator(".govuk-error-summary")).to_contain_text("cannot be opened yet")
    look()
    page.fill("#although", "The pilot ran on paper")
    page.click("button:has-text('Open it')")
    expect(page.locator(".state")).to_have_text("Open")
    change(page, "Extend", f"{closes + timedelta(days=7):%Y-%m-%d}", look)
    expect(page.locator(".told")).to_contain_text("more time")
    page.click("text=Take the last change back")
    look()
    page.fill("#reason", "They can do without")
    page.click("button:has-text('Go back to')")
    expect(page.locator(".told")).to_contain_text("taken back")
    change(page, "Close early", "", look)
    expect(page.locator(".state")).to_have_text(re.compile("Closed"))
    look()
    page.click("text=Channels")
    page.fill("#title", "Police intranet")
    page.fill("#name", "police-intranet")
    page.fill("#reason", "Asked for by the wellbeing leads")
    look()
    page.click("button:has-text('Add it')")
    look()
    page.goto(f"{address}/staff/surveys/london/reports")
    page.click("button:has-text('Ask for a report')")
    expect(page.locator("main")).to_contain_text("Report 1: Waiting")
    look()
    page.goto(f"{address}/staff/surveys/london/erase")
    look()
    assert problems(pages) == []


def change(page: Page, label: str, day: str, look: object) -> None:
    """Go through a change of dates: the moment, what it does, the reason."""
    assert callable(look)
    page.click(f"main a:has-text('{label}')")
    page.fill("#day", day)
    look()
    page.click("text=See what it does")
    look()
    page.fill("#reason", "Health staff asked for it")
    page.click("main form button")
