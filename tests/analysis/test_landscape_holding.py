"""Tables of what holds together and what varies, and of themes, as the landscape makes them."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from analysis.disclosure import protect
from analysis.landscape.findings import findings
from analysis.landscape.ground import Landscape
from analysis.landscape.holding import Reliability, Variation
from analysis.landscape.words import Themes
from analysis.report import Finding
from analysis.scales.reliability import reliability
from analysis.tables import Cell, Group, Label, Table
from tests.analysis.answers import frame_of, rows


@cache
def land(count: int = 240) -> Landscape:
    return Landscape.of(frame_of(rows(count, 4)))


def only(kind: Reliability | Variation, made: Landscape) -> Table:
    (table,) = kind.tables(made)
    return table


def at(table: Table, row: str, measure: str, col: str) -> Cell:
    return next(c for c in table.cells if (c.row, c.measure, c.col) == (row, measure, col))


def test_reliability_is_of_those_who_answered_every_statement_of_a_score() -> None:
    made = land()
    table = only(Reliability(scores=("equity_score",)), made)
    (score,) = (one for one in made.frame.codebook.scores if one.id == "equity_score")
    points = np.column_stack([made.frame.points(column) for column in score.columns])
    full = points[~np.isnan(points).any(axis=1)]
    found = at(table, "equity_score", "alpha", "together")
    assert found.n == len(full)
    assert found.value == pytest.approx(float(reliability(full).alpha.value or 0))
    variances, together = full.var(axis=0, ddof=1).sum(), full.sum(axis=1).var(ddof=1)
    many = full.shape[1]
    assert found.value == pytest.approx(many / (many - 1) * (1 - variances / together))


def test_too_few_answers_have_no_reliability() -> None:
    assert only(Reliability(scores=("equity_score",)), land(20)).cells == ()


def test_how_far_people_differ_is_the_middle_half_of_each_sector() -> None:
    made = land()
    table = only(Variation(), made)
    (score,) = (one for one in made.frame.codebook.scores if one.id == "principle_trust")
    points = made.frame.score(score)
    main = made.breaks.main
    assert main is not None
    part = next(part for part in main.parts if part.id == "health")
    inside = points[main.has(part) & ~np.isnan(points)]
    low, high = np.percentile(inside, [25, 75])
    found = at(table, "principle_trust", "iqr", "sector:health")
    assert found.value == pytest.approx(high - low)
    assert found.n == len(inside)


def spread_table(*shares: float, n: int = 400) -> Table:
    """How answers to one question spread among everybody."""
    labels = tuple(Label(f"step:{at}", f"Answer {at}") for at in range(len(shares)))
    cells = [
        Cell("all", label.id, "percent", share, n=n, group=Group(universe="asked"), kind="answer")
        for label, share in zip(labels, shares, strict=True)
    ]
    unsure = Cell("all", "dk", "dk", 12.0, n=n, group=Group(universe="asked:shown"), kind="answer")
    row = (Label("all", "Everyone who answered"),)
    cols = (*labels, Label("dk", "Don't know"))
    return Table("T7", "Last training", "", "", (), row, cols, (*cells, unsure))


def said(table: Table, topic: str) -> Finding | None:
    return next((one for one in findings(protect([table])) if one.topic == topic), None)


def test_scores_that_do_not_hold_together_are_named_and_others_are_not() -> None:
    labels = Label("trust", "Trust"), Label("choice", "Choice"), Label("equity", "Equity")
    values = (0.69, 0.7, 0.4)
    cells = tuple(
        Cell(
            one.id,
            "together",
            "omega",
            value,
            value - 0.1,
            value + 0.1,
            300,
            Group(universe=one.id),
            "answer",
        )
        for one, value in zip(labels, values, strict=True)
    )
    table = Table("T3q", "Held", "", "", (), labels, (Label("together", "Everyone"),), cells)
    found = said(table, "loose")
    assert found is not None
    assert found.text == "Below 0.7 by omega or alpha, so that one figure says too little: trust and equity."


def test_the_answer_given_most_is_named_where_it_is_clear_and_only_there() -> None:
    clear, unclear = said(spread_table(60, 30, 10), "spread"), said(spread_table(38, 36, 26), "spread")
    assert clear is not None
    assert unclear is not None
    assert clear.claim == "Last training: “Answer 0” is the answer given most."
    assert clear.text.startswith("“Answer 0” 60%, “Answer 1” 30% and “Answer 2” 10% of those who gave")
    assert clear.text.endswith("12% of those asked say they don\u2019t know.")
    assert unclear.claim == "Last training: no one answer is given clearly more than the others."


def test_a_way_through_the_form_is_no_answer_that_somebody_reached() -> None:
    rows = Label("start", "Taking part"), Label("sent", "Sent")
    cells = tuple(
        Cell(row.id, "reached", "percent", share, n=300, group=Group(universe=row.id), kind="answer")
        for row, share in zip(rows, (100, 86), strict=True)
    )
    table = Table("T14f", "The way through", "", "", (), rows, (Label("reached", "Reached"),), cells)
    assert said(table, "stage") is None


def test_nothing_is_said_of_how_few_answers_spread() -> None:
    assert said(spread_table(60, 30, 10, n=40), "spread") is None


def test_there_are_no_themes_before_people_have_settled_on_them() -> None:
    assert list(Themes().tables(land())) == []
    assert Themes().counted(land()).leaves == {}
