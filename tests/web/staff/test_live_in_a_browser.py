"""The live page in a real browser: it comes up to date by itself, and says the same without scripts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import expect

from survey.fieldwork.live.taking import renew
from survey.fieldwork.rehearsal import rehearse
from survey.settings import Settings
from survey.storage.database import Store
from tests.accessibility import scrolls_sideways, violations
from tests.browser import PHONE, NewPage
from tests.html_checker import problems
from tests.migrated import migrated
from tests.serving import serving
from tests.web.site import Site
from tests.web.staff.crew import Crew

pytestmark = pytest.mark.alone
SLUG = "trauma-informed-london"
MINUTE_MS = 60_000


@dataclass
class Served:
    """A server with a survey that made-up people answer."""

    settings: Settings
    store: Store
    address: str
    token: str

    def send(self, number: int, seed: int) -> None:
        for _ in rehearse(self.store, self.settings, SLUG, number=number, seed=seed, actor="test"):
            pass
        assert renew(self.store, SLUG)


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    settings = Settings(data_dir=tmp_path / "var")
    with migrated(settings) as store:
        crew = Crew(Site(settings, store))
        token = crew.browser(crew.account("viewer")).cookies["staff"]
        with serving(settings.data_dir) as address:
            yield Served(settings, store, address, token)


@pytest.mark.parametrize(("width", "dark"), [(1280, False), (390, False), (PHONE, True)])
def test_the_figures_come_up_to_date_by_themselves(
    served: Served, new_page: NewPage, width: int, dark: bool
) -> None:
    served.send(100, seed=1)
    page = new_page(width, dark)
    page.context.add_cookies([{"name": "staff", "value": served.token, "url": served.address}])
    page.clock.install()
    page.goto(f"{served.address}/staff/surveys/{SLUG}/live")
    expect(page.locator(".figures")).to_contain_text("about 100")
    page.click("text=The boroughs as a table")
    assert not violations(page)
    assert not scrolls_sideways(page)
    assert problems({"live": page.content()}) == []
    page.clock.run_for(MINUTE_MS)
    expect(page.locator("details").first).to_have_attribute("open", "")
    served.send(100, seed=2)
    page.clock.run_for(MINUTE_MS)
    expect(page.locator(".figures")).to_contain_text("about 200")
    assert not violations(page)


def test_without_scripts_the_page_says_the_same_and_can_be_looked_at_again(
    served: Served, new_page: NewPage
) -> None:
    served.send(100, seed=1)
    page = new_page(javascript=False)
    page.context.add_cookies([{"name": "staff", "value": served.token, "url": served.address}])
    page.goto(f"{served.address}/staff/surveys/{SLUG}/live")
    expect(page.locator(".figures")).to_contain_text("about 100")
    served.send(100, seed=2)
    page.click("text=Look again")
    expect(page.locator(".figures")).to_contain_text("about 200")
