"""Main figures under weights, as a plan asks for them: beside unweighted ones, and off without margins."""

from __future__ import annotations

import pytest

from analysis.disclosure import protect
from analysis.landscape import build
from analysis.landscape.ground import Landscape
from analysis.landscape.plan import Plan, PlannedSection
from analysis.landscape.practice import PracticeScores
from analysis.landscape.weighted import WeightedFigures
from analysis.landscape.who import WhoAnswered
from analysis.tables import Cell, Table
from analysis.weighting import Margins, NotWeighted
from tests.analysis.answers import frame_of, rows

SECTORS = ("policing", "health", "local_authority")
SAFETY = ("pm_safety", "pt_safety", "po_safety")
OF_STAFF = {"policing": 200, "health": 500, "local_authority": 300}


def land(*sizes: int, stage: tuple[int, int, int] = (1, 2, 3)) -> Landscape:
    """Policing says 1 of 5 throughout, health 3, councils 5; stages as given."""
    made = rows(sum(sizes), 5)
    of = [at for at, size in enumerate(sizes) for _ in range(size)]
    for (_, cells), at in zip(made, of, strict=True):
        cells |= {"sector": SECTORS[at], "role_type": "frontline", "stage_org": stage[at]}
        cells |= dict.fromkeys(SAFETY, 1 + 2 * at)
    return Landscape.of(frame_of(made))


def planned(*kinds: WeightedFigures, margins: bool = True) -> Plan:
    given = {"source": "Made-up staff numbers, 2024", "totals": {"sector": OF_STAFF}}
    section = PlannedSection(section="who", heading="Who", tables=(WhoAnswered(), PracticeScores(), *kinds))
    return Plan(margins=Margins.model_validate(given) if margins else None, sections=(section,))


def made(kind: WeightedFigures, of: Landscape) -> Table:
    return next(table for table in build.tables(of, planned(kind)) if table.id == kind.id)


def at(table: Table, row: str, col: str) -> Cell:
    return next(cell for cell in table.cells if (cell.row, cell.col) == (row, col))


def test_a_score_is_weighted_to_staff_beside_both_unweighted_figures() -> None:
    table = made(WeightedFigures(), land(60, 40, 20))
    assert at(table, "principle_safety", "headline").value == pytest.approx(50)
    assert at(table, "principle_safety", "all").value == pytest.approx((40 * 50 + 20 * 100) / 120)
    assert at(table, "principle_safety", "weighted").value == pytest.approx(0.5 * 50 + 0.3 * 100)
    assert [col.text for col in table.cols][1:] == ["Each answer counts the same", "Weighted to staff"]
    assert "Made-up staff numbers, 2024" in table.subtitle


def test_a_stage_is_weighted_too() -> None:
    kind = WeightedFigures(id="T6w", of="stage_org", reached=3)
    table = made(kind, land(60, 40, 20))
    assert at(table, "stage_org", "weighted").value == pytest.approx(30)
    assert at(table, "stage_org", "all").value == pytest.approx(100 * 20 / 120)
    assert at(table, "stage_org", "weighted").measure == "weighted_percent"


def test_nothing_is_weighted_without_margins() -> None:
    plan = planned(WeightedFigures(), margins=False)
    assert [table.id for table in build.tables(land(40, 40, 40), plan)] == ["T1", "T3"]


def test_a_margin_with_fewer_than_ten_answers_is_refused_in_a_sentence() -> None:
    with pytest.raises(NotWeighted, match="Fewer than 10 people gave `local_authority` of `sector`: join it"):
        made(WeightedFigures(), land(60, 40, 9))


def test_the_bootstrap_gives_the_same_figure_with_a_range_of_its_own() -> None:
    of = land(60, 40, 20)
    plain = at(made(WeightedFigures(), of), "principle_trust", "weighted")
    drawn = at(made(WeightedFigures(interval="bootstrap"), of), "principle_trust", "weighted")
    assert drawn.value == plain.value
    assert drawn.lo is not None
    assert plain.lo is not None
    assert drawn.lo == pytest.approx(plain.lo, abs=1)
    assert drawn.lo != plain.lo


def test_what_weighting_costs_is_rough_and_only_there_where_every_group_is_shown() -> None:
    """Kish by hand: weights 0.4, 1.5 and 1.8 for 60, 40 and 20, so 120 squared by 164.4 is 87.6."""
    plan = planned(WeightedFigures())
    of = land(60, 40, 20)
    release = protect(build.tables(of, plan), build.hierarchy(of, plan))
    cells = {c.measure: c.value for c in build.completed(release, of, plan).table("T3we").cells}
    assert cells == {"effective": 90, "design_effect": pytest.approx(120 / 90, abs=1e-3)}
    few = land(60, 40, 20)
    few.frame.data.loc[few.frame.data.index[:5], "sector"] = None
    again = Landscape.of(few.frame)
    release = protect(build.tables(again, plan), build.hierarchy(again, plan))
    assert "T3we" not in {table.id for table in build.completed(release, again, plan).tables}
