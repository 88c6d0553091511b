"""docs/security/results.md has a row for each attack and each item, and names tests that exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "security" / "results.md"
ROWS = [
    *(f"B{number}" for number in range(1, 7)),
    "Y1",
    *(f"W{number}" for number in range(1, 8)),
    *(f"P{number}" for number in range(1, 7)),
    "A1",
]
APART = {"W7", "P2"}
"""Rows that are programs of others, or are shown by tests that another page has."""


def rows(first: str) -> dict[str, list[str]]:
    lines = [line for line in PAGE.read_text("utf-8").splitlines() if re.match(rf"\| {first} \|", line)]
    cells = [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]
    return {row[0].strip("| "): row for row in cells}


def test_every_attack_has_one_row_with_command_figures_and_what_is_less() -> None:
    found = rows(r"[A-Z]\d")
    assert list(found) == ROWS
    assert [name for name, row in found.items() if len(row) != 5 or not all(row)] == []
    assert [name for name in set(ROWS) - APART if "`test_" not in found[name][1]] == []


def test_every_item_that_must_be_there_has_a_test() -> None:
    found = rows(r"\d+")
    assert list(found) == [str(number) for number in range(1, 19)]
    assert [name for name, row in found.items() if "`test_" not in row[2]] == []


def test_every_test_that_is_named_is_there() -> None:
    text = PAGE.read_text("utf-8")
    paths = ROOT.joinpath("tests").rglob("test_*.py")
    there = {name for path in paths for name in re.findall(r"def (test_\w+)", path.read_text("utf-8"))}
    named = set(re.findall(r"`(test_\w+)`", text))
    assert len(named) > 50
    assert named - there == set()
    files = set(re.findall(r"\btests/[\w/]+\.py", text))
    assert [file for file in files if not ROOT.joinpath(file).is_file()] == []


@pytest.mark.parametrize("command", re.findall(r"TESTS=(\S+?)[`\s]", PAGE.read_text("utf-8")))
def test_a_row_s_command_runs_the_tests_that_it_names(command: str) -> None:
    line = next(line for line in PAGE.read_text("utf-8").splitlines() if f"TESTS={command}" in line)
    assert re.findall(r"`(test_\w+)`", line)
    assert set(re.findall(r"`(test_\w+)`", line)) & set(
        re.findall(r"def (test_\w+)", ROOT.joinpath(command).read_text("utf-8"))
    )
