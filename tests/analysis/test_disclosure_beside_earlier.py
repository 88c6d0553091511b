"""Beside an earlier release: newcomers, bases told by other measures, one organisation, figures that changed.

Each was found by a reviewer's script, when it was still printed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from analysis.disclosure import Earlier, Hierarchy, Register, Release, TablesDisagree, protect
from analysis.disclosure.releases import printed_as
from analysis.tables import Cell, Group, Table
from tests.analysis.grids import counted, listing, where
from tests.analysis.second_attacker import SecondAttacker
from tests.analysis.test_disclosure_answer_pairs import LATER, at
from tests.analysis.test_disclosure_scores import SECTORS
from tests.analysis.test_disclosure_several_cuts import ROUTED, said

Asked = Mapping[str, tuple[int, float]]
"""How many of a sector were asked, and their mean."""
FEW: Asked = {"policing": (40, 31.0), "health": (60, 62.0), "council": (70, 55.0), "other": (4, 80.0)}
PEOPLE = {"policing": 100, "health": 120, "council": 90, "other": 60}


def people(sizes: Mapping[str, int]) -> Table:
    """How many there are by groups of sectors, such as "health+council"; everybody is "all"."""
    return counted(
        {row: (Group() if row == "all" else where(sector=row.split("+")), n) for row, n in sizes.items()}
    )


def everybody(sizes: Mapping[str, int]) -> Table:
    return people({**sizes, "all": sum(sizes.values())})


def scores(asked: Asked, rows: Sequence[str], measure: str = "mean", table: str = "T3") -> Table:
    """The pooled figure of groups of sectors, of an item that few were asked."""
    cells = []
    for row in rows:
        codes = list(asked) if row == "all" else row.split("+")
        n = sum(asked[code][0] for code in codes)
        value = sum(asked[code][0] * asked[code][1] for code in codes) / n
        group = Group(() if row == "all" else where(sector=codes).where, "safety")
        cells.append(Cell(row, "safety", measure, value, n=n, group=group, kind="answer"))
    return listing(cells, table)


def shown(release: Release, table: str) -> dict[str, float | None]:
    return {cell.row: cell.value for cell in release.table(table).cells}


@pytest.mark.parametrize("came", [240, None])
def test_three_newcomers_of_a_sector_are_not_found_though_only_the_earlier_release_lists_it(
    came: int | None,
) -> None:
    before = {"policing": (60, 50.0), "health": (60, 62.0), "council": (70, 55.0), "other": (30, 52.0)}
    now = {"policing": (63, (60 * 50 + 3 * 51) / 63), "health": (100, 60.0), "council": (120, 53.0)}
    now["other"] = (80, 50.0)
    first = protect([everybody(dict.fromkeys(SECTORS, 100)), scores(before, [*SECTORS, "all"])], ROUTED)
    assert None not in shown(first, "T3").values()
    tables = [everybody(dict.fromkeys(SECTORS, 160)), scores(now, [*SECTORS[1:], "all"])]
    assert None not in shown(protect(tables, ROUTED), "T3").values()
    second = protect(tables, ROUTED, before=[Earlier(said(first), came=came)])
    assert None in shown(second, "T3").values()


def test_three_newcomers_of_a_sector_that_no_release_lists_are_not_found_by_subtracting() -> None:
    def tables(policing: int, others: int) -> list[Table]:
        three = 3 * others
        sums = {"policing+other": policing + others, "other+health+council": three}
        return [people({**sums, "health+council": 2 * others, "all": policing + three})]

    hierarchy = Hierarchy(leaves={"sector": SECTORS})
    first = protect(tables(60, 60), hierarchy)
    assert shown(protect(tables(63, 90), hierarchy), "L") == {
        "policing+other": 155, "other+health+council": 270, "health+council": 180, "all": 335,
    }  # fmt: skip
    second = protect(tables(63, 90), hierarchy, before=[Earlier(said(first), came=93)])
    assert None in shown(second, "L").values()


def test_a_base_that_an_earlier_median_told_stands_beside_the_base_of_a_mean() -> None:
    """Of 45 and of 40 people asked, four are of the sector between them."""
    counts = everybody(PEOPLE)
    medians = scores(FEW, ["policing+other"], measure="median", table="T4")
    first = protect([counts, scores(FEW, ["health"]), medians], ROUTED)
    assert shown(protect([counts, scores(FEW, ["policing"])], ROUTED), "T3") == {"policing": 31.0}
    second = protect([counts, scores(FEW, ["policing"])], ROUTED, before=[Earlier(said(first), came=0)])
    assert shown(second, "T3") == {"policing": None}


def test_the_figure_of_one_organisation_does_not_follow_from_its_partner_in_a_later_cut() -> None:
    sizes = {"policing": 60, "health": 120, "council": 90, "other": 60}
    means = {"policing": 31.0, "health": 62.0, "council": 55.0, "other": 50.0}
    asked = {name: (sizes[name], means[name]) for name in SECTORS}

    def table(*rows: str) -> Table:
        plain = scores(asked, rows)
        by = {"policing": (55, 5), "all": (80, 80, 80, 90)}
        cells = [replace(c, contributors=by.get(c.row, (sizes.get(c.row, 0) // 4,) * 4)) for c in plain.cells]
        return listing(cells, "T3")

    counts = people({"all": sum(sizes.values())})
    first = protect([counts, table(*SECTORS, "all")], ROUTED)
    hidden = {row for row, value in shown(first, "T3").items() if value is None}
    assert len(hidden) == 2
    assert "policing" in hidden
    (partner,) = hidden - {"policing"}
    second = protect([counts, table(partner, "policing")], ROUTED, before=[Earlier(said(first), came=0)])
    assert shown(second, "T3") == {partner: None, "policing": None}


def test_an_earlier_figure_that_contradicts_the_answers_is_refused_by_name() -> None:
    counts, moved = everybody(PEOPLE), {**FEW, "council": (70, 15.0)}
    first = protect([counts, scores(moved, ["policing+other", "health", "council"])], ROUTED)
    tables = [counts, scores(FEW, ["policing", "health", "council+health"])]
    with pytest.raises(TablesDisagree, match="what the first report printed of safety"):
        protect(tables, ROUTED, before=[Earlier(said(first, "the first report"), came=0)])


@pytest.mark.parametrize(("count", "low", "high"), [(0, 0, 2), (10, 10, 12), (25, 23, 27)])
def test_a_number_of_people_that_was_printed_is_of_ten_or_more(count: int, low: int, high: int) -> None:
    found = printed_as(count)
    assert (found.lo, found.hi) == (low, high)


def organisations(sizes: Mapping[str, int], table: Table) -> Table:
    """Policing is mostly of one organisation; all else is of several."""
    by = {"policing": (sizes["policing"] - 5, 5), "all": (80, 80, 80, 90)}
    cells = [replace(c, contributors=by.get(c.row, (sizes.get(c.row, 0) // 4,) * 4)) for c in table.cells]
    return listing(cells, table.id)


SEVERAL = {"policing": 60, "health": 120, "council": 90, "other": 60}


def test_the_figure_of_one_organisation_is_not_found_where_only_its_partner_is_listed(tmp_path: Path) -> None:
    means = {"policing": 31.0, "health": 62.0, "council": 55.0, "other": 50.0}
    asked = {name: (SEVERAL[name], means[name]) for name in SECTORS}
    counts = people({"all": sum(SEVERAL.values())})
    first = protect([counts, organisations(SEVERAL, scores(asked, [*SECTORS, "all"]))], ROUTED)
    (partner,) = {row for row, value in shown(first, "T3").items() if value is None} - {"policing"}
    alone = [counts, organisations(SEVERAL, scores(asked, [partner]))]
    assert shown(protect(alone, ROUTED), "T3") == {partner: means[partner]}
    Register(tmp_path).add(said(first))
    (before,) = Register(tmp_path).releases()
    second = protect(alone, ROUTED, before=[Earlier(before, came=0)])
    assert shown(second, "T3") == {partner: None}
    others = [row for row in SECTORS if row not in (partner, "policing")]
    again = [counts, organisations(SEVERAL, scores(asked, others))]
    assert None not in shown(protect(again, ROUTED, before=[Earlier(before, came=0)]), "T3").values()


@pytest.mark.parametrize("came", [0, 120])
def test_how_many_one_organisation_gave_is_not_found_where_only_its_partner_is_listed(came: int) -> None:
    first = protect([organisations(SEVERAL, everybody(SEVERAL))], ROUTED)
    (partner,) = {row for row, value in shown(first, "L").items() if value is None} - {"policing"}
    now = {name: size + came // 4 for name, size in SEVERAL.items()}
    second = [people({partner: now[partner], "all": sum(now.values())})]
    assert shown(protect(second, ROUTED), "L")[partner] is not None
    again = protect(second, ROUTED, before=[Earlier(said(first), came=came)])
    assert (shown(again, "L")[partner] is None) == (came == 0)
    loose = [(at(c, "then").group, c.value, 2.0) for c in first.table("L").cells if c.value is not None]
    exact = {cell.row: cell for cell in second[0].cells}
    found = [
        (at(exact[cell.row], "then", "since").group, int(exact[cell.row].value or 0))
        for cell in again.table("L").cells
        if cell.value is not None
    ]
    nobody = [] if came else [(where(sector=[f"{name} since" for name in SECTORS]), 0)]
    attacker = SecondAttacker(LATER, [("sector",)], [*found, *nobody], about=loose)
    low, high = attacker.interval(where(sector=["policing then"]))
    assert high - low >= 10 - 1e-3, (low, high)
