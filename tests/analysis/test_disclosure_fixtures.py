"""The worked examples of the method note: exact intervals, and patterns where the best is known."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from scipy import sparse

from analysis.disclosure import Hierarchy, protect
from analysis.disclosure.programs import solve
from analysis.tables import Group, Table
from tests.analysis.attack import attack
from tests.analysis.grids import counted, grid, where


def cell(place: str) -> Group:
    return where(row=place[0], col=place[1])


def secondaries(tables: Sequence[Table], hierarchy: Hierarchy | None = None) -> list[int]:
    return sorted(h.people for h in protect(tables, hierarchy).hidden if h.reason == "partner")


RECTANGLE = grid([[3, 20, 30], [25, 40, 12], [18, 15, 22]])
TWO_IN_A_ROW = grid([[3, 4, 31], [26, 17, 22], [28, 33, 14]])


def test_a_small_count_alone_is_found_by_subtraction() -> None:
    assert attack([RECTANGLE], [cell("aw")]).interval(cell("aw")) == [3, 3]


def test_a_rectangle_hides_it() -> None:
    found = attack([RECTANGLE], [cell("aw"), cell("ax"), cell("cw"), cell("cx")])
    assert [found.interval(cell(c)) for c in ("aw", "ax", "cw", "cx")] == [
        [0, 21],
        [2, 23],
        [0, 21],
        [12, 33],
    ]


def test_the_rectangle_of_least_cost_is_found() -> None:
    assert secondaries([RECTANGLE]) == [15, 18, 20]


def test_two_small_counts_in_a_row_are_found_each_by_its_column() -> None:
    found = attack([TWO_IN_A_ROW], [cell("aw"), cell("ax")])
    assert found.interval(cell("aw")) == [3, 3]
    assert found.interval(cell("ax")) == [4, 4]


def test_two_small_counts_in_a_row_are_hidden_by_six() -> None:
    cells = ("aw", "ax", "ay", "bw", "bx", "by")
    found = attack([TWO_IN_A_ROW], [cell(c) for c in cells])
    expected = [[0, 29], [0, 21], [0, 38], [0, 29], [0, 21], [15, 53]]
    assert [found.interval(cell(c)) for c in cells] == expected


def test_the_pattern_for_two_in_a_row_costs_at_most_a_quarter_more_than_the_best() -> None:
    assert sum(secondaries([TWO_IN_A_ROW])) <= 1.25 * 96


def linked() -> list[Table]:
    by_role = grid([[4, 21], [15, 26], [18, 30]], ("sector", "abc"), ("role", "12"), "S")
    by_item = grid([[19, 18], [41, 36]], ("role", "12"), ("item", "ny"), "I")
    return [by_role, by_item]


def test_linked_tables_share_their_margins() -> None:
    tables = linked()
    groups = [where(sector=s, role=r) for s, r in ("a1", "a2", "b1", "b2")]
    found = attack(tables, groups)
    assert [found.interval(g) for g in groups] == [[0, 19], [6, 25], [0, 19], [22, 41]]
    assert secondaries(tables) == [15, 21, 26]


def test_hiding_a_shared_margin_in_one_table_alone_changes_nothing() -> None:
    one, other = linked()
    role_1 = where(role="1")
    without = Table(**{**vars(one), "cells": tuple(c for c in one.cells if c.group != role_1)})
    groups = [where(sector=s, role=r) for s, r in ("a1", "a2", "b1", "b2")]
    found = attack([without, other], [*groups])
    assert found.interval(role_1) == [37, 37]
    assert found.interval(groups[0]) == [0, 19]


def test_the_same_people_in_two_tables_are_one_unknown() -> None:
    cam, isl, enf, cn = where(b="CAM"), where(b="ISL"), where(b="ENF"), where(b=["CAM", "ISL"])
    boroughs = {"CAM": (cam, 4), "ISL": (isl, 46), "ENF": (enf, 40), "all": (Group(), 90)}
    told = Hierarchy(leaves={"b": ("CAM", "ISL", "ENF")})
    assert attack([counted(boroughs)], [cam, isl], told).interval(cam) == [0, 50]
    more = counted({"ISL": (isl, 46), "CN": (cn, 50)}, "M")
    assert attack([counted(boroughs), more], [cam], told).interval(cam) == [4, 4]


def test_a_command_of_one_borough_tells_that_borough() -> None:
    cty = where(b="CTY")
    one = counted({"CTY": (cty, 7), "CAM": (where(b="CAM"), 40), "all": (Group(), 47)})
    command = counted({"CoLP": (cty, 7)}, "M")
    told = Hierarchy(leaves={"b": ("CTY", "CAM")})
    release = protect([one, command], told)
    assert release.table("M").cells[0].flags == ("suppressed",)
    assert release.table("L").cells[0].flags == ("suppressed",)


def test_a_borough_that_no_table_lists_is_attacked_too() -> None:
    told = Hierarchy(leaves={"b": ("BNT", "CAM", "ISL", "ENF", "HGY", "rest")})
    areas = counted(
        {
            "NCL": (where(b=["BNT", "CAM", "ENF", "HGY", "ISL"]), 64),
            "CN": (where(b=["CAM", "ISL"]), 30),
            "NA": (where(b=["ENF", "HGY"]), 28),
            "all": (Group(), 200),
        }
    )
    assert attack([areas], [], told).interval(where(b="BNT")) == [6, 6]
    release = protect([areas], told)
    assert len(release.hidden) == 1
    assert release.hidden[0].reason == "partner"


def bounds(rows: list[list[float]], lower: list[float], upper: list[float], index: int) -> list[int]:
    """Whole numbers that an attacker is left with for one unknown, from rows with ends."""
    matrix, top = sparse.csr_array(np.array(rows)), np.full(len(rows[0]), 1e4)
    goal = np.zeros(len(rows[0]))
    goal[index] = 1.0
    low = solve(goal, matrix, np.array(lower), np.array(upper), top).value
    high = -solve(-goal, matrix, np.array(lower), np.array(upper), top).value
    return [int(np.ceil(low - 1e-6)), int(np.floor(high + 1e-6))]


def test_a_mean_solves_two_hidden_levels() -> None:
    counts = [1.0, 1.0, 1.0]
    assert bounds([counts, [0, 1, 0]], [35, 20], [35, 20], 0) == [0, 15]
    mean = [1.0, 3.0, 5.0]
    assert bounds([counts, [0, 1, 0], mean], [35, 20, 35 * 3.45], [35, 20, 35 * 3.55], 0) == [3, 3]


def test_what_only_the_joint_of_three_tables_tells_is_found() -> None:
    tables = [
        grid([[38, 12], [12, 38]], ("a", "12"), ("b", "12"), "AB"),
        grid([[50, 0], [0, 50]], ("b", "12"), ("c", "12"), "BC"),
        grid([[38, 12], [12, 38]], ("a", "12"), ("c", "12"), "AC"),
    ]
    hidden = [where(a=i, c=j) for i in "12" for j in "12"]
    told = Hierarchy(leaves=dict.fromkeys("abc", ("1", "2")))
    assert attack(tables, hidden, told).interval(where(a="1", c="2")) == [12, 12]
    assert attack([tables[2]], hidden, told).interval(where(a="1", c="2")) == [0, 50]


@pytest.mark.parametrize(
    ("first", "second", "more_is_hidden"),
    [
        pytest.param(2, 6, True, id="two that add up to 8 need a third"),
        pytest.param(2, 10, False, id="2 and 10 are enough"),
        pytest.param(3, 4, True, id="two that add up to 7 need a third"),
    ],
)
def test_a_partner_must_be_large_enough(first: int, second: int, more_is_hidden: bool) -> None:
    table = counted(
        {
            "a": (where(g="a"), first),
            "b": (where(g="b"), second),
            "c": (where(g="c"), 11),
            "d": (where(g="d"), 40),
            "all": (Group(), first + second + 51),
        }
    )
    found = attack([table], [where(g="a"), where(g="b")])
    assert found.interval(where(g="a")) == [0, first + second]
    flags = [c.flags for c in protect([table]).tables[0].cells]
    assert (flags[2] == ("suppressed",)) is more_is_hidden


def test_printing_one_corner_of_a_rectangle_tells_the_other_three() -> None:
    table = grid([[5, 15], [14, 21]], ("row", "ab"), ("col", "xy"))
    corners = [where(row=r, col=c) for r in "ab" for c in "xy"]
    assert [attack([table], corners).interval(g) for g in corners] == [[0, 19], [1, 20], [0, 19], [16, 35]]
    found = attack([table], corners[:3])
    assert [found.interval(g) for g in corners[:3]] == [[5, 5], [15, 15], [14, 14]]


def nearest(value: int) -> tuple[float, float]:
    """Whole counts that round to this multiple of 5."""
    return value - 2.0, value + 2.0


def test_rounding_alone_shows_that_a_count_is_small() -> None:
    ends = [nearest(20), nearest(30), nearest(50)]
    rows = [[0.0, 1.0, 0.0], [0.0, 0.0, 1.0], [1.0, 1.0, 1.0]]
    assert bounds(rows, [lo for lo, _ in ends], [hi for _, hi in ends], 0) == [0, 6]


def test_eight_rounded_siblings_hide_more_but_that_is_luck() -> None:
    rows = [[float(i == j) for j in range(9)] for i in range(1, 9)] + [[1.0] * 9]
    ends = [nearest(20)] * 8 + [nearest(165)]
    assert bounds(rows, [lo for lo, _ in ends], [hi for _, hi in ends], 0) == [0, 23]


def test_a_percentage_solves_a_rounded_base() -> None:
    yes_and_n = [[0.0, 1.0], [1.0, -1.0]]
    assert bounds(yes_and_n, [28, -np.inf], [32, 0], 0) == [0, 32]
    told = [*yes_and_n, [1.0, -0.165], [1.0, -0.175]]
    assert bounds(told, [28, -np.inf, 0, -np.inf], [32, 0, np.inf, 0], 0) == [5, 5]


def test_a_newcomer_is_pinned_by_two_releases() -> None:
    told = Hierarchy(leaves={"wave": ("before", "new"), "g": ("x", "other")})
    tables = [
        counted({"x": (where(g="x", wave="before"), 20), "all": (where(wave="before"), 41)}, "before"),
        counted({"x": (where(g="x"), 21), "all": (Group(), 44)}, "after"),
    ]
    assert attack(tables, [], told).interval(where(g="x", wave="new")) == [1, 1]
    assert any(h.reason == "partner" for h in protect(tables, told).hidden)
