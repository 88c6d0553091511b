"""Opening, extending, closing and taking back in the console: what it does is read before it is done."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from starlette.testclient import TestClient

from survey.storage.records import CampaignRecord
from tests.conftest import Clock
from tests.web.site import Site, tiny
from tests.web.staff.crew import Crew, heading, press

BASE = "/staff/surveys/tiny"
DESK = "/staff/questionnaires/trauma-informed-london"
LONDON = ZoneInfo("Europe/London")


def manager(site: Site) -> TestClient:
    crew = Crew(site)
    return crew.browser(crew.account("manager"))


def at_noon(clock: Clock, day: str = "2025-01-06") -> None:
    clock.now = datetime.fromisoformat(f"{day} 12:00").replace(tzinfo=LONDON)


def campaign(site: Site, slug: str = "tiny") -> CampaignRecord:
    with site.store.read() as tx:
        found = tx.campaigns.by_slug(slug)
    assert found is not None
    return found


def test_it_is_extended_by_a_week_with_a_reason_once_what_it_does_was_read(
    sqlite_site: Site, clock: Clock
) -> None:
    at_noon(clock)
    sqlite_site.open(tiny())
    boss, before = manager(sqlite_site), campaign(sqlite_site).closes_at
    page = boss.get(BASE).text
    assert f"{BASE}/change/extend" in page
    page = boss.get(f"{BASE}/change/extend").text
    page = press(boss, page, f"{BASE}/change/extend", day="2025-01-16", time="")
    assert heading(page) == "Extend the survey?"
    assert "16 January 2025" in page
    assert "Fewer than 10 people" in page
    assert campaign(sqlite_site).closes_at == before
    fields = {"step": "do", "day": "2025-01-16"}
    refused = press(boss, page, f"{BASE}/change/extend", **fields)
    assert "Say why" in refused
    assert campaign(sqlite_site).closes_at == before
    page = press(boss, refused, f"{BASE}/change/extend", **fields, reason="Health asked for a week")
    assert "It has more time" in page
    assert "Health asked for a week" in page
    assert campaign(sqlite_site).closes_at == datetime(2025, 1, 17, tzinfo=LONDON)
    page = press(boss, page, f"{BASE}/change/undo", step="do", reason="They did not need it")
    assert "taken back" in page
    assert campaign(sqlite_site).closes_at == before


def test_it_is_closed_early_at_once_and_opened_again(sqlite_site: Site, clock: Clock) -> None:
    at_noon(clock)
    sqlite_site.open(tiny())
    clock.move(minutes=1)
    boss = manager(sqlite_site)
    page = press(boss, boss.get(f"{BASE}/change/close").text, f"{BASE}/change/close", day="", time="")
    assert heading(page) == "Close the survey early?"
    page = press(boss, page, f"{BASE}/change/close", step="do", reason="Enough came")
    assert "Closed" in page
    assert f"{BASE}/change/close" not in page
    page = boss.get(f"{BASE}/change/reopen").text
    page = press(boss, page, f"{BASE}/change/reopen", day="2025-01-20", time="17:00")
    assert heading(page) == "Open the survey again?"
    fields = {"step": "do", "day": "2025-01-20", "time": "17:00", "reason": "Too early"}
    assert "It is open again" in press(boss, page, f"{BASE}/change/reopen", **fields)
    assert campaign(sqlite_site).closes_at == datetime(2025, 1, 20, 17, tzinfo=LONDON)


def test_a_closing_that_lies_outside_is_refused_with_what_fits(sqlite_site: Site, clock: Clock) -> None:
    at_noon(clock)
    sqlite_site.open(tiny())
    boss = manager(sqlite_site)
    for action, day, said in (
        ("extend", "2025-01-07", "Give a moment after"),
        ("close", "2025-02-07", "no later than"),
        ("extend", "nonsense", "Give a day"),
        ("extend", "", "Give a day"),
    ):
        page = boss.get(f"{BASE}/change/{action}").text
        page = press(boss, page, f"{BASE}/change/{action}", day=day)
        assert said in page, (action, day)
        assert f'value="{day}"' in page


def test_an_hour_that_comes_twice_or_never_is_chosen_from(sqlite_site: Site, clock: Clock) -> None:
    at_noon(clock, "2025-03-20")
    sqlite_site.open(tiny())
    boss = manager(sqlite_site)
    page = boss.get(f"{BASE}/change/extend").text
    page = press(boss, page, f"{BASE}/change/extend", day="2025-03-30", time="01:30")
    assert "never comes in London" in page
    assert page.count('name="choice"') == 2
    page = press(boss, page, f"{BASE}/change/extend", day="2025-10-26", time="01:30")
    assert "comes twice in London" in page
    fields = {"day": "2025-10-26", "time": "01:30", "choice": "2025-10-26 01:30 GMT"}
    page = press(boss, page, f"{BASE}/change/extend", **fields)
    assert heading(page) == "Extend the survey?"
    press(boss, page, f"{BASE}/change/extend", **fields, step="do", reason="Through the night")
    assert campaign(sqlite_site).closes_at.isoformat() == "2025-10-26T01:30:00+00:00"


def test_what_the_state_does_not_allow_is_told_in_a_sentence(sqlite_site: Site, clock: Clock) -> None:
    at_noon(clock)
    sqlite_site.open(tiny())
    boss = manager(sqlite_site)
    assert boss.get(f"{BASE}/change/archive").status_code == 409
    assert boss.get(f"{BASE}/change/nonsense").status_code == 404
    clock.move(days=200)
    boss = manager(sqlite_site)
    assert "To be frozen" in boss.get(BASE).text
    page = boss.get(f"{BASE}/change/archive").text
    page = press(boss, page, f"{BASE}/change/archive", step="do", reason="Phase 2 is over")
    assert "It is in the archive" in page
    page = press(boss, page, f"{BASE}/change/unarchive", step="do", reason="Somebody asked")
    assert "out of the archive" in page


def test_a_questionnaire_is_tried_out_vouched_for_and_opened(site: Site) -> None:
    boss = manager(site)
    front = boss.get("/staff").text
    assert "Draft" in front
    assert DESK in front
    page = boss.get(DESK).text
    assert "Before people are invited" in page
    page = press(boss, page, f"{DESK}/try-out")
    assert "Test mode" in page
    page = boss.get(DESK).text
    page = press(boss, page, f"{DESK}/verify-support", how="")
    assert "Say how you know" in page
    page = press(boss, page, f"{DESK}/verify-support", how="Ada rang all of them this morning")
    assert "It is kept that the support services were verified" in page
    refused = press(boss, page, f"{DESK}/open", closes_day="2030-01-10", reason="Agreed", slug="first")
    assert "cannot be opened yet" in refused
    assert "`survey " not in refused
    assert 'value="first"' in refused
    refused = press(boss, page, f"{DESK}/open", reason="Agreed", slug="first")
    assert "Say on which day it closes" in refused
