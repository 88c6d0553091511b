"""Means and percentages are attacked as counts are: nothing printed gives a hidden group's figure away."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analysis.disclosure import Hierarchy, Release, TablesDisagree, protect
from analysis.disclosure.cells import gather
from analysis.disclosure.figures import figures
from analysis.landscape import build
from analysis.landscape.ground import Landscape
from analysis.tables import Cell, Group, Table
from tests.analysis.answers import frame_of, rows
from tests.analysis.grids import counted, listing, where
from tests.analysis.second_scores import SecondScores, pairs

WIDE = 5.0
"""Points of 100 by which every hidden mean or percentage must stay open."""
SECTORS = ("policing", "health", "council", "other")
TOLD = Hierarchy(leaves={"sector": SECTORS})
PARTS = tuple(frozenset({name}) for name in SECTORS[:3])


def survey(sizes: dict[str, int], means: dict[str, float], pooled: bool = True) -> list[Table]:
    """Four sectors, an equal-weight mean over the first three, and a pooled mean."""
    groups = {name: (where(sector=name), size) for name, size in sizes.items()}
    whole = sum(sizes.values())
    cells = [mean(name, where(sector=name).where, sizes[name], means[name]) for name in SECTORS]
    three = Group(where(sector=SECTORS[:3]).where, "safety", PARTS)
    equal = sum(means[name] for name in SECTORS[:3]) / 3
    base = sum(sizes[name] for name in SECTORS[:3])
    cells.append(Cell("equal", "safety", "mean", equal, n=base, group=three, kind="answer"))
    if pooled:
        cells.append(mean("all", (), whole, sum(sizes[n] * means[n] for n in SECTORS) / whole))
    return [counted({**groups, "all": (Group(), whole)}), listing(cells, "T3")]


def mean(row: str, which: tuple[tuple[str, frozenset[str]], ...], n: int, value: float) -> Cell:
    return Cell(row, "safety", "mean", value, n=n, group=Group(which, "safety"), kind="answer")


SIZES = {"policing": 20, "health": 60, "council": 90, "other": 4}
MIDDLING = {"policing": 58, "health": 59, "council": 30, "other": 3}
MEANS = {"policing": 31.0, "health": 62.0, "council": 55.0, "other": 80.0}


def printed(release: Release) -> dict[str, float | None]:
    return {cell.row: cell.value for cell in release.table("T3").cells}


def test_an_equal_weight_mean_and_two_sectors_would_tell_the_third() -> None:
    tables = survey(SIZES, MEANS)
    release = protect(tables, TOLD)
    careless = [
        (t, t if t.row in ("health", "council", "equal") else p)
        for t, p in pairs(tables, release.tables, "safety", "mean")
    ]
    attacker = SecondScores(TOLD.leaves, careless)
    low, high = attacker.mean(where(sector="policing"))
    assert high - low < 0.1
    assert low - 0.1 <= 31 <= high + 0.1


def test_the_headline_is_kept_and_one_more_sector_is_withheld_instead() -> None:
    shown = printed(protect(survey(SIZES, MEANS), TOLD))
    assert shown["equal"] == pytest.approx(49.33)
    assert shown["policing"] is shown["other"] is None
    assert (shown["health"] is None) != (shown["council"] is None)


def test_a_headline_whose_base_is_hidden_is_printed_without_it() -> None:
    release = protect(survey(SIZES, MEANS), TOLD)
    equal = next(cell for cell in release.table("T3").cells if cell.row == "equal")
    assert equal.value == pytest.approx(49.33)
    assert (equal.n, equal.flags) == (None, ("rounded",))


def test_counts_of_a_sector_whose_answers_alone_are_withheld_are_printed() -> None:
    release = protect(survey(SIZES, MEANS), TOLD)
    counts = {cell.row: cell.value for cell in release.table("L").cells}
    assert (counts["health"], counts["council"]) == (60, 90)


def test_a_pooled_mean_over_a_large_partner_is_withheld() -> None:
    """Beside 400 people ten more cannot move a mean by 5 points, whatever they answered."""
    sizes = {"policing": 400, "health": 500, "council": 600, "other": 3}
    release = protect(survey(sizes, MEANS), TOLD)
    assert_open(survey(sizes, MEANS), release)


def assert_open(
    tables: list[Table], release: Release, universe: str = "safety", told: Hierarchy = TOLD
) -> None:
    """Whatever is hidden stays open by 5 points, and small counts by ten people that reach ten."""
    found = pairs(tables, release.tables, universe, "mean")
    attacker = SecondScores({name: tuple(codes) for name, codes in told.leaves.items()}, found)
    for true, safe in found:
        if safe.value is None and true.n and not true.group.parts:
            low, high = attacker.mean(true.group)
            assert high - low >= WIDE - 0.01, (true, low, high)
            assert low - 0.1 <= (true.value or 0) <= high + 0.1, (true, low, high)
            if true.n < 10:
                few, many = attacker.count(true.group)
                assert many >= 10 - 1e-3, (true, few, many)
                assert many - few >= 10 - 1e-3, (true, few, many)


@given(
    st.lists(st.one_of(st.integers(10, 30), st.integers(10, 400)), min_size=3, max_size=3),
    st.integers(1, 30),
    st.lists(st.integers(0, 100), min_size=4, max_size=4),
)
@settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
def test_no_hidden_mean_is_open_to_an_attacker_written_apart(
    sizes: list[int], other: int, means: list[int]
) -> None:
    of = dict(zip(SECTORS, [*sizes, other], strict=True))
    tables = survey(of, dict(zip(SECTORS, map(float, means), strict=True)))
    assert_open(tables, protect(tables, TOLD))


PRINCIPLES = ("principle_safety", "principle_choice")


@cache
def made(count: int, others: int) -> tuple[Landscape, list[Table]]:
    """A real landscape in which few named another sector."""
    people, seen = rows(count, 8), 0
    for _, cells in people:
        if cells["sector"] == "other":
            seen += 1
            if seen > others:
                cells["sector"] = ("policing", "health", "local_authority")[seen % 3]
    of = Landscape.of(frame_of(people))
    return of, list(build.tables(of))


def about(tables: list[Table], universes: tuple[str, ...]) -> list[Table]:
    """The tables with all counts of people, and with figures about these items alone."""
    kept = [
        replace(table, cells=tuple(c for c in table.cells if c.group.universe in ("people", *universes)))
        for table in tables
    ]
    return [table for table in kept if table.cells]


@pytest.mark.parametrize(("count", "others"), [(120, 4), (260, 9), (400, 30)])
def test_no_score_of_a_hidden_group_of_a_landscape_is_open(count: int, others: int) -> None:
    """Every figure is attacked by itself, so two items of the release are as hard as all."""
    of, every = made(count, others)
    tables = about(every, PRINCIPLES)
    release = protect(tables, build.hierarchy(of))
    for principle in PRINCIPLES:
        assert_open(tables, release, principle, build.hierarchy(of))


def test_a_landscape_with_four_people_of_another_sector_keeps_its_headline_and_opens_no_score() -> None:
    of, tables = made(260, 4)
    release = protect(tables, build.hierarchy(of))
    for principle in PRINCIPLES:
        assert_open(tables, release, principle, build.hierarchy(of))
    headline = [cell for cell in release.table("T3").cells if cell.row == "headline"]
    assert all(cell.value is not None and cell.n is None for cell in headline if cell.measure == "mean")
    assert all(cell.value is not None for cell in release.table("T8").cells)


def declined(sizes: dict[str, int], few: dict[str, int]) -> list[Table]:
    """Shares of don't know by sector and of all, of those who were shown the statement."""
    groups = {name: (where(sector=name), size) for name, size in sizes.items()}
    whole = sum(sizes.values())
    cells = [share(name, where(sector=name).where, sizes[name], few[name]) for name in SECTORS]
    cells.append(share("all", (), whole, sum(few.values())))
    return [counted({**groups, "all": (Group(), whole)}), listing(cells, "T3")]


def share(row: str, which: tuple[tuple[str, frozenset[str]], ...], n: int, few: int) -> Cell:
    return Cell(row, "safety", "dk", 100 * few / n, n=n, group=Group(which, "safety"), kind="answer")


def is_told_by(whole: float, low: float, high: float) -> bool:
    """Whether what is found lies at the end of the scale at which the printed figure of all lies."""
    return (whole <= WIDE and high <= WIDE + 0.02) or (whole >= 100 - WIDE and low >= 100 - WIDE - 0.02)


def assert_declined_open(sizes: dict[str, int], few: dict[str, int]) -> None:
    """A share of few stays open by 5 points and one of more by a person, unless it is found where all are."""
    tables = declined(sizes, few)
    found = pairs(tables, protect(tables, TOLD).tables, "safety", "dk")
    attacker = SecondScores(TOLD.leaves, found)
    whole = found[-1][0].value or 0.0
    for true, safe in found:
        if safe.flags == ("suppressed",) and true.n and true.group.where:
            low, high = attacker.mean(true.group)
            room = WIDE if true.n < 10 else min(WIDE, 100 / true.n)
            assert high - low >= room - 0.01 or is_told_by(whole, low, high), (true, low, high)


@given(
    st.lists(st.integers(10, 1200), min_size=3, max_size=3),
    st.integers(1, 20),
    st.lists(st.one_of(st.sampled_from((0, 100)), st.integers(0, 100)), min_size=4, max_size=4),
)
@settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
def test_no_hidden_share_of_dont_know_is_open_to_an_attacker_written_apart(
    sizes: list[int], other: int, shares: list[int]
) -> None:
    of = dict(zip(SECTORS, [*sizes, other], strict=True))
    few = {name: round(of[name] * share / 100) for name, share in zip(SECTORS, shares, strict=True)}
    assert_declined_open(of, few)


@pytest.mark.parametrize(
    ("sizes", "few"),
    [
        ((400, 400, 30, 4), (0, 0, 30, 4)),  # all near nought, and two parts of it at the other end
        ((400, 400, 30, 4), (400, 400, 0, 0)),
        ((60, 60, 20, 4), (6, 6, 20, 4)),  # partner and small group both too few for a percentage
        ((60, 60, 20, 4), (54, 54, 0, 0)),
    ],
)
def test_a_figure_near_an_end_does_not_give_away_parts_at_the_other(
    sizes: tuple[int, ...], few: tuple[int, ...]
) -> None:
    assert_declined_open(dict(zip(SECTORS, sizes, strict=True)), dict(zip(SECTORS, few, strict=True)))


def test_an_equal_weight_figure_near_an_end_does_not_give_a_part_away() -> None:
    """Five of 36 declined: with the other two at nought the figure of 4.6 would say so to the person."""
    sizes, few = dict(zip(SECTORS, (200, 200, 36, 4), strict=True)), (0, 0, 5, 3)
    cells = [share(n, where(sector=n).where, sizes[n], f) for n, f in zip(SECTORS, few, strict=True)]
    three = Group(where(sector=SECTORS[:3]).where, "safety", PARTS)
    cells.append(Cell("equal", "safety", "dk", 100 * 5 / 36 / 3, n=436, group=three, kind="answer"))
    groups = {name: (where(sector=name), size) for name, size in sizes.items()}
    tables = [counted({**groups, "all": (Group(), 440)}), listing(cells, "T3")]
    found = pairs(tables, protect(tables, TOLD).tables, "safety", "dk")
    attacker = SecondScores(TOLD.leaves, found)
    for true, safe in found:
        if safe.value is None and not true.group.parts:
            low, high = attacker.mean(true.group)
            assert high - low >= 100 / 36 - 0.01, (true, low, high)


@pytest.mark.parametrize("few", [(0, 1, 0, 0), (2, 2, 5, 0), (0, 0, 0, 0), (1, 3, 0, 1)])
def test_where_few_say_that_they_do_not_know_no_headline_falls_with_them(few: tuple[int, ...]) -> None:
    """A share of a large partner that cannot be 5 points wide takes nothing else with it."""
    counts, (people, practice) = dict(zip(SECTORS, few, strict=True)), survey(MIDDLING, MEANS, pooled=False)
    cells = [share(name, where(sector=name).where, MIDDLING[name], counts[name]) for name in SECTORS]
    three = Group(where(sector=SECTORS[:3]).where, "safety", PARTS)
    equal = sum(100 * counts[name] / MIDDLING[name] for name in SECTORS[:3]) / 3
    cells.append(Cell("equal", "safety", "dk", equal, n=147, group=three, kind="answer"))
    release = protect([people, listing([*practice.cells, *cells], "T3")], TOLD)
    shown = {(cell.row, cell.measure): cell.value for cell in release.table("T3").cells}
    assert shown["equal", "mean"] == pytest.approx(49.33)
    assert shown["equal", "dk"] == pytest.approx(equal, abs=0.5)
    assert shown["other", "mean"] is shown["other", "dk"] is None


def test_a_spread_of_nearly_none_tells_each_answer_to_a_sensitive_item() -> None:
    """Twenty people at the middle step: the mean alone says nothing, the spread beside it says all."""
    told = Hierarchy(leaves=TOLD.leaves, sensitive=frozenset({"safety"}))
    sizes = {"policing": 20, "health": 60, "council": 90, "other": 30}
    cells = [mean(name, where(sector=name).where, size, 50.0) for name, size in sizes.items()]
    spreads = [replace(cell, measure="sd", value=0.0 if cell.row == "policing" else 24.0) for cell in cells]
    groups = {name: (where(sector=name), size) for name, size in sizes.items()}
    release = protect([counted(groups), listing([*cells, *spreads], "T3")], told)
    shown = {(cell.row, cell.measure): cell.value for cell in release.table("T3").cells}
    assert shown["policing", "mean"] is shown["policing", "sd"] is None
    assert shown["council", "sd"] == 24.0


def test_everyones_figure_is_nobodys_and_takes_no_group_with_it() -> None:
    """260 answers with a few of another sector: most figures of practice by sector are shown."""
    of, every = made(260, 4)
    release = protect(every, build.hierarchy(of))
    assert release.account.share < 0.45


def test_beside_a_hidden_figure_no_gap_tells_how_many_there_are() -> None:
    """A spread of one person cannot be made, and of nobody nothing can: both look like what is hidden."""
    of, every = made(260, 4)
    release = protect(every, build.hierarchy(of))
    for name in ("T3", "T3g"):
        shown: dict[tuple[str, str], dict[str, Cell]] = {}
        for cell in release.table(name).cells:
            shown.setdefault((cell.row, cell.col), {})[cell.measure] = cell
        hidden = [found for found in shown.values() if found["mean"].flags == ("suppressed",)]
        assert hidden
        for found in hidden:
            assert found["sd"].flags == found["percent_high"].flags == ("suppressed",)


def test_two_different_figures_of_one_group_cannot_pass_for_one() -> None:
    """Were the second to stand for both, nobody would attack the first."""
    tables = survey(SIZES, MEANS)
    (first, *_) = tables[1].cells
    twice = replace(tables[1], cells=(*tables[1].cells, replace(first, row="again", value=32.0)))
    with pytest.raises(TablesDisagree, match="Two figures mean of safety: sector in policing differ"):
        protect([tables[0], twice], TOLD)


def test_each_need_that_people_picked_is_attacked_by_itself() -> None:
    of, tables = made(260, 4)
    ledger = gather(tables, build.hierarchy(of))
    picked = {cell.row for table in tables for cell in table.cells if cell.measure == "top"}
    attacked = [figure for figure in figures(tables, ledger) if figure.measure == "top"]
    assert len(attacked) == len(picked) > 1


def test_a_group_whose_answers_alone_are_withheld_is_accounted_for_as_that() -> None:
    reasons = dict(protect(survey(SIZES, MEANS), TOLD).account.reasons)
    assert reasons["answers"] == 1
