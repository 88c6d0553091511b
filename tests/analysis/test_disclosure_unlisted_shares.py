"""Percentages of a sensitive item in groups that no table gives them of: few are not found there either."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analysis.disclosure import NotSafe, Release, protect
from analysis.tables import Cell, Group, Table
from tests.analysis.grids import where
from tests.analysis.second_attacker import SecondAttacker
from tests.analysis.test_disclosure_beside_earlier import Asked, people, scores, shown
from tests.analysis.test_disclosure_scores import SECTORS
from tests.analysis.test_disclosure_several_cuts import ROUTED

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
@settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
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
