"""Comparisons that a plan registers: made of groups that are shown, size first, and silent on the rest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache

import pytest

from analysis.disclosure import NotSafe, Release, beside, protect, shown
from analysis.landscape import build
from analysis.landscape.compared import Comparisons
from analysis.landscape.findings import findings
from analysis.landscape.functioning import ItemFunctioning
from analysis.landscape.ground import Landscape
from analysis.landscape.kind import TableKind
from analysis.landscape.plan import Plan, PlannedSection
from analysis.landscape.practice import PracticeScores
from analysis.landscape.scores import Scores
from analysis.landscape.terms import Compared
from analysis.landscape.who import WhoAnswered
from analysis.tables import Cell, Group, Label, Table
from survey.engine.codebook import Missing
from tests.analysis.answers import Row, frame_of, rows

SECTORS = ("policing", "health", "local_authority")
SAFETY = ("pm_safety", "pt_safety", "po_safety")
MUST = Compared(score="principle_safety", by="sector")


def people(sizes: dict[str, int], answers: Mapping[str, Sequence[int]]) -> list[Row]:
    """People of sectors of these sizes, whose statements on safety go round these answers."""
    made = rows(sum(sizes.values()), 5)
    sectors = [name for name, size in sizes.items() for _ in range(size)]
    at = dict.fromkeys(sizes, 0)
    for (_, cells), sector in zip(made, sectors, strict=True):
        given = answers[sector][at[sector] % len(answers[sector])]
        at[sector] += 1
        cells |= {"sector": sector, "role_type": "frontline", **dict.fromkeys(SAFETY, given)}
        cells |= dict.fromkeys(("pol_bcu", "pol_org", "hea_org", "la_org"), Missing.BLANK)
    return made


def planned(*kinds: TableKind, comparisons: tuple[Compared, ...] = ()) -> Plan:
    section = PlannedSection(section="who", heading="Who", tables=(WhoAnswered(), PracticeScores(), *kinds))
    return Plan(comparisons=comparisons, sections=(section,))


def released(made: list[Row], plan: Plan) -> Release:
    land = Landscape.of(frame_of(made))
    release = protect(build.tables(land, plan), build.hierarchy(land, plan))
    return build.completed(release, land, plan)


@cache
def apart() -> Release:
    """Forty of each sector: policing says 1 or 2, health 4 or 5, councils 3."""
    answers = {"policing": (1, 2), "health": (4, 5), "local_authority": (3,)}
    return released(people(dict.fromkeys(SECTORS, 60), answers), planned(Comparisons(), comparisons=(MUST,)))


def at(table_of: Release, id: str, measure: str) -> Cell:
    return next(cell for cell in table_of.table(id).cells if cell.measure == measure)


def test_the_size_is_that_of_the_two_groups_furthest_apart_and_they_are_named() -> None:
    found = at(apart(), "T3v", "delta")
    assert (found.value, found.n) == (1.0, 120)
    (row,) = apart().table("T3v").rows
    assert row.text == "Safety: Health (NHS or NHS-funded) and Policing"
    assert row.block == "Sector: pre-registered (Kruskal-Wallis)"
    assert at(apart(), "T3v", "adjusted_p").value == 0.001


def test_a_delta_is_what_is_counted_by_hand() -> None:
    """Health 5, 5, 1 in turn against policing 3: two of three above, one below, so a third."""
    answers = {"policing": (3,), "health": (5, 5, 1), "local_authority": (3,)}
    found = released(people(dict.fromkeys(SECTORS, 60), answers), planned(Comparisons(), comparisons=(MUST,)))
    assert at(found, "T3v", "delta").value == pytest.approx(1 / 3, abs=1e-4)


def test_what_differs_clearly_is_said_size_first_and_without_a_cause() -> None:
    (said,) = [one for one in findings(apart()) if one.topic == "differ"]
    assert said.big == "1.00"
    assert said.claim == "By sector the widest clear difference is on safety."
    assert said.text.index("1.00") < said.text.index("adjusted p 0.001")
    assert "no ranking" in said.text


def test_where_nothing_differs_that_is_said() -> None:
    same = people(dict.fromkeys(SECTORS, 60), dict.fromkeys(SECTORS, (2, 3, 4)))
    release = released(same, planned(Comparisons(), comparisons=(MUST,)))
    (said,) = [one for one in findings(release) if one.topic == "differ"]
    assert said.claim == "By sector no clear difference on what was registered beforehand."


def test_a_small_base_is_marked_and_nothing_is_said_of_it() -> None:
    answers = {"policing": (1, 2), "health": (4, 5), "local_authority": (3,)}
    release = released(
        people(dict.fromkeys(SECTORS, 40), answers), planned(Comparisons(), comparisons=(MUST,))
    )
    assert "small_base" in at(release, "T3v", "delta").flags
    assert not [one for one in findings(release) if one.topic == "differ"]


def test_what_was_not_registered_is_exploratory_and_states_nothing() -> None:
    answers = {"policing": (1, 2), "health": (4, 5), "local_authority": (3,)}
    kind = Comparisons(scores=("principle_safety",), by=("sector",))
    release = released(people(dict.fromkeys(SECTORS, 60), answers), planned(kind))
    assert release.table("T3v").rows[0].block == "Sector: exploratory (Kruskal-Wallis)"
    assert not [one for one in findings(release) if one.topic == "differ"]


def test_holm_counts_every_registered_comparison_and_the_others_count_apart() -> None:
    answers = {"policing": (2, 3, 4, 3), "health": (3, 4, 3, 3), "local_authority": (3,)}
    made = people(dict.fromkeys(SECTORS, 60), answers)
    alone = released(made, planned(Comparisons(), comparisons=(MUST,)))
    second = Compared(score="principle_trust", by="inner")  # cannot be judged here, and counts all the same
    both = released(made, planned(Comparisons(), comparisons=(MUST, second)))
    p = at(alone, "T3v", "adjusted_p").value
    doubled = next(c for c in both.table("T3v").cells if "safety" in c.row and c.measure == "adjusted_p")
    assert p is not None
    assert 0.001 < p < 0.5
    assert doubled.value == pytest.approx(2 * p, abs=1e-3)


def test_a_group_that_is_not_shown_takes_no_part_however_large_it_is() -> None:
    """Policing has eight, and a partner is hidden with it although forty answered there."""
    sizes = {"policing": 8, "health": 120, "local_authority": 40, "other": 9}
    answers = dict.fromkeys(sizes, (2, 3, 4))
    release = released(people(sizes, answers), planned(Comparisons(), comparisons=(MUST,)))
    printed = {where for universe, where in shown(release) if universe == "principle_safety"}
    for table in release.tables:
        for cell in table.cells if table.id == "T3v" else ():
            ((variable, _),) = cell.group.where
            assert all(((variable, part),) in printed for part in cell.group.parts)


def test_a_figure_that_compares_a_hidden_group_is_refused() -> None:
    release = apart()
    variable, leaves = "sector", frozenset({"health"})
    group = Group(((variable, leaves | {"other"}),), "principle_safety", (leaves, frozenset({"other"})))
    cell = Cell("row", "col", "delta", 0.2, n=70, group=group, kind="answer")
    table = Table("T9z", "", "", "", (), (Label("row", ""),), (Label("col", ""),), (cell,))
    with pytest.raises(NotSafe, match="would be compared and is not shown"):
        beside(release, [table])
    with pytest.raises(NotSafe, match="is no comparison"):
        beside(release, [replace(table, cells=(replace(cell, measure="percent"),))])


def test_a_base_is_the_sum_of_printed_bases_and_never_of_exact_ones() -> None:
    sizes = {"policing": 61, "health": 62, "local_authority": 61}
    answers = {"policing": (1,), "health": (5,), "local_authority": (3,)}
    release = released(people(sizes, answers), planned(Comparisons(), comparisons=(MUST,)))
    assert at(release, "T3v", "delta").n == 60 + 60
    assert at(release, "T3v", "adjusted_p").n == 180


def test_a_statement_that_one_sector_answers_otherwise_is_shown_and_the_others_are_not() -> None:
    """Five steps on equity, all statements alike but one, which policing answers two steps lower."""
    made = rows(360, 5)
    names = ("eq_racetrauma", "eq_adultif", "eq_data", "eq_system")
    for number, (_, cells) in enumerate(made):
        base, luck = 3 + number // 3 % 3, (0, 1, 0, -1)[number // 9 % 4]
        cells |= {name: max(1, min(5, base + (luck if at else 0))) for at, name in enumerate(names)}
        cells |= {"sector": SECTORS[number % 3], "role_type": "frontline"}
        if number % 3 == 0:
            cells["eq_data"] = max(1, base - 2)
    kinds = (Scores(scores=("equity_score",)), ItemFunctioning(scores=("equity_score",)))
    table = released(made, planned(*kinds)).table("T3s")
    police = {cell.row: cell.value or 0 for cell in table.cells if cell.col == "sector:policing"}
    assert police["eq_data"] < -0.25
    assert all(value > 0 for name, value in police.items() if name != "eq_data")
    assert table.notes[0] == "Judged: Race and equity."
