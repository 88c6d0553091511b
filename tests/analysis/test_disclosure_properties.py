"""What holds of any tables: safe from an attacker written apart, in any order, one mark for one group."""

from __future__ import annotations

import random
from collections import defaultdict
from dataclasses import replace

from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from analysis.disclosure import Hierarchy, Release, protect
from analysis.tables import Cell, Group, Table
from tests.analysis.attack import attack
from tests.analysis.grids import grid, listing, where
from tests.analysis.second_attacker import SecondAttacker, facts, hidden

LEAVES = {"row": ("a", "b", "c"), "col": ("w", "x", "y", "z")}
TOLD = Hierarchy(leaves=LEAVES)
COUNTS = st.lists(
    st.lists(st.one_of(st.integers(0, 12), st.integers(0, 60)), min_size=4, max_size=4),
    min_size=3,
    max_size=3,
)
quickly = settings(
    max_examples=10, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)


def people_tables(counts: list[list[int]]) -> list[Table]:
    """The grid, and a second table with areas that cross: w+x, x+y."""
    by_col = [sum(line[j] for line in counts) for j in range(4)]
    areas = listing(
        [
            Cell("wx", "n", "count", by_col[0] + by_col[1], group=where(col=["w", "x"])),
            Cell("xy", "n", "count", by_col[1] + by_col[2], group=where(col=["x", "y"])),
            Cell("z", "n", "count", by_col[3], group=where(col="z")),
        ],
        "areas",
    )
    return [grid(counts, cols=("col", "wxyz")), areas]


def bases(counts: list[list[int]], gone: list[list[int]]) -> Table:
    """An item that some in each cell left blank: bases by row, by column and in all."""
    left = [
        [max(0, n - g) for n, g in zip(line, less, strict=True)]
        for line, less in zip(counts, gone, strict=True)
    ]
    groups = {r: (where(row=r), sum(left[i])) for i, r in enumerate("abc")}
    groups |= {c: (where(col=c), sum(line[j] for line in left)) for j, c in enumerate("wxyz")}
    groups["all"] = (Group(), sum(map(sum, left)))
    cells = [
        Cell(r, "item", "mean", 50.0, n=n, group=Group(g.where, "item"), kind="answer")
        for r, (g, n) in groups.items()
    ]
    return listing(cells, "item")


def assert_hidden(attacker: SecondAttacker, counts: dict[Group, int], layer: int = 0) -> None:
    """The truth is inside every interval, and every small count has a safe one."""
    for group, count in counts.items():
        lo, hi = attacker.interval(Group(group.where), layer)
        assert lo - 1e-4 <= count <= hi + 1e-4
        if 0 < count < 10:
            assert hi >= 10 - 1e-4, (group, count, lo, hi)
            assert hi - lo >= 10 - 1e-4, (group, count, lo, hi)


def marks(release: Release) -> dict[Group, set[bool]]:
    """For each group of people the marks it carries, over all tables and places."""
    found: defaultdict[Group, set[bool]] = defaultdict(set)
    for table in release.tables:
        for cell in table.cells:
            if cell.kind == "count":
                found[cell.group].add(cell.flags == ("suppressed",))
    return found


@given(COUNTS)
@quickly
def test_no_small_count_is_open_to_an_attacker_written_apart(counts: list[list[int]]) -> None:
    assume(sum(map(sum, counts)) >= 10)
    tables = people_tables(counts)
    release = protect(tables, TOLD)
    attacker = SecondAttacker(LEAVES, [("row", "col")], facts(tables, release.tables, "people"))
    assert_hidden(attacker, hidden(tables, release.tables, "people"))


@example(
    [[0, 0, 4, 4], [0, 1, 4, 6], [0, 0, 2, 10]], [[0, 0, 0, 0], [0, 0, 0, 0], [0, 0, 1, 0]]
)  # only the joint of rows and columns gave a base away
@given(COUNTS, st.lists(st.lists(st.integers(0, 6), min_size=4, max_size=4), min_size=3, max_size=3))
@quickly
def test_no_small_base_is_open_to_one_who_also_knows_who_took_part(
    counts: list[list[int]], gone: list[list[int]]
) -> None:
    assume(sum(map(sum, counts)) >= 10)
    tables = [*people_tables(counts), bases(counts, gone)]
    release = protect(tables, TOLD)
    people = facts(tables, release.tables, "people")
    item = [(Group(group.where), count) for group, count in facts(tables, release.tables, "item")]
    attacker = SecondAttacker(LEAVES, [("row", "col")], people, item)
    assert_hidden(attacker, hidden(tables, release.tables, "item"), layer=attacker.layers - 1)
    assert_hidden(attacker, hidden(tables, release.tables, "people"))


@given(COUNTS, st.randoms(use_true_random=False))
@quickly
def test_the_order_of_tables_and_cells_changes_nothing(counts: list[list[int]], dice: random.Random) -> None:
    assume(sum(map(sum, counts)) >= 10)
    tables = people_tables(counts)
    other = [
        replace(table, cells=tuple(dice.sample(table.cells, len(table.cells)))) for table in reversed(tables)
    ]
    assert protect(tables, TOLD).hidden == protect(other, TOLD).hidden


@given(COUNTS)
@quickly
def test_the_same_people_carry_the_same_mark_everywhere(counts: list[list[int]]) -> None:
    assume(sum(map(sum, counts)) >= 10)
    assert all(len(found) == 1 for found in marks(protect(people_tables(counts), TOLD)).values())


@given(COUNTS, st.sets(st.sampled_from([(r, c) for r in "abc" for c in "wxyz"]), min_size=1))
@quickly
def test_one_more_table_never_widens_an_interval(
    counts: list[list[int]], chosen: set[tuple[str, str]]
) -> None:
    tables = people_tables(counts)
    kept_back = [where(row=r, col=c) for r, c in sorted(chosen)]
    few, more = attack(tables[:1], kept_back, TOLD), attack(tables, kept_back, TOLD)
    for group in kept_back:
        (lo, hi), (narrow_lo, narrow_hi) = few.interval(group), more.interval(group)
        assert lo <= narrow_lo <= narrow_hi <= hi


@given(COUNTS)
@quickly
def test_nothing_printed_is_small_and_every_count_is_a_multiple_of_five(counts: list[list[int]]) -> None:
    assume(sum(map(sum, counts)) >= 10)
    tables = people_tables(counts)
    for before, after in zip(tables, protect(tables, TOLD).tables, strict=True):
        for true, printed in zip(before.cells, after.cells, strict=True):
            if printed.value is not None:
                assert printed.value % 5 == 0
                assert true.value == 0 or (true.value or 0) >= 10
