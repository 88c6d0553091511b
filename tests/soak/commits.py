"""A commit breaks off on every route that writes: nobody is told that it was done, and the next try does it.

The forms are those that the pages show, filled like a person would. Which routes there are is asked of the
application itself: a new one that no form here reaches is a fault of this program.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

from fastapi.routing import APIRoute
from sqlalchemy import Connection, event
from sqlalchemy.exc import OperationalError
from starlette.routing import Match
from starlette.testclient import TestClient

from survey.storage.database import Store
from survey.storage.sqlite import SQLite
from tests.robot import Form, Page
from tests.soak.people import FORM
from tests.soak.place import Place
from tests.soak.report import Report
from tests.soak.writing import NO_WRITE, THROTTLED, Journeys, sending, shelf
from tests.web.site import Site
from tests.web.test_security import routes

MOST_COMMITS = 6
DONE = range(200, 400)


@dataclass(eq=False)
class Breaking:
    """Lets the n-th commit of a request break off, and notes whether there was one."""

    nth: int = 0
    seen: int = 0
    tripped: bool = False

    def __call__(self, connection: Connection) -> None:
        if connection.get_execution_options().get("postgresql_readonly"):
            return
        self.seen += 1
        if self.seen == self.nth:
            self.tripped = True
            raise OperationalError("COMMIT", {}, Exception("disk is full"))

    def arm(self, nth: int) -> None:
        self.nth, self.seen, self.tripped = nth, 0, False


@contextmanager
def breaking(store: Store) -> Iterator[Breaking]:
    backend, commit = store.backend, Breaking()
    engine = backend.writer if isinstance(backend, SQLite) else backend.engine  # type: ignore[attr-defined]  # only PostgreSQL is left
    event.listen(engine, "commit", commit)
    yield commit
    event.remove(engine, "commit", commit)


@dataclass
class Trial:
    """Sends each form with its commits broken off in turn, until it goes through."""

    site: Site
    commit: Breaking
    tries: int
    wrong: list[str] = field(default_factory=list)
    broken: dict[str, int] = field(default_factory=dict)

    def send(self, client: TestClient, page: Page, form: Form, **given: list[str]) -> Page:
        """What a browser would be answered in the end."""
        return self.post(client, *sending(page, form, given))

    def post(self, client: TestClient, url: str, body: str) -> Page:
        route = self.route_of(urlsplit(url).path)
        for nth in range(1, MOST_COMMITS + 1):
            for attempt in range(min(self.tries, 2) if route in THROTTLED else self.tries):
                self.commit.arm(nth)
                client.follow_redirects = False
                reply = client.post(url, content=body, headers=FORM)
                client.follow_redirects = True
                if not self.commit.tripped:
                    self.commit.arm(0)
                    where = reply.headers.get("location")
                    after = client.get(urljoin(url, where)) if where else reply
                    return Page(str(after.url), after.status_code, after.text)
                self.broken[route] = self.broken.get(route, 0) + 1
                if reply.status_code in DONE:
                    self.wrong.append(f"{route}: commit {nth} broke off and {reply.status_code} was answered")
                    if attempt == 0:
                        break
        raise AssertionError(f"{route} does not come to an end")

    def route_of(self, path: str) -> str:
        scope = {"type": "http", "method": "POST", "path": path, "root_path": ""}
        for route in self.posts():
            if route.matches(scope)[0] is Match.FULL:
                return route.path
        raise AssertionError(f"no route takes a form at {path}")

    def posts(self) -> list[APIRoute]:
        """The more particular first: an address without a name in it before one with."""
        found = [route for route in routes(self.site) if "POST" in (route.methods or ())]
        return sorted(found, key=lambda route: (route.path.count("{"), -len(route.path)))


def commits(place: Place, size: int) -> Report:
    """D4: every commit of every route that writes breaks off, so many times: no reply says it was done."""
    report = Report()
    settings = place.settings.model_copy(update={"questionnaires": shelf(place.folder / "questionnaires")})
    with Store.open(settings) as store:
        store.migrate()
        site = Site(settings, store)
        with breaking(store) as commit:
            trial = Trial(site, commit, size)
            Journeys(site, trial.send, trial.post).all()
    reached = {route.path for route in trial.posts()} - NO_WRITE
    report.count(writing_routes=len(reached), commits_broken_off=sum(trial.broken.values()))
    report.none_of("told as done", trial.wrong)
    report.none_of("routes that no form here reached", sorted(reached - set(trial.broken)))
    report.none_of("routes that write after all", sorted(NO_WRITE & set(trial.broken)))
    return report
