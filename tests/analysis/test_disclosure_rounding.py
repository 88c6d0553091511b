"""Rounding so that parts add up: additive wherever a reader can add, near the counts, and no protection."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from analysis.disclosure import Hierarchy, Release, protect
from analysis.disclosure.cells import gather
from analysis.disclosure.controlled import equations_of, rounded
from analysis.disclosure.rounding import Rounding
from analysis.tables import Cell, Table
from tests.analysis.grids import grid, listing, where

TOLD = Hierarchy(leaves={"row": "abc", "col": "wxy"})
COUNTS = st.lists(st.lists(st.integers(0, 90), min_size=3, max_size=3), min_size=3, max_size=3)


def values(release: Release) -> dict[tuple[str, str], float | None]:
    return {(c.row, c.col): c.value for c in release.tables[0].cells if c.kind == "count"}


def test_parts_of_12_12_and_12_do_not_add_up_one_by_one_but_do_together() -> None:
    table = grid([[12, 12, 12], [30, 30, 30], [40, 40, 40]])
    apart, together = values(protect([table], TOLD)), values(protect([table], TOLD, additive=True))
    assert [apart["a", c] for c in ("w", "x", "y", "all")] == [10, 10, 10, 35]
    row = [together["a", c] or 0 for c in ("w", "x", "y")]
    assert sum(row) == together["a", "all"] == 35
    assert sorted(row) == [10, 10, 15]


@given(COUNTS)
@settings(max_examples=10, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
def test_whatever_is_printed_adds_up_and_lies_near_its_count(counts: list[list[int]]) -> None:
    assume(sum(map(sum, counts)) >= 10)
    release = protect([grid(counts)], TOLD, additive=True)
    found = values(release)
    lines = [[(r, c) for c in ("w", "x", "y", "all")] for r in ("a", "b", "c", "all")]
    lines += [[(r, c) for r in ("a", "b", "c", "all")] for c in ("w", "x", "y", "all")]
    for line in lines:
        *parts, total = (found[place] for place in line)
        if total is not None and None not in parts:
            assert sum(part or 0 for part in parts) == total
    for true, cell in zip(grid(counts).cells, release.tables[0].cells, strict=True):
        if cell.value is not None:
            assert cell.value % 5 == 0
            assert abs(cell.value - (true.value or 0)) <= release.within <= 15


def areas() -> Table:
    """Two codings of one place, which cross, one under the other."""
    codes = {"wx": ["w", "x"], "y": ["y"], "w": ["w"], "xy": ["x", "y"]}
    sizes = {"w": 12, "x": 13, "y": 21}
    cells = [
        Cell(name, "n", "count", sum(sizes[c] for c in found), group=where(col=found))
        for name, found in codes.items()
    ]
    return listing([*cells, Cell("all", "n", "count", 46)], "areas")


def test_two_codings_of_one_place_add_up_each_by_itself() -> None:
    found = equations_of([areas()], gather([areas()], TOLD))
    assert [len(parts) for _, parts in found] == [2, 2]
    printed = {c.row: c.value or 0 for c in protect([areas()], TOLD, additive=True).tables[0].cells}
    assert printed["wx"] + printed["y"] == printed["w"] + printed["xy"] == printed["all"]


def test_a_share_is_worked_from_the_count_that_is_printed() -> None:
    sizes = {"w": 12, "x": 12, "y": 12}
    cells = [Cell(n, "n", "count", c, group=where(col=n)) for n, c in sizes.items()]
    cells += [
        Cell(n, "%", "percent", 100 * c / 36, n=36, group=where(col=n), kind="share")
        for n, c in sizes.items()
    ]
    table = listing([*cells, Cell("all", "n", "count", 36)], "T1")
    release = protect([table], TOLD, additive=True)
    printed = {(c.row, c.kind): c.value for c in release.tables[0].cells}
    for name in sizes:
        assert printed[name, "share"] == (29 if printed[name, "count"] == 10 else 43)


def test_where_nothing_adds_up_each_count_is_rounded_by_itself_with_a_note() -> None:
    rounding = Rounding.of(None, {})
    assert rounding.count(("people", ()), 13) == 15
    assert rounding.notes == ("No rounding adds up everywhere: each count is rounded by itself.",)


@pytest.mark.parametrize("order", [1, -1], ids=["as given", "the other way round"])
def test_the_order_of_tables_changes_no_rounding(order: int) -> None:
    tables = [grid([[12, 12, 12], [30, 30, 30], [40, 40, 40]]), areas_of(82, 82, 82)]
    ledger = gather(tables, TOLD)
    assert rounded(tables[::order], ledger, frozenset()) == rounded(tables, ledger, frozenset())


def areas_of(*sizes: int) -> Table:
    """Columns again, in another table."""
    named = zip("wxy", sizes, strict=True)
    return listing([Cell(c, "n", "count", n, group=where(col=c)) for c, n in named], "again")
