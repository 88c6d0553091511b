"""A survey closes on its deadline: who has begun can finish, nobody new begins, and the manager sees it."""

from __future__ import annotations

import re
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect

from survey.fieldwork.campaign import close, open_campaign
from tests.browser import PHONE, NewPage
from tests.person import DESKTOP_SCRIPTS, PHONE_PLAIN, Person
from tests.web.site import tiny
from tests.web.staff.office import office

pytestmark = pytest.mark.alone
SECTOR = {"sector": "police"}


@pytest.mark.parametrize(("width", "dark"), [(1280, True), (PHONE, False)])
def test_close_on_the_deadline_with_drafts_in_grace(
    tmp_path: Path, new_page: NewPage, width: int, dark: bool
) -> None:
    with office(tmp_path / "var") as here:
        closes = datetime.now(UTC) + timedelta(days=40)
        open_campaign(here.store, tiny(), closes_at=closes, actor="test", reason="test")
        manager = here.worker(new_page, "manager", width=width, dark=dark)
        manager.open("/staff/surveys/tiny")
        expect(manager.page.locator(".state")).to_have_text("Open")
        person = Person(new_page, f"{here.address}/s/tiny", DESKTOP_SCRIPTS)
        person.begin()
        person.go_on(SECTOR)
        deadline = datetime.now(UTC) + timedelta(seconds=3)
        close(here.store, "tiny", at=deadline, actor="test", reason="The deadline of the announcement")
        while datetime.now(UTC) <= deadline:
            time.sleep(0.1)

        late = Person(new_page, f"{here.address}/s/tiny", PHONE_PLAIN)
        late.open()
        late.sees("closed")
        assert late.page.locator("button:has-text('Start the survey')").count() == 0
        manager.open("/staff/surveys/tiny")
        expect(manager.page.locator(".state")).to_have_text("Closed to new people")
        expect(manager.page.locator("main")).to_contain_text("Drafts can be finished until")

        person.walk(SECTOR)
        person.press("Send")
        expect(person.page).to_have_url(re.compile("/sent"))
        with here.store.read() as tx:
            campaign = tx.campaigns.by_slug("tiny")
            assert campaign is not None
            assert tx.responses.count(campaign.id) == 1
        manager.open("/staff/surveys/tiny")
        manager.leave()
