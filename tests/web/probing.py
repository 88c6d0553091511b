"""Asks a page what axe-core does not: by probes.js, by the Tab key, and by the browser's tree of names."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

PROBES = Path(__file__).with_name("probes.js").read_text("utf-8")
MOST_STOPS = 250
SKIP_LINK = "a Skip to main content"


@dataclass(frozen=True)
class Stop:
    """A control that has focus: how many of the points looked at show it, and where in the page it lies."""

    number: int
    name: str
    seen: int
    of: int
    left: float
    right: float
    top: float
    bottom: float
    stuck: bool


def probe(page: Page, name: str) -> Any:
    """What a probe finds in the page as it is now."""
    page.evaluate(f"window.probes ??= (() => {{ {PROBES}; return window.probes; }})(); 0")
    return page.evaluate(f"probes.{name}()")


def misnamed(page: Page) -> list[str]:
    """Controls whose name, as Chromium tells it, does not begin with the words seen (WCAG 2.5.3)."""
    labels: list[tuple[str, str]] = probe(page, "labels")
    browser = page.context.new_cdp_session(page)
    marked = marks(browser.send("DOM.getDocument", {"depth": -1})["root"])
    tree = browser.send("Accessibility.getFullAXTree")["nodes"]
    browser.detach()
    names = {
        node["backendDOMNodeId"]: node.get("name", {}).get("value", "")
        for node in tree
        if "backendDOMNodeId" in node
    }
    called = [names.get(marked[str(number)], "") for number in range(len(labels))]
    return [
        f"{control} is seen as “{label}” and called “{name}”"
        for (control, label), name in zip(labels, called, strict=True)
        if not name or not plain(name).startswith(plain(label))
    ]


def plain(words: str) -> str:
    return "".join(words.split()).casefold()


def marks(node: dict[str, Any]) -> dict[str, int]:
    """The browser's number of each element that a probe has marked."""
    given = node.get("attributes", [])
    found = dict(zip(given[::2], given[1::2], strict=True))
    own = {found["data-probed"]: node["backendNodeId"]} if "data-probed" in found else {}
    for child in node.get("children", ()):
        own |= marks(child)
    return own


def tabbed(page: Page, key: str = "Tab") -> list[Stop]:
    """Every stop of the Tab key, or of Shift+Tab, once round the page, from wherever focus is now."""
    stops: dict[int, Stop] = {}
    for _ in range(MOST_STOPS):
        page.keyboard.press(key)
        found = probe(page, "focus")
        if found is None:  # between the last stop and the first
            continue
        if found["number"] in stops:
            assert found["number"] == next(iter(stops)), f"Focus is caught at {found['name']}"
            return list(stops.values())
        stops[found["number"]] = Stop(**found)
    raise AssertionError(f"Focus does not come round: {[stop.name for stop in stops.values()][-5:]}")


def from_the_top(stops: list[Stop]) -> list[Stop]:
    """The same round, told from the skip link on."""
    first = next(place for place, stop in enumerate(stops) if stop.name == SKIP_LINK)
    return stops[first:] + stops[:first]
