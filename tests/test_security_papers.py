"""docs/security/asvs.md has a row for each requirement, and names files and tests that are there and run."""

from __future__ import annotations

import ast
import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from tests.capabilities import ROOT

PAGE = ROOT / "docs" / "security" / "asvs.md"
SECTIONS = {  # of ASVS 5.0.0: the numbers of what is asked at level 1, and at level 2
    "1.1": ((), (1, 2)),
    "1.2": ((1, 2, 3, 4, 5), (6, 7, 8, 9)),
    "1.3": ((1, 2), (3, 4, 5, 6, 7, 8, 9, 10, 11)),
    "1.4": ((), (1, 2, 3)),
    "1.5": ((1,), (2,)),
    "2.1": ((1,), (2, 3)),
    "2.2": ((1, 2), (3,)),
    "2.3": ((1,), (2, 3, 4)),
    "2.4": ((), (1,)),
    "3.2": ((1, 2), ()),
    "3.3": ((1,), (2, 3, 4)),
    "3.4": ((1, 2), (3, 4, 5, 6)),
    "3.5": ((1, 2, 3), (4, 5)),
    "3.7": ((), (1, 2)),
    "4.1": ((1,), (2, 3)),
    "4.2": ((), (1,)),
    "4.3": ((), (1, 2)),
    "4.4": ((1,), (2, 3, 4)),
    "5.1": ((), (1,)),
    "5.2": ((1, 2), (3,)),
    "5.3": ((1, 2), ()),
    "5.4": ((), (1, 2, 3)),
    "6.1": ((1,), (2, 3)),
    "6.2": ((1, 2, 3, 4, 5, 6, 7, 8), (9, 10, 11, 12)),
    "6.3": ((1, 2), (3, 4)),
    "6.4": ((1, 2), (3, 4)),
    "6.5": ((), (1, 2, 3, 4, 5)),
    "6.6": ((), (1, 2, 3)),
    "6.8": ((), (1, 2, 3, 4)),
    "7.1": ((), (1, 2, 3)),
    "7.2": ((1, 2, 3, 4), ()),
    "7.3": ((), (1, 2)),
    "7.4": ((1, 2), (3, 4, 5)),
    "7.5": ((), (1, 2)),
    "7.6": ((), (1, 2)),
    "8.1": ((1,), (2,)),
    "8.2": ((1, 2), (3,)),
    "8.3": ((1,), ()),
    "8.4": ((), (1,)),
    "9.1": ((1, 2, 3), ()),
    "9.2": ((1,), (2, 3, 4)),
    "10.1": ((), (1, 2)),
    "10.2": ((), (1, 2)),
    "10.3": ((), (1, 2, 3, 4)),
    "10.4": ((1, 2, 3, 4, 5), (6, 7, 8, 9, 10, 11)),
    "10.5": ((), (1, 2, 3, 4, 5)),
    "10.6": ((), (1, 2)),
    "10.7": ((), (1, 2, 3)),
    "11.1": ((), (1, 2)),
    "11.2": ((), (1, 2, 3)),
    "11.3": ((1, 2), (3,)),
    "11.4": ((1,), (2, 3, 4)),
    "11.5": ((), (1,)),
    "11.6": ((), (1,)),
    "12.1": ((1,), (2, 3)),
    "12.2": ((1, 2), ()),
    "12.3": ((), (1, 2, 3, 4)),
    "13.1": ((), (1,)),
    "13.2": ((), (1, 2, 3, 4, 5)),
    "13.3": ((), (1, 2)),
    "13.4": ((1,), (2, 3, 4, 5)),
    "14.1": ((), (1, 2)),
    "14.2": ((1,), (2, 3, 4)),
    "14.3": ((1,), (2, 3)),
    "15.1": ((1,), (2, 3)),
    "15.2": ((1,), (2, 3)),
    "15.3": ((1,), (2, 3, 4, 5, 6, 7)),
    "16.1": ((), (1,)),
    "16.2": ((), (1, 2, 3, 4, 5)),
    "16.3": ((), (1, 2, 3, 4)),
    "16.4": ((), (1, 2, 3)),
    "16.5": ((), (1, 2, 3)),
    "17.1": ((), (1,)),
    "17.2": ((), (1, 2, 3, 4)),
    "17.3": ((), (1, 2)),
}
ASKED = [
    (f"{section}.{number}", str(level))
    for section, levels in SECTIONS.items()
    for number, level in sorted((n, level) for level, ns in enumerate(levels, start=1) for n in ns)
]
RESULTS = ("met", "met in part", "not met", "by the proxy", "by the owner", "does not apply")
STAGES = {"alone", "terminal"}
"""Marks by which `make test` chooses what runs when; together its stages run everything."""


def rows() -> list[list[str]]:
    lines = [
        line for line in PAGE.read_text("utf-8").splitlines() if re.match(r"\| \d+\.\d+\.\d+ \| \d \|", line)
    ]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


ROWS = rows()
PAPERS = sorted(PAGE.parent.glob("*.md"))


def result_of(row: list[str]) -> tuple[str, str]:
    """What came of it, and the reason."""
    word, _, reason = row[6].partition(":")
    return word, reason.strip()


def named_tests(text: str) -> list[str]:
    return re.findall(r"`(tests/[\w/]+\.py::\w+)`", text)


@cache
def tree(path: str) -> ast.Module:
    return ast.parse((ROOT / path).read_text("utf-8"))


def marks_of(nodes: list[ast.expr]) -> list[ast.expr]:
    """Decorators, or what stands in a module's `pytestmark`."""
    return [each for node in nodes for each in (node.elts if isinstance(node, ast.List) else [node])]


def mark_name(mark: ast.expr) -> str:
    """`skip` for pytest.mark.skip and pytest.mark.skip(...); empty for what is no mark."""
    bare = mark.func if isinstance(mark, ast.Call) else mark
    return bare.attr if isinstance(bare, ast.Attribute) and "mark" in ast.unparse(bare.value) else ""


def is_off(mark: ast.expr) -> bool:
    """Whether a mark keeps its test from ever running."""
    if mark_name(mark) == "skipif" and isinstance(mark, ast.Call):
        return bool(mark.args) and isinstance(mark.args[0], ast.Constant) and bool(mark.args[0].value)
    return mark_name(mark) in {"skip", "xfail"}


def flaw(name: str) -> str:
    """Why a named test proves nothing; empty where it runs."""
    path, _, function = name.partition("::")
    if not (ROOT / path).is_file():
        return f"{name}: there is no such file"
    module = tree(path)
    found = [node for node in module.body if isinstance(node, ast.FunctionDef) and node.name == function]
    if len(found) != 1 or not function.startswith("test_"):
        return f"{name}: there is no such test"
    of_module = [
        node.value
        for node in module.body
        if isinstance(node, ast.Assign)
        and any(ast.unparse(target) == "pytestmark" for target in node.targets)
    ]
    marks = marks_of([*found[0].decorator_list, *of_module])
    if any(map(is_off, marks)):
        return f"{name}: it never runs"
    body = [
        node
        for node in found[0].body
        if not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))
    ]
    if isinstance(body[0], ast.Pass | ast.Return) or ast.unparse(body[0]).startswith("pytest.skip("):
        return f"{name}: it ends before it begins"
    known = STAGES | {"parametrize", "skipif", "filterwarnings", "usefixtures", "timeout"}
    strange = {mark_name(mark) for mark in marks} - known - {""}
    return f"{name}: no stage of make test has {sorted(strange)}" if strange else ""


def test_the_list_of_what_is_asked_is_that_of_the_standard() -> None:
    assert len(ASKED) == 253
    assert Counter(level for _, level in ASKED) == {"1": 70, "2": 183}


def test_every_requirement_has_one_row_at_its_level() -> None:
    assert [(row[0], row[1]) for row in ROWS if row[1] != "3"] == ASKED


def test_every_row_says_what_came_of_it_and_why() -> None:
    bad = []
    for row in ROWS:
        word, reason = result_of(row)
        applies = row[3]
        fits = (applies == "no") is (word == "does not apply") and applies in {"yes", "no", "option"}
        told = reason or (word == "met" and named_tests(row[5]))
        if len(row) != 7 or not row[2] or word not in RESULTS or not fits or not told:
            bad.append(row[0])
    assert bad == []


def test_what_is_met_names_where() -> None:
    assert [
        row[0] for row in ROWS if result_of(row)[0] == "met" and row[4] == "-" and not result_of(row)[1]
    ] == []


def test_every_file_that_is_named_is_there() -> None:
    named = {path for row in ROWS for path in re.findall(r"`([^`]+)`", row[4])}
    assert [path for path in sorted(named) if not (ROOT / path).exists()] == []


@pytest.mark.parametrize("page", PAPERS, ids=lambda page: page.name)
def test_every_test_that_is_named_is_there_and_runs(page: Path) -> None:
    named = named_tests(page.read_text("utf-8"))
    assert [fault for name in dict.fromkeys(named) if (fault := flaw(name))] == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param("def test_other() -> None:\n    assert 1\n", "no such test", id="not there"),
        pytest.param("@pytest.mark.skip\ndef test_it() -> None:\n    assert 1\n", "never runs", id="skipped"),
        pytest.param(
            "@pytest.mark.skipif(True, reason='')\ndef test_it() -> None:\n    assert 1\n",
            "never runs",
            id="always",
        ),
        pytest.param(
            "pytestmark = pytest.mark.skip\ndef test_it() -> None:\n    assert 1\n", "never runs", id="module"
        ),
        pytest.param("def test_it() -> None:\n    pytest.skip('')\n", "ends before", id="skips itself"),
        pytest.param(
            "@pytest.mark.nightly\ndef test_it() -> None:\n    assert 1\n", "no stage", id="no stage"
        ),
        pytest.param("@pytest.mark.alone\ndef test_it() -> None:\n    assert 1\n", "", id="sound"),
    ],
)
def test_a_test_that_proves_nothing_is_caught(text: str, said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.test_security_papers.tree", lambda path: ast.parse(text))
    found = flaw("tests/test_security_papers.py::test_it")
    assert said in found if said else found == ""


def test_the_stages_of_make_test_leave_nothing_out() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    assert '"not alone and not terminal" alone' in makefile
    assert "-m terminal" in makefile


def test_the_counts_on_the_page_are_those_of_its_rows() -> None:
    told = dict(re.findall(r"^\| ([a-z ]+) \| (\d+) \|$", PAGE.read_text("utf-8"), re.MULTILINE))
    counted = Counter(result_of(row)[0] for row in ROWS if row[1] != "3")
    assert {word: int(number) for word, number in told.items()} == dict(counted)
