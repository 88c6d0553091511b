"""A reader triages three texts and redacts one; a manager takes the example on, in a real browser."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from survey.settings import Settings
from survey.storage.database import Store
from tests.accessibility import scrolls_sideways, violations
from tests.browser import NewPage
from tests.fieldwork.described import CHANGE, TITLE, WHAT, campaign, response
from tests.html_checker import problems
from tests.migrated import migrated
from tests.serving import serving
from tests.web.site import Site
from tests.web.staff.crew import PASSWORD, Crew, code_at

pytestmark = pytest.mark.alone
READER, BOSS = "reader@example.org", "boss@example.org"
PASSED_ON = "A child was hurt in our waiting room and nobody wrote it down."
TEXT = "Dr Ada Sample lets people choose the room. Ring her on 07700 900123 for more."
CLEAN = "[name] lets people choose the room. Ring her on [the team's number] for more."


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[str, Store]]:
    """A server with a survey of three texts, and accounts of a reader and a manager."""
    settings = Settings(data_dir=tmp_path / "var")
    with migrated(settings) as store:
        crew = Crew(Site(settings, store))
        crew.account("safeguarding", email=READER)
        crew.account("manager", email=BOSS)
        with store.write() as tx:
            own = campaign(tx)
            response(tx, own, {CHANGE: PASSED_ON}, day=date(2025, 1, 12), closed={"sector": ("policing",)})
            response(tx, own, {TITLE: "The quiet room", WHAT: TEXT})
        with serving(settings.data_dir) as address:
            yield address, store


def sign_in(page: Page, address: str, email: str, store: Store) -> None:
    page.goto(f"{address}/staff")
    page.fill("#email", email)
    page.fill("#password", PASSWORD)
    page.click("main button")
    page.fill("#code", code_at(store.clock()))
    page.click("main button")
    expect(page.locator("h1")).to_have_text("Surveys")


@pytest.mark.parametrize(
    ("width", "dark"),
    [
        pytest.param(1280, False, id="wide"),
        pytest.param(390, True, id="a telephone at night"),
    ],
)
def test_a_reader_triages_and_redacts(
    served: tuple[str, Store], new_page: NewPage, width: int, dark: bool
) -> None:
    address, store = served
    pages = dict[str, str]()

    def look(page: Page) -> None:
        name = f"{len(pages):02} {page.locator('h1').inner_text()}"
        pages[name] = page.content()
        if folder := os.environ.get("PICTURES"):
            page.screenshot(path=f"{folder}/{width} {name.replace('/', ' ')}.png", full_page=True)
        assert not violations(page), name
        assert not scrolls_sideways(page), name

    page = new_page(width, dark)
    sign_in(page, address, READER, store)
    page.click("main a:has-text('Trauma-Informed London Survey')")
    page.click("text=Read texts, redact and pass on")
    expect(page.locator("main")).to_contain_text("3 texts wait")
    look(page)
    triage(page, look)
    expect(page.locator("main")).to_contain_text("No text waits")
    look(page)
    page.click("text=That is enough for now")
    expect(page.locator("h1")).to_have_text("Trauma-Informed London Survey")

    boss = new_page(width, dark)
    sign_in(boss, address, BOSS, store)
    boss.goto(f"{address}/staff/surveys/london")
    boss.click("text=Register of practice")
    look(boss)
    boss.select_option("#principle", "safety")
    boss.click("text=Show these")
    boss.click("a:has-text('The quiet room')")
    expect(boss.locator("main")).to_contain_text(CLEAN)
    assert "Sample" not in boss.content()
    look(boss)
    for state in ("Reviewed", "Agreed"):
        boss.check(f"label:text-is('{state}')")
        boss.fill("#reason", "It can be shown as it is")
        boss.click("text=Move it")
        expect(boss.locator(".told")).to_contain_text("new state")
    boss.fill("#note", "They would bring a drawing")
    boss.click("text=Keep the note")
    look(boss)
    boss.click("text=Back to the register")
    boss.click("text=The list for a workshop")
    look(boss)
    with boss.expect_download() as download:
        boss.click("text=Take it away as CSV")
    taken = Path(download.value.path()).read_text("utf-8-sig")
    assert CLEAN in taken
    assert "Sample" not in taken
    assert problems(pages) == []


def triage(page: Page, look: object) -> None:
    """The three texts as they come: the worrying one is passed on, one is left, one is redacted."""
    assert callable(look)
    next_text(page)
    expect(page.locator("main")).to_contain_text("a child or young person at risk")
    expect(page.get_by_text(PASSED_ON)).to_be_hidden()
    look(page)
    page.locator("summary:has-text('Show the text')").press("Enter")  # the keyboard lifts it too
    expect(page.get_by_text(PASSED_ON)).to_be_visible()
    look(page)
    page.click("text=I passed it on")
    expect(page.locator(".govuk-error-summary")).to_contain_text("to whom")
    look(page)
    page.fill("#to", "The safeguarding lead")
    page.fill("#why", "A child may be at risk")
    page.click("text=I passed it on")
    expect(page.locator(".told")).to_contain_text("you passed it on")
    next_text(page)
    page.click("text=Show the text")
    expect(page.locator(".words mark")).to_have_count(2)
    look(page)
    page.check("#what-1-own")
    page.fill("#own-1", "[the team's number]")
    page.click("text=Go on to the words")
    expect(page.locator("#words")).to_have_value(CLEAN)
    look(page)
    page.click("text=Keep these words")
    expect(page.locator(".told")).to_contain_text("Your words stand")
    next_text(page)
    page.click("text=Show the text")
    expect(page.locator("blockquote.words")).to_have_text("The quiet room")
    page.click("text=It can stay as it is")
    expect(page.locator(".told")).to_contain_text("nothing to take out")


def next_text(page: Page) -> None:
    page.click("text=Read the next text")
    expect(page.locator("h1")).to_have_text("A text to read")


def test_a_text_is_read_without_scripts(served: tuple[str, Store], new_page: NewPage) -> None:
    address, store = served
    page = new_page(javascript=False)
    sign_in(page, address, READER, store)
    page.goto(f"{address}/staff/surveys/london/reading")
    next_text(page)
    expect(page.get_by_text(PASSED_ON)).to_be_hidden()
    page.click("text=Show the text")
    expect(page.get_by_text(PASSED_ON)).to_be_visible()
    page.click("text=It can stay as it is")
    expect(page.locator(".told")).to_contain_text("nothing to take out")
