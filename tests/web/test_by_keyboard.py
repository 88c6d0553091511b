"""The short survey by keyboard alone in Chromium, and what is said and where focus goes on the way."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser import NewPage

pytestmark = pytest.mark.alone

SCRIPTS = [pytest.param(True, id="scripts"), pytest.param(False, id="no scripts")]


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until what is meant has focus."""
    for _ in range(60):
        if page.locator(f"{selector}:focus").count():
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not come to {selector} on {page.url}")


def press(page: Page, selector: str, key: str = "Enter") -> None:
    tab_to(page, selector)
    page.keyboard.press(key)


def begin(page: Page, address: str) -> None:
    page.goto(address)
    press(page, "input[name=device]:checked", "ArrowUp")
    press(page, "main button")
    go_on(page)


def go_on(page: Page) -> None:
    """From the page with the return code to the first questions."""
    expect(page.locator(".code")).to_be_visible()
    press(page, "main a.govuk-button")
    expect(page.locator("h1")).to_have_text("Your work")


@pytest.mark.parametrize("javascript", SCRIPTS)
def test_a_survey_is_answered_put_right_and_sent_with_the_keyboard_alone(
    short_survey: str, new_page: NewPage, javascript: bool
) -> None:
    page = new_page(javascript=javascript)
    first = "Space" if javascript else "ArrowDown"  # without scripts a set begins at "Left blank", its last
    begin(page, short_survey)
    press(page, "#areas-south", "Space")
    tab_to(page, "#people")
    page.keyboard.type("many")
    page.keyboard.press("Enter")
    expect(page).to_have_title("To put right: Your work, A short survey")
    if javascript:
        expect(page.locator(".govuk-error-summary")).to_be_focused()
        expect(page.locator("#areas-south")).to_be_checked()
    press(page, "a[href='#people']")
    expect(page.locator("#people")).to_be_focused()
    page.keyboard.press("Control+a")
    page.keyboard.type("12")
    page.keyboard.press("Shift+Tab")
    tab_backwards(page, "input[name=sector]")
    page.keyboard.press(first)
    press(page, ".onward button")
    expect(page.locator("h1")).to_have_text("Your views")
    press(page, "input[name=listen]", first)
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    press(page, ".onward button")
    expect(page.locator("h1")).to_have_text("Before the next section")
    press(page, "button[value=see]")
    expect(page.locator("h1")).to_have_text("Looking after you")
    tab_to(page, "#hard")
    page.keyboard.type("Nobody asks")
    press(page, ".onward button")
    expect(page.locator("main")).to_contain_text("Always")
    press(page, "button[value=send]")
    expect(page.locator(".code")).to_be_visible()


def tab_backwards(page: Page, selector: str) -> None:
    for _ in range(20):
        if page.locator(f"{selector}:focus").count():
            return
        page.keyboard.press("Shift+Tab")
    raise AssertionError(f"Shift and Tab do not come to {selector}")


def test_that_answers_are_saved_is_said_in_a_region_that_stays(short_survey: str, new_page: NewPage) -> None:
    page = new_page()
    begin(page, short_survey)
    page.wait_for_selector("#question-form[data-htmx-powered]")
    page.evaluate("window.region = document.querySelector('[role=status]')")
    press(page, "#areas", "Space")
    expect(page.get_by_role("status")).to_contain_text("Saved at")
    assert page.evaluate("window.region === document.querySelector('[role=status]')")
    expect(page.locator("#areas")).to_be_focused()


def test_that_saving_failed_is_said_in_the_same_region(short_survey: str, new_page: NewPage) -> None:
    page = new_page()
    begin(page, short_survey)
    page.wait_for_selector("#question-form[data-htmx-powered]")
    page.route("**/save", lambda route: route.fulfill(status=503, body=""))
    press(page, "#areas", "Space")
    expect(page.get_by_role("status")).to_contain_text("Not saved yet")
    expect(page.locator("#areas")).to_be_focused()


def test_that_a_shared_computer_signs_out_soon_is_said_without_moving_focus(
    short_survey: str, new_page: NewPage
) -> None:
    page = new_page()
    page.clock.install()
    page.goto(short_survey)
    press(page, "main button")
    go_on(page)
    expect(page.get_by_role("alert")).to_have_count(0)
    page.locator("#people").focus()
    page.clock.run_for("17:10")
    expect(page.get_by_role("alert")).to_contain_text("this page closes in two minutes")
    expect(page.locator("#people")).to_be_focused()
    press(page, "#staying button")
    expect(page.get_by_role("alert")).to_have_count(0)
