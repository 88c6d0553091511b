"""A manager words a reminder, takes a pack and makes invitations; somebody begins by one of them."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from survey.engine.loader import load_file
from survey.fieldwork.channels import add_channel
from survey.settings import Settings
from tests.accessibility import scrolls_sideways, violations
from tests.browser import PHONE, NewPage
from tests.builders import LIBRARY
from tests.html_checker import problems
from tests.migrated import migrated
from tests.serving import serving
from tests.web.site import Site
from tests.web.staff.crew import Crew

pytestmark = pytest.mark.alone
BASE = "/staff/surveys/london/"


def look(page: Page, pages: dict[str, str]) -> None:
    """Nothing in the way of anybody, and nothing that runs out of the page."""
    name = page.locator("h1").inner_text()
    pages[f"{len(pages)} {name}"] = page.content()
    assert not violations(page), name
    assert not scrolls_sideways(page), name


@pytest.mark.parametrize(("width", "dark"), [(1280, False), (PHONE, True)])
def test_a_survey_is_got_out(tmp_path: Path, new_page: NewPage, width: int, dark: bool) -> None:
    settings = Settings(data_dir=tmp_path / "var")
    with migrated(settings) as store:
        site = Site(settings, store)
        site.open(load_file(LIBRARY / "trauma-informed-london" / "1.0.yaml"), "london")
        add_channel(store, "london", "met-intranet", "Met intranet", actor="Ada", reason="a test")
        crew = Crew(site)
        token = crew.browser(crew.account("manager")).cookies["staff"]
    pages: dict[str, str] = {}
    with serving(settings.data_dir) as address:
        page = new_page(width, dark)
        page.context.add_cookies([{"name": "staff", "value": token, "url": address}])
        page.goto(f"{address}{BASE}texts")
        look(page, pages)
        page.click("text=Change the words of Reminder a week before")
        look(page, pages)
        page.fill("#body", "It closes on {closing}. It is for you to decide: {link}")
        page.fill("#reason", "Shorter")
        page.click("button:has-text('Keep these words')")
        expect(page.locator(".govuk-error-summary")).to_contain_text("Nothing can be filled in for {closing}")
        look(page, pages)
        page.fill("#body", "It closes on {closes}. It is for you to decide: {link}")
        page.click("button:has-text('Keep these words')")
        expect(page.locator("[role=status]").first).to_contain_text("Your words are kept")
        page.goto(f"{address}{BASE}channels/met-intranet")
        page.click("text=The pack: texts")
        assert "/s/london?via=met-intranet" in page.locator("#reminder-week-body").input_value()
        look(page, pages)
        with page.expect_download() as taken:
            page.click("text=Poster, A4")
        assert Path(taken.value.path()).read_bytes().startswith(b"%PDF-")
        page.goto(f"{address}{BASE}invitations")
        look(page, pages)
        page.check("#rule-only")
        page.fill("#reason", "A closed group")
        page.click("button:has-text('Change it')")
        expect(page.locator(".state")).to_contain_text("By invitation only")
        page.fill("#number", "2")
        page.fill("#reason_make", "The first two")
        look(page, pages)
        with page.expect_download() as file:
            page.click("button:has-text('Make them')")
        links = list(csv.reader(Path(file.value.path()).read_text("utf-8-sig").splitlines()))[1:]
        path = links[0][0].partition("/s/")[2]
        person = new_page(width, dark)
        person.goto(f"{address}/s/london")
        look(person, pages)
        person.goto(f"{address}/s/{path}")
        look(person, pages)
        person.click("button:has-text('Start the survey')")
        expect(person.locator("h1")).to_contain_text("return code")
        other = new_page(width, dark)
        other.goto(f"{address}/s/{path}")
        expect(other.locator("h1")).to_have_text("This invitation cannot be used")
        look(other, pages)
    assert problems(pages) == []
