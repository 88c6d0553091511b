"""How many of one organisation answered an item that few were asked is not found from two releases.

The earlier one hid it; the later one lists only others, so it cannot know by itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from analysis.disclosure import Earlier, Printed, Release, protect
from analysis.tables import Cell, Table
from tests.analysis.grids import counted, listing, where
from tests.analysis.second_scores import SecondScores, pairs
from tests.analysis.test_disclosure_answer_pairs import at
from tests.analysis.test_disclosure_beside_earlier import Asked, everybody, scores, shown
from tests.analysis.test_disclosure_scores import SECTORS
from tests.analysis.test_disclosure_several_cuts import ROUTED, said

POLICING = where(sector="policing then")
PEOPLE = dict.fromkeys(SECTORS, 200)
ASKED: Asked = {"policing": (14, 30.0), "health": (120, 62.0), "council": (90, 55.0), "other": (100, 60.0)}
"""Of the 14 in policing twelve are of one organisation. What lies between 115 people with a mean of 56.32 and
100 people with one of 60 may have a mean of 28 and one of 34, but it is of 13 to 17 people."""


def by_organisation(cells: Sequence[Cell]) -> list[Cell]:
    """Policing is mostly of one organisation; all else is of several."""
    return [replace(c, contributors=(12, 2) if c.row == "policing" else (10, 10, 10, 10)) for c in cells]


def survey(of: Asked, *rows: str, measure: str = "mean") -> list[Table]:
    return [everybody(PEOPLE), listing(by_organisation(scores(of, rows, measure).cells), "T3")]


def listed(of: Asked, *rows: str) -> list[Table]:
    """How many answered, and nothing of what they said."""
    cells = counted(
        {row: (where(sector=row.split("+")), sum(of[code][0] for code in row.split("+"))) for row in rows}
    ).cells
    of_item = [replace(c, group=replace(c.group, universe="safety")) for c in by_organisation(cells)]
    return [everybody(PEOPLE), listing(of_item, "T3")]


def attacker(exact: Sequence[Table], release: Release | None, first: Printed, came: bool) -> SecondScores:
    """One who has a release, as it is, and an earlier one as it was rounded; people may have come since."""
    found = [] if release is None else pairs(exact, release.tables, "safety")
    waves = ("then", "since") if came else ("then",)
    loose = [at(c, "then") for _, c in first.cells if c.group.universe == "safety"]
    leaves = {"sector": tuple(f"{name} {wave}" for name in SECTORS for wave in waves)}
    return SecondScores(leaves, [(at(t, *waves), at(p, *waves)) for t, p in found], loose=loose)


@pytest.mark.parametrize("then", [survey(ASKED, "policing", "policing+other"),
                                  survey(ASKED, "policing", "policing+other", measure="median"),
                                  listed(ASKED, "policing", "policing+other")],
                         ids=["a mean", "a median", "a number"])  # fmt: skip
@pytest.mark.parametrize("now", [survey(ASKED, "other", "health"),
                                 survey(ASKED, "other", "health", measure="median"),
                                 listed(ASKED, "other", "health")],
                         ids=["a mean now", "a median now", "a number now"])  # fmt: skip
def test_how_many_of_one_organisation_answered_is_not_found_from_two_releases(
    then: list[Table], now: list[Table]
) -> None:
    first = protect(then, ROUTED)
    assert shown(first, "T3")["policing"] is None
    assert shown(first, "T3")["policing+other"] is not None
    alone = protect(now, ROUTED)
    low, high = attacker(now, alone, said(first), came=False).count(POLICING)
    assert 10 < low < 14 < high < 19, "they would be found"
    second = protect(now, ROUTED, before=[Earlier(said(first), came=0)])
    assert shown(second, "T3")["health"] is not None
    low, high = attacker(now, second, said(first), came=False).count(POLICING)
    assert high - low >= 10 - 1e-3, (low, high)


def test_the_few_between_a_median_and_a_mean_are_found_though_no_figure_is_in_both() -> None:
    of: Asked = {**ASKED, "policing": (40, 31.0), "other": (4, 80.0)}
    first = protect([everybody(PEOPLE), scores(of, ["policing+other"], "median")], ROUTED)
    now = [everybody(PEOPLE), scores(of, ["policing", "health"])]
    assert shown(protect(now, ROUTED), "T3") == {"policing": 31.0, "health": 62.0}
    second = protect(now, ROUTED, before=[Earlier(said(first), came=0)])
    assert shown(second, "T3") == {"policing": None, "health": 62.0}


ROWS = [*SECTORS, *("+".join(two) for two in combinations(SECTORS, 2)), "policing+health+other"]


@given(
    st.lists(st.one_of(st.integers(10, 20), st.integers(10, 200)), min_size=4, max_size=4),
    st.lists(st.integers(20, 80), min_size=4, max_size=4),
    st.sets(st.sampled_from(ROWS), min_size=1, max_size=3),
    st.sets(st.sampled_from([row for row in ROWS if row != "policing"]), min_size=1, max_size=3),
    st.lists(st.sampled_from(["mean", "median", "number"]), min_size=2, max_size=2),
    st.one_of(st.none(), st.lists(st.integers(0, 30), min_size=4, max_size=4)),
)
@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
def test_no_pair_of_releases_tells_how_many_of_one_organisation_answered(
    sizes: list[int], means: list[int], one: set[str], two: set[str], kinds: list[str], more: list[int] | None
) -> None:
    """Nor tells it any closer than the first did by itself, if it ever did; and none is refused."""
    came = more or [0, 0, 0, 0]
    assume(more is None or sum(came) >= 10)

    def tables(rows: set[str], kind: str, came: Sequence[int]) -> list[Table]:
        of = {
            name: (n + new, float(mean))
            for name, n, new, mean in zip(SECTORS, sizes, came, means, strict=True)
        }
        made = listed(of, *sorted(rows)) if kind == "number" else survey(of, *sorted(rows), measure=kind)
        people = {name: 200 + new for name, new in zip(SECTORS, came, strict=True)}
        return [everybody(people), *made[1:]]

    then, now = tables(one | {"policing"}, kinds[0], (0, 0, 0, 0)), tables(two, kinds[1], came)
    first = protect(then, ROUTED)
    assert shown(first, "T3")["policing"] is None
    second = protect(now, ROUTED, before=[Earlier(said(first), came=sum(came))])
    before, (low, high) = (
        attacker(now, release, said(first), more is not None).count(POLICING) for release in (None, second)
    )
    assert low - 1e-3 <= sizes[0] <= high + 1e-3
    assert high - low >= min(10.0, before[1] - before[0]) - 1e-2, (before, low, high)
