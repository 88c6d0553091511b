"""The map's classes are part of the audit: with the areas around it no hidden borough is found."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp

from analysis.disclosure import Hierarchy, Release, protect
from analysis.landscape import build, who
from analysis.landscape.ground import Landscape
from analysis.tables import Cell, Group, Table
from tests.analysis.answers import frame_of, rows
from tests.analysis.grids import counted, listing, where

BOROUGHS = ("a", "b", "c", "d", "e", "f")
SEVERAL = "several"
TOLD = Hierarchy(
    leaves={"place": (*BOROUGHS, SEVERAL)}, shared={name: frozenset({SEVERAL}) for name in BOROUGHS}
)


def city(counts: dict[str, int], several: int = 0) -> list[Table]:
    """Two areas of three boroughs, and each borough in classes."""
    groups = {area: (where(place=list(area)), sum(counts[b] for b in area)) for area in ("abc", "def")}
    groups["all"] = (Group(), sum(counts.values()) + several)
    return [counted(groups), listing([tile(name, counts[name]) for name in BOROUGHS], "map")]


def tile(name: str, count: int) -> Cell:
    low, high = next((ends for ends in ((50, None), (20, 50), (10, 20)) if count >= ends[0]), (5, 10))
    return Cell(name, "people", "band", low, hi=high, group=where(place=name), kind="class")


def shown(release: Release) -> dict[str, float | None]:
    return {cell.row: cell.value for cell in release.table("map").cells}


def test_a_borough_that_its_area_and_two_classes_would_tell_takes_a_partner() -> None:
    counts = {"a": 19, "b": 18, "c": 4, "d": 30, "e": 40, "f": 60}
    tables = city(counts)
    release = protect(tables, TOLD)
    printed = shown(release)
    area = next(cell.value for cell in release.table("L").cells if cell.row == "abc")
    assert printed["c"] is None
    # 41 less two boroughs of 10 to 19 is 3 to 21: wide enough, so all may be printed
    assert area == 40
    tight = protect(city({**counts, "a": 49, "b": 49, "c": 1}), TOLD)
    area = next(cell.value for cell in tight.table("L").cells if cell.row == "abc")
    assert shown(tight)["c"] is None
    assert area == 100  # 99 less two of 20 to 49 is 1 to 59


def test_a_borough_with_nobody_to_share_is_found_by_the_upper_ends_alone() -> None:
    """Two boroughs of 10 to 19 in an area of 20: the third has nobody."""
    release = protect(city({"a": 10, "b": 10, "c": 2, "d": 30, "e": 40, "f": 60}), TOLD)
    printed = shown(release)
    counts = {cell.row: cell.value for cell in release.table("L").cells}
    assert printed["c"] is None
    assert None in (printed["a"], printed["b"], counts["abc"])


@pytest.mark.parametrize(("count", "seed"), [(120, 8), (260, 8), (600, 3)])
def test_no_borough_of_a_landscape_is_found_from_areas_and_classes(count: int, seed: int) -> None:
    made = Landscape.of(frame_of(rows(count, seed)))
    tiles = who.tiles(made.frame, made.breaks)
    assert tiles is not None
    tables = [who.who_answered(made.frame, made.breaks), tiles]
    release = protect(tables, build.hierarchy(made))
    leaves = list(build.hierarchy(made).leaves["place"])
    shared = build.hierarchy(made).shared
    matrix: list[np.ndarray[tuple[int], np.dtype[np.float64]]] = [np.ones(len(leaves))]
    ends: list[tuple[float, float]] = [(count, count)]
    for exact, safe in zip(tables, release.tables, strict=True):
        for true, printed in zip(exact.cells, safe.cells, strict=True):
            codes = dict(true.group.where).get("place")
            if codes is None or printed.value is None or true.kind not in ("count", "class"):
                continue
            own = np.array([float(leaf in codes) for leaf in leaves])
            if true.kind == "count":
                matrix.append(own)
                ends.append((true.value or 0, true.value or 0))
            else:
                (code,) = codes
                matrix += [own, own + np.array([0.5 * (leaf in shared[code]) for leaf in leaves])]
                ends += [(0, np.inf if true.hi is None else true.hi - 1), (true.value or 0, np.inf)]
    known = LinearConstraint(np.array(matrix), *np.array(ends).T)
    people = list(made.breaks.areas[0].of)
    for leaf in leaves:
        if 0 < people.count(leaf) < 10:
            goal = np.array([float(other == leaf) for other in leaves])
            low, high = (
                sign * (milp(sign * goal, constraints=known, bounds=Bounds(0, 1e5)).fun or 0.0)
                for sign in (1, -1)
            )
            assert high >= 10 - 1e-4, (leaf, low, high)
            assert high - low >= 10 - 1e-4, (leaf, low, high)
