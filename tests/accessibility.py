"""Barriers that a program can find: axe-core in the page, WCAG 2.0, 2.1 and 2.2 at levels A and AA.

It finds some barriers only; keyboard, zoom and screen-reader passes stay with people.
"""

from __future__ import annotations

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa")
OPTIONS = {"runOnly": {"type": "tag", "values": list(RULES)}, "resultTypes": ["violations"]}


def violations(page: Page) -> list[str]:
    """One line for each thing found: the rule, where, and what axe says of it. None found: an empty list."""
    found: list[dict[str, Any]] = Axe().run(page, options=OPTIONS).response["violations"]
    return [line(rule, node) for rule in found for node in rule["nodes"]]


def line(rule: dict[str, Any], node: dict[str, Any]) -> str:
    where = " ".join(str(part) for part in node["target"])
    says = str(node.get("failureSummary", "")).replace("\n", " ").strip()
    return f"{rule['id']} at {where}: {says}"


def scrolls_sideways(page: Page) -> bool:
    """Whether the page is wider than the window, which nobody should have to scroll (WCAG 1.4.10)."""
    wider = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    return bool(wider)
