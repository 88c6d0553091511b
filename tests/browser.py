"""A real browser for tests: one Chromium a session, a fresh context a page.

`browser` is the session's Chromium; `new_page(width=..., dark=..., javascript=...)` opens a page of its own,
which is closed after the test.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from typing import Protocol
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, sync_playwright

from tests.capabilities import require

# No sandbox, because tests may run as root; the rest keeps the browser from talking to anyone by itself.
FLAGS = (
    "--no-sandbox",
    "--no-first-run",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
)
PHONE = 360
DESKTOP = 1280
TIMEOUT_MS = 20_000


class NewPage(Protocol):
    """Open a page in a context of its own: `width` pixels wide, light or dark, with or without scripts."""

    def __call__(self, width: int = DESKTOP, dark: bool = False, javascript: bool = True) -> Page: ...


def until(page: Page, holds: Callable[[], object], what: str) -> None:
    """Wait until `holds` is true of this page, asked from outside it.

    `page.wait_for_function` asks from inside, by eval, which our pages' policy forbids from its second
    asking on: it passes on a quick machine alone.
    """
    last = time.monotonic() + TIMEOUT_MS / 1000
    while not holds():
        assert time.monotonic() < last, (
            f"waited {TIMEOUT_MS / 1000:g} seconds at {page.url}, and never: {what}"
        )
        page.wait_for_timeout(50)


def turned(page: Page, name: str) -> None:
    """Wait until the page of this id has given way to another, or came back to say what is amiss."""
    amiss = page.locator(".govuk-error-summary")
    until(
        page,
        lambda: not urlsplit(page.url).path.endswith(f"/{name}") or amiss.count(),
        f"{name} is left, or says what is amiss",
    )
    page.wait_for_load_state("domcontentloaded")


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    # Playwright's own check of the system's libraries is for browsers it brings, not for Debian's.
    os.environ.setdefault("PLAYWRIGHT_SKIP_VALIDATE_HOST_REQUIREMENTS", "true")
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def browser(request: pytest.FixtureRequest) -> Iterator[Browser]:
    """The session's Chromium, headless. Skips, or fails where CI is true, when there is none."""
    executable = require("chromium")
    started: Playwright = request.getfixturevalue("playwright")
    running = started.chromium.launch(executable_path=executable, args=list(FLAGS))
    yield running
    running.close()


@pytest.fixture
def new_page(browser: Browser) -> Iterator[NewPage]:
    contexts: list[BrowserContext] = []

    def open_page(width: int = DESKTOP, dark: bool = False, javascript: bool = True) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 800},
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
            locale="en-GB",
            timezone_id="Europe/London",
            java_script_enabled=javascript,
        )
        context.set_default_timeout(TIMEOUT_MS)
        contexts.append(context)
        return context.new_page()

    yield open_page
    for context in contexts:
        context.close()
