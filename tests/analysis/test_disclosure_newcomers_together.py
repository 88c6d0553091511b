"""Few newcomers of two groups together are not found where those of each could be more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from analysis.disclosure import Earlier, Hierarchy, Release, protect
from analysis.disclosure.together import together
from analysis.tables import Group, Table
from tests.analysis.grids import where
from tests.analysis.second_attacker import SecondAttacker
from tests.analysis.second_scores import SecondScores, pairs
from tests.analysis.test_disclosure_answer_pairs import LATER, at
from tests.analysis.test_disclosure_beside_earlier import people, scores, shown
from tests.analysis.test_disclosure_scores import SECTORS
from tests.analysis.test_disclosure_several_cuts import ROUTED, said

THEN = {"policing": 60, "health": 150, "council": 120, "other": 70}
NOW = {"policing": 64, "health": 200, "council": 180, "other": 74}
"""Eight came to policing and the other sector, four to each."""


def counts(sizes: Mapping[str, int], *rows: str) -> list[Table]:
    found = {row: sum(sizes[code] for code in row.split("+")) for row in rows}
    return [people({**found, "all": sum(sizes.values())})]


def attacker(exact: Sequence[Table], release: Release | None, first: Release, came: int) -> SecondAttacker:
    """One who has a release, as it is, or none, and an earlier one as it was rounded."""
    printed = zip(exact[0].cells, release.table("L").cells, strict=True) if release else ()
    now = [
        (at(true, "then", "since").group, int(true.value or 0))
        for true, safe in printed
        if safe.value is not None
    ]
    then = [(at(c, "then").group, c.value, 2.0) for c in first.table("L").cells if c.value is not None]
    return SecondAttacker(LATER, [("sector",)], [*now, (since(*SECTORS), came)], about=then)


def since(*sectors: str) -> Group:
    return where(sector=[f"{name} since" for name in sectors])


def test_few_newcomers_of_two_sectors_together_are_not_found() -> None:
    """Of policing and the other sector 280 less 150 before, each to within 2, and 318 less 180 now."""
    first = protect(counts(THEN, "policing+health+other", "health"), ROUTED)
    now = counts(NOW, "policing+other+council", "council", "policing+health")
    came = sum(NOW.values()) - sum(THEN.values())
    alone = protect(now, ROUTED)
    assert None not in {**shown(first, "L"), **shown(alone, "L")}.values()
    seen = attacker(now, alone, first, came)
    for sector in ("policing", "other"):
        low, high = seen.interval(since(sector))
        assert low <= 1e-3, "of either there could be many or none"
        assert high >= 10, "of either there could be many or none"
    low, high = seen.interval(since("policing", "other"))
    assert high - low < 9, "they would be found"
    second = protect(now, ROUTED, before=[Earlier(said(first), came=came)])
    low, high = attacker(now, second, first, came).interval(since("policing", "other"))
    assert high >= 10 - 1e-3
    assert high - low >= 10 - 1e-3
    assert shown(second, "L") == {
        "policing+other+council": 320, "council": None, "policing+health": 265, "all": 520,
    }  # fmt: skip


MEANS = {"policing": 40.0, "health": 60.0, "council": 55.0, "other": 52.0}


def survey(sizes: Mapping[str, int], means: Mapping[str, float], everyone: int, *rows: str) -> list[Table]:
    """The mean of an item that few were asked."""
    return [people({"all": everyone}), scores({name: (sizes[name], means[name]) for name in SECTORS}, rows)]


def scored(exact: Sequence[Table], release: Release, first: Release) -> SecondScores:
    waves = "then", "since"
    found = [(at(t, *waves), at(p, *waves)) for t, p in pairs(exact, release.tables, "safety")]
    return SecondScores(LATER, found, loose=[at(c, "then") for c in first.table("T3").cells])


def test_few_newcomers_of_two_sectors_who_answered_an_item_are_not_found() -> None:
    """As many as above, of whom all are counted by the bases of means alone."""
    first = protect(survey(THEN, MEANS, 1000, "policing+health+other", "health"), ROUTED)
    now = survey(NOW, MEANS, 1400, "policing+other+council", "council", "policing+health")
    alone = protect(now, ROUTED)
    assert None not in {**shown(first, "T3"), **shown(alone, "T3")}.values()
    few = since("policing", "other")
    low, high = scored(now, alone, first).count(few)
    assert high - low < 9, "they would be found"
    second = protect(now, ROUTED, before=[Earlier(said(first), came=400)])
    low, high = scored(now, second, first).count(few)
    assert high >= 10 - 1e-3
    assert high - low >= 10 - 1e-3
    assert sum(value is None for value in shown(second, "T3").values()) == 1


def test_what_readers_can_tell_of_several_groups_already_refuses_nothing() -> None:
    """Both releases are out, from before this was looked for, and their tables stay as they are."""
    first = protect(counts(THEN, "policing+health+other", "health"), ROUTED)
    now = counts(NOW, "policing+other+council", "council", "policing+health")
    second = said(protect(now, ROUTED), "the second")
    before = [Earlier(said(first), came=118), Earlier(second, came=0)]
    third = protect(now, ROUTED, before=before, kept=[second])
    assert shown(third, "L") == {cell.row: cell.value for cell in second.of_table("L")}


def test_a_count_that_may_lie_between_fractions_is_hidden_and_nothing_is_refused() -> None:
    """From 5.33 to 15.33 are 6 to 15 whole people; once the search took that for enough, and gave up."""
    then = {"a": 87, "b": 164, "c": 160, "d": 10, "e": 162, "f": 183}
    now = {"a": 92, "b": 186, "c": 204, "d": 40, "e": 167, "f": 185}
    told = Hierarchy(leaves={"sector": tuple(then)})
    first = protect(counts(then, "a+b+d", "b+d+e+f", "a+c+d", "b", "b+d+f", "a+d+e+f", "a+c+e"), told)
    exact = counts(now, "a+b+f", "c+d+e", "b+c+e+f", "a")
    second = protect(exact, told, before=[Earlier(said(first), came=108)])
    assert list(shown(second, "L").values()).count(None) < 4


def test_groups_together_are_two_of_one_break_and_what_a_parent_has_beside_one() -> None:
    one, two, cross = where(v="a"), where(v="b"), where(v="a", w="x")
    listed = [each.where for each in (one, two, where(v=["a", "b"]), cross)]
    found = together(listed, {"v": ("a", "b", "c"), "w": ("x", "y", "z")})
    expected = where(v=["b", "c"]), where(v=["a", "c"]), where(v="c"), where(v="a", w=["y", "z"])
    assert found == {each.where for each in expected}


ROWS = [*SECTORS, *("+".join(two) for two in combinations(SECTORS, 2)), "policing+health+other"]
CUT = st.sets(st.sampled_from(ROWS), min_size=1, max_size=4)
SOME = [two for many in (2, 3) for two in combinations(SECTORS, many)]


@given(
    st.lists(st.integers(10, 300), min_size=4, max_size=4),
    st.lists(st.one_of(st.integers(0, 12), st.integers(0, 60)), min_size=4, max_size=4),
    st.lists(CUT, min_size=2, max_size=2),
)
@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
def test_no_later_release_tells_few_newcomers_of_several_sectors(
    old: list[int], more: list[int], cuts: list[set[str]]
) -> None:
    """Of two or three, whatever the releases list; and none is refused."""
    assume(sum(more) >= 10)
    then = dict(zip(SECTORS, old, strict=True))
    now = {name: then[name] + came for name, came in zip(SECTORS, more, strict=True)}
    first, exact = protect(counts(then, *sorted(cuts[0])), ROUTED), counts(now, *sorted(cuts[1]))
    release = protect(exact, ROUTED, before=[Earlier(said(first), came=sum(more))])
    seen = attacker(exact, release, first, sum(more))
    for some in SOME:
        low, high = seen.interval(since(*some))
        is_settled = low >= 10 - 1e-3 or high <= 1e-3
        assert is_settled or (high >= 10 - 1e-3 and high - low >= 10 - 1e-3), (some, low, high)


@given(
    st.lists(st.integers(10, 200), min_size=4, max_size=4),
    st.lists(st.one_of(st.integers(0, 12), st.integers(0, 60)), min_size=4, max_size=4),
    st.lists(st.integers(20, 80), min_size=8, max_size=8),
    st.lists(CUT, min_size=2, max_size=2),
)
@settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
def test_no_later_release_tells_what_few_newcomers_of_several_sectors_answered(
    old: list[int], more: list[int], means: list[int], cuts: list[set[str]]
) -> None:
    """Nor how many they are, of an item that few were asked; and none is refused."""
    assume(sum(more) >= 10)
    then = dict(zip(SECTORS, old, strict=True))
    was = dict(zip(SECTORS, map(float, means[:4]), strict=True))
    now, later = {}, {}
    for name, came, mean in zip(SECTORS, more, means[4:], strict=True):
        now[name] = then[name] + came
        later[name] = (then[name] * was[name] + came * mean) / now[name]
    first = protect(survey(then, was, 1000, *sorted(cuts[0])), ROUTED)
    exact = survey(now, later, 1400, *sorted(cuts[1]))
    release = protect(exact, ROUTED, before=[Earlier(said(first), came=400)])
    seen = scored(exact, release, first)
    for some in SOME:
        low, high = seen.count(since(*some))
        if low < 10 - 1e-3 and high >= 1:
            assert high >= 10 - 1e-3, (some, low, high)
            assert high - low >= 10 - 1e-2, (some, low, high)
            least, most = seen.mean(since(*some))
            assert most - least >= 5 - 1e-2, (some, least, most)
