"""A page of the gallery opened in a real browser, under the policy of the application."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from playwright.sync_api import Page, Route

from survey.engine.local import SOURCE
from survey.web.headers import POLICY
from survey.web.static_files import FOLDER
from tests.web.gallery import render, samples

ADDRESS = "http://pages.test"
TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml", ".woff2": "font/woff2"}


@dataclass
class Shown:
    """What the browser complains of, and the static files that it loads."""

    complaints: list[str] = field(default_factory=list)
    loaded: list[str] = field(default_factory=list)


@cache
def drawn(name: str, language: str) -> str:
    return render(next(sample for sample in samples() if sample.name == name), language)


def opened(page: Page, name: str, language: str = SOURCE) -> Shown:
    """Open a page of the gallery; what is returned fills while the browser is at work."""
    shown = Shown()
    html = drawn(name, language)

    def served(route: Route) -> None:
        path = Path(route.request.url.removeprefix(ADDRESS).partition("?")[0])
        if path.parts[1] == "static":
            shown.loaded.append("/".join(path.parts[2:]))
            file = FOLDER.joinpath(*path.parts[2:])
            route.fulfill(body=file.read_bytes(), content_type=TYPES[file.suffix])
        else:
            policy = {"Content-Security-Policy": POLICY}
            route.fulfill(body=html, content_type="text/html; charset=utf-8", headers=policy)

    page.on(
        "console",
        lambda message: shown.complaints.append(message.text) if message.type == "error" else None,
    )
    page.on("pageerror", lambda error: shown.complaints.append(str(error)))
    page.unroute_all()
    page.route(f"{ADDRESS}/**", served)
    page.goto(f"{ADDRESS}/{name}")
    return shown
