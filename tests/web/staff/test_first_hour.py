"""The first hour of a new team, in a real browser: no barrier on any page, phone and desk."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyotp
import pytest
from playwright.sync_api import Page, expect

from survey.fieldwork.campaign import open_campaign
from survey.settings import Settings
from tests.accessibility import scrolls_sideways, violations
from tests.browser import PHONE, NewPage
from tests.html_checker import problems
from tests.migrated import migrated
from tests.serving import serving
from tests.web.site import tiny
from tests.web.staff.crew import PASSWORD

pytestmark = pytest.mark.alone


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[str, str]]:
    """The address of a new server with a survey open, and the first account's link as it was printed."""
    settings = Settings(data_dir=tmp_path / "var")
    with migrated(settings) as store:
        open_campaign(store, tiny(), closes_at=datetime.now(UTC) + timedelta(days=3), actor="test")
        with serving(settings.data_dir) as address:
            printed = settings.data_dir.with_suffix(".log").read_text()
            link = re.search(r"/staff/invitation/\S+", printed)
            assert link is not None, printed
            yield address, link[0]


def set_up(page: Page) -> None:
    """The second factor, as an app would do it."""
    signs = "".join(page.locator(".code span").all_inner_texts())
    page.fill("#code", pyotp.TOTP(signs).now())
    page.click("button:has-text('Go on')")
    expect(page.locator("h1")).to_have_text("Keep these recovery codes")


@pytest.mark.parametrize(
    ("width", "dark", "javascript"), [(1280, False, True), (PHONE, True, True), (PHONE, False, False)]
)
def test_the_first_hour_of_a_new_team(
    served: tuple[str, str], new_page: NewPage, width: int, dark: bool, javascript: bool
) -> None:
    address, first = served
    page, pages = new_page(width, dark, javascript), dict[str, str]()

    def look() -> None:
        name = page.locator("h1").inner_text()
        pages[f"{len(pages)} {name}"] = page.content()
        assert not javascript or not violations(page), name
        assert not scrolls_sideways(page), name

    page.goto(f"{address}{first}")
    look()
    page.fill("#name", "Ada")
    page.fill("#email", "ada@example.org")
    page.fill("#password", "too short")
    page.click("button:has-text('Go on')")
    expect(page.locator(".govuk-error-summary")).to_contain_text("15 characters or more")
    expect(page.locator("#name")).to_have_value("Ada")
    look()
    page.fill("#password", PASSWORD)
    page.click("button:has-text('Go on')")
    look()
    set_up(page)
    look()
    page.click("text=I have kept them")
    look()
    page.click("main a:has-text('A tiny survey')")
    look()
    page.click("nav >> text=Team")
    look()
    page.fill("#name", "Bea")
    page.fill("#email", "bea@example.org")
    page.check("#role-analyst", force=True)
    page.click("text=Make a link to send")
    look()
    link = re.search(r"http\S+", page.locator("#link-shown").inner_text())
    assert link is not None
    bea = new_page(width, dark, javascript)
    bea.goto(link[0])
    bea.fill("#password", "marble ladder fig comet")
    bea.click("button:has-text('Go on')")
    set_up(bea)
    bea.click("text=I have kept them")
    expect(bea.locator("nav")).not_to_contain_text("Team")
    page.click("text=Back to the team")
    page.click("main a:has-text('Bea')")
    look()
    page.fill("#reason", "Moved to another unit")
    page.click("button:has-text('End the access')")
    expect(page.locator("[role=status]")).to_contain_text("every browser signed out")
    look()
    bea.click("nav >> text=Surveys")
    expect(bea.locator("h1")).to_have_text("Sign in")
    page.click("nav >> text=Record of changes")
    expect(page.locator("main")).to_contain_text("Moved to another unit")
    look()
    page.goto(f"{address}/staff/account")
    look()
    page.click("button:has-text('Sign out')")
    look()
    page.fill("#email", "ada@example.org")
    page.fill("#password", PASSWORD)
    page.click("button:has-text('Go on')")
    look()
    page.fill("#code", "123")
    page.click("button:has-text('Sign in')")
    look()
    page.goto(f"{address}/staff/team")
    expect(page.locator("h1")).to_have_text("Your code")
    assert problems(pages) == []
