"""What a page costs on the way stays small, and nothing is asked of anybody else."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext

from tests.browser import PHONE
from tests.web.site import london
from tests.weighing import FIRST, NEXT, SLOW, Scales, answered, open_survey

pytestmark = pytest.mark.alone

CHOICES = {"eligible": ["1"], "sector": ["health"], "pp_have": ["1"]}
HEAVIEST = ("", "/check", "/p/welcome", "/p/needs", "/p/equity", "/p/practice_reach_1")
"""The first pages that people see, and those that `make bench` finds the heaviest."""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with open_survey(tmp_path_factory.mktemp("weighed"), london()) as found:
        yield found


@pytest.fixture
def somebody(browser: Browser) -> Iterator[BrowserContext]:
    """A phone that has never been here."""
    context = browser.new_context(viewport={"width": PHONE, "height": 800})
    yield context
    context.close()


def test_no_page_is_heavy_and_none_asks_another_host(somebody: BrowserContext, address: str) -> None:
    _, cookies = answered(address, CHOICES)
    somebody.add_cookies(cookies)
    scales = Scales(somebody.new_page())
    for path in HEAVIEST:
        first, after = scales.first(address + path), scales.next(address + path)
        assert 20_000 < first.received <= FIRST, path
        assert 1_000 < after.received <= NEXT, path
        assert first.hosts | after.hosts == {urlsplit(address).netloc}


def test_the_first_page_of_questions_finds_its_scripts_fetched(
    somebody: BrowserContext, address: str
) -> None:
    page = somebody.new_page()
    scales = Scales(page)
    page.goto(address)
    page.click("button:has-text('Start')")
    scales.taken()
    page.click("text=Go on to the questions")
    page.wait_for_selector("#question-form[data-htmx-powered]")
    assert scales.taken().received <= NEXT


def test_a_survey_can_be_begun_on_a_slow_line(somebody: BrowserContext, address: str) -> None:
    page = somebody.new_page()
    Scales(page).line.send("Network.emulateNetworkConditions", SLOW)
    page.goto(address, wait_until="commit")
    page.click("button:has-text('Start')")
    page.click("text=Go on to the questions")
    page.check("input[name=eligible][value='1']", force=True)
    page.click("#question-form .onward button")
    page.wait_for_url("**/p/taking_part")
