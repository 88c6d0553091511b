"""Partners at least cost: the best patterns of worked examples, and how near the best random tables come."""

from __future__ import annotations

import pickle
from collections.abc import Sequence

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from analysis.disclosure import Hierarchy, NotSafe
from analysis.disclosure.cells import PEOPLE, gather
from analysis.disclosure.problem import Problem
from analysis.disclosure.suppress import Suppression
from analysis.tables import Cell, Group, Table
from tests.analysis.best_pattern import least_cost
from tests.analysis.grids import grid, listing, where

LEAVES = {"col": ("w", "x", "y"), "row": ("a", "b", "c")}
COUNTS = st.lists(st.lists(st.integers(0, 40), min_size=3, max_size=3), min_size=3, max_size=3)


def search(tables: Sequence[Table], told: Hierarchy, by_people: bool = False) -> Suppression:
    """A finished search; `by_people` makes a partner as dear as it has people."""
    found = Suppression(Problem(gather(tables, told), 10))
    if by_people:
        found.costs = {(PEOPLE, group): float(count) for group, count in found.ledger.counts[PEOPLE].items()}
    found.run()
    return found


def partners(found: Suppression) -> list[int]:
    return sorted(found.ledger.counts[sheet][group] for sheet, group in found.partners())


@pytest.mark.parametrize(
    ("tables", "told", "best"),
    [
        pytest.param(
            [grid([[3, 20, 30], [25, 40, 12], [18, 15, 22]])],
            Hierarchy(leaves=LEAVES),
            [15, 18, 20],
            id="a rectangle",
        ),
        pytest.param(
            [grid([[3, 4, 31], [26, 17, 22], [28, 33, 14]])],
            Hierarchy(leaves=LEAVES),
            [17, 22, 26, 31],
            id="two in a row",
        ),
        pytest.param(
            [
                grid([[4, 21], [15, 26], [18, 30]], ("sector", "abc"), ("role", "12"), "S"),
                grid([[19, 18], [41, 36]], ("role", "12"), ("item", "ny"), "I"),
            ],
            Hierarchy(leaves={"sector": "abc", "role": "12", "item": "ny"}),
            [15, 21, 26],
            id="linked tables",
        ),
    ],
)
def test_the_only_best_pattern_is_found_and_proved(
    tables: list[Table], told: Hierarchy, best: list[int]
) -> None:
    found = search(tables, told, by_people=True)
    assert partners(found) == best
    assert found.yardstick.bound == pytest.approx(sum(best), rel=1e-4)


def linked(counts: list[list[int]]) -> list[Table]:
    """Rows by columns, and a second table with columns that overlap the first ones."""
    by_col = [sum(line[j] for line in counts) for j in range(3)]
    pair = Cell("wx", "n", "count", by_col[0] + by_col[1], group=where(col=["w", "x"]))
    return [grid(counts), listing([pair], "areas")]


@given(COUNTS)
@settings(max_examples=20, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
def test_partners_cost_at_most_a_quarter_more_than_the_best_and_never_less_than_the_bound(
    counts: list[list[int]],
) -> None:
    assume(sum(map(sum, counts)) >= 40)
    try:
        found = search(linked(counts), Hierarchy(leaves=LEAVES))
    except NotSafe:
        assume(False)
    listed = {Group(group): count for group, count in found.ledger.counts[PEOPLE].items()}
    hidden = [Group(group) for _, group in found.problem.marks()]
    costs = {Group(group): cost for (_, group), cost in found.costs.items()}
    best = least_cost(LEAVES, listed, hidden, costs)
    assert found.yardstick.bound <= best + 1e-3
    assert best - 1e-3 <= found.yardstick.plain <= 1.25 * best + 1e-3


def test_the_search_is_the_same_in_another_process_and_order() -> None:
    tables = linked([[3, 4, 31], [26, 17, 22], [28, 33, 14]])
    one = search(tables, Hierarchy(leaves=LEAVES))
    other = search(pickle.loads(pickle.dumps(tables))[::-1], Hierarchy(leaves=LEAVES))
    assert (one.reasons, one.yardstick) == (other.reasons, other.yardstick)
