"""A figure under weights and the same without are two equations: they are attacked together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analysis.disclosure import Release, protect
from analysis.landscape import build
from analysis.landscape.ground import Landscape
from analysis.landscape.plan import Plan, PlannedSection
from analysis.landscape.practice import PracticeScores
from analysis.landscape.weighted import WeightedFigures
from analysis.landscape.who import WhoAnswered
from analysis.tables import Cell, Group, Table
from analysis.weighting import Margins
from tests.analysis.answers import frame_of, rows
from tests.analysis.grids import listing, where
from tests.analysis.second_scores import SecondScores, is_plain, pairs
from tests.analysis.test_disclosure_scores import SECTORS, TOLD, survey

SHARES = {"policing": 0.2, "health": 0.5, "council": 0.3}
WIDE = 5.0
Leaves = Mapping[str, tuple[str, ...]]


def under_weights(sizes: dict[str, int], means: dict[str, float]) -> Table:
    """The weighted mean by hand: three sectors have their shares, "other" keeps its part."""
    whole = sum(sizes.values())
    known = whole - sizes["other"]
    weigh = {name: share * known / sizes[name] for name, share in SHARES.items()} | {"other": 1.0}
    value = sum(weigh[name] * sizes[name] * means[name] for name in SECTORS) / whole
    parts = tuple((where(sector=name).where, weigh[name]) for name in SECTORS)
    cell = Cell(
        "w", "safety", "weighted", value, n=whole, group=Group((), "safety", weighed=parts), kind="answer"
    )
    return listing([cell], "T3w")


def attacked(tables: list[Table], release: Release, universe: str = "safety") -> list[tuple[Cell, Cell]]:
    return [
        pair for measure in ("mean", "weighted") for pair in pairs(tables, release.tables, universe, measure)
    ]


def assert_open(tables: list[Table], release: Release, leaves: Leaves, universe: str) -> None:
    """Whatever is hidden stays open by 5 points, and contains the truth."""
    found = attacked(tables, release, universe)
    attacker = SecondScores(leaves, found)
    for true, safe in found:
        if safe.value is None and true.n and is_plain(true.group):
            low, high = attacker.mean(true.group)
            assert high - low >= WIDE - 0.01, (true, low, high)
            assert low - 0.1 <= (true.value or 0) <= high + 0.1, (true, low, high)


SIZES = {"policing": 20, "health": 60, "council": 90, "other": 12}
MEANS = {"policing": 31.0, "health": 62.0, "council": 55.0, "other": 80.0}
LEAVES = {"sector": SECTORS}


def test_a_weighted_mean_and_the_other_sectors_would_tell_the_one_that_is_withheld() -> None:
    """The attack itself, with neither the headline nor the pooled mean to help."""
    tables = [*survey(SIZES, MEANS, pooled=False), under_weights(SIZES, MEANS)]
    release = protect(tables, TOLD)
    careless = [
        (true, replace(true, value=None) if true.row in ("policing", "equal") else true)
        for true, _ in attacked(tables, release)
    ]
    low, high = SecondScores(LEAVES, careless).mean(where(sector="policing"))
    assert high - low < 0.1
    assert low - 0.1 <= 31 <= high + 0.1
    without = [pair for pair in careless if pair[0].measure == "mean"]
    low, high = SecondScores(LEAVES, without).mean(where(sector="policing"))
    assert high - low > WIDE


def test_the_weighted_figure_gives_way_first() -> None:
    """Four of another sector: with weights, two more sectors would have to go; without, one."""
    sizes = SIZES | {"other": 4}
    tables = [*survey(sizes, MEANS), under_weights(sizes, MEANS)]
    release = protect(tables, TOLD)
    assert_open(tables, release, LEAVES, "safety")
    alone = {cell.row: cell.value for cell in protect(survey(sizes, MEANS), TOLD).table("T3").cells}
    beside = {cell.row: cell.value for cell in release.table("T3").cells}
    assert beside == alone


def test_where_nothing_is_hidden_the_weighted_mean_is_printed_and_says_no_weight() -> None:
    tables = [*survey(SIZES, MEANS), under_weights(SIZES, MEANS)]
    (cell,) = protect(tables, TOLD).table("T3w").cells
    by_hand = (1 - 12 / 182) * (0.2 * 31 + 0.5 * 62 + 0.3 * 55) + 12 / 182 * 80
    assert cell.value == pytest.approx(by_hand, abs=0.01)
    assert cell.n == 180
    assert cell.group.weighed == ()


@given(
    st.lists(st.integers(10, 300), min_size=3, max_size=3),
    st.integers(1, 40),
    st.lists(st.integers(0, 100), min_size=4, max_size=4),
)
@settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
def test_no_hidden_mean_is_open_beside_a_weighted_one(sizes: list[int], other: int, means: list[int]) -> None:
    of = dict(zip(SECTORS, [*sizes, other], strict=True))
    values = dict(zip(SECTORS, map(float, means), strict=True))
    tables = [*survey(of, values), under_weights(of, values)]
    assert_open(tables, protect(tables, TOLD), LEAVES, "safety")


TOTALS = {"sector": {"policing": 300, "health": 450, "local_authority": 250}}
MARGINS = {
    "source": "Made-up staff numbers",
    "totals": TOTALS,
    "outside": {"sector": ["other"]},
}


def planned(**margins: object) -> Plan:
    tables = (
        WhoAnswered(),
        PracticeScores(),
        WeightedFigures(),
        WeightedFigures(id="T6w", of="stage_org", reached=3),
    )
    section = PlannedSection(section="who", heading="Who", tables=tables)
    return Plan(margins=Margins.model_validate(MARGINS | margins), sections=(section,))


@pytest.mark.parametrize("others", [4, 40])
def test_a_landscape_under_weights_opens_no_score(others: int) -> None:
    people, seen = rows(300, 8), 0
    for _, cells in people:
        seen += cells["sector"] == "other"
        if cells["sector"] == "other" and seen > others:
            cells["sector"] = ("policing", "health", "local_authority")[seen % 3]
    land, plan = Landscape.of(frame_of(people)), planned()
    tables = list(build.tables(land, plan))
    release = protect(tables, build.hierarchy(land, plan))
    leaves = {name: tuple(codes) for name, codes in build.hierarchy(land, plan).leaves.items()}
    assert_open(tables, release, leaves, "principle_safety")


def test_weights_of_two_margins_are_told_apart_by_both() -> None:
    land = Landscape.of(frame_of(rows(400, 3)))
    two = TOTALS | {"inner": {"inner": 50, "outer": 50}}
    plan = planned(totals=two, outside={"sector": ["other"], "inner": ["across"]}, trim=[0.2, 4])
    table = next(table for table in build.tables(land, plan) if table.id == "T3w")
    cell = next(cell for cell in table.cells if cell.measure == "weighted")
    assert {tuple(v for v, _ in part) for part, _ in cell.group.weighed} == {("place", "sector")}
    score = land.frame.score(land.frame.codebook.scores[0])
    assert cell.n == int(np.count_nonzero(~np.isnan(score)))
    release = protect(build.tables(land, plan), build.hierarchy(land, plan))
    assert {c.measure for c in release.table("T3w").cells} == {"mean", "weighted"}
    assert any(c.value is not None for c in release.table("T3w").cells if c.measure == "weighted")
