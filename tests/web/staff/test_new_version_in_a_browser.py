"""A manager reads what changes in a new version, tries a route down to its end, and asks it from now on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.accessibility import scrolls_sideways, violations
from tests.browser import NewPage
from tests.conftest import Clock
from tests.html_checker import problems
from tests.serving import serving
from tests.web.staff.crew import Crew
from tests.web.staff.shelved import FAULTY, FIRST, SECOND, first, put, shelved

pytestmark = pytest.mark.alone


@pytest.fixture
def served(tmp_path: Path, clock: Clock) -> Iterator[tuple[str, str]]:
    """The address of a server with a survey open and a new version in the folder, and a manager's token."""
    with shelved(tmp_path, clock, v1=FIRST, v1_1=SECOND) as (site, shelf):
        put(shelf, "v1_0", FAULTY.replace('"1.1"', '"1.0"'))
        site.open(first())
        crew = Crew(site)
        token = crew.browser(crew.account("manager")).cookies["staff"]
        environment = {"SURVEY_QUESTIONNAIRES": str(shelf.parent)}
        with serving(site.settings.data_dir, environment=environment) as address:
            yield address, token


@pytest.mark.parametrize(
    ("width", "dark", "javascript"), [(1280, False, True), (390, True, True), (390, False, False)]
)
def test_the_differences_are_read_a_route_is_tried_and_the_version_is_asked(
    served: tuple[str, str], new_page: NewPage, width: int, dark: bool, javascript: bool, tmp_path: Path
) -> None:
    address, token = served
    page, pages = new_page(width, dark, javascript), dict[str, str]()
    page.context.add_cookies([{"name": "staff", "value": token, "url": address}])

    def look() -> None:
        name = f"{len(pages):02} {page.locator('h1').inner_text()}"
        pages[name] = page.content()
        page.screenshot(path=tmp_path / f"{name[:40].replace('/', ' ')}.png", full_page=True)
        assert not scrolls_sideways(page), name
        assert not javascript or not violations(page), name

    page.goto(f"{address}/staff/questionnaires")
    expect(page.locator("main")).to_contain_text("1.0.yaml cannot be read")
    look()
    page.goto(f"{address}/staff/surveys/tiny")
    look()
    page.click("main a:has-text('Ask a new version')")
    expect(page.locator("main")).to_contain_text("text: Keep? becomes May we keep it?")
    look()
    page.click("text=See it, and preview it")
    look()
    page.select_option("#with", label=f"Version 1 ({first().fingerprint[:12]})")
    page.click("text=See what changed")
    look()
    page.go_back()
    page.locator("li", has_text="Health:").get_by_role("link", name="from the first page").click()
    for _ in range(9):
        look()
        if on_the_way(page):
            break
    expect(page.locator("h1")).to_have_text("Check your answers")
    page.click("text=Send my answers")
    expect(page.locator("main")).to_contain_text("In a preview nothing was sent")
    look()
    page.click("text=Back to the version")
    page.goto(f"{address}/staff/surveys/tiny/change/revise")
    page.fill("#reason", "Clearer words")
    page.click("button:has-text('Ask version 1.1')")
    expect(page.locator(".told")).to_contain_text("is asked the new version")
    page.click("main a:has-text('Change how many it takes')")
    page.fill("#most", "500")
    look()
    page.click("text=See what it does")
    look()
    page.fill("#reason", "Enough for the figures")
    page.click("button:has-text('Take 500 at most')")
    expect(page.locator(".told")).to_contain_text("another number of responses")
    look()
    page.goto(f"{address}/staff/questionnaires")
    expect(page.locator("main")).to_contain_text("Put live by")
    look()
    assert problems(pages) == []
    page.goto(f"{address}/s/tiny")
    page.click("main form button")
    page.click("text=Go on to the questions")
    expect(page.locator("main")).to_contain_text("May we keep it?")


def on_the_way(page: Page) -> bool:
    """Go one page on; whether the answers are all there now."""
    see = page.locator("button[value=see]")
    if see.count():
        see.click()
    else:
        page.click(".onward button[value=continue]")
    return page.locator("form#check").count() == 1
