"""The London survey in a real browser: no barrier on any page of any sector, and nothing typed is lost."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from survey.fieldwork.campaign import open_campaign
from survey.settings import Settings
from tests.accessibility import scrolls_sideways, violations
from tests.browser import DESKTOP, PHONE, NewPage, turned
from tests.html_checker import problems
from tests.migrated import migrated
from tests.serving import serving
from tests.web.site import london

pytestmark = pytest.mark.alone

SECTORS = ("policing", "health", "local_authority", "other")
FIRST = {"eligible": "1", "pp_have": "1", "trn_when": "4", "practice_1__pp_followup": "1"}


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The London survey, open, on a server of its own."""
    data_dir = tmp_path_factory.mktemp("served") / "var"
    with migrated(Settings(data_dir=data_dir)) as store:
        open_campaign(store, london(), closes_at=datetime.now(UTC) + timedelta(days=3), actor="test")
    with serving(data_dir) as found:
        yield f"{found}/s/trauma-informed-london"


def begin(page: Page, address: str) -> str:
    """Start on one's own device; the resume code."""
    page.goto(address)
    page.check("input[name=device][value=own]", force=True)
    page.click("button:has-text('Start')")
    code = "".join(page.locator(".code span").all_inner_texts())
    page.click("text=Go on to the questions")
    return code


def fill(page: Page, sector: str) -> None:
    """Answer everything on a page as a person might, one answer to each question."""
    for name in names(page, "radio"):
        wanted = {**FIRST, "sector": sector}.get(name)
        options = page.locator(f"input[type=radio][name={name}]")
        chosen = (
            page.locator(f"input[type=radio][name={name}][value='{wanted}']") if wanted else options.first
        )
        chosen.check(force=True)
    for name in names(page, "checkbox"):
        if not page.locator(f"input[type=checkbox][name={name}]:checked").count():
            page.locator(f"input[type=checkbox][name={name}]").first.check(force=True)
    for area in page.locator("#question-form textarea:visible").all():
        area.fill("A quiet room, and time to listen.")
    for line in page.locator("#question-form input[type=text]:visible").all():
        line.fill("A quiet room")
    for mail in page.locator("#question-form input[type=email]:visible").all():
        mail.fill("team@example.org")


def names(page: Page, kind: str) -> list[str]:
    found: list[str] = page.eval_on_selector_all(
        f"#question-form input[type={kind}]", "all => [...new Set(all.map(one => one.name))]"
    )
    return found


def go_on(page: Page, sector: str) -> None:
    if page.locator("button[name=choice]").count():
        page.click("button[name=choice][value=see]")
    else:
        fill(page, sector)
        page.click(".onward button")


def on_a_page(page: Page) -> bool:
    return "/p/" in page.url


def walk(page: Page, sector: str, most: int = 80) -> Iterator[str]:
    """Page after page until the list of answers; the id of each."""
    for _ in range(most):
        if not on_a_page(page):
            return
        name = page.url.rsplit("/", 1)[-1]
        yield name
        go_on(page, sector)
        turned(page, name)
        assert not page.title().startswith("To put right"), page.locator(".govuk-error-summary").inner_text()
    raise AssertionError("the survey does not end")


def inspect(page: Page, seen: dict[str, str], name: str) -> list[str]:
    """Barriers on a page that was not looked at before, at both widths, light and dark."""
    if name in seen:
        return []
    seen[name] = page.content()
    found: list[str] = []
    for width in (PHONE, DESKTOP):
        page.set_viewport_size({"width": width, "height": 800})
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            found += [f"{name} at {width} px, {scheme}: {one}" for one in violations(page)]
        found += [f"{name} scrolls sideways at {width} px"] if scrolls_sideways(page) else []
    return found


def test_no_page_of_the_survey_has_a_barrier_or_a_fault_in_its_html(address: str, new_page: NewPage) -> None:
    seen: dict[str, str] = {}
    found: list[str] = []
    for sector in SECTORS:
        page = new_page()
        page.goto(address)
        found += inspect(page, seen, "start")
        begin(page, address)
        for name in walk(page, sector):
            found += inspect(page, seen, name)
        found += inspect(page, seen, "check")
        if sector == SECTORS[-1]:
            found += stepping_aside(page, address, seen)
        page.goto(f"{address}/check")
        page.click("text=Send my answers")
        found += inspect(page, seen, "sent")
    outside = new_page()
    for name in (
        "resume",
        "withdraw",
        "privacy",
        "support",
        "formats",
        "code",
        "check",
        "p/welcome",
        "nowhere",
    ):
        outside.goto(f"{address}/{name}")
        found += inspect(outside, seen, f"outside {name}")
    outside.goto(re.sub(r"/s/.*", "/accessibility", address))
    found += inspect(outside, seen, "accessibility")
    outside.goto(re.sub(r"/s/.*", "/", address))
    found += inspect(outside, seen, "home")
    assert len(seen) > 50
    assert found == []
    assert problems(seen) == []


def stepping_aside(page: Page, address: str, seen: dict[str, str]) -> list[str]:
    """The pages beside the way: saved, stop, a page to put right."""
    found: list[str] = []
    for name in ("saved", "stop"):
        page.goto(f"{address}/{name}")
        found += inspect(page, seen, name)
    page.goto(f"{address}/p/barriers")
    for box in page.locator("input[name=barriers]").all()[:7]:
        box.check(force=True)
    page.click(".onward button")
    expect(page).to_have_title(re.compile("^To put right"))
    found += inspect(page, seen, "to put right")
    chosen = page.locator("input[name=barriers]:checked")
    while chosen.count() > 2:
        chosen.last.uncheck(force=True)
    page.click(".onward button")
    page.wait_for_url("**/p/helps")
    return found


def test_what_is_typed_saves_itself_and_survives_a_closed_browser(
    address: str, new_page: NewPage, tmp_path: Path
) -> None:
    page = new_page()
    code = begin(page, address)
    for name in walk(page, "health"):
        if name == "meaning":
            break
    page.fill("textarea", "Typed and never sent")
    page.wait_for_selector("#saved-status:has-text('Saved at')")
    page.context.close()
    again = new_page(width=PHONE)
    again.goto(f"{address}/resume")
    again.fill("#code", code)
    again.click("button:has-text('Open my answers')")
    again.goto(f"{address}/p/meaning")
    assert again.input_value("textarea") == "Typed and never sent"
