"""Rows that stand by a figure tell no more by their order than the figures that are printed."""

from __future__ import annotations

import pytest

from analysis.disclosure import Hierarchy, protect
from analysis.disclosure.safe import SafeTable
from analysis.tables import Cell, Group, Label, Table

ROWS = tuple(Label(name, name.title()) for name in ("first", "second", "third"))


def ordered(*shares: float | None) -> list[str]:
    """The rows of a safe table with these percentages; None is a hidden one."""
    cells = tuple(
        Cell(row.id, "all", "percent", share, n=200, kind="answer")
        if share is not None
        else Cell(row.id, "all", "percent", None, kind="answer", flags=("suppressed",))
        for row, share in zip(ROWS, shares, strict=True)
    )
    table = Table("T1", "Needs", "%", "All", (), ROWS, (Label("all", "All"),), cells, ranked_by="percent")
    return [row.id for row in SafeTable.sealed(table, cells).rows]


def test_the_highest_that_is_printed_comes_first() -> None:
    assert ordered(20.0, 60.0, 40.0) == ["second", "third", "first"]


def test_what_is_printed_alike_stays_as_the_questionnaire_has_it() -> None:
    assert ordered(40.1, 60.0, 40.4) == ["second", "first", "third"]


@pytest.mark.parametrize("hidden", range(3))
def test_beside_a_hidden_figure_no_row_moves(hidden: int) -> None:
    shares: list[float | None] = [20.0, 60.0, 40.0]
    shares[hidden] = None
    assert ordered(*shares) == ["first", "second", "third"]


def foremost(*shares: float) -> tuple[list[str], int]:
    """The rows that are printed of a table that has room for two, and how many figures its account counts."""
    cells = tuple(
        Cell(row.id, "all", "percent", share, n=n, group=Group((), row.id), kind="answer")
        for row, share in zip(ROWS, shares, strict=True)
        for n in (200 if share >= 0 else 4,)
    )
    cols = (Label("all", "All"),)
    table = Table("T1", "Blank", "%", "All", (), ROWS, cols, cells, ranked_by="percent", most=2)
    people = Table("T0", "", "", "", (), ROWS[:1], cols, (Cell("first", "all", "count", 240),))
    release = protect([table, people], Hierarchy(routed=frozenset(row.id for row in ROWS)))
    assert [cell.row for cell in release.tables[0].cells] == [
        row.id for row in ROWS if row in release.tables[0].rows
    ]
    return [row.id for row in release.tables[0].rows], release.account.cells - 1


def test_which_rows_a_table_has_room_for_is_decided_by_what_is_printed() -> None:
    assert foremost(20.0, 60.0, 40.0) == (["second", "third"], 2)
    assert foremost(40.1, 40.2, 40.4)[0] == ["first", "second"]


def test_a_hidden_row_takes_no_room_from_one_that_is_shown() -> None:
    assert foremost(-1.0, 60.0, 70.0)[0] == ["third", "second"]
    assert foremost(60.0, -1.0, 20.0)[0] == ["first", "third"]


def test_where_all_are_hidden_the_first_rows_stand() -> None:
    assert foremost(-1.0, -2.0, -3.0)[0] == ["first", "second"]
