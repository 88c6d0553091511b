"""The deadline as respondents meet it: to the second, in London time, with grace for drafts begun before."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from survey.fieldwork import campaign as campaigns
from survey.fieldwork.window import parse_london
from tests.conftest import Clock
from tests.robot import Page, Robot
from tests.web.site import Site, tiny

CHOICES = {"sector": ["health"]}


def opened(site: Site, clock: Clock, closes: datetime) -> str:
    """The tiny survey, opened a week before it closes; withdrawal ends three weeks later."""
    clock.now = closes - timedelta(days=7)
    return site.open(tiny(), closes_at=closes)


def begun(site: Site, slug: str) -> Robot:
    robot = Robot(site.browser(), slug, choices=CHOICES)
    robot.start()
    return robot


def start_page(site: Site, slug: str) -> Page:
    return Robot(site.browser(), slug).get(f"/s/{slug}")


@pytest.mark.parametrize(
    ("typed", "moment"),
    [
        pytest.param("2025-01-10", datetime(2025, 1, 11, tzinfo=UTC), id="the day of the announcement"),
        pytest.param(
            "2026-07-01 17:00", datetime(2026, 7, 1, 16, tzinfo=UTC), id="a time in British Summer Time"
        ),
        pytest.param("2026-10-25", datetime(2026, 10, 26, tzinfo=UTC), id="the day the clocks go back"),
        pytest.param(
            "2026-10-25 01:30 BST", datetime(2026, 10, 25, 0, 30, tzinfo=UTC), id="the first half past one"
        ),
        pytest.param(
            "2026-10-25 01:30 GMT", datetime(2026, 10, 25, 1, 30, tzinfo=UTC), id="the second half past one"
        ),
        pytest.param("2026-03-29", datetime(2026, 3, 29, 23, tzinfo=UTC), id="the day the clocks go forward"),
        pytest.param("2028-02-29", datetime(2028, 3, 1, tzinfo=UTC), id="leap day"),
    ],
)
def test_a_survey_takes_new_starts_until_the_second_before_it_closes(
    sqlite_site: Site, clock: Clock, typed: str, moment: datetime
) -> None:
    closes = parse_london(typed, closing=True)
    assert closes == moment
    slug = opened(sqlite_site, clock, closes)
    clock.now = closes - timedelta(seconds=1)
    assert "Start the survey" in start_page(sqlite_site, slug).html
    assert begun(sqlite_site, slug).resume_code
    waiting = Robot(sqlite_site.browser(), slug)
    page = waiting.get(f"/s/{slug}")
    clock.now = closes
    assert start_page(sqlite_site, slug).status == 403
    late = waiting.send(page, page.form("start"), {**page.form("start").filled(), "device": ["own"]})
    assert late.status == 403
    assert "This survey has closed" in late.text


def test_the_closed_page_says_the_end_of_the_day_before_midnight(sqlite_site: Site, clock: Clock) -> None:
    slug = opened(sqlite_site, clock, parse_london("2025-01-10", closing=True))
    clock.move(days=8)
    assert "10 January 2025 at 23:59, London time" in start_page(sqlite_site, slug).text


def test_a_draft_begun_before_the_closing_has_half_an_hour_to_finish(sqlite_site: Site, clock: Clock) -> None:
    closes = parse_london("2025-01-10", closing=True)
    slug = opened(sqlite_site, clock, closes)
    clock.now = closes - timedelta(minutes=5)
    quick, slow = begun(sqlite_site, slug), begun(sqlite_site, slug)
    clock.now = closes + timedelta(minutes=29, seconds=59)
    assert quick.submit(quick.answer_all(quick.first_question())).url.endswith("/sent")
    page = slow.answer(slow.first_question())
    clock.now = closes + timedelta(minutes=30)
    refused = slow.send(page, page.form(), page.form().filled(), ("action", "continue"))
    assert refused.status == 403
    assert "This survey has closed" in refused.text


def test_after_the_grace_a_code_can_only_delete_the_draft(sqlite_site: Site, clock: Clock) -> None:
    closes = parse_london("2025-01-10", closing=True)
    slug = opened(sqlite_site, clock, closes)
    clock.now = closes - timedelta(minutes=5)
    robot = begun(sqlite_site, slug)
    robot.answer(robot.first_question())
    clock.now = closes + timedelta(hours=2)
    late = Robot(sqlite_site.browser(), slug)
    page = late.resume(robot.resume_code)
    assert page.status == 403
    assert "Delete what I saved" in page.text
    assert late.get(f"/s/{slug}/check").status == 403
    page = late.get(f"/s/{slug}/stop")
    assert late.send(page, page.form("stop"), page.form("stop").filled()).url.endswith("/stopped")


def test_withdrawing_outlives_the_closing_and_ends_with_its_own_day(sqlite_site: Site, clock: Clock) -> None:
    closes = parse_london("2025-01-10", closing=True)
    slug = opened(sqlite_site, clock, closes)
    one, two = begun(sqlite_site, slug), begun(sqlite_site, slug)
    for robot in (one, two):
        robot.submit(robot.answer_all(robot.first_question()))
    with sqlite_site.store.read() as tx:
        campaign = tx.campaigns.by_slug(slug)
    assert campaign is not None
    clock.now = campaign.withdraw_until - timedelta(seconds=1)
    assert Robot(sqlite_site.browser(), slug).withdraw(one.receipt).url.endswith("/withdrawn")
    clock.now = campaign.withdraw_until
    assert Robot(sqlite_site.browser(), slug).get(f"/s/{slug}/withdraw").status == 403


def test_a_survey_that_is_not_open_yet_says_when_it_opens(sqlite_site: Site, clock: Clock) -> None:
    clock.now = datetime(2024, 11, 1, tzinfo=UTC)
    slug = sqlite_site.open(
        tiny(), opens_at=parse_london("2024-12-02 09:00"), closes_at=parse_london("2025-01-10", closing=True)
    )
    page = start_page(sqlite_site, slug)
    assert page.status == 403
    assert "2 December 2024 at 09:00, London time" in page.text


def test_an_extension_opens_the_doors_again_at_once(sqlite_site: Site, clock: Clock) -> None:
    closes = parse_london("2025-01-10", closing=True)
    slug = opened(sqlite_site, clock, closes)
    clock.now = closes + timedelta(hours=1)
    assert start_page(sqlite_site, slug).status == 403
    campaigns.extend(
        sqlite_site.store, slug, parse_london("2025-01-17", closing=True), actor="test", reason="More time"
    )
    assert start_page(sqlite_site, slug).status == 200


def test_a_shared_computer_is_signed_out_after_twenty_quiet_minutes_and_loses_nothing(
    sqlite_site: Site, clock: Clock
) -> None:
    slug = opened(sqlite_site, clock, parse_london("2025-01-10", closing=True))
    robot = Robot(sqlite_site.browser(), slug, choices=CHOICES)
    robot.start("shared")
    robot.answer(robot.first_question())
    clock.move(minutes=15)
    assert robot.get(f"/s/{slug}/p/detail").status == 200
    clock.move(minutes=15)
    assert robot.get(f"/s/{slug}/p/detail").status == 200
    clock.move(minutes=21)
    assert robot.get(f"/s/{slug}/p/detail").status == 403
    assert Robot(sqlite_site.browser(), slug).resume(robot.resume_code).url.endswith("/p/detail")


def test_ones_own_device_stays_signed_in_for_a_working_day(sqlite_site: Site, clock: Clock) -> None:
    slug = opened(sqlite_site, clock, parse_london("2025-01-10", closing=True))
    robot = begun(sqlite_site, slug)
    clock.move(hours=19)
    assert robot.first_question().status == 200
    clock.move(hours=2)
    assert robot.get(f"/s/{slug}/go").status == 403
