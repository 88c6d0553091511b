"""What scripts add to a page of questions: it says what is saved, and no typing is lost on the way out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Dialog, Page, Route, expect

from survey.engine.loader import load_text
from survey.fieldwork.campaign import open_campaign
from survey.settings import Settings
from tests.browser import TIMEOUT_MS, NewPage, until
from tests.migrated import migrated
from tests.serving import serving

pytestmark = pytest.mark.alone

expect.set_options(timeout=TIMEOUT_MS)
SMALL = """
questionnaire: small
version: "1"
title: A small survey
owner: The team
start: {lead: Two pages}
stages: {one: First}
sections:
  - id: first
    title: First
    stage: one
    questions:
      - {id: when, ask: single, text: When?, options: {1: Now, 2: Later, dont_know: Not sure}}
      - id: what
        ask: multiple
        text: What?
        options: {a: This, b: That, none: {label: Neither, alone: true}}
      - {id: why, ask: long_text, text: Why?, most: 30}
      - {id: who, ask: short_text, text: Who?, most: 30}
  - id: care
    title: Care
    stage: one
    sensitive: high
    note: {text: About hard things}
    questions:
      - {id: hard, ask: long_text, text: Hard?}
"""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The small survey, open, on a server of its own."""
    data_dir = tmp_path_factory.mktemp("served") / "var"
    with migrated(Settings(data_dir=data_dir)) as store:
        open_campaign(store, load_text(SMALL), closes_at=datetime.now(UTC) + timedelta(days=3), actor="test")
    with serving(data_dir) as found:
        yield f"{found}/s/small"


@pytest.fixture
def page(address: str, new_page: NewPage) -> Page:
    """A browser on the first page of questions, with its scripts ready."""
    page = new_page()
    page.goto(address)
    page.click("button:has-text('Start')")
    page.click("text=Go on to the questions")
    page.wait_for_selector("#question-form[data-htmx-powered]")
    page.wait_for_load_state()
    return page


def status(page: Page, words: str) -> None:
    expect(page.locator("#saved-status")).to_contain_text(words)


def fails(route: Route) -> None:
    route.fulfill(status=503, body="")


def questions_asked(page: Page) -> list[str]:
    """Fills with the browser's own questions, each answered with yes."""
    asked: list[str] = []

    def answer(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", answer)
    return asked


def test_a_choice_is_saved_at_once_and_the_page_learns_its_new_version(page: Page) -> None:
    version = page.locator("[name=version]")
    before = version.input_value()
    page.check("#when", force=True)
    status(page, "Saved at")
    assert version.input_value() != before
    page.reload()
    expect(page.locator("#when")).to_be_checked()


def test_typing_is_saved_after_a_pause(page: Page) -> None:
    page.locator("#why").press_sequentially("Because")
    status(page, "Saved at")
    page.reload()
    expect(page.locator("#why")).to_have_value("Because")


def test_what_is_more_than_the_server_takes_is_said_and_stays_on_the_page(page: Page) -> None:
    page.fill("#why", "word " * 60_000)  # one word as long would keep the browser busy for a minute
    status(page, "more than we can take")
    page.click(".onward button")
    expect(page.locator("#held")).to_contain_text("Everything you entered is still here")
    assert page.evaluate("document.getElementById('why').value.length") == 300_000


def test_a_text_over_its_limit_comes_back_whole(page: Page) -> None:
    page.fill("#why", "x" * 20_000)
    page.click(".onward button")
    expect(page).to_have_title(re.compile("^To put right"))
    assert page.evaluate("document.getElementById('why').value.length") == 20_000


def test_going_on_asks_first_whether_the_survey_can_be_reached(page: Page) -> None:
    page.route("**/here", fails)
    page.fill("#why", "Because")
    page.click(".onward button")
    expect(page.locator("#held")).to_contain_text("We cannot reach the survey")
    expect(page.locator("#why")).to_have_value("Because")
    page.unroute("**/here")
    page.click(".onward button")
    expect(page.locator("h1")).to_have_text("Before the next section")


def test_once_the_survey_answers_again_it_is_said_where_it_was_missed(page: Page) -> None:
    page.route("**/here", fails)
    page.fill("#why", "Because")
    page.click(".onward button")
    expect(page.locator("#held")).to_contain_text("We cannot reach the survey")
    expect(page.locator("#held")).to_contain_text("You can go on.", timeout=TIMEOUT_MS)


def test_a_slow_answer_to_going_on_is_said_and_a_second_press_sends_nothing_more(page: Page) -> None:
    sent: list[Route] = []
    page.route("**/p/first", lambda route: sent.append(route))
    page.evaluate(
        """() => {
          const button = document.querySelector(".onward button");
          button.click();
          setTimeout(() => button.click(), 700);
          const note = () => { sessionStorage.said = document.getElementById("saved-status").innerText; };
          setTimeout(note, 2200);
        }"""
    )
    page.wait_for_timeout(3000)
    assert len(sent) == 1
    sent[0].continue_()
    expect(page.locator("h1")).to_have_text("Before the next section")
    assert page.evaluate("sessionStorage.said") == "Saving"


def test_a_save_that_fails_is_said_and_tried_again(page: Page) -> None:
    page.route("**/save", fails)
    page.check("#when", force=True)
    status(page, "Not saved yet")
    page.unroute("**/save")
    status(page, "Saved at")


def test_what_was_chosen_before_the_scripts_came_is_saved_after(address: str, new_page: NewPage) -> None:
    page = new_page()
    page.route(re.compile("/(htmx|saving)[^/]*js"), lambda _: None)
    page.goto(address)
    page.click("button:has-text('Start')")
    page.click("text=Go on to the questions", no_wait_after=True)
    page.check("#when", force=True)
    page.locator("#why").press_sequentially("Because")
    expect(page.locator("#when")).to_be_checked()
    page.unroute_all()
    status(page, "Saved at")
    page.reload()
    expect(page.locator("#when")).to_be_checked()
    expect(page.locator("#why")).to_have_value("Because")


def test_a_page_that_nobody_touched_saves_nothing(page: Page) -> None:
    saves: list[str] = []
    page.on("request", lambda request: saves.append(request.url) if "/save" in request.url else None)
    page.reload()
    page.wait_for_load_state("networkidle")
    assert [url for url in saves if url.endswith("/save")] == []


def test_going_on_waits_for_a_save_under_way(page: Page) -> None:
    held: list[Route] = []
    page.route("**/save", lambda route: held.append(route))
    with page.expect_request("**/save"):
        page.check("#when", force=True)
    page.click(".onward button", no_wait_after=True)
    expect(page.locator("h1")).to_have_text("First")
    held[0].continue_()
    expect(page.locator("h1")).to_have_text("Before the next section")


def test_leaving_with_something_unsaved_asks_first(page: Page) -> None:
    asked = questions_asked(page)
    page.route("**/save", fails)
    page.locator("#why").press_sequentially("Because")
    status(page, "Not saved yet")
    page.click("text=Support >> nth=0")
    assert asked == ["beforeunload"]


def test_leaving_with_all_saved_asks_nothing(page: Page) -> None:
    asked = questions_asked(page)
    page.check("#when", force=True)
    status(page, "Saved at")
    page.click("text=Support >> nth=0")
    expect(page.locator("h1")).to_have_text("People you can talk to")
    assert asked == []


def test_leave_now_never_asks(page: Page) -> None:
    asked = questions_asked(page)
    page.route("https://www.bbc.co.uk/**", lambda route: route.fulfill(body="weather"))
    page.click(".onward button")
    page.click("text=See the questions")
    page.route("**/save", fails)
    page.locator("#hard").press_sequentially("It was")
    status(page, "Not saved yet")
    page.click("text=Leave now")
    page.wait_for_url("https://www.bbc.co.uk/**")
    assert asked == []


def test_an_answer_is_cleared_in_place(page: Page) -> None:
    page.check("#when", force=True)
    status(page, "Saved at")
    here = page.url
    page.click("text=Clear this answer")
    expect(page.locator("#when")).not_to_be_checked()
    expect(page.locator("#when")).to_be_focused()
    assert page.url == here


def test_an_option_that_stands_alone_unticks_the_others_and_they_it(page: Page) -> None:
    page.check("#what", force=True)
    page.check("#what-none", force=True)
    expect(page.locator("#what")).not_to_be_checked()
    page.check("#what-b", force=True)
    expect(page.locator("#what-none")).not_to_be_checked()


def test_a_text_says_how_much_room_is_left_near_its_end(page: Page) -> None:
    room = page.locator("#why-room")
    expect(room).to_have_text("Room for 30 characters")
    page.fill("#why", "x" * 28)
    expect(room).to_have_text("Room for 2 more characters")
    page.fill("#why", "x" * 33)
    expect(room).to_have_text("3 characters too many")


def test_enter_in_a_line_of_text_goes_on_and_clears_nothing(page: Page) -> None:
    page.check("#when", force=True)
    page.press("#who", "Enter")
    expect(page.locator("h1")).to_have_text("Before the next section")
    page.go_back()
    expect(page.locator("#when")).to_be_checked()


def test_the_code_can_be_copied(address: str, new_page: NewPage) -> None:
    page = new_page()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(address)
    page.click("button:has-text('Start')")
    expect(page.locator(".code span")).to_have_count(6)
    shown = page.locator(".code span").all_inner_texts()
    page.click("text=Copy the code")
    expect(page.locator(".receipt__said")).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == " ".join(shown)


def test_without_scripts_there_is_no_button_that_needs_one(address: str, new_page: NewPage) -> None:
    page = new_page(javascript=False)
    page.goto(address)
    page.click("button:has-text('Start')")
    expect(page.locator("text=Copy the code")).to_be_hidden()


def test_a_page_changed_in_another_window_is_said(page: Page) -> None:
    other = page.context.new_page()
    other.goto(page.url)
    other.check("#when", force=True)
    status(other, "Saved at")
    page.check("#when-2", force=True)
    status(page, "Changed in another window too")
    page.click(".onward button")
    expect(page.locator("h1")).to_contain_text("Two versions of your answers")
    page.click("text=Keep what I entered here")
    other.reload()
    expect(other.locator("#when-2")).to_be_checked()


# On a shared computer


@pytest.fixture
def shared(address: str, new_page: NewPage) -> Page:
    """A shared computer on the first page of questions, with a clock that the test moves."""
    page = new_page()
    page.clock.install()
    page.goto(address)
    page.check("#device-2", force=True)
    page.click("button:has-text('Start')")
    page.click("text=Go on to the questions")
    page.wait_for_selector("#question-form[data-htmx-powered]")
    page.wait_for_load_state()
    return page


def test_a_shared_computer_says_two_minutes_before_that_it_closes_and_one_can_stay(shared: Page) -> None:
    notice = shared.locator("#staying")
    shared.clock.run_for("16:50")
    expect(notice).to_be_hidden()
    shared.clock.run_for("00:20")
    expect(notice).to_be_visible()
    expect(notice.locator("p")).to_contain_text("closes in two minutes")
    with shared.expect_response("**/stay") as answered:
        notice.get_by_role("button").click()
    assert answered.value.status == 204
    expect(notice).to_be_hidden()
    shared.clock.run_for("16:50")
    expect(notice).to_be_hidden()


def test_somebody_who_reads_and_scrolls_is_asked_nothing(shared: Page) -> None:
    shared.mouse.wheel(0, 200)
    until(shared, lambda: shared.evaluate("window.scrollY") > 0, "the page has scrolled")
    with shared.expect_response("**/stay") as answered:
        shared.clock.run_for("17:05")
    assert answered.value.status == 204
    expect(shared.locator("#staying")).to_be_hidden()


def test_once_the_time_is_over_the_page_is_asked_for_anew(shared: Page) -> None:
    shared.check("#when", force=True)
    shared.clock.run_for("00:02")
    status(shared, "Saved at")
    with shared.expect_navigation():
        shared.clock.run_for("19:05")
    expect(shared.locator("#when")).to_be_checked()


def test_what_is_not_saved_keeps_the_page_open_whatever_the_time(shared: Page) -> None:
    shared.route("**/save", fails)
    shared.check("#when", force=True)
    shared.clock.run_for("00:05")
    status(shared, "Not saved yet")
    shared.evaluate("window.same = true")
    shared.clock.run_for("25:00")
    assert shared.evaluate("window.same") is True


def test_leaving_empties_the_page_even_where_the_way_out_is_cut(page: Page) -> None:
    page.click(".onward button")
    page.click("text=See the questions")
    expect(page.locator("#hard")).to_be_visible()
    page.route("**/leave", lambda route: route.abort("aborted"))
    page.route("https://www.bbc.co.uk/**", lambda route: route.abort("aborted"))
    page.click(".govuk-exit-this-page a")
    expect(page.locator("body")).to_be_hidden()
    assert page.title() == ""
