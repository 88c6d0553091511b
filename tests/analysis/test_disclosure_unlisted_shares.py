"""Percentages of a sensitive item in groups that no table gives them of: few are not found there either."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from analysis.disclosure import Earlier, NotSafe, Release, protect
from analysis.tables import Cell, Group, Table
from tests.analysis.grids import listing, where
from tests.analysis.second_attacker import SecondAttacker
from tests.analysis.test_disclosure_beside_earlier import Asked, people, scores, shown
from tests.analysis.test_disclosure_scores import SECTORS
from tests.analysis.test_disclosure_several_cuts import ROUTED, said

SENSITIVE = replace(ROUTED, sensitive=frozenset({"safety"}))
LEAVES: dict[str, tuple[str, ...]] = {"sector": SECTORS}
ASKED: Asked = {"policing": (60, 50.0), "health": (120, 40.0), "council": (90, 40.0), "other": (40, 7.5)}
"""Three of the 40 in the other sector said yes."""


def survey(of: Asked, *rows: str) -> list[Table]:
    return [people({"all": 1000}), scores(of, rows, "percent")]


def said_yes(cell: Cell) -> int:
    return round((cell.value or 0) * (cell.n or 0) / 100)


def read(exact: Sequence[Table], release: Release) -> tuple[list[tuple[Group, int]], ...]:
    """Whole numbers that a reader has: of a base wherever it is printed, and of those who said yes or no."""
    cells = zip(exact[1].cells, release.table("T3").cells, strict=True)
    seen = [(Group(true.group.where), true, safe) for true, safe in cells]
    told = [(group, true) for group, true, safe in seen if safe.value is not None]
    bases = [(group, true.n or 0) for group, true, safe in seen if safe.n is not None]
    yes = [(group, said_yes(true)) for group, true in told]
    return bases, yes, [(group, (true.n or 0) - said_yes(true)) for group, true in told]


@pytest.mark.parametrize("share", [7.5, 92.5])
def test_few_who_gave_an_answer_are_not_found_by_subtracting_one_percentage_from_another(
    share: float,
) -> None:
    """33 of 100 said yes, 30 of 60 of them in policing; or as many said no."""
    of: Asked = {**ASKED, "other": (40, share)}
    exact = survey(of, "policing+other", "policing", "health", "council")
    release = protect(exact, SENSITIVE)
    assert None in (shown(release, "T3")["policing"], shown(release, "T3")["policing+other"])
    assert shown(release, "T3")["health"] == 40
    assert None not in shown(protect(exact, ROUTED), "T3").values(), "where nobody would mind"


@pytest.mark.parametrize("share", [0.0, 25.0])
def test_where_nobody_or_many_gave_an_answer_percentages_stay(share: float) -> None:
    exact = survey({**ASKED, "other": (40, share)}, "policing+other", "policing", "health", "council")
    assert None not in shown(protect(exact, SENSITIVE), "T3").values()


ROWS = [*SECTORS, *("+".join(two) for two in combinations(SECTORS, 2)), "policing+health+other"]


@given(
    st.lists(st.integers(30, 90), min_size=4, max_size=4),
    st.lists(st.integers(0, 30), min_size=4, max_size=4),
    st.sets(st.sampled_from(ROWS), min_size=2, max_size=4),
)
@settings(max_examples=15, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
def test_no_few_of_a_sector_are_found_by_an_attacker_written_apart(
    sizes: list[int], yes: list[int], rows: set[str]
) -> None:
    of: Mapping[str, tuple[int, float]] = {
        name: (n, 100 * given / n) for name, n, given in zip(SECTORS, sizes, yes, strict=True)
    }
    exact = survey(of, *sorted(rows))
    try:
        release = protect(exact, SENSITIVE)
    except NotSafe:
        return
    bases, *answers = read(exact, release)
    for told in answers:
        if not told:
            continue
        attacker = SecondAttacker(LEAVES, [("sector",)], bases, told)
        for sector in SECTORS:
            low, high = attacker.interval(where(sector=sector), layer=1)
            settled = low >= 10 - 1e-3 or high <= 1e-3
            assert settled or (high >= 10 - 1e-3 and high - low >= 10 - 1e-3), (sector, low, high)


def beside(of: Asked, row: str, release: Release, came: int) -> dict[str, float | None]:
    exact = [people({"all": 1000 + came}), scores(of, [row], "percent")]
    return shown(protect(exact, SENSITIVE, before=[Earlier(said(release), came=came)]), "T3")


def test_few_who_gave_an_answer_are_not_found_from_a_second_cut_though_neither_lists_their_group() -> None:
    """33% of about 100 in the first, 30 of 60 in the second: two to four of the other sector."""
    first = protect(survey(ASKED, "policing+other"), SENSITIVE)
    assert shown(first, "T3") == {"policing+other": 33}
    assert shown(protect(survey(ASKED, "policing"), SENSITIVE), "T3") == {"policing": 50}
    assert beside(ASKED, "policing", first, came=0) == {"policing": None}
    assert beside(ASKED, "health", first, came=0) == {"health": 40}
    many: Asked = {**ASKED, "other": (40, 50.0)}
    first = protect(survey(many, "policing+other"), SENSITIVE)
    assert beside(many, "policing", first, came=0) == {"policing": 50}


def test_few_who_gave_an_answer_are_not_found_from_an_earlier_release_that_listed_the_groups_around() -> None:
    """At least 29 of the 33 who said yes now were there in policing before, so at most 4 are of the other."""
    first = protect(survey(ASKED, "policing", "health"), SENSITIVE)
    assert None not in shown(first, "T3").values()
    assert beside(ASKED, "policing+other", first, came=30) == {"policing+other": None}
    assert beside(ASKED, "council", first, came=30) == {"council": 40}


def test_a_percentage_that_would_tell_few_is_hidden_without_the_other_answers_of_its_group() -> None:
    """What is hidden of a sensitive item beside an earlier release is hidden of that item alone."""
    first = protect(survey(ASKED, "policing+other"), SENSITIVE)
    means = [replace(c, group=Group(c.group.where, "trust")) for c in scores(ASKED, ["policing"]).cells]
    told = replace(SENSITIVE, routed=frozenset({"safety", "trust"}))
    exact = [*survey(ASKED, "policing"), listing(means, "T4")]
    second = protect(exact, told, before=[Earlier(said(first), came=0)])
    assert shown(second, "T3") == {"policing": None}
    assert shown(second, "T4") == {"policing": 50}


@given(
    st.lists(st.integers(30, 90), min_size=4, max_size=4),
    st.lists(st.integers(0, 30), min_size=4, max_size=4),
    st.lists(st.sampled_from(ROWS), min_size=2, max_size=3, unique=True),
)
@settings(max_examples=15, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
def test_no_few_of_a_sector_are_found_from_cuts_one_after_another(
    sizes: list[int], yes: list[int], rows: list[str]
) -> None:
    """Each of the same answers: whoever has all of them, the last one exactly, finds no few in a sector."""
    of: Asked = {name: (n, 100 * given / n) for name, n, given in zip(SECTORS, sizes, yes, strict=True)}
    made: list[Release] = []
    for row in rows:
        before = [Earlier(said(each, f"cut {at}"), came=0) for at, each in enumerate(made)]
        try:
            made.append(protect(survey(of, row), SENSITIVE, before=before))
        except NotSafe:
            break
    cuts = [(cell, 2.0, 0.5) for each in made for cell in each.table("T3").cells]
    if made:
        (true,), (safe,) = scores(of, [rows[len(made) - 1]], "percent").cells, made[-1].table("T3").cells
        cuts[-1] = replace(safe, value=None if safe.value is None else true.value, n=true.n), 0.0, 0.0
    for sector, n, said_so in zip(SECTORS, sizes, yes, strict=True):
        for few, no in ((said_so, False), (n - said_so, True)):
            low, high = bounds(cuts, sector, no)
            assert low - 1e-3 <= few <= high + 1e-3
            if 0 < few < 10:
                seen = [shown(each, "T3") for each in made]
                assert high >= 10 - 1e-3, (sector, few, low, high, seen)
                assert high - low >= 10 - 1e-3, (sector, few, low, high, seen)


def bounds(cuts: Sequence[tuple[Cell, float, float]], sector: str, no: bool) -> tuple[float, float]:
    """How many in a sector said yes, or no, by the bases and percentages of some cuts, each with what it may
    be off by: those who said yes in each sector, then those who said no."""
    rows, four = [], len(SECTORS)
    for cell, people_off, points_off in cuts:
        inside = np.array([name in cell.row.split("+") for name in SECTORS], dtype=float)
        if cell.n is not None:
            both = np.concatenate([inside, inside])
            rows += [(both, cell.n + people_off), (-both, people_off - cell.n)]
        if cell.value is not None:
            for sign in (1.0, -1.0):
                share = (cell.value + sign * points_off) / 100
                rows.append((sign * np.concatenate([(1 - share) * inside, -share * inside]), 1e-6))
    goal = np.array([float(name == sector) for name in SECTORS])
    goal = np.concatenate([np.zeros(four), goal] if no else [goal, np.zeros(four)])
    ends = []
    for sign in (1, -1):
        found = linprog(
            sign * goal, np.array([row for row, _ in rows]), np.array([end for _, end in rows]),
            bounds=(0, 1000),
        )  # fmt: skip
        assert found.status == 0, found.message
        ends.append(float(goal @ found.x))
    return ends[0], ends[1]
