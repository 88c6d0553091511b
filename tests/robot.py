"""A respondent that knows only HTML forms, links and cookies: no JavaScript, no headers of a browser.

It fills whatever form a page shows by the rules of HTML, so it follows any questionnaire. What it
chooses comes from a dictionary (field to values) or from a seed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from random import Random
from typing import Any, Protocol
from urllib.parse import urlencode, urljoin

TEXTS = ("Time to think together", "A quiet room", "Ask, and wait for the answer")


class Reply(Protocol):
    """What the robot needs of a client's response."""

    status_code: int
    text: str


@dataclass
class Control:
    """One form control: its name, type, value, and for a choice whether it is chosen."""

    name: str
    kind: str
    value: str
    chosen: bool = False


@dataclass
class Form:
    """A form as HTML has it."""

    action: str
    method: str
    id: str
    controls: list[Control] = field(default_factory=list)

    def names(self, kind: str) -> list[str]:
        return list(dict.fromkeys(control.name for control in self.controls if control.kind == kind))

    def filled(self) -> dict[str, list[str]]:
        """What a browser would send without anybody touching the form."""
        sent: dict[str, list[str]] = {}
        for control in self.controls:
            passive = control.kind in ("submit", "image", "button")
            if not passive and (control.kind not in ("radio", "checkbox", "option") or control.chosen):
                sent.setdefault(control.name, []).append(control.value)
        return sent


class Reader(HTMLParser):
    """Collects forms, links, title and text of a page."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.forms: list[Form] = []
        self.links: dict[str, str] = {}
        self.title = ""
        self.text: list[str] = []
        self._open: Form | None = None
        self._select = self._textarea = self._href = ""
        self._in_title = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._open = Form(
                given.get("action", ""), given.get("method", "get").lower(), given.get("id", "")
            )
            self.forms.append(self._open)
        elif tag == "a":
            self._href = given.get("href", "")
        elif tag == "title":
            self._in_title = True
        elif self._open is not None and "disabled" not in given:
            self._control(tag, given)

    def _control(self, tag: str, given: dict[str, str]) -> None:
        assert self._open is not None
        name = given.get("name", "")
        if tag == "input" and name:
            kind = "number" if given.get("inputmode") in ("numeric", "decimal") else given.get("type", "text")
            value = given.get("value", "on" if kind in ("radio", "checkbox") else "")
            self._open.controls.append(Control(name, kind, value, "checked" in given))
        elif tag == "button" and name:
            self._open.controls.append(Control(name, "submit", given.get("value", "")))
        elif tag == "textarea" and name:
            self._textarea = name
            self._open.controls.append(Control(name, "textarea", ""))
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select:
            self._open.controls.append(
                Control(self._select, "option", given.get("value", ""), "selected" in given)
            )

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = None
        elif tag == "textarea":
            self._textarea = ""
        elif tag == "select":
            self._select = ""
        elif tag == "title":
            self._in_title = False
        elif tag == "a":
            self._href = ""

    def handle_data(self, data: str) -> None:
        if self._in_title:
            self.title += data
        elif self._textarea and self._open:
            self._open.controls[-1].value += data
        if self._href and data.strip():
            self.links[" ".join(data.split())] = self._href
        self.text.append(data)


@dataclass
class Page:
    """A page as the robot sees it."""

    url: str
    status: int
    html: str

    def __post_init__(self) -> None:
        reader = Reader()
        reader.feed(self.html)
        self.forms, self.links, self.title = reader.forms, reader.links, reader.title
        self.text = " ".join(" ".join(reader.text).split())

    def form(self, id: str = "question-form") -> Form:
        """The form with an id, or the only one on the page."""
        for form in self.forms:
            if form.id == id:
                return form
        assert len(self.forms) == 1, f"{self.url} has {len(self.forms)} forms and none is {id}"
        return self.forms[0]


class Client(Protocol):
    """Whatever keeps cookies and follows redirects."""

    def get(self, url: str) -> Any: ...

    def post(self, url: str, *, content: Any, headers: Any) -> Any: ...


class Robot:
    """Answers a survey through any client that keeps cookies and follows redirects."""

    def __init__(
        self, client: Client, slug: str, seed: int = 0, choices: dict[str, list[str]] | None = None
    ) -> None:
        self.client = client
        self.base = f"/s/{slug}"
        self.luck = Random(seed)
        self.choices = choices or {}
        self.pages: list[str] = []
        self.resume_code = ""
        self.receipt = ""

    def get(self, url: str) -> Page:
        return self._page(self.client.get(url))

    def send(
        self, page: Page, form: Form, values: dict[str, list[str]], button: tuple[str, str] | None = None
    ) -> Page:
        """Press a button of a form."""
        body = urlencode(
            [
                *((name, value) for name, many in values.items() for value in many),
                *([button] if button else []),
            ]
        )
        url = urljoin(page.url, form.action or page.url)
        headers = {"content-type": "application/x-www-form-urlencoded"}
        return self._page(self.client.post(url, content=body, headers=headers))

    def _page(self, reply: Reply) -> Page:
        return Page(str(getattr(reply, "url", "")), reply.status_code, reply.text)

    # The journey

    def start(self, device: str = "own") -> Page:
        """Press the start button; the page with the resume code."""
        page = self.get(self.base)
        form = page.form("start")
        page = self.send(page, form, {**form.filled(), "device": [device]})
        self.resume_code = code_on(page)
        return page

    def first_question(self) -> Page:
        return self.get(f"{self.base}/go")

    def answer(self, page: Page) -> Page:
        """Fill the form on a page and continue."""
        form = page.form()
        self.pages.append(page.url.rstrip("/").rsplit("/", 1)[-1].partition("?")[0])
        if "choice" in form.names("submit"):
            choice = self.choices.get("choice", ["see"])[0]
            return self.send(page, form, form.filled(), ("choice", choice))
        return self.send(page, form, self.filled(form), ("action", "continue"))

    def filled(self, form: Form) -> dict[str, list[str]]:
        values = form.filled()
        for control_kind in ("radio", "checkbox", "option", "textarea", "text", "email"):
            for name in form.names(control_kind):
                values[name] = self.choices.get(name) or self.pick(form, name, control_kind)
        return {name: chosen for name, chosen in values.items() if chosen}

    def pick(self, form: Form, name: str, kind: str) -> list[str]:
        """Something that may be answered: one option, one tick, a text without names; figures stay blank."""
        offered = [control.value for control in form.controls if control.name == name and control.value]
        if kind in ("radio", "checkbox", "option"):
            return [self.luck.choice(offered)] if offered else []
        return ["team@example.org"] if kind == "email" else [self.luck.choice(TEXTS)]

    def answer_all(self, page: Page, pages: int = 200) -> Page:
        """Continue from page to page until the list of answers, or an end screen."""
        for _ in range(pages):
            if "/p/" not in page.url:
                return page
            page = self.answer(page)
            assert page.status == 200, f"{page.url} answered {page.status}: {page.text[:300]}"
        raise AssertionError("the survey does not end")

    def submit(self, page: Page) -> Page:
        """Send from the list of answers; the page with the receipt."""
        form = page.form("check")
        page = self.send(page, form, form.filled(), ("action", "send"))
        self.receipt = code_on(page)
        return page

    def resume(self, code: str) -> Page:
        """Open saved answers by their code."""
        page = self.get(f"{self.base}/resume")
        form = page.form("resume")
        return self.send(page, form, {**form.filled(), "code": [code], "device": ["own"]})

    def withdraw(self, receipt: str) -> Page:
        """Take a response back: the code, then the page that asks once more."""
        page = self.get(f"{self.base}/withdraw")
        form = page.form("withdraw")
        page = self.send(page, form, {**form.filled(), "code": [receipt]})
        form = page.form("withdraw")
        return self.send(page, form, form.filled(), ("action", "withdraw"))


def code_on(page: Page) -> str:
    """The six groups of a code that a page shows."""
    found = re.search(r"(?:[0-9A-HJKMNP-TV-Z]{4}[ \-]?){6}", page.text)
    return found.group().strip() if found else ""
