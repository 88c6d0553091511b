"""docs/accessibility.md has a row for each A and AA criterion of WCAG 2.2, and names tests that exist."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "accessibility.md"
# fmt: off
A = {
    "1.1.1", "1.2.1", "1.2.2", "1.2.3", "1.3.1", "1.3.2", "1.3.3", "1.4.1", "1.4.2", "2.1.1",
    "2.1.2", "2.1.4", "2.2.1", "2.2.2", "2.3.1", "2.4.1", "2.4.2", "2.4.3", "2.4.4", "2.5.1",
    "2.5.2", "2.5.3", "2.5.4", "3.1.1", "3.2.1", "3.2.2", "3.2.6", "3.3.1", "3.3.2", "3.3.7",
    "4.1.2",
}
AA = {
    "1.2.4", "1.2.5", "1.3.4", "1.3.5", "1.4.3", "1.4.4", "1.4.5", "1.4.10", "1.4.11", "1.4.12",
    "1.4.13", "2.4.5", "2.4.6", "2.4.7", "2.4.11", "2.5.7", "2.5.8", "3.1.2", "3.2.3", "3.2.4",
    "3.3.3", "3.3.4", "3.3.8", "4.1.3",
}
# fmt: on
LEVELS = dict.fromkeys(A, "A") | dict.fromkeys(AA, "AA")


def rows() -> list[list[str]]:
    lines = [line for line in PAGE.read_text("utf-8").splitlines() if re.match(r"\| \d", line)]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def is_tested(cell: str) -> bool:
    by_hand = re.search(r"by hand, \d{1,2} [A-Z][a-z]+ \d{4}[:;]? ?\S+", cell)
    return bool("`test" in cell or by_hand or re.match(r"does not apply: \S+", cell))


def test_every_criterion_has_one_row_at_its_level() -> None:
    assert len(LEVELS) == 55
    assert [(row[0], row[2]) for row in rows()] == sorted(
        LEVELS.items(), key=lambda each: [int(part) for part in each[0].split(".")]
    )


def test_every_row_says_how_it_is_met_and_how_it_is_tested() -> None:
    assert [row[0] for row in rows() if len(row) != 5 or not row[3] or not is_tested(row[4])] == []


def test_every_test_that_is_named_is_there() -> None:
    paths = ROOT.joinpath("tests").rglob("test_*.py")
    there = {name for path in paths for name in re.findall(r"def (test_\w+)", path.read_text("utf-8"))}
    named = set(re.findall(r"`(test_\w+)`", PAGE.read_text("utf-8")))
    assert named
    assert named - there == set()
