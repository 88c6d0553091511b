"""A server with the team's pages for journeys in a real browser, and somebody of the team at one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Page

from survey.settings import Settings
from survey.storage.database import Store
from survey.storage.team_records import AccountRecord
from tests.accessibility import scrolls_sideways, violations
from tests.browser import NewPage
from tests.html_checker import problems
from tests.migrated import migrated
from tests.serving import serving
from tests.web.site import Site
from tests.web.staff.crew import Crew


@dataclass(frozen=True)
class Office:
    """A running server, its store, and the accounts of a team."""

    address: str
    store: Store
    crew: Crew

    def worker(self, new_page: NewPage, *roles: str, width: int = 1280, dark: bool = False) -> Worker:
        """Somebody with these roles who is signed in, in a browser of their own."""
        return self.seated(new_page, self.crew.account(*roles), width=width, dark=dark)

    def seated(
        self, new_page: NewPage, account: AccountRecord, *, width: int = 1280, dark: bool = False
    ) -> Worker:
        """The owner of an account, signed in, in a browser of their own."""
        token = self.crew.browser(account).cookies["staff"]
        page = new_page(width, dark)
        page.context.add_cookies([{"name": "staff", "value": token, "url": self.address}])
        return Worker(page, self.address)


@dataclass
class Worker:
    """Somebody of the team at a browser; every page that they look at is kept and has no barrier."""

    page: Page
    address: str
    seen: dict[str, str] = field(default_factory=dict)

    def open(self, path: str) -> None:
        self.page.goto(f"{self.address}{path}")
        self.look()

    def look(self) -> None:
        """Look for barriers on the page that is there now."""
        name = self.page.locator("h1").inner_text()
        self.seen[f"{len(self.seen)} {name}"] = self.page.content()
        assert not violations(self.page), name
        assert not scrolls_sideways(self.page), name

    def leave(self) -> None:
        """Every page that was looked at is sound HTML."""
        assert self.seen
        found = problems(self.seen)
        assert found == [], found


@contextmanager
def office(data_dir: Path) -> Iterator[Office]:
    """The office while its server runs."""
    settings = Settings(data_dir=data_dir)
    with migrated(settings) as store:
        crew = Crew(Site(settings, store))
        with serving(data_dir) as address:
            yield Office(address, store, crew)
