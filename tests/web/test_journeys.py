"""Whole journeys through the London survey, each a story: what a person sees, and what the store then holds.

Told on a phone and on a desktop, with scripts and without, and with a keyboard alone. Where a story is not
about the way to a page, a robot has gone it before, and the person comes back by their code.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import httpx2 as httpx
import pytest
from playwright.sync_api import Dialog, Page, expect

from survey.fieldwork.campaign import close, open_campaign
from survey.settings import Settings
from survey.storage.database import Store
from survey.storage.records import CampaignRecord
from tests.browser import TIMEOUT_MS, NewPage
from tests.migrated import migrated
from tests.person import DESKTOP_SCRIPTS, KEYBOARD, PHONE_PLAIN, PHONE_SCRIPTS, WAYS, Person, Way
from tests.robot import Robot
from tests.serving import free_port, serving
from tests.web.site import london

pytestmark = pytest.mark.alone

expect.set_options(timeout=TIMEOUT_MS)
HEALTH = {"sector": "health"}
STORY = "We moved the waiting room, and people stay longer."
WEATHER = "https://www.bbc.co.uk/weather"
each_way = pytest.mark.parametrize("way", [pytest.param(way, id=way.name) for way in WAYS])
with_scripts = pytest.mark.parametrize(
    "way", [pytest.param(way, id=way.name) for way in (PHONE_SCRIPTS, DESKTOP_SCRIPTS, KEYBOARD)]
)
number = count(1)


@dataclass(frozen=True)
class Survey:
    """The London survey, open for one story, with a look into the store."""

    address: str
    store: Store
    slug: str

    @property
    def campaign(self) -> CampaignRecord:
        with self.store.read() as tx:
            found = tx.campaigns.by_slug(self.slug)
        assert found is not None
        return found

    def holds(self) -> tuple[int, int, int]:
        """How many drafts, responses and withdrawals there are."""
        with self.store.read() as tx:
            id = self.campaign.id
            return tx.drafts.count(id), tx.responses.count(id), len(tx.responses.withdrawals(id))

    def saved(self, page: str) -> str:
        """Everything that is saved of one page, of the only draft, whose writer agreed to its use."""
        asked = "SELECT id FROM draft WHERE campaign_id = ?"
        with self.store.read() as tx:
            row = tx.connection.exec_driver_sql(asked, (self.campaign.id,)).first()
            pages = {} if row is None else tx.drafts.pages(row.id)
        return str(pages[page].form) if page in pages else ""

    def sent(self) -> tuple[tuple[str, ...], str]:
        """The sections that the only response skipped, and its texts."""
        with self.store.read() as tx:
            ((response, texts),) = tx.responses.each(self.campaign.id)
            return tuple(response.skipped), str(texts)

    def came_to(self, page_id: str, sector: str = "health", **choices: str) -> str:
        """Somebody has answered up to a page; their return code."""
        wanted = {
            "eligible": "1",
            "agree_take_part": "1",
            "keep_partial": "1",
            "pp_have": "1",
            "sector": sector,
            **choices,
        }
        with httpx.Client(base_url=self.address.partition("/s/")[0], follow_redirects=True) as client:
            robot = Robot(client, self.slug, choices={name: [value] for name, value in wanted.items()})
            robot.start("own")
            page = robot.first_question()
            while not page.url.partition("?")[0].endswith(f"/{page_id}"):
                page = robot.answer(page)
                assert page.status == 200, page.text
        return robot.resume_code

    def person_at(self, new_page: NewPage, way: Way, page_id: str, device: str = "own") -> Person:
        """Somebody who has just come back to a page by their code."""
        person = Person(new_page, self.address, way)
        person.come_back(self.came_to(page_id), device)
        assert person.page_id() == page_id
        return person


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Store, str]]:
    data_dir = tmp_path_factory.mktemp("served") / "var"
    with migrated(Settings(data_dir=data_dir)) as store, serving(data_dir) as address:
        yield store, address


@pytest.fixture
def survey(served: tuple[Store, str]) -> Survey:
    store, address = served
    return opened(store, address, f"story-{next(number)}")


def opened(store: Store, address: str, slug: str, grace_minutes: int = 30) -> Survey:
    closes = datetime.now(UTC) + timedelta(days=3)
    open_campaign(store, london(), slug, closes_at=closes, actor="test", grace_minutes=grace_minutes)
    return Survey(f"{address}/s/{slug}", store, slug)


def status(page: Page, words: str) -> None:
    expect(page.locator("#saved-status")).to_contain_text(words)


def weather(page: Page) -> None:
    """The neutral site, as far as a test goes there."""
    page.context.route("https://www.bbc.co.uk/**", lambda route: route.fulfill(body="Sunny spells"))


# Finishing


@pytest.mark.parametrize(
    ("sector", "way"),
    [
        *(pytest.param(sector, way, id=f"{sector}, {way.name}")
          for sector in ("policing", "health", "local_authority", "other")
          for way in (PHONE_SCRIPTS, PHONE_PLAIN)),
        pytest.param("health", KEYBOARD, id=f"health, {KEYBOARD.name}"),
    ],
)  # fmt: skip
def test_somebody_in_each_sector_answers_all_and_sends(
    survey: Survey, new_page: NewPage, sector: str, way: Way
) -> None:
    person = Person(new_page, survey.address, way)
    complaints: list[str] = []
    page = person.page
    page.on("console", lambda one: complaints.append(one.text) if one.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    person.begin()
    passed = person.walk({"sector": sector})
    assert {"meaning", "wellbeing", "practice_1", "contact_details"} <= set(passed)
    assert person.heading() == "Check your answers"
    assert survey.holds() == (1, 0, 0)
    person.press("Send my answers")
    expect(page).to_have_url(re.compile("/sent$"))
    assert len(person.code()) == 24
    person.sees("After a survey like this")
    assert complaints == []
    assert survey.holds() == (0, 1, 0)
    assert "quiet room" in survey.sent()[1]


@each_way
def test_somebody_skips_both_sensitive_sections_and_nobody_asks_why(
    survey: Survey, new_page: NewPage, way: Way
) -> None:
    person = survey.person_at(new_page, way, "wellbeing_note")
    assert person.page.title() == "Before the next section"
    person.sees("It is your choice")
    passed = person.walk(HEALTH, until="partnership", note="Skip this section")
    assert passed == ["wellbeing_note", "equity_note"]
    person.press("See your answers so far")
    expect(person.page).to_have_url(re.compile("/check$"))
    person.sees("You chose to skip this section")
    assert "skip" in survey.saved("wellbeing_note")
    assert survey.saved("wellbeing") == ""


def test_both_sections_that_were_skipped_are_skipped_in_what_is_sent(
    survey: Survey, new_page: NewPage
) -> None:
    person = survey.person_at(new_page, DESKTOP_SCRIPTS, "wellbeing_note")
    person.walk(HEALTH, until="partnership", note="Skip this section")
    person.walk({**HEALTH, "pp_have": "0"})
    person.press("Send my answers")
    expect(person.page).to_have_url(re.compile("/sent$"))
    assert set(survey.sent()[0]) == {"wellbeing", "equity"}


# Leaving


@each_way
def test_somebody_leaves_now_and_back_shows_nothing_of_the_page(
    survey: Survey, new_page: NewPage, way: Way
) -> None:
    person = survey.person_at(new_page, way, "wellbeing_note")
    weather(person.page)
    person.press("See the questions")
    expect(person.page).to_have_url(re.compile("/p/wellbeing$"))
    person.ready()
    if way.keyboard:
        for _ in range(3):
            person.page.keyboard.press("Shift")
    else:
        person.page.locator(".govuk-exit-this-page a").click()
    person.page.wait_for_url(WEATHER)
    for _ in range(2):
        person.page.go_back()
        expect(person.page.locator("#question-form")).to_have_count(0)
        assert "wellbeing" not in person.page.inner_text("body").lower()
    person.open("/p/wellbeing")
    assert person.heading() == "You are signed out on this device"
    assert survey.holds() == (1, 0, 0)
    with survey.store.read() as tx:
        sessions = tx.connection.exec_driver_sql(
            "SELECT count(*) FROM session WHERE campaign_id = ?", (survey.campaign.id,)
        )
        assert sessions.scalar_one() == 0


def test_shift_three_times_leaves_from_within_a_text_and_three_capitals_do_not(
    survey: Survey, new_page: NewPage
) -> None:
    person = survey.person_at(new_page, DESKTOP_SCRIPTS, "promising")
    weather(person.page)
    person.walk({**HEALTH}, until="practice_1")
    person.ready()
    keyboard = person.page.keyboard
    person.page.locator("[name=practice_1__pp_what]").focus()
    for letter in "NHS":
        keyboard.down("Shift")
        keyboard.press(letter)
        keyboard.up("Shift")
    for _ in range(3):
        keyboard.press("Shift+Tab")
    assert person.page_id() == "practice_1"
    assert person.page.input_value("[name=practice_1__pp_what]") == "NHS"
    person.page.locator("[name=practice_1__pp_what]").focus()
    for _ in range(3):
        keyboard.press("Shift")
    person.page.wait_for_url(WEATHER)


@with_scripts
def test_somebody_leaves_now_although_the_survey_cannot_be_reached(
    survey: Survey, new_page: NewPage, way: Way
) -> None:
    person = survey.person_at(new_page, way, "equality_note")
    weather(person.page)
    person.press("See the questions")
    expect(person.page).to_have_url(re.compile("/p/equality$"))
    person.ready()
    person.page.route("**/leave", lambda route: route.abort("connectionrefused"))
    person.press("Leave now")
    person.page.wait_for_url(WEATHER)


# A lost connection


@with_scripts
def test_the_connection_is_lost_in_the_middle_of_a_long_text_and_nothing_is(
    survey: Survey, new_page: NewPage, way: Way
) -> None:
    person = survey.person_at(new_page, way, "meaning")
    page = person.page
    person.write("def_missing", STORY[:20])
    status(page, "Saved at")
    page.context.set_offline(True)
    person.write("def_missing", STORY[20:])
    status(page, "Not saved yet")
    person.press("Save and continue")
    expect(page.locator("#held")).to_contain_text("What you entered is still here")
    assert person.page_id() == "meaning"
    assert page.input_value("[name=def_missing]") == STORY
    page.context.set_offline(False)
    status(page, "Saved at")
    expect(page.locator("#held")).not_to_contain_text("cannot reach")
    assert STORY in survey.saved("meaning")
    person.press("Save and continue")
    expect(page).to_have_url(re.compile("/p/confidence$"))


def test_without_scripts_the_browser_says_that_it_is_offline_and_loading_again_sends_the_text(
    survey: Survey, new_page: NewPage
) -> None:
    person = survey.person_at(new_page, PHONE_PLAIN, "meaning")
    page = person.page
    person.write("def_missing", STORY)
    page.context.set_offline(True)
    with page.expect_event("requestfailed"):
        page.locator(".onward button").click(no_wait_after=True)
    expect(page.locator("#question-form")).to_have_count(0)
    page.context.set_offline(False)
    page.reload()
    expect(page).to_have_url(re.compile("/p/confidence$"))
    assert STORY in survey.saved("meaning")


def test_the_server_goes_away_and_comes_back_while_somebody_types(new_page: NewPage, tmp_path: Path) -> None:
    data_dir, port = tmp_path / "var", free_port()
    with migrated(Settings(data_dir=data_dir)) as store:
        with serving(data_dir, port=port) as address:
            survey = opened(store, address, "away")
            person = survey.person_at(new_page, DESKTOP_SCRIPTS, "meaning")
        person.write("def_missing", STORY)
        status(person.page, "Not saved yet")
        with serving(data_dir, port=port):
            status(person.page, "Saved at")
            assert STORY in survey.saved("meaning")


def test_somebody_reloads_before_their_words_are_saved_and_is_asked_first(
    survey: Survey, new_page: NewPage
) -> None:
    person = survey.person_at(new_page, DESKTOP_SCRIPTS, "meaning")
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    person.page.on("dialog", stay)
    person.page.context.set_offline(True)
    person.write("def_missing", STORY)
    person.page.evaluate("() => { location.reload(); }")
    person.page.wait_for_timeout(300)
    assert asked == ["beforeunload"]
    assert person.page.input_value("[name=def_missing]") == STORY


# Twice


@each_way
def test_two_windows_on_one_page_end_in_a_choice_and_not_in_silence(
    survey: Survey, new_page: NewPage, way: Way
) -> None:
    one = survey.person_at(new_page, way, "meaning")
    two = Person(new_page, survey.address, way, page=one.page.context.new_page())
    two.open("/p/meaning")
    two.ready()
    one.write("def_missing", "Said in the first window")
    one.press("Save and continue")
    expect(one.page).to_have_url(re.compile("/p/confidence$"))
    two.write("def_missing", "Said in the second window")
    two.press("Save and continue")
    two.sees("Two versions of your answers")
    two.sees("Said in the first window")
    two.sees("Said in the second window")
    assert "first window" in survey.saved("meaning")
    two.press("Keep what I entered here")
    expect(two.page).to_have_url(re.compile("/p/confidence$"))
    assert "second window" in survey.saved("meaning")


@each_way
def test_somebody_presses_twice_and_it_counts_once(survey: Survey, new_page: NewPage, way: Way) -> None:
    person = survey.person_at(new_page, way, "barriers")
    if way.keyboard:
        person.tab_to(lambda here: here["onward"])
        for _ in range(2):
            person.page.keyboard.press("Enter")
    else:
        person.page.locator(".onward button").dblclick()
    expect(person.page).to_have_url(re.compile("/p/helps$"))
    person.ready()
    person.walk({**HEALTH, "pp_have": "0"})
    if way.keyboard:
        person.tab_to(lambda here: "Send my answers" in here["words"])
        for _ in range(2):
            person.page.keyboard.press("Enter")
    else:
        person.page.locator("button", has_text="Send my answers").dblclick()
    expect(person.page).to_have_url(re.compile("/sent$"))
    receipt = person.code()
    assert survey.holds() == (0, 1, 0)
    person.page.go_back()
    expect(person.page.locator("button", has_text="Send my answers")).to_have_count(0)
    person.page.go_forward()
    expect(person.page).to_have_url(re.compile("/sent$"))
    assert person.code() == receipt


# Coming back, stopping, taking back


@each_way
def test_somebody_goes_on_at_another_device_where_they_stopped(
    survey: Survey, new_page: NewPage, way: Way
) -> None:
    first = Person(new_page, survey.address, DESKTOP_SCRIPTS)
    code = first.begin()
    first.walk(HEALTH, until="meaning")
    first.ready()
    first.write("def_missing", STORY)
    status(first.page, "Saved at")
    second = Person(new_page, survey.address, way)
    second.come_back(code, "shared")
    assert second.page_id() == "meaning"
    assert second.page.input_value("[name=def_missing]") == STORY
    second.press("Save and continue")
    expect(second.page).to_have_url(re.compile("/p/confidence$"))
    first.write("def_missing", " And more.")
    status(first.page, "Save and continue to see why")
    first.press("Save and continue")
    first.sees("What you entered is still here")
    assert survey.holds() == (1, 0, 0)
    assert STORY in survey.saved("meaning")


@each_way
def test_somebody_stops_and_deletes_in_two_presses(survey: Survey, new_page: NewPage, way: Way) -> None:
    code = survey.came_to("training")
    person = Person(new_page, survey.address, way)
    person.come_back(code)
    person.press("Stop and delete my answers")
    person.sees("We do not ask why")
    person.press("Stop and delete my answers")
    expect(person.page).to_have_url(re.compile("/stopped$"))
    person.sees("Nothing of what you answered is kept")
    person.sees("Samaritans")
    assert survey.holds() == (0, 0, 0)
    assert survey.saved("sector") == ""
    person.open("/resume")
    person.write("code", code)
    person.press("Open my answers")
    person.sees("No saved answers have this code")


@each_way
def test_somebody_takes_back_what_they_sent(survey: Survey, new_page: NewPage, way: Way) -> None:
    sender = survey.person_at(new_page, DESKTOP_SCRIPTS, "contact")
    sender.walk(HEALTH)
    sender.press("Send my answers")
    expect(sender.page).to_have_url(re.compile("/sent$"))
    assert survey.holds() == (0, 1, 0)
    person = Person(new_page, survey.address, way)
    person.open("/withdraw")
    person.write("code", sender.code())
    person.press("Go on")
    person.page.wait_for_selector("button[value=withdraw]")
    words = person.page.locator("button[value=withdraw]").inner_text()
    person.press(words)
    expect(person.page).to_have_url(re.compile("/withdrawn$"))
    person.sees("Your answers are deleted")
    person.sees("Samaritans")
    assert survey.holds() == (0, 0, 1)


# The end of the time


@each_way
def test_the_deadline_passes_while_somebody_types_and_they_still_send(
    survey: Survey, new_page: NewPage, way: Way
) -> None:
    person = survey.person_at(new_page, way, "meaning")
    person.write("def_missing", STORY)
    close(survey.store, survey.slug, actor="test", reason="The deadline")
    person.press("Save and continue")
    expect(person.page).to_have_url(re.compile("/p/confidence$"))
    assert STORY in survey.saved("meaning")
    late = Person(new_page, survey.address, way)
    late.open()
    late.sees("This survey has closed")


@each_way
def test_the_last_moment_passes_while_somebody_types_and_the_text_stays_theirs(
    served: tuple[Store, str], new_page: NewPage, way: Way
) -> None:
    survey = opened(*served, f"story-{next(number)}", grace_minutes=0)
    person = survey.person_at(new_page, way, "meaning")
    close(survey.store, survey.slug, actor="test", reason="The deadline")
    person.write("def_missing", STORY)
    person.press("Save and continue")
    person.sees("This survey has closed")
    person.sees(STORY)
    assert STORY not in survey.saved("meaning")
    assert survey.holds() == (1, 0, 0)
    person.press("Delete what I saved")
    person.sees("It cannot be brought back")
    person.press("Stop and delete my answers")
    person.sees("Nothing of what you answered is kept")
    assert survey.holds() == (0, 0, 0)
