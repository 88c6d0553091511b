"""A walk through every form of the program in which each request and reply is kept for a look at it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import httpx2
from starlette.testclient import TestClient

from survey.settings import Settings
from survey.storage.database import Store
from survey.storage.tables import metadata
from tests.robot import Form, Page
from tests.soak.people import FORM
from tests.soak.writing import Journeys, sending, shelf
from tests.storage.opened import rows_of
from tests.web.site import Site

ADDRESS = "203.0.113.77"
AGENT = "CanaryBrowser/7.7"


class Watched(Site):
    """A site whose browsers come from one place, say who they are, and have every reply kept."""

    def __init__(self, settings: Settings, store: Store) -> None:
        super().__init__(settings, store)
        self.replies: list[httpx2.Response] = []

    def browser(self, **options: object) -> TestClient:
        known: dict[str, object] = {"headers": {"user-agent": AGENT}, "client": (ADDRESS, 5000)}
        client = super().browser(**{**known, **options})
        client.event_hooks["response"].append(self.replies.append)
        return client


class Walk:
    """Sends each form as a browser does; who attacks does something before."""

    def __init__(self, site: Watched) -> None:
        self.site = site
        self.posted: list[tuple[str, str]] = []

    def all(self) -> None:
        Journeys(self.site, self.send, self.post).all()

    def send(self, client: TestClient, page: Page, form: Form, **given: list[str]) -> Page:
        return self.post(client, *sending(page, form, given))

    def post(self, client: TestClient, url: str, body: str) -> Page:
        self.before(client, url, body)
        self.posted.append((url, body))
        reply = client.post(url, content=body, headers=FORM)
        return Page(str(reply.url), reply.status_code, reply.text)

    def before(self, client: TestClient, url: str, body: str) -> None:
        """Nothing, unless somebody attacks."""


def watched(store: Store, folder: Path) -> Watched:
    """A site on a store, with every questionnaire of the project on its shelf."""
    questionnaires = shelf(folder / "questionnaires")
    return Watched(store.settings.model_copy(update={"questionnaires": questionnaires}), store)


def rows(store: Store) -> Iterable[tuple[str, str, Any]]:
    """Every value of every table, opened where it is sealed, with the names of its table and column."""
    with store.read() as tx:
        for table in metadata.sorted_tables:
            for row in rows_of(tx, table):
                for column, value in row.items():
                    yield table.name, column, value


def digest(store: Store) -> str:
    """All that is kept, in a word that changes with any of it."""
    return hashlib.sha256("\n".join(map(repr, rows(store))).encode("utf-8", "replace")).hexdigest()
