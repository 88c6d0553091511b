"""Releases one after another: kept as they were printed, and no newcomer found from the difference of two."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, milp

from analysis.disclosure import (
    Earlier,
    Hierarchy,
    NotSafe,
    Printed,
    Register,
    Release,
    SecondFinal,
    TablesDisagree,
    TooFewChanged,
    printed,
    protect,
)
from analysis.tables import Group, Table
from survey.errors import Refused
from tests.analysis.grids import counted, where

NAMES = ("v", "w", "x", "y")
TOLD = Hierarchy(leaves={"g": NAMES})
AT = datetime(2025, 2, 1, 9, 30, tzinfo=UTC)


def survey(*sizes: int) -> list[Table]:
    """Groups of one variable, and everyone."""
    groups = {name: (where(g=name), size) for name, size in zip(NAMES, sizes, strict=True)}
    return [counted({**groups, "all": (Group(), sum(sizes))})]


def first(*sizes: int) -> Printed:
    return printed(protect(survey(*sizes), TOLD), "the interim release", AT)


def shown(release: Release) -> dict[str, float | None]:
    return {cell.row: cell.value for cell in release.tables[0].cells}


def test_a_release_is_kept_as_it_was_printed_with_no_exact_count(tmp_path: Path) -> None:
    release = protect(survey(3, 23, 41, 58), TOLD)
    path = Register(tmp_path / "releases").add(printed(release, "first", AT))
    said = json.loads(path.read_text("utf-8"))
    cells = {cell["row"]: cell for cell in said["tables"][0]["cells"]}
    assert [cells[name]["value"] for name in (*NAMES, "all")] == [None, None, 40, 60, 125]
    flags = [cells[name]["flags"] for name in NAMES]
    assert flags == [["suppressed"], ["suppressed"], ["rounded"], ["rounded"]]
    assert cells["x"]["where"] == [["g", ["x"]]]
    assert "partner" not in path.read_text("utf-8")
    assert Register(tmp_path / "releases").releases() == (printed(release, "first", AT),)


def test_a_file_that_was_changed_is_refused(tmp_path: Path) -> None:
    path = Register(tmp_path).add(first(13, 23, 41, 58))
    path.write_text(path.read_text("utf-8").replace('"value": 40', '"value": 45'))
    with pytest.raises(Refused, match="changed"):
        Register(tmp_path).releases()


def test_a_second_final_release_needs_a_reason(tmp_path: Path) -> None:
    register, final = Register(tmp_path), printed(protect(survey(13, 23, 41, 58), TOLD), "final", AT, True)
    register.add(final)
    with pytest.raises(SecondFinal, match="final"):
        register.add(final)
    register.add(final, reason="A label of the first one was wrong.")
    assert [each.reason for each in register.releases()] == ["", "A label of the first one was wrong."]


def test_the_newcomer_of_a_group_is_not_found_from_two_releases() -> None:
    """20 of 41, later 21, is one newcomer, if the second release prints it."""
    before, after = first(20, 21, 60, 80), survey(21, 40, 61, 99)
    alone, together = shown(protect(after, TOLD)), shown(protect(after, TOLD, before=[Earlier(before)]))
    assert None not in alone.values()
    assert together["v"] is together["x"] is None
    assert together["w"] is None  # the two alone have 6 newcomers at most
    assert together["y"] == 100


def test_a_few_newcomers_are_themselves_a_small_group() -> None:
    with pytest.raises(NotSafe, match="since the interim release"):
        protect(survey(21, 23, 60, 80), TOLD, before=[Earlier(first(20, 21, 60, 80))])


def test_the_same_answers_printed_again_hide_nothing_more() -> None:
    again = [Earlier(first(20, 21, 60, 80), came=0)]
    assert None not in shown(protect(survey(20, 21, 60, 80), TOLD, before=again)).values()


def test_a_withdrawal_that_nobody_told_of_contradicts_the_register() -> None:
    with pytest.raises(TablesDisagree):
        protect(survey(14, 40, 80, 99), TOLD, before=[Earlier(first(20, 21, 60, 80))])
    protect(survey(14, 40, 80, 99), TOLD, before=[Earlier(first(20, 21, 60, 80), gone=6)])


def test_where_the_few_who_withdrew_were_is_not_found_from_two_releases() -> None:
    """20 of v, later 14: all six who withdrew were in v, if the second release prints it."""
    before, after = first(20, 41, 60, 80), survey(14, 61, 80, 99)
    alone = shown(protect(after, TOLD))
    together = shown(protect(after, TOLD, before=[Earlier(before, gone=6, came=59)]))
    assert alone["v"] == 15
    assert together["v"] is None
    assert together["y"] == 100


def test_a_few_withdrawals_and_nobody_new_are_themselves_a_small_group() -> None:
    with pytest.raises(TooFewChanged, match="withdrawn since"):
        protect(survey(20, 21, 60, 78), TOLD, before=[Earlier(first(20, 21, 60, 80), gone=2, came=0)])


def test_a_second_cut_with_one_category_moved_hides_the_category() -> None:
    """x printed with w at first, then with y: 6 people are the difference of the two."""
    sizes = {"v": 40, "w": 30, "x": 6, "y": 50}

    def cut(*parts: str) -> list[Table]:
        groups = {p: (where(g=list(p)), sum(sizes[code] for code in p)) for p in parts}
        return [counted({**groups, "all": (Group(), sum(sizes.values()))})]

    before = printed(protect(cut("v", "wx", "y"), TOLD), "the first cut", AT)
    alone = shown(protect(cut("v", "w", "xy"), TOLD))
    assert None not in alone.values()
    second = shown(protect(cut("v", "w", "xy"), TOLD, before=[Earlier(before, came=0)]))
    assert second["w"] is None


def test_every_release_before_is_checked() -> None:
    old = [Earlier(first(20, 21, 60, 80)), Earlier(first(20, 40, 60, 98))]
    both = shown(protect(survey(33, 55, 74, 115), TOLD, before=old))
    assert None not in both.values()
    second = shown(protect(survey(33, 41, 74, 115), TOLD, before=old))
    assert second["w"] is None


def newcomers(before: Printed, exact: list[Table], release: Release) -> list[tuple[str, float, float]]:
    """What an attacker written apart says of each group's newcomers, from old and new people by group."""
    rows, low, high = [], [], []
    old = {cell.row: cell.value for cell, _ in before.counts()}
    for true, cell in zip(exact[0].cells, release.tables[0].cells, strict=True):
        inside = np.array([float(cell.row in (name, "all")) for name in NAMES])
        if cell.value is not None or cell.row == "all":
            rows.append(np.concatenate([inside, inside]))
            low.append(true.value or 0)
            high.append(true.value or 0)
        value = old[cell.row]
        if value is not None:
            rows.append(np.concatenate([inside, np.zeros(len(NAMES))]))
            low.append(value - 2)
            high.append(value + 2)
    known = LinearConstraint(np.array(rows), low, high)
    found = []
    for at, name in enumerate(NAMES):
        goal = np.zeros(2 * len(NAMES))
        goal[len(NAMES) + at] = 1.0
        ends = [milp(sign * goal, constraints=known, bounds=Bounds(0, 1e4)) for sign in (1, -1)]
        assert all(end.status == 0 for end in ends)
        found.append((name, float(ends[0].fun or 0.0), -float(ends[1].fun or 0.0)))
    return found


SIZES = st.lists(st.integers(0, 60), min_size=4, max_size=4)


@given(SIZES, st.lists(st.integers(0, 30), min_size=4, max_size=4))
@settings(max_examples=10, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
def test_no_few_newcomers_are_open_to_an_attacker_written_apart(old: list[int], more: list[int]) -> None:
    assume(sum(old) >= 10)
    assume(sum(more) >= 14)
    try:
        before = first(*old)
        exact = survey(*(a + b for a, b in zip(old, more, strict=True)))
        release = protect(exact, TOLD, before=[Earlier(before)])
    except NotSafe:
        return
    for name, low, high in newcomers(before, exact, release):
        count = more[NAMES.index(name)]
        assert low - 1e-6 <= count <= high + 1e-6
        if 0 < count < 10:
            assert high >= 10 - 1e-4, (name, count, low, high)
            assert high - low >= 10 - 1e-4, (name, count, low, high)
