"""Few newcomers who gave one answer to a sensitive item are not found from two releases."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from analysis.disclosure import Earlier, Release, protect
from analysis.tables import Cell, Table
from tests.analysis.grids import listing, where
from tests.analysis.second_scores import SecondScores, pairs
from tests.analysis.test_disclosure_answer_pairs import LATER, at
from tests.analysis.test_disclosure_beside_earlier import Asked, people, scores, shown
from tests.analysis.test_disclosure_scores import SECTORS
from tests.analysis.test_disclosure_several_cuts import ROUTED, said
from tests.analysis.test_disclosure_unlisted_shares import SENSITIVE

THEN: Asked = {"policing": (60, 50.0), "health": (26, 50.0), "council": (20, 0.0), "other": (24, 0.0)}
NOW: Asked = {**THEN, "policing": (90, 50.0), "health": (30, 50.0)}
"""Four came to health, of whom two said yes. Nobody of the council and the other sector did, so all 13 who
did in health and the other sector were of health, and of the 15 there now two or three are new. That tells
neither how many came to health, two or more than fifteen, nor what part of them said yes."""


def survey(of: Asked, everyone: int, *rows: str) -> list[Table]:
    return [people({"all": everyone}), scores(of, rows, "percent")]


def listed(of: Asked, *rows: str) -> Table:
    """How many of some groups answered, and nothing of what they said."""
    cells = [
        Cell(
            row, "n", "count", sum(of[code][0] for code in row.split("+")),
            group=replace(where(sector=row.split("+")), universe="safety"),
        )
        for row in rows
    ]  # fmt: skip
    return listing(cells, "T2")


def attacker(exact: Sequence[Table], release: Release, first: Release) -> SecondScores:
    """One who has a release, as it is, and an earlier one as it was rounded."""
    waves = "then", "since"
    found = [(at(t, *waves), at(p, *waves)) for t, p in pairs(exact, release.tables, "safety")]
    return SecondScores(
        LATER,
        found,
        loose=[at(c, "then") for t in first.tables for c in t.cells if c.group.universe == "safety"],
    )


def whole(ends: tuple[float, float]) -> tuple[int, int]:
    """People are not fractions."""
    return math.ceil(ends[0] - 1e-3), math.floor(ends[1] + 1e-3)


def test_how_many_newcomers_gave_one_answer_is_not_found_from_two_releases() -> None:
    first = protect(survey(THEN, 1000, "health+other", "council+other"), SENSITIVE)
    assert shown(first, "T3") == {"health+other": 26, "council+other": 0}
    now = survey(NOW, 1400, "health", "policing")
    came = where(sector="health since")
    seen = attacker(now, protect(now, SENSITIVE), first)
    least, most = seen.count(came)
    assert least < 2, "how many came is hidden"
    assert most > 15, "how many came is hidden"
    least, most = seen.mean(came)
    assert most - least > 50, "and so is their percentage"
    assert seen.gave(came)[1] < 4, "how many said yes would be found"
    second = protect(now, SENSITIVE, before=[Earlier(said(first), came=400)])
    assert shown(second, "T3") == {"health": None, "policing": 50}
    assert attacker(now, second, first).gave(came)[1] >= 10 - 1e-3
    careless = protect(now, ROUTED, before=[Earlier(said(first), came=400)])
    assert shown(careless, "T3")["health"] == 50, "where nobody would mind"


ROWS = [*SECTORS, *("+".join(two) for two in combinations(SECTORS, 2)), "policing+health+other"]


@given(
    st.lists(st.integers(10, 90), min_size=4, max_size=4),
    st.lists(st.one_of(st.integers(0, 12), st.integers(0, 40)), min_size=4, max_size=4),
    st.lists(st.floats(0, 1), min_size=8, max_size=8),
    st.lists(st.sets(st.sampled_from(ROWS), min_size=1, max_size=3), min_size=2, max_size=2),
    st.lists(st.sets(st.sampled_from(ROWS), max_size=2), min_size=2, max_size=2),
)
@settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
def test_no_later_release_tells_few_newcomers_who_gave_one_answer(
    sizes: list[int], more: list[int], parts: list[float], rows: list[set[str]], others: list[set[str]]
) -> None:
    """Of a sector, or of a group that one of the two lists; and none is refused."""
    assume(sum(more) >= 10)
    old_yes = [round(n * part) for n, part in zip(sizes, parts[:4], strict=True)]
    new_yes = [round(n * part) for n, part in zip(more, parts[4:], strict=True)]
    then: Asked = {s: (n, 100 * y / n) for s, n, y in zip(SECTORS, sizes, old_yes, strict=True)}
    both = zip(SECTORS, sizes, more, old_yes, new_yes, strict=True)
    now: Asked = {s: (n + m, 100 * (y + z) / (n + m)) for s, n, m, y, z in both}
    first = protect([*survey(then, 1000, *sorted(rows[0])), listed(then, *sorted(others[0]))], SENSITIVE)
    exact = [*survey(now, 1400, *sorted(rows[1])), listed(now, *sorted(others[1]))]
    second = protect(exact, SENSITIVE, before=[Earlier(said(first), came=400)])
    seen = attacker(exact, second, first)
    for row in {*SECTORS}.union(*rows, *others):
        came = where(sector=[f"{code} since" for code in row.split("+")])
        for low, high in map(whole, (seen.gave(came), seen.did_not(came))):
            is_settled = low >= 10 or high < 1
            assert is_settled or (high >= 10 and high - low >= 10), (row, low, high)
