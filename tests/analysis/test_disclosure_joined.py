"""Releases of several times together: what no two of them tell, three may not tell either."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import combinations

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from analysis.asking.log import Entry, earlier
from analysis.asking.query import Query
from analysis.disclosure import Earlier, NotSafe, Printed, Release, protect
from analysis.tables import Group, Table
from tests.analysis.grids import where
from tests.analysis.second_attacker import SecondAttacker
from tests.analysis.second_scores import SecondScores, pairs
from tests.analysis.test_disclosure_answer_pairs import LATER, at
from tests.analysis.test_disclosure_beside_earlier import Asked, everybody, people, scores, shown
from tests.analysis.test_disclosure_scores import SECTORS
from tests.analysis.test_disclosure_several_cuts import AT, ROUTED, said

THEN = {"policing": 60, "health": 150, "council": 120, "other": 40}
NOW = {"policing": 62, "health": 200, "council": 180, "other": 41}
EARLY, LATE = frozenset({"early"}), frozenset(map(str, range(sum(NOW.values()) - sum(THEN.values()))))
CAME = len(LATE)
"""Three of whom are in policing and the other sector together."""


def counts(sizes: Mapping[str, int], *rows: str) -> list[Table]:
    found = {row: sum(sizes[code] for code in row.split("+")) for row in rows}
    return [people({**found, "all": sum(sizes.values())})]


def beside(*given: tuple[Release, bool], came: int = CAME) -> list[Earlier]:
    """Releases with whether each is of the same answers as now; those of one time have the same people."""
    return [
        Earlier(replace(said(release, f"release {number}"), people=frozenset({str(same)})),
                came=0 if same else came)
        for number, (release, same) in enumerate(given, start=1)
    ]  # fmt: skip


def since(
    exact: Sequence[Table], release: Release, then: Sequence[Printed], now: Sequence[Printed], universe: str
) -> SecondScores:
    """One who has a release, as it is, and earlier ones as they were rounded."""
    found = [
        (at(true, "then", "since"), at(safe, "then", "since"))
        for true, safe in pairs(exact, release.tables, universe, "mean")
    ]
    loose = [at(cell, "then") for each in then for _, cell in each.cells if cell.kind == "answer"]
    loose += [at(cell, "then", "since") for each in now for _, cell in each.cells if cell.kind == "answer"]
    return SecondScores(LATER, found, loose=loose)


def test_few_newcomers_are_not_found_from_an_earlier_release_and_two_cuts_of_now() -> None:
    """103 less 100 people: the whole of three sectors from one cut, less one of them from the other."""
    first = protect(counts(THEN, "policing+other"), ROUTED)
    second = protect(counts(NOW, "policing+other+health"), ROUTED, before=beside((first, False)))
    third = counts(NOW, "health")
    assert {**shown(first, "L"), **shown(second, "L")} == {
        "policing+other": 100, "policing+other+health": 305, "all": 485,
    }  # fmt: skip
    for one in ((first, False), (second, True)):
        assert shown(protect(third, ROUTED, before=beside(one)), "L")["health"] == 200
    together = protect(third, ROUTED, before=beside((first, False), (second, True)))
    assert shown(together, "L")["health"] is None


def test_few_newcomers_answers_are_not_found_from_an_earlier_release_and_two_cuts_of_now() -> None:
    """Of an item that few were asked, three newcomers of two sectors answered; people came in all of them."""
    then: Asked = {"policing": (60, 50.0), "health": (150, 62.0), "council": (120, 55.0), "other": (40, 52.0)}
    now: Asked = {**then, "policing": (62, 50.5), "health": (200, 60.0), "other": (41, 52.5)}
    before, after = dict.fromkeys(SECTORS, 300), dict.fromkeys(SECTORS, 400)

    def tables(sizes: Mapping[str, int], of: Asked, row: str) -> list[Table]:
        return [everybody(sizes), scores(of, [row])]

    first = protect(tables(before, then, "policing+other"), ROUTED)
    second = protect(
        tables(after, now, "policing+other+health"), ROUTED, before=beside((first, False), came=400)
    )
    third = tables(after, now, "health")
    assert None not in {**shown(first, "T3"), **shown(second, "T3")}.values()
    alone = protect(third, ROUTED)
    attacker = since(third, alone, [said(first)], [said(second)], "safety")
    few = where(sector=["policing since", "other since"])
    assert attacker.count(few)[1] < 10, "they would be found"
    for one in ((first, False), (second, True)):
        assert shown(protect(third, ROUTED, before=beside(one, came=400)), "T3")["health"] is not None
    third_beside = protect(third, ROUTED, before=beside((first, False), (second, True), came=400))
    assert shown(third_beside, "T3")["health"] is None


def test_few_newcomers_are_not_found_where_an_earlier_time_has_two_releases_that_round_differently() -> None:
    """Of the same answers, 100 less 60 people in one rounding and the other, and 43 of them now."""
    first = protect(counts(THEN, "policing+other"), ROUTED)
    coarse = replace(protect(counts(THEN, "policing"), ROUTED), within=5)
    third = counts(NOW, "other")
    for one in (first, coarse):
        assert shown(protect(third, ROUTED, before=beside((one, False))), "L")["other"] == 40
    together = protect(third, ROUTED, before=beside((first, False), (coarse, False)))
    assert shown(together, "L")["other"] is None


def test_tables_that_were_asked_for_stand_beside_a_report_of_the_same_moment() -> None:
    """100 people of the report, less 60 of the table, are 40 of the other sector; now there are 41."""
    report = replace(said(protect(counts(THEN, "policing+other"), ROUTED)), people=EARLY)
    table = replace(said(protect(counts(THEN, "policing"), ROUTED)), people=EARLY)
    query = Query("counts", ("sector",))
    (asked,) = earlier([Entry(query, AT, "an extract", 0, table)], 0, EARLY | LATE)
    third = counts(NOW, "other")
    reported = Earlier(report, came=CAME)
    for one in (asked, reported):
        assert shown(protect(third, ROUTED, before=[one]), "L")["other"] == 40
    assert shown(protect(third, ROUTED, before=[reported, asked]), "L")["other"] is None


def test_a_few_people_whom_this_release_hides_are_not_found_from_an_earlier_cut() -> None:
    """Everybody, less 90 of the first cut and 180 of the second, are 4 people of the other sector."""
    sizes = {"policing": 60, "health": 120, "council": 90, "other": 4}
    first = protect(counts(sizes, "council"), ROUTED)
    second = counts(sizes, "policing+health", "other")
    assert shown(protect(second, ROUTED), "L") == {"policing+health": 180, "other": None, "all": 275}
    again = protect(second, ROUTED, before=beside((first, True)))
    assert shown(again, "L") == {"policing+health": None, "other": None, "all": 275}


def told(exact: Sequence[Table], release: Release, waves: Sequence[str]) -> list[tuple[Group, float, float]]:
    """Each count of groups that is printed: as it is, and as it was printed."""
    cells = zip(exact[0].cells, release.table("L").cells, strict=True)
    return [
        (at(true, *waves).group, true.value or 0.0, safe.value)
        for true, safe in cells
        if safe.value is not None and safe.row != "all"
    ]


SIZE = st.one_of(st.integers(1, 30), st.integers(10, 300))
ROWS = [*SECTORS, *("+".join(two) for two in combinations(SECTORS, 2)), "policing+health+other"]
CUT = st.sets(st.sampled_from(ROWS), min_size=1, max_size=3)


@given(
    st.lists(SIZE, min_size=4, max_size=4),
    st.lists(st.one_of(st.integers(0, 12), st.integers(0, 60)), min_size=4, max_size=4),
    st.lists(CUT, min_size=2, max_size=4),
    st.lists(st.tuples(st.booleans(), st.sampled_from([2, 5])), min_size=3, max_size=3),
)
@settings(max_examples=20, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
def test_no_few_are_found_from_all_releases_together(
    old: list[int], more: list[int], cuts: list[set[str]], waves: list[tuple[bool, int]]
) -> None:
    """Releases of two times one after another, in two roundings: whoever has all of them finds no few of a
    sector, nor of a group that one of them lists, nor few newcomers of either."""
    assume(sum(old) >= 10)
    assume(sum(more) >= 10)
    then = dict(zip(SECTORS, old, strict=True))
    now = {name: then[name] + came for name, came in zip(SECTORS, more, strict=True)}
    made: list[tuple[Release, bool]] = []
    seen: list[list[tuple[Group, float, float]]] = []
    for rows, (same, within) in zip(cuts, [*sorted(waves[: len(cuts) - 1]), (True, 2)], strict=True):
        before = beside(*made, came=sum(more)) if same else beside(*((each, True) for each, _ in made))
        exact = counts(now if same else then, *sorted(rows))
        try:
            release = replace(protect(exact, ROUTED, before=before), within=within)
        except NotSafe:
            break
        made.append((release, same))
        seen.append(told(exact, release, ("then", "since") if same else ("then",)))
    if not made or not made[-1][1]:
        return
    last = [(group, true, 0.0) for group, true, _ in seen[-1]]
    rounded = [
        (group, printed, float(release.within))
        for one, (release, _) in zip(seen, made, strict=True)
        for group, _, printed in one
    ]
    everyone = [(sum(old), ("then",)), (sum(more), ("since",))]
    whole = [
        (where(sector=[f"{name} {wave}" for name in SECTORS for wave in some]), float(n), 0.0)
        for n, some in everyone
    ]
    attacker = SecondAttacker(LATER, [("sector",)], [], about=[*rounded, *last, *whole])
    for row in {*SECTORS}.union(*cuts[: len(made)]):
        codes = row.split("+")
        was, came = sum(then[code] for code in codes), sum(now[code] - then[code] for code in codes)
        for few, times in ((was, ("then",)), (came, ("since",)), (was + came, ("then", "since"))):
            if 0 < few < 10:
                low, high = attacker.interval(where(sector=[f"{code} {t}" for code in codes for t in times]))
                assert high >= 10 - 1e-3, (row, times, few, low, high)
                assert high - low >= 10 - 1e-3, (row, times, few, low, high)


def test_counts_are_hidden_where_no_answers_are_left_to_withhold() -> None:
    """Seven people came to the council and two to the other sector: beside what the earlier release said of
    their answers the new counts alone tell of theirs. Once this was refused as a whole."""
    before: Asked = {
        "policing": (43, 41.0),
        "health": (71, 21.7),
        "council": (148, 34.1),
        "other": (46, 51.2),
    }
    now: Asked = {**before, "health": (96, 37.0), "council": (155, 36.0), "other": (48, 52.0)}
    rows = [*SECTORS, "policing+health+council", "all"]

    def tables(of: Asked) -> list[Table]:
        return [everybody({code: n for code, (n, _) in of.items()}), scores(of, rows)]

    first = protect(tables(before), ROUTED)
    alone, second = tables(now), protect(tables(now), ROUTED, before=[Earlier(said(first), came=34)])
    assert None not in shown(protect(alone, ROUTED), "L").values()
    assert {"council", "other"} <= {row for row, n in shown(second, "L").items() if n is None}
    assert shown(second, "T3")["policing"] == 41.0
    assert shown(second, "L")["policing"] == 45
    for release, is_found in ((protect(alone, ROUTED), True), (second, False)):
        attacker = since(alone, release, [said(first)], [], "safety")
        for sector in ("council", "other"):
            few = where(sector=[f"{sector} since"])
            low, high = attacker.count(few)
            assert (high < 10) == is_found, (sector, low, high)
            least, greatest = attacker.mean(few)
            assert is_found or greatest - least >= 5, (sector, least, greatest)
