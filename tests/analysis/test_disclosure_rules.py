"""The rule, cell by cell: what is hidden, rounded, flagged or withheld, worked by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from analysis.disclosure import (
    Hierarchy,
    NotSafe,
    Release,
    SafeTable,
    TablesDisagree,
    ThresholdTooLow,
    protect,
)
from analysis.disclosure.rounding import share
from analysis.rounding import half_up, to_five
from analysis.tables import Cell, Group, Table
from tests.analysis.grids import counted, grid, listing, where

SUPPRESSED = ("suppressed",)


@pytest.mark.parametrize(
    ("count", "rounded"), [(0, 0), (2, 0), (3, 5), (7, 5), (8, 10), (10, 10), (12, 10), (13, 15), (612, 610)]
)
def test_counts_are_rounded_to_the_nearest_five(count: int, rounded: int) -> None:
    assert to_five(count) == rounded


@pytest.mark.parametrize(
    ("value", "places", "rounded"),
    [(2.5, 0, 3), (3.5, 0, 4), (-2.5, 0, -2), (62.49, 0, 62), (0.125, 2, 0.13), (1.005, 2, 1.01)],
)
def test_halves_go_up(value: float, places: int, rounded: float) -> None:
    assert half_up(value, places) == rounded


def test_a_share_is_worked_from_published_counts() -> None:
    assert share(33, 197) == 18  # 35 of 195 is 17.9; the exact 16.75 is never seen
    assert share(0, 197) == 0
    assert share(197, 197) == 100
    assert share(1, 2) is None


def sectors(*counts: int) -> Table:
    """A count and its share for each sector, and the total."""
    names = [f"s{i}" for i in range(len(counts))]
    total = sum(counts)
    cells = [Cell(n, "n", "count", c, group=where(sector=n)) for n, c in zip(names, counts, strict=True)]
    cells += [
        Cell(n, "%", "percent", 100 * c / total, n=total, group=where(sector=n), kind="share")
        for n, c in zip(names, counts, strict=True)
    ]
    return listing([*cells, Cell("all", "n", "count", total)], "T1")


def cell(release: Release, table: str, row: str, measure: str) -> Cell:
    return next(c for c in release.table(table).cells if c.row == row and c.measure == measure)


def test_counts_and_shares_are_printed_rounded_when_nothing_is_small() -> None:
    release = protect([sectors(33, 64, 100)])
    assert release.hidden == ()
    count = cell(release, "T1", "s0", "count")
    assert (count.value, count.flags) == (35, ("rounded",))
    percent = cell(release, "T1", "s0", "percent")
    assert (percent.value, percent.n, percent.lo) == (18, 195, None)  # 35 of 195


def test_a_small_count_takes_a_partner_and_both_carry_the_same_mark() -> None:
    release = protect([sectors(4, 20, 100)])
    small, partner = cell(release, "T1", "s0", "count"), cell(release, "T1", "s1", "count")
    assert small.flags == partner.flags == SUPPRESSED
    assert (small.value, small.n, partner.value, partner.n) == (None, None, None, None)
    assert cell(release, "T1", "s1", "percent").flags == SUPPRESSED
    assert cell(release, "T1", "s2", "count").value == 100


def test_reasons_and_losses_stay_inside_the_release() -> None:
    release = protect([sectors(4, 20, 100)])
    assert [(h.reason, h.people) for h in release.hidden] == [("small", 4), ("partner", 20)]
    assert (release.cells_hidden, release.people_hidden) == (4, 20)
    assert "reason" not in repr(release)


def test_a_zero_beside_a_small_count_is_hidden_too() -> None:
    release = protect([sectors(4, 0, 30, 100)])
    assert [cell(release, "T1", f"s{i}", "count").flags == SUPPRESSED for i in range(4)] == [
        True,
        True,
        True,
        False,
    ]


def test_a_zero_alone_is_printed() -> None:
    assert cell(protect([sectors(40, 0, 30)]), "T1", "s1", "count").value == 0


def test_a_zero_that_the_questionnaire_makes_is_printed_and_protects_nothing() -> None:
    table = replace(sectors(4, 0, 30, 100), impossible=(where(sector="s1"),))
    release = protect([table])
    assert cell(release, "T1", "s1", "count").value == 0
    assert cell(release, "T1", "s2", "count").flags == SUPPRESSED


def answers(item: str, bases: dict[str, int], measures: dict[str, float], table: str = "T3") -> Table:
    """Figures of one item for each sector and for all."""
    cells = []
    for row, n in bases.items():
        group = Group(() if row == "all" else where(sector=row).where, item)
        for measure, value in measures.items():
            cells.append(Cell(row, item, measure, value, value - 4, value + 4, n, group, "answer"))
    return listing(cells, table)


def test_means_are_shown_from_ten_and_percentages_as_whole_numbers_from_thirty() -> None:
    bases = {"s0": 12, "s1": 34, "s2": 64, "all": 110}
    release = protect([sectors(13, 35, 66), answers("safety", bases, {"mean": 61.237, "percent_high": 48.6})])
    mean, percent = cell(release, "T3", "s0", "mean"), cell(release, "T3", "s0", "percent_high")
    assert (mean.value, mean.n, mean.flags) == (61.24, 10, ("small_base", "no_percent", "rounded"))
    assert (percent.value, percent.lo, percent.n, percent.flags) == (None, None, 10, mean.flags)
    shown = cell(release, "T3", "s1", "percent_high")
    assert (shown.value, shown.lo, shown.hi, shown.n) == (49, 45, 53, 35)
    assert shown.flags == ("small_base", "rounded")
    assert cell(release, "T3", "s2", "percent_high").flags == ("rounded",)


def test_a_group_small_in_one_item_is_hidden_in_all_and_among_people() -> None:
    told = Hierarchy(leaves={"sector": ("s0", "s1", "s2")})
    release = protect(
        [
            sectors(11, 35, 66),
            answers("safety", {"s0": 9, "s1": 34, "s2": 64, "all": 107}, {"mean": 50.0}, "T3"),
            answers("trust", {"s0": 11, "s1": 35, "s2": 66, "all": 112}, {"mean": 50.0}, "T4"),
        ],
        told,
    )
    assert cell(release, "T3", "s0", "mean").flags == SUPPRESSED
    assert cell(release, "T4", "s0", "mean").flags == SUPPRESSED
    assert cell(release, "T1", "s0", "count").flags == SUPPRESSED


def test_a_small_base_of_an_item_asked_of_some_is_hidden_in_that_item_alone() -> None:
    told = Hierarchy(leaves={"sector": ("s0", "s1", "s2")}, routed=frozenset({"depth"}))
    depth = answers("depth", {"s0": 6, "s1": 30, "s2": 40, "all": 76}, {"mean": 50.0})
    release = protect([sectors(60, 60, 60), depth], told)
    assert cell(release, "T3", "s0", "mean").flags == SUPPRESSED
    assert cell(release, "T3", "s1", "mean").flags == SUPPRESSED
    assert cell(release, "T3", "s2", "mean").value == 50
    assert cell(release, "T1", "s0", "count").value == 60


def test_answers_of_a_group_hidden_among_people_are_hidden() -> None:
    bases = {"s0": 4, "s1": 20, "s2": 100, "all": 124}
    release = protect([sectors(4, 20, 100), answers("safety", bases, {"mean": 50.0, "sd": 9.0})])
    assert cell(release, "T3", "s1", "mean").flags == SUPPRESSED
    assert cell(release, "T3", "s1", "sd").flags == SUPPRESSED
    assert cell(release, "T3", "s2", "mean").value == 50


def test_the_people_inside_an_item_are_a_ceiling_an_attacker_can_use() -> None:
    """Bases near the people counts would give a hidden base away if the people counts were printed."""
    told = Hierarchy(leaves={"sector": ("s0", "s1", "s2")})
    bases = {"s0": 9, "s1": 21, "s2": 70, "all": 100}
    release = protect([sectors(10, 21, 70), answers("safety", bases, {"mean": 50.0})], told)
    assert cell(release, "T1", "s0", "count").flags == SUPPRESSED


def examples(universe: str, *counts: int) -> Table:
    """Examples by sector of the person who described them."""
    rows = {f"s{i}": (where(sector=f"s{i}"), n) for i, n in enumerate(counts)}
    cells = [
        Cell(r, "n", "count", n, group=Group(group.where, universe))
        for r, (group, n) in {**rows, "all": (Group(), sum(counts))}.items()
    ]
    return listing(cells, universe)


def test_examples_are_no_part_of_people_but_kinds_of_examples_may_be_part_of_examples() -> None:
    tables = [sectors(60, 40), examples("examples", 11, 50), examples("examples of choice", 9, 50)]
    apart = frozenset({"examples", "examples of choice"})
    told = Hierarchy(leaves={"sector": ("s0", "s1")}, apart=apart)
    assert cell(protect(tables, told), "examples", "s0", "count").value == 10
    nested = replace(told, inside={"examples of choice": "examples"})
    hidden_more = protect(tables, nested)
    assert len(hidden_more.hidden) > len(protect(tables, told).hidden)


def exposure(rows: dict[str, tuple[int, float]]) -> Table:
    """A sensitive item: percentage high for each sector."""
    cells = [
        Cell(
            r,
            "exposure",
            "percent_high",
            100 * k / n,
            n=int(n),
            group=Group(group.where, "exposure"),
            kind="answer",
        )
        for r, (n, k) in rows.items()
        for group in [Group() if r == "all" else where(sector=r)]
    ]
    return listing(cells, "T11")


SENSITIVE = Hierarchy(leaves={"sector": ("s0", "s1", "s2")}, sensitive=frozenset({"exposure"}))


def test_a_share_of_a_sensitive_item_that_is_a_few_people_is_withheld_with_a_partner() -> None:
    people = sectors(60, 70, 80)
    release = protect(
        [people, exposure({"s0": (60, 5), "s1": (70, 35), "s2": (80, 40), "all": (210, 80)})], SENSITIVE
    )
    shown = [cell(release, "T11", r, "percent_high").flags != SUPPRESSED for r in ("s0", "s1", "s2", "all")]
    assert shown[0] is False
    assert shown.count(False) == 2
    assert cell(release, "T1", "s0", "count").value == 60


def test_all_but_a_few_is_withheld_as_well() -> None:
    release = protect(
        [sectors(60, 70, 80), exposure({"s0": (60, 55), "s1": (70, 35), "s2": (80, 40), "all": (210, 130)})],
        SENSITIVE,
    )
    assert cell(release, "T11", "s0", "percent_high").flags == SUPPRESSED


def test_the_same_share_of_an_item_that_is_not_sensitive_is_shown() -> None:
    told = replace(SENSITIVE, sensitive=frozenset())
    release = protect(
        [sectors(60, 70, 80), exposure({"s0": (60, 5), "s1": (70, 35), "s2": (80, 40), "all": (210, 80)})],
        told,
    )
    assert cell(release, "T11", "s0", "percent_high").value == 8


def test_nine_in_ten_of_a_named_group_giving_one_sensitive_answer_hides_all_its_figures() -> None:
    table = exposure({"s0": (40, 38), "s1": (70, 35), "s2": (80, 40), "all": (190, 113)})
    mean = Cell(
        "s0", "exposure", "mean", 4.9, n=40, group=Group(where(sector="s0").where, "exposure"), kind="answer"
    )
    release = protect([sectors(40, 70, 80), replace(table, cells=(*table.cells, mean))], SENSITIVE)
    assert cell(release, "T11", "s0", "percent_high").flags == SUPPRESSED
    assert cell(release, "T11", "s0", "mean").flags == SUPPRESSED


def means(figures: dict[str, tuple[int, float]]) -> Table:
    """A sensitive item of which means alone are printed."""
    groups = {row: Group(() if row == "all" else where(sector=row).where, "exposure") for row in figures}
    cells = [
        Cell(row, "exposure", "mean", value, n=n, group=groups[row], kind="answer")
        for row, (n, value) in figures.items()
    ]
    return listing(cells, "T11")


@pytest.mark.parametrize(
    ("mean", "told", "shown"),
    [
        pytest.param(97.0, SENSITIVE, False, id="nearly all at the top"),
        pytest.param(2.0, SENSITIVE, False, id="nearly all at the bottom"),
        pytest.param(80.0, SENSITIVE, True, id="a high mean"),
        pytest.param(
            97.0, replace(SENSITIVE, sensitive=frozenset()), True, id="an item that is not sensitive"
        ),
    ],
)
def test_a_mean_that_alone_tells_each_ones_sensitive_answer_is_hidden_and_cannot_be_worked_out(
    mean: float, told: Hierarchy, shown: bool
) -> None:
    whole = (40 * mean + 70 * 50 + 80 * 40) / 190
    table = means({"s0": (40, mean), "s1": (70, 50.0), "s2": (80, 40.0), "all": (190, whole)})
    release = protect([sectors(40, 70, 80), table], told)
    printed = [cell(release, "T11", row, "mean").value is not None for row in ("s0", "s1", "s2", "all")]
    assert printed[0] is shown
    assert printed.count(False) == (0 if shown else 2)
    assert cell(release, "T1", "s0", "count").value == 40


def test_a_share_whose_base_is_hidden_is_dropped() -> None:
    table = grid([[4, 30], [20, 60]], ("sector", "ab"), ("role", "xy"))
    shares = listing(
        [
            Cell("a", c, "percent", 100 * n / 34, n=34, group=where(sector="a", role=c), kind="share")
            for c, n in (("x", 4), ("y", 30))
        ],
        "S",
    )
    release = protect([table, shares])
    assert [c.flags for c in release.table("S").cells] == [SUPPRESSED, SUPPRESSED]


def test_nobody_can_lower_ten() -> None:
    with pytest.raises(ThresholdTooLow, match="promised"):
        protect([sectors(40, 40)], threshold=9)


def test_a_higher_threshold_is_kept() -> None:
    release = protect([sectors(12, 40, 100)], threshold=20)
    assert cell(release, "T1", "s0", "count").flags == SUPPRESSED


def test_fewer_than_ten_people_release_nothing() -> None:
    with pytest.raises(NotSafe, match="fewer than 10"):
        protect([sectors(4, 5)])


def test_tables_that_count_the_same_people_differently_are_refused() -> None:
    with pytest.raises(TablesDisagree, match="T1 and T2"):
        protect([sectors(40, 40), replace(sectors(41, 39), id="T2")])


def test_tables_that_do_not_add_up_are_refused() -> None:
    told = Hierarchy(leaves={"sector": ("s0", "s1")})
    table = counted({"s0": (where(sector="s0"), 30), "s1": (where(sector="s1"), 30), "all": (Group(), 61)})
    with pytest.raises(TablesDisagree, match="contradict"):
        protect([table], told)


def test_a_code_that_no_leaf_has_is_refused() -> None:
    told = Hierarchy(leaves={"sector": ("s0",)})
    with pytest.raises(TablesDisagree, match="s1"):
        protect([sectors(40, 40)], told)


def test_an_answer_without_its_base_is_refused() -> None:
    with pytest.raises(TablesDisagree, match="base n"):
        protect([listing([Cell("a", "b", "mean", 3.0, kind="answer")], "T3")])


def test_no_one_else_makes_a_safe_table() -> None:
    words = dict.fromkeys(("id", "title", "subtitle", "base"), "")
    parts: dict[str, Any] = {**words, **dict.fromkeys(("dimensions", "rows", "cols", "cells"), ())}
    with pytest.raises(NotSafe, match="protect"):
        SafeTable(**parts)
    with pytest.raises(NotSafe):
        replace(protect([sectors(40, 40)]).tables[0], title="changed")
