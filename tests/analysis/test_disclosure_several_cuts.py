"""Several figures of one item, and several releases: what each alone may tell, all together may not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise, permutations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analysis.disclosure import Earlier, Hierarchy, NotSafe, Printed, Release, printed, protect
from analysis.tables import Cell, Group, Table
from tests.analysis.grids import counted, listing, where
from tests.analysis.second_scores import SecondScores, pairs
from tests.analysis.test_disclosure_answer_pairs import LATER, at
from tests.analysis.test_disclosure_scores import MEANS, SECTORS, SIZES, TOLD, WIDE, survey
from tests.analysis.test_disclosure_scores import printed as values

AT = datetime(2025, 2, 1, 9, 30, tzinfo=UTC)
COUNTS = survey(SIZES, MEANS)[0]
ROUTED = replace(TOLD, routed=frozenset({"safety"}))


def mean(row: str, codes: Sequence[str], n: int, value: float, measure: str = "mean", of: str = "") -> Cell:
    group = Group(where(sector=list(codes)).where if codes else (), "safety")
    return Cell(row, "safety", measure, value, n=n, group=group, kind="answer", of=of)


def alike(*names: str) -> Cell:
    """The mean in which these sectors count the same."""
    parts = tuple(frozenset({name}) for name in names)
    group = Group(where(sector=list(names)).where, "safety", parts)
    value, n = sum(MEANS[name] for name in names) / len(names), sum(SIZES[name] for name in names)
    return Cell(" ".join(names), "safety", "mean", value, n=n, group=group, kind="answer")


def said(release: Release, name: str = "an earlier cut") -> Printed:
    return printed(release, name, AT)


def cut(*cells: Cell, told: Hierarchy = TOLD, before: Sequence[Release] = ()) -> Release:
    """A cut of the same answers, beside all before it."""
    earlier = [Earlier(said(each, f"cut {number}"), came=0) for number, each in enumerate(before, start=1)]
    return protect([COUNTS, listing(cells, "T3")], told, before=earlier)


def of_sector(name: str) -> Cell:
    return mean(name, [name], SIZES[name], MEANS[name])


@pytest.mark.parametrize("figures", list(permutations([("policing", "health"), ("policing", "council"),
                                                       ("health", "council")])))  # fmt: skip
def test_equal_weight_figures_of_one_item_are_all_kept_in_mind(figures: tuple[tuple[str, ...], ...]) -> None:
    """Any two of them and a sector, and all three by themselves, give every sector exactly."""
    assert None in values(cut(*(alike(*names) for names in figures))).values()
    two = values(cut(alike(*figures[0]), alike(*figures[1]), of_sector(figures[0][0])))
    assert None in two.values()


def test_few_answers_in_a_group_that_no_table_lists_are_found_though_its_people_are_many() -> None:
    """60 people of the other sector are counted; 4 of them answered, who are all but the three sectors."""
    people = {"policing": 100, "health": 120, "council": 90, "other": 60}
    answers = {"policing": (40, 31.0), "health": (60, 62.0), "council": (70, 55.0), "other": (4, 80.0)}
    whole = sum(n for n, _ in answers.values())
    groups = {name: (where(sector=name), n) for name, n in people.items()}
    cells = [mean(name, [name], *answers[name]) for name in SECTORS[:3]]
    cells.append(mean("all", (), whole, sum(n * value for n, value in answers.values()) / whole))
    tables = [counted({**groups, "all": (Group(), sum(people.values()))}), listing(cells, "T3")]
    for told in (TOLD, ROUTED):
        assert None in values(protect(tables, told)).values()


def test_three_cuts_of_the_same_answers_do_not_tell_what_no_two_do() -> None:
    first = cut(of_sector("health"))
    second = cut(of_sector("council"), before=[first])
    assert None not in {**values(first), **values(second)}.values()
    assert list(values(cut(alike("policing", "health", "council"))).values()) == [pytest.approx(49.33)]
    assert list(values(cut(alike("policing", "health", "council"), before=[first, second])).values()) == [
        None
    ]


def test_three_cuts_of_counts_do_not_tell_a_small_group() -> None:
    def counts(**groups: int) -> list[Table]:
        return [
            counted({**{n: (where(sector=n), many) for n, many in groups.items()}, "all": (Group(), 174)})
        ]

    first = protect(counts(health=60), TOLD)
    second = protect(counts(council=90), TOLD, before=[Earlier(said(first), came=0)])
    before = [Earlier(said(first), came=0), Earlier(said(second, "the second"), came=0)]
    third = protect(counts(policing=20), TOLD, before=before)
    assert [cell.value for cell in protect(counts(policing=20), TOLD).tables[0].cells] == [20, 175]
    assert [cell.value for cell in third.tables[0].cells] == [None, 175]


def test_a_group_that_the_second_cut_leaves_out_is_protected_if_the_first_hid_it() -> None:
    first = cut(*map(of_sector, SECTORS), mean("all", (), 174, 55.05))
    hidden = [name for name, value in values(first).items() if value is None]
    assert "other" in hidden
    for name in (name for name in hidden if name != "other"):
        assert values(cut(of_sector(name), before=[first])) == {name: None}


def test_a_group_that_only_two_cuts_together_tell_apart_is_found() -> None:
    """Policing with the other sector in the first, policing alone in the second: 4 answers lie between."""
    people = {name: (where(sector=name), 90) for name in SECTORS}
    counts = counted({**people, "all": (Group(), 360)})
    both = mean("both", ("policing", "other"), 64, (60 * 31 + 4 * 80) / 64)
    alone = [counts, listing([mean("policing", ["policing"], 60, 31.0)], "T3")]
    first = protect([counts, listing([both], "T3")], ROUTED)
    assert values(first) == {"both": pytest.approx(34.06)}
    assert values(protect(alone, ROUTED)) == {"policing": 31.0}
    assert values(protect(alone, ROUTED, before=[Earlier(said(first), came=0)])) == {"policing": None}


def test_a_few_newcomers_answers_are_not_found_where_newcomers_are_many() -> None:
    """30 people came in every sector; of an item few were asked, 3 in policing answered."""
    then = {"policing": (60, 50.0), "health": (60, 62.0), "council": (70, 55.0), "other": (30, 52.0)}
    now = {**then, "policing": (63, (60 * 50 + 3 * 51) / 63)}

    def tables(of: dict[str, tuple[int, float]], people: int) -> list[Table]:
        groups = {name: (where(sector=name), people) for name in SECTORS}
        whole = sum(n for n, _ in of.values())
        everyone = mean("all", (), whole, sum(n * value for n, value in of.values()) / whole)
        cells = [*(mean(name, [name], *of[name]) for name in SECTORS), everyone]
        return [counted({**groups, "all": (Group(), 4 * people)}), listing(cells, "T3")]

    first = protect(tables(then, 100), ROUTED)
    again = protect(tables(now, 130), ROUTED, before=[Earlier(said(first), came=120)])
    assert None not in values(protect(tables(now, 130), ROUTED)).values()
    assert values(again)["policing"] is None
    loose = [at(cell, "then") for cell in first.table("T3").cells]
    found = [
        (at(true, "then", "since"), at(safe, "then", "since"))
        for true, safe in pairs(tables(now, 130), again.tables, "safety", "mean")
    ]
    low, high = SecondScores(LATER, found, loose=loose).mean(where(sector=["policing since"]))
    assert high - low >= WIDE


def test_a_share_of_few_in_a_large_group_is_not_found_from_a_second_cut() -> None:
    """3 of 60 in policing said yes, which the first hid with a partner; the second prints no partner."""
    told = replace(TOLD, sensitive=frozenset({"safety"}))
    sizes = {"policing": 60, "health": 120, "council": 90, "other": 60}
    share = {"policing": 5.0, "health": 100 / 3, "council": 100 / 3, "other": 100 / 3}
    groups = {name: (where(sector=name), n) for name, n in sizes.items()}
    counts = counted({**groups, "all": (Group(), 330)})
    cells = [mean(name, [name], sizes[name], share[name], "percent", "yes") for name in SECTORS]
    whole = mean("all", (), 330, sum(sizes[n] * share[n] for n in SECTORS) / 330, "percent", "yes")
    first = protect([counts, listing([*cells, whole], "T3")], told)
    partners = [n for n, value in values(first).items() if value is None and n not in ("policing", "all")]
    assert partners
    for name in partners:
        only = [cell for cell in cells if cell.row == name]
        alone = protect([counts, listing(only, "T3")], told)
        assert values(alone)[name] is not None
        again = protect([counts, listing(only, "T3")], told, before=[Earlier(said(first), came=0)])
        assert values(again) == {name: None}


SETTINGS = settings(
    max_examples=30, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
ROWS = [*(((name,)) for name in SECTORS), *pairwise(SECTORS), SECTORS[:3], ()]


@given(
    st.lists(st.one_of(st.integers(10, 30), st.integers(10, 400)), min_size=3, max_size=3),
    st.integers(1, 30),
    st.lists(st.integers(20, 80), min_size=4, max_size=4),
    st.lists(st.sets(st.sampled_from(ROWS), min_size=1, max_size=4), min_size=2, max_size=3),
)
@SETTINGS
def test_no_row_of_cuts_opens_what_any_of_them_hides(
    sizes: list[int], other: int, means: list[int], cuts: list[set[tuple[str, ...]]]
) -> None:
    """Away from the ends of the scale, near which what is printed of a whole group is let be of its parts."""
    of = dict(zip(SECTORS, zip([*sizes, other], map(float, means), strict=True), strict=True))
    counts = counted({"all": (Group(), sum(n for n, _ in of.values()))})

    def row(codes: tuple[str, ...]) -> Cell:
        some = [of[code] for code in codes or SECTORS]
        n = sum(many for many, _ in some)
        return mean(" ".join(codes) or "all", codes, n, sum(many * value for many, value in some) / n)

    made: list[Release] = []
    exact = [[counts, listing([row(codes) for codes in sorted(each)], "T3")] for each in cuts]
    for tables in exact:
        before = [Earlier(said(each, f"cut {at}"), came=0) for at, each in enumerate(made)]
        try:
            made.append(protect(tables, ROUTED, before=before))
        except NotSafe:
            break
    found = [
        pair
        for tables, release in zip(exact, made, strict=False)
        for pair in pairs(tables, release.tables, "safety", "mean")
    ]
    told = {true.group.where for true, safe in found if safe.value is not None}
    attacker = SecondScores({"sector": SECTORS}, found)
    for name in SECTORS:
        group = where(sector=name)
        if group.where not in told and of[name][0] < 10:
            low, high = attacker.mean(group)
            assert high - low >= WIDE - 0.01, (name, low, high)
            few, many = attacker.count(group)
            assert few < 1 or many - few >= 10 - 1e-3, (name, few, many)
