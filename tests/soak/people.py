"""Somebody who answers under load, and remembers to the letter what was confirmed and what was not."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlencode

import httpx2

from tests.robot import Page, Robot
from tests.soak.place import SLUG

FORM = {"content-type": "application/x-www-form-urlencoded"}
VERSION = re.compile(r'data-version="(\d+)"')
FIELDS = re.compile(r'name="version" value="(\d+)"')
STORY = re.compile(r'<textarea[^>]*name="story"[^>]*>\s*([^<]*)</textarea>')
SECONDS = 20


def story(name: str, number: int) -> str:
    """What somebody writes as their n-th text: their own name, the number, and weight."""
    return f"{name}:{number}:" + "x" * (number % 7 * 100)


@dataclass
class Said:
    """The reply to one request: its status, 0 where none came, and how long it took."""

    status: int
    seconds: float
    text: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    url: str = ""

    @property
    def confirmed(self) -> bool:
        return self.status == 200


class Person:
    """One respondent at one browser; `tried` and `confirmed` are the numbers of the texts that were sent."""

    def __init__(self, address: str, name: str, slug: str = SLUG) -> None:
        self.name, self.slug, self.address = name, slug, address
        self.client = httpx2.Client(base_url=address, follow_redirects=True, timeout=SECONDS)
        self.robot = Robot(self.client, slug)
        self.base = f"/s/{slug}"
        self.version = 0
        self.tried: list[int] = []
        self.confirmed = -1
        self.receipt = ""
        self.on_reply: Callable[[Said], None] = lambda said: None
        self.fields: dict[str, list[str]] = {}

    def begin(self) -> bool:
        self.robot.start()
        page = self.robot.first_question()
        assert page.status == 200, page.text[:300]
        self.page, self.fields = page.url.rsplit("/", 1)[-1], page.form().filled()
        self.version = int(self.fields["version"][0])
        return True

    def ask(self, method: str, path: str, fields: dict[str, list[str]] | None = None) -> Said:
        """One request; a connection that breaks is a reply of status 0."""
        said = self._asked(method, path, fields)
        self.on_reply(said)
        return said

    def _asked(self, method: str, path: str, fields: dict[str, list[str]] | None) -> Said:
        began = time.monotonic()
        body = urlencode([(name, value) for name, many in (fields or {}).items() for value in many])
        try:
            if method == "GET":
                reply = self.client.get(f"{self.base}{path}")
            else:
                reply = self.client.post(f"{self.base}{path}", content=body, headers=FORM)
        except httpx2.HTTPError:
            return Said(0, time.monotonic() - began)
        return Said(
            reply.status_code, time.monotonic() - began, reply.text, dict(reply.headers), str(reply.url)
        )

    def save(self, number: int) -> Said:
        """Save the n-th text as scripts do."""
        self.tried.append(number)
        said = self.ask("POST", "/save", self.typed(number, page=[self.page]))
        found = VERSION.search(said.text) if said.confirmed else None
        if found:
            self.version, self.confirmed = int(found[1]), number
        return said

    def typed(self, number: int, **more: list[str]) -> dict[str, list[str]]:
        words = {"people": [str(number)], "story": [story(self.name, number)]}
        return {**self.fields, **words, **more, "version": [str(self.version)]}

    def look(self) -> tuple[Said, int, str]:
        """Read the page again: its version, and the text that stands there."""
        said = self.ask("GET", f"/p/{self.page}")
        version, text = FIELDS.search(said.text), STORY.search(said.text)
        if not said.confirmed or version is None or text is None:
            return said, -1, ""
        return said, int(version[1]), text[1]

    def refresh(self) -> bool:
        """After a break: the version as it stands, and which text it is."""
        said, version, _ = self.look()
        if version >= 0:
            self.version = version
        return said.confirmed

    def finish(self) -> Page:
        """Continue from the first page and answer the rest; the page from which one sends."""
        wishes = {"wishes": ["results"], "consent": ["1"], "address": [f"{self.name}@example.org"]}
        self.robot.choices = wishes
        number = max(self.tried, default=0) + 1
        self.tried.append(number)
        page = self.robot.get(f"{self.base}/p/{self.page}")
        words = {"people": [str(number)], "story": [story(self.name, number)]}
        page = self.robot.send(page, page.form(), {**page.form().filled(), **words}, ("action", "continue"))
        assert page.status == 200, page.text[:300]
        self.confirmed = number
        return self.robot.answer_all(page)

    def tab(self) -> Person:
        """Another window of the same browser: the same cookies and page, its own memory."""
        other = Person(self.address, self.name, self.slug)
        other.client.cookies.update(self.client.cookies)
        other.page, other.fields, other.version = self.page, self.fields, self.version
        return other

    def close(self) -> None:
        self.client.close()
