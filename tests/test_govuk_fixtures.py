"""The Jinja macros draw exactly what GOV.UK publishes: every fixture of the components that we use.

govuk-frontend and govuk-frontend-jinja are bumped together or not at all; this is the test that says so.
"""

from __future__ import annotations

import json
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from jinja2 import Environment

from survey.web.templating import environment
from tests.capabilities import ROOT, require

LOADED = (ROOT / "assets" / "site.scss").read_text(encoding="utf-8")
COMPONENTS = sorted(
    line.split('"')[1].split("/")[-1] for line in LOADED.splitlines() if "/components/" in line
)


class Drawn(HTMLParser):
    """HTML as a list of what a browser would see: tags with sorted attributes, and words."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[object] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.parts.append((tag, tuple(sorted((name, (value or "").split()) for name, value in attrs))))

    def handle_endtag(self, tag: str) -> None:
        self.parts.append(f"/{tag}")

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.parts.append(data.split())


def drawn(html: str) -> list[object]:
    parser = Drawn()
    parser.feed(html)
    parser.close()
    return parser.parts


def macro_of(component: str) -> str:
    return "govuk" + "".join(part.capitalize() for part in component.split("-"))


@pytest.fixture(scope="module")
def published() -> Path:
    return require("govuk-frontend")


@pytest.fixture(scope="module")
def jinja() -> Environment:
    """The environment of our own pages, so that its settings are tested too."""
    return environment()


@pytest.mark.parametrize("component", COMPONENTS)
def test_the_macro_draws_what_is_published(component: str, published: Path, jinja: Environment) -> None:
    source = published / "components" / component / "fixtures.json"
    fixtures: list[dict[str, Any]] = json.loads(source.read_text(encoding="utf-8"))["fixtures"]
    module = jinja.get_template(f"govuk_frontend_jinja/components/{component}/macro.html").module
    macro = getattr(module, macro_of(component))
    differing = [one["name"] for one in fixtures if drawn(str(macro(one["options"]))) != drawn(one["html"])]
    assert fixtures
    assert not differing
