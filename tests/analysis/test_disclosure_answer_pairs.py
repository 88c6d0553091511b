"""Means of two releases side by side: a second cut, or a later release, opens nothing that the first hid."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from analysis.disclosure import Earlier, NotSafe, Printed, Register, Release, printed, protect
from analysis.tables import Cell, Group, Table
from tests.analysis.grids import listing, where
from tests.analysis.second_scores import Pairs, SecondScores, pairs
from tests.analysis.test_disclosure_scores import MEANS, SECTORS, SIZES, TOLD, WIDE, survey
from tests.analysis.test_disclosure_scores import printed as values

AT = datetime(2025, 2, 1, 9, 30, tzinfo=UTC)
ROWS = (*SECTORS, "equal", "all")
LATER = {"sector": tuple(f"{name} {wave}" for name in SECTORS for wave in ("then", "since"))}


def cut(tables: list[Table], *rows: str) -> list[Table]:
    """The same counts, and some rows of the means."""
    return [tables[0], replace(tables[1], cells=tuple(c for c in tables[1].cells if c.row in rows))]


def first(tables: list[Table]) -> tuple[Release, Printed]:
    release = protect(tables, TOLD)
    return release, printed(release, "the first", AT)


def test_a_second_cut_does_not_print_the_sector_that_the_first_withheld_beside_an_equal_weight_mean() -> None:
    tables = survey(SIZES, MEANS, pooled=False)
    release, before = first(tables)
    assert values(release)["council"] is None
    assert values(release)["equal"] is not None
    assert values(protect(cut(tables, "council"), TOLD))["council"] == 55.0
    again = protect(cut(tables, "council", "health"), TOLD, before=[Earlier(before, came=0)])
    assert values(again) == {"council": None, "health": 62.0}


def test_an_equal_weight_mean_is_not_printed_where_an_earlier_cut_has_all_sectors_but_one() -> None:
    tables = survey(SIZES, MEANS, pooled=False)
    _, before = first(cut(tables, "health", "council"))
    again = values(protect(cut(tables, "equal"), TOLD, before=[Earlier(before, came=0)]))
    assert again == {"equal": None}


def test_the_same_tables_again_are_printed_again() -> None:
    tables = survey(SIZES, MEANS)
    release, before = first(tables)
    assert values(protect(tables, TOLD, before=[Earlier(before, came=0)])) == values(release)


def test_a_percentage_of_an_earlier_cut_is_found_in_the_register_by_what_it_is_of(tmp_path: Path) -> None:
    """The register keeps of which answer a percentage is, since the tables of two cuts have other places."""

    def shares(id: str, *rows: str) -> list[Table]:
        cells = [
            replace(c, measure="percent", of="safety high") for c in survey(SIZES, MEANS, False)[1].cells
        ]
        return [survey(SIZES, MEANS)[0], listing([c for c in cells if c.row in rows], id)]

    Register(tmp_path).add(first(shares("T3", *ROWS))[1])
    (before,) = Register(tmp_path).releases()
    assert {cell.value for cell in before.of_table("T3") if cell.row in ("health", "council")} == {62.0, None}
    again = protect(shares("T9", "council"), TOLD, before=[Earlier(before, came=0)])
    assert again.table("T9").cells[0].value is None


def assert_nothing_found(attacker: SecondScores, hidden: dict[Group, int]) -> None:
    """Every hidden mean is open by 5 points, unless it is of a group that is surely of ten people or more."""
    for group, size in hidden.items():
        if size:
            low, high = attacker.mean(group)
            if high - low < WIDE - 0.01:
                assert size >= 10
                assert attacker.count(group)[0] >= 10 - 1e-3, (group, size, low, high)


def hidden_in(found: Pairs) -> dict[Group, int]:
    told = {true.group.where for true, safe in found if safe.value is not None and not true.group.parts}
    return {
        true.group: true.n or 0
        for true, _ in found
        if not true.group.parts and true.group.where and true.group.where not in told
    }


SIZE = st.one_of(st.integers(10, 30), st.integers(10, 400))
SOME = st.sets(st.sampled_from(ROWS), min_size=1)
SETTINGS = settings(
    max_examples=40, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)


@given(st.lists(SIZE, min_size=3, max_size=3), st.integers(1, 30), st.lists(st.integers(0, 100), min_size=4,
       max_size=4), SOME, SOME)  # fmt: skip
@SETTINGS
def test_no_pair_of_cuts_of_the_same_answers_opens_a_hidden_mean(
    sizes: list[int], other: int, means: list[int], one: set[str], two: set[str]
) -> None:
    of = dict(zip(SECTORS, [*sizes, other], strict=True))
    tables = survey(of, dict(zip(SECTORS, map(float, means), strict=True)))
    one_cut, two_cut = cut(tables, *one), cut(tables, *two)
    release, before = first(one_cut)
    again = protect(two_cut, TOLD, before=[Earlier(before, came=0)])
    found = [
        pair
        for exact, safe in ((one_cut, release), (two_cut, again))
        for pair in pairs(exact, safe.tables, "safety", "mean")
    ]
    leaves = {name: tuple(codes) for name, codes in TOLD.leaves.items()}
    assert_nothing_found(SecondScores(leaves, [*found, *people(one_cut, again)]), hidden_in(found))


def people(tables: list[Table], release: Release) -> Pairs:
    """Counts of people, as bases of a figure that is hidden."""
    return [
        (replace(true, n=int(true.value or 0)), replace(safe, n=int(true.value or 0), value=None))
        for true, safe in zip(tables[0].cells, release.tables[0].cells, strict=True)
        if safe.value is not None
    ]


def waves(group: Group, *times: str) -> Group:
    """The group over leaves that say when people came."""
    sectors = dict(group.where).get("sector", frozenset(SECTORS))
    return Group(where(sector=tuple(f"{name} {time}" for name in sectors for time in times)).where)


def at(cell: Cell, *times: str) -> Cell:
    return replace(cell, group=waves(cell.group, *times))


@given(st.lists(SIZE, min_size=3, max_size=3), st.integers(1, 30), st.lists(st.integers(0, 100), min_size=8,
       max_size=8), st.lists(st.integers(0, 60), min_size=4, max_size=4))  # fmt: skip
@SETTINGS
def test_no_later_release_opens_a_mean_that_it_or_the_earlier_one_hides(
    sizes: list[int], other: int, means: list[int], more: list[int]
) -> None:
    assume(sum(more) >= 20)
    then = dict(zip(SECTORS, [*sizes, other], strict=True))
    new = dict(zip(SECTORS, more, strict=True))
    was = dict(zip(SECTORS, map(float, means[:4]), strict=True))
    later = {name: then[name] + new[name] for name in SECTORS}
    now = {
        name: (then[name] * was[name] + new[name] * mean) / later[name]
        for name, mean in zip(SECTORS, means[4:], strict=True)
    }
    release, before = first(survey(then, was))
    tables = survey(later, now)
    try:
        again = protect(tables, TOLD, before=[Earlier(before)])
    except NotSafe:
        return
    found = [
        (at(true, "then", "since"), at(safe, "then", "since"))
        for true, safe in [*pairs(tables, again.tables, "safety", "mean"), *people(tables, again)]
        if not true.group.parts
    ]
    earlier = [at(cell, "then") for cell in release.table("T3").cells if not cell.group.parts]
    attacker = SecondScores(LATER, found, loose=earlier)
    hidden = hidden_in([pair for pair in found if pair[0].kind == "answer"])
    hidden |= {
        at(true, "then").group: true.n or 0
        for true, safe in pairs(survey(then, was), release.tables, "safety", "mean")
        if safe.value is None and not true.group.parts and true.group.where
    }
    assert_nothing_found(attacker, hidden)
