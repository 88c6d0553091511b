"""Rows that stand by a figure tell no more by their order than the figures that are printed."""

from __future__ import annotations

import pytest

from analysis.disclosure.safe import SafeTable
from analysis.tables import Cell, Label, Table

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
