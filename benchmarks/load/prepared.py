"""What is asked of our server: requests as bytes, from sessions that were begun beforehand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

import httpx2
from sqlalchemy import text

from survey.engine.forms import TAKEN
from survey.fieldwork.codes import Codes
from survey.fieldwork.participation import Participation
from survey.fieldwork.typed import Typed
from survey.settings import Settings
from survey.storage.database import Store
from tests.robot import Form, Page, Robot

SLUG = "trauma-informed-london"
BASE = f"/s/{SLUG}"
STOP = "principles_me"
"""A page of six statements, a third of the way through."""
CHOICES = {"eligible": ["1"], "sector": ["health"]}
WRITTEN = text("SELECT coalesce(sum(version), 0) FROM draft_page WHERE page = :page")
Fields = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Walk:
    """The pages of the survey as a robot answers them over HTTP, once; others do the same without."""

    pages: tuple[tuple[str, Fields], ...]

    @classmethod
    def of(cls, address: str) -> Walk:
        with httpx2.Client(base_url=address, follow_redirects=True, timeout=60) as client:
            robot = Robot(client, SLUG, choices=CHOICES)
            robot.start()
            page, pages = robot.first_question(), list[tuple[str, Fields]]()
            while "/p/" in page.url:
                values = robot.filled(page.form())
                pages.append((urlsplit(page.url).path.rsplit("/", 1)[-1], values))
                page = robot.answer(page)
        return cls(tuple(pages))


@dataclass(frozen=True)
class Prepared:
    """A server, and the store behind it, in which sessions are begun without a browser to be quick."""

    address: str
    pid: int
    store: Store
    settings: Settings
    walk: Walk

    @property
    def port(self) -> int:
        return int(self.address.rpartition(":")[2])

    @contextmanager
    def session(self, *, to_the_end: bool) -> Iterator[tuple[httpx2.Client, str]]:
        """Somebody at the page of six statements, or before the last button, with their code."""
        people = Participation(self.store, Codes(self.settings.secret()), self.settings)
        begun = people.begin(SLUG, shared=False)
        for page, values in self.walk.pages:
            if page == STOP and not to_the_end:
                break
            fields = {name: tuple(chosen) for name, chosen in values.items() if name not in TAKEN}
            people.answer(SLUG, begun.token, Typed(page, fields, 0))
        with httpx2.Client(base_url=self.address, follow_redirects=True, timeout=60) as client:
            client.cookies.set(f"survey-{SLUG}", begun.token)
            yield client, people.resume_code(people.seat(SLUG, begun.token), begun.token)

    def page(self) -> bytes:
        """The page of six statements, with nothing on it yet."""
        with self.session(to_the_end=False) as (client, _):
            return client.get(f"{BASE}/p/{STOP}").content

    def kept(self) -> int:
        """How often that page was written, by everybody together: its version grows with each commit."""
        with self.store.backend.reading() as connection:
            return int(connection.execute(WRITTEN, {"page": STOP}).scalar_one())

    def views(self, connections: int, each: int) -> list[list[bytes]]:
        """The page of six statements, looked at again and again; everybody has a session of their own."""
        found = []
        for _ in range(connections):
            with self.session(to_the_end=False) as (client, _):
                found.append([raw("GET", f"{BASE}/p/{STOP}", client)] * each)
        return found

    def saves(self, connections: int, each: int) -> list[list[bytes]]:
        """The same page saved, one answer changed each time, so that each is written."""
        found = []
        for _ in range(connections):
            with self.session(to_the_end=False) as (client, _):
                form = Page(STOP, 200, client.get(f"{BASE}/p/{STOP}").text).form()
                bodies = [
                    {**filled, "version": [str(number)], "action": ["continue"]}
                    for number, filled in enumerate(answered(form, each))
                ]
                found.append([raw("POST", f"{BASE}/p/{STOP}", client, body) for body in bodies])
        return found

    def resumes(self, connections: int, each: int) -> list[list[bytes]]:
        """Saved answers opened by their code."""
        found = []
        for _ in range(connections):
            with self.session(to_the_end=False) as (begun, code):
                begun.cookies.clear()
                form = Page("resume", 200, begun.get(f"{BASE}/resume").text).form("resume")
                body = {**form.filled(), "code": [code], "device": ["own"]}
                found.append([raw("POST", f"{BASE}/resume", begun, body)] * each)
        return found

    def submits(self, connections: int, each: int) -> list[list[bytes]]:
        """All answers sent; everybody sends once, so each connection carries several people."""
        found = []
        for _ in range(connections):
            requests = []
            for _ in range(each):
                with self.session(to_the_end=True) as (client, _):
                    form = Page("check", 200, client.get(f"{BASE}/check").text).form("check")
                    body = {**form.filled(), "action": ["send"]}
                    requests.append(raw("POST", f"{BASE}/check", client, body))
            found.append(requests)
        return found


def answered(form: Form, times: int) -> list[Fields]:
    """A form of choices filled so many times: first options, but one question otherwise each time."""
    options: dict[str, list[str]] = {name: [] for name in sorted(form.names("radio"))}
    for control in form.controls:
        if control.name in options and control.value:
            options[control.name].append(control.value)
    filled = {**form.filled(), **{name: values[:1] for name, values in options.items()}}
    turned = next(iter(options))
    return [{**filled, turned: [options[turned][number % 2]]} for number in range(times)]


def raw(method: str, path: str, client: httpx2.Client | None, fields: Fields | None = None) -> bytes:
    """A request as a browser sends it, without what a browser asks to be packed."""
    pairs = [(name, value) for name, values in (fields or {}).items() for value in values]
    body = urlencode(pairs).encode("ascii")
    cookies = "; ".join(f"{name}={value}" for name, value in client.cookies.items()) if client else ""
    head = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", *([f"Cookie: {cookies}"] if cookies else [])]
    if method == "POST":
        head += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}"]
    return "\r\n".join([*head, "", ""]).encode("ascii") + body
