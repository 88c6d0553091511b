"""What a release says of itself, which coding it takes, and groups in which one organisation shows."""

from __future__ import annotations

from dataclasses import replace

import pytest

from analysis.disclosure import (
    Account,
    Coding,
    Hierarchy,
    NotSafe,
    Release,
    protect,
    protect_finest,
    sentences,
)
from analysis.disclosure.rules import is_dominated
from analysis.tables import Cell, Group, Table
from tests.analysis.attack import attack
from tests.analysis.grids import counted, grid, listing, where

RECTANGLE = grid([[3, 20, 30], [25, 40, 12], [18, 15, 22]])
TOLD = Hierarchy(leaves={"row": "abc", "col": "wxy"})


def test_an_account_says_what_is_hidden_why_and_how_near_the_least_it_is() -> None:
    account = protect([RECTANGLE], TOLD).account
    assert (account.cells, account.hidden, account.people) == (16, 4, 53)
    assert account.reasons == (("partner", 3), ("small", 1))
    assert account.share == 0.25
    assert account.ratio == pytest.approx(1)
    assert account.cost == pytest.approx(3 + 20**0.5 + 18**0.5 + 15**0.5)


def test_what_is_printed_of_an_account_has_no_number_that_helps() -> None:
    account = protect([RECTANGLE], TOLD).account
    said = " ".join(sentences(account))
    assert said == (
        "Of 16 figures 4 are not shown (25%): those about fewer than 10 people, and those from which they "
        "could be worked out. One mark stands for both. No choice of counts to hide would lose less and "
        "protect as well; this is proved."
    )
    assert "53" not in said
    assert "people=" not in repr(account)
    assert "reasons" not in repr(account)


@pytest.mark.parametrize(
    ("account", "said"),
    [
        (Account(cells=2000), "All 2,000 figures are shown."),
        (Account(2000, 5, cost=104, bound=100), "At most a tenth more"),
        (Account(2000, 5, cost=120, bound=100), "At most a quarter more"),
        (Account(2000, 5, recodes=("Too few by borough.",)), "Too few by borough."),
    ],
)
def test_the_distance_from_the_least_is_said_in_steps(account: Account, said: str) -> None:
    assert any(sentence.startswith(said) for sentence in sentences(account))


def test_a_bound_of_nought_says_nothing_of_the_least() -> None:
    assert Account(2000, 5).ratio is None
    assert len(sentences(Account(2000, 5))) == 1


BOROUGHS = "abcdefghij"
PLACES = Hierarchy(leaves={"place": BOROUGHS})
AREAS = ("abcde", "fghij")


def codings(counts: dict[str, int]) -> list[Coding]:
    """Boroughs with their areas, areas alone, and the whole alone."""
    everyone = {"all": (Group(), sum(counts.values()))}
    areas = {name: (where(place=list(name)), sum(counts[b] for b in name)) for name in AREAS}
    single = {b: (where(place=b), counts[b]) for b in BOROUGHS}
    return [
        Coding("borough", (counted({**single, **areas, **everyone}),)),
        Coding("area", (counted({**areas, **everyone}),)),
        Coding("London", (counted(everyone),)),
    ]


@pytest.mark.parametrize(
    ("counts", "taken", "share"),
    [
        pytest.param([20] * 10, "borough", 1.0, id="every borough is large"),
        pytest.param([20] * 9 + [4], "borough", 10 / 12, id="one small borough and its partner are worth it"),
        pytest.param([20, 4] * 5, "area", 1.0, id="half of the boroughs are small"),
        pytest.param([7, 0, 0, 0, 0, 30, 30, 30, 30, 30], "London", 1.0, id="an area is small too"),
    ],
)
def test_the_finest_coding_that_keeps_four_in_five_counts_is_taken(
    counts: list[int], taken: str, share: float
) -> None:
    made = codings(dict(zip(BOROUGHS, counts, strict=True)))
    found = protect_finest(made, "place", PLACES)
    assert found.coding.name == taken
    assert found.tried[-1][0] == taken
    assert found.tried[-1][1] == pytest.approx(share)
    assert [name for name, _ in found.tried] == ["borough", "area", "London"][: len(found.tried)]
    assert len(found.release.account.recodes) == len(found.tried) - 1
    assert found.release.table("L").rows == found.coding.tables[0].rows


def test_a_coding_that_cannot_be_protected_gives_way_and_the_last_is_refused() -> None:
    few = codings(dict(zip(BOROUGHS, [9] + [0] * 9, strict=True)))
    with pytest.raises(NotSafe):
        protect_finest(few, "place", PLACES)


@pytest.mark.parametrize(
    ("contributors", "dominated"),
    [
        ((20, 20, 20), False),
        ((60, 20, 20), False),
        ((61, 20, 19), True),
        ((30, 30), True),
        ((30, 30, 0), True),
        ((50,), True),
        ((), False),
        ((0, 0), False),
    ],
)
def test_one_organisation_shows_through_above_three_in_five_or_among_fewer_than_three(
    contributors: tuple[int, ...], dominated: bool
) -> None:
    assert is_dominated(contributors) is dominated


SECTORS_BY_AREA = grid([[40, 50], [30, 60], [70, 45]], ("sector", "pqr"), ("place", "xy"))


def given(table: Table, group: Group, contributors: tuple[int, ...]) -> Table:
    """The table with what organisations gave to one of its groups."""
    cells = [replace(c, contributors=contributors) if c.group == group else c for c in table.cells]
    return replace(table, cells=tuple(cells))


def marks(release: Release) -> dict[tuple[str, str], bool]:
    return {(c.row, c.col): c.flags == ("suppressed",) for c in release.tables[0].cells}


def test_a_place_and_sector_of_one_organisation_is_hidden_however_large_and_cannot_be_worked_out() -> None:
    told = Hierarchy(leaves={"sector": "pqr", "place": "xy"})
    px = where(sector="p", place="x")
    release = protect([given(SECTORS_BY_AREA, px, (35, 3, 2))], told)
    found = marks(release)
    assert found["p", "x"]
    assert ("one organisation", 1) in release.account.reasons
    hidden = [where(sector=r, place=c) for (r, c), gone in found.items() if gone and "all" not in (r, c)]
    low, high = attack([SECTORS_BY_AREA], hidden, told).interval(px)
    assert high - low >= 10
    assert low <= 40 <= high


def test_an_organisation_that_agreed_or_is_one_of_many_hides_nothing() -> None:
    told = Hierarchy(leaves={"sector": "pqr", "place": "xy"})
    for table in (SECTORS_BY_AREA, given(SECTORS_BY_AREA, where(sector="p", place="x"), (14, 13, 13))):
        assert not any(marks(protect([table], told)).values())


def test_answers_of_a_group_of_one_organisation_are_hidden_with_its_count() -> None:
    told = Hierarchy(leaves={"sector": "pqr", "place": "xy"})
    px = where(sector="p", place="x")
    cells = [
        Cell("px", "safety", "mean", 61.0, n=40, group=Group(px.where, "safety"), kind="answer"),
        Cell("all", "safety", "mean", 50.0, n=295, group=Group((), "safety"), kind="answer"),
    ]
    release = protect([given(SECTORS_BY_AREA, px, (40,)), listing(cells, "T3")], told)
    assert [cell.value for cell in release.table("T3").cells] == [None, 50.0]
