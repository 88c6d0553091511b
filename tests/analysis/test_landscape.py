"""What a report contains follows from the codebook, and its bases are what they say."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from statistics import mean

import pytest

from analysis.disclosure import SafeTable, protect
from analysis.landscape import build, who
from analysis.landscape.ground import Landscape
from analysis.landscape.shape import Shape
from analysis.tables import Cell, Table
from survey.engine.codebook import Cell as Coded
from survey.engine.codebook import Missing
from tests.analysis.answers import codebook, frame_of, rows

LONDON, WORKSHOP = "trauma-informed-london", "workshop-feedback"


@cache
def landscape(name: str = LONDON, count: int = 260) -> Landscape:
    return Landscape.of(frame_of(rows(count, 8, name), name))


@cache
def tables(name: str = LONDON) -> dict[str, Table]:
    return {table.id: table for table in build.tables(landscape(name))}


def cell(table: Table | SafeTable, row: str, col: str, measure: str) -> Cell:
    return next(c for c in table.cells if (c.row, c.col, c.measure) == (row, col, measure))


def test_a_landscape_is_known_by_its_shape_and_not_by_its_name() -> None:
    shape = Shape(codebook())
    assert shape.practice is not None
    assert shape.practice.levels == ("individual", "team", "organisation")
    assert [score.label for score in shape.practice.scores][:2] == ["Safety", "Trust"]
    assert shape.practice.overall is not None
    assert [need.id for need in shape.needs][:2] == ["nd_training", "nd_supervision"]
    assert shape.examples is not None
    assert shape.examples.entries == ("practice_1", "practice_2", "practice_3")
    assert shape.narrowed is not None
    assert (shape.narrowed.several.id, shape.narrowed.one.id) == ("barriers", "barrier_main")


def test_another_questionnaire_gets_a_report_of_its_own() -> None:
    expected = {"T1", "T3", "T10a", "T6a", "T6b", "T6c", "T9b", "T14", "T14b"}
    assert set(tables(WORKSHOP)) == expected
    assert [row.block for row in tables(WORKSHOP)["T1"].rows][1] == "Role"
    assert landscape(WORKSHOP).whole.strata == ()
    assert [col.id for col in tables(WORKSHOP)["T10a"].cols] == ["1", "2", "3", "4", "high", "score", "na"]


def test_every_landscape_table_is_there() -> None:
    expected = {"T1", "T1b", "T3", "T3r", "T3g", "T3l", "T5", "T3i", "T8", "T8b", "T9", "T12", "T14", "T14b"}
    assert set(tables()) == expected


@pytest.mark.parametrize("kind", ["sector", "role_type", "years_sector", "icb", "bcu", "inner"])
def test_every_break_of_who_answered_adds_up(kind: str) -> None:
    parts = [c for c in tables()["T1"].cells if c.row.startswith(f"{kind}:") and c.measure == "count"]
    assert sum(part.value or 0 for part in parts) == len(landscape().frame)


def test_boroughs_are_listed_only_when_enough_of_them_can_be_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    listed = [row for row in tables()["T1"].rows if row.id.startswith("borough:")]
    assert listed == []
    monkeypatch.setattr(who, "FROM_MANY", 0.0)
    again = who.who_answered(landscape().frame, landscape().breaks)
    parts = [c for c in again.cells if c.row.startswith("borough:") and c.measure == "count"]
    assert len(parts) == 33 + 3
    assert sum(part.value or 0 for part in parts) == len(landscape().frame)


def test_the_other_sector_has_its_row_and_no_part_in_the_headline() -> None:
    table = tables()["T3"]
    sectors = ("policing", "health", "local_authority")
    means = [cell(table, f"sector:{code}", "principle_safety", "mean") for code in sectors]
    headline = cell(table, "headline", "principle_safety", "mean")
    assert headline.value == pytest.approx(mean([m.value or 0 for m in means]))
    assert headline.n == sum(m.n or 0 for m in means)
    assert cell(table, "sector:other", "principle_safety", "mean").n
    assert dict(headline.group.where)["sector"] == frozenset(sectors)


def test_levels_are_one_table_under_its_own_title() -> None:
    rows = tables()["T3l"].rows
    assert {row.block for row in rows} == {""}
    assert rows[-1].text == "Everyone, each answer counting the same"


def test_no_two_rows_of_what_was_left_blank_read_the_same_and_each_has_a_heading() -> None:
    for name in (LONDON, WORKSHOP):
        (entry,) = (one for one in build.tables(landscape(name)) if one.id == "T14b")
        words = [(row.block, row.text) for row in entry.rows]
        assert len(set(words)) == len(words)
        assert all(block for block, _ in words)


def test_roles_are_of_everyone_so_that_they_add_up_with_who_answered() -> None:
    roles = [c for c in tables()["T3"].cells if c.row.startswith("role_type:") and c.measure == "mean"]
    pooled = cell(tables()["T3l"], "pooled", "principle_safety", "mean")
    assert sum(c.n or 0 for c in roles if c.col == "principle_safety") == pooled.n


def planted(*people: Mapping[str, Coded]) -> Landscape:
    """Forty people of each sector who say the same, but for those given."""
    made = rows(120, 5)
    for at, (_, cells) in enumerate(made):
        cells["sector"] = ("policing", "health", "local_authority")[at % 3]
        cells |= {"po_trust": 4, "nd_lived__importance": 5, "nd_lived__current": 1}
    for (_, cells), own in zip(made, people, strict=False):
        cells |= own
    return Landscape.of(frame_of(made))


def test_what_was_set_aside_is_a_share_of_the_shown_and_never_in_the_mean() -> None:
    skipped = {"po_trust": Missing.SECTION_SKIPPED}
    unreached = {"po_trust": Missing.NOT_REACHED}
    made = planted(
        {"po_trust": Missing.DONT_KNOW}, {"po_trust": Missing.NOT_APPLICABLE}, {"po_trust": Missing.BLANK},
        skipped, unreached, {"po_trust": Missing.DONT_KNOW}, {"po_trust": 1},
    )  # fmt: skip
    table = next(t for t in build.tables(made) if t.id == "T3i")
    dk, na = cell(table, "po_trust", "dk", "dk"), cell(table, "po_trust", "na", "na")
    assert dk.n == na.n == 118  # all but the one who skipped and the one who did not come so far
    shown = {"policing": 39, "health": 39, "local_authority": 40}
    assert dk.value == pytest.approx(mean([100 / 39, 0, 100 / 40]))
    assert sum(shown.values()) == dk.n
    five = cell(table, "po_trust", "high", "percent_high")
    assert five.n == 118 - 4
    assert five.value == pytest.approx(mean([100 * 37 / 38, 100, 100]))


def test_unmet_need_counts_those_who_rated_both_sides() -> None:
    made = planted(
        {"nd_lived__importance": 3}, {"nd_lived__current": 4}, {"nd_lived__current": Missing.DONT_KNOW},
    )  # fmt: skip
    table = next(t for t in build.tables(made) if t.id == "T8")
    unmet = cell(table, "nd_lived", "headline", "unmet")
    assert unmet.n == 119
    assert unmet.value == pytest.approx(mean([100 * 39 / 40, 100 * 39 / 40, 100]))
    assert cell(table, "nd_lived", "headline", "rank").value == 1


def test_needs_stand_as_they_were_asked_until_they_are_safe_and_then_by_unmet_need() -> None:
    exact = tables()["T8"]
    asked = [need.id for need in Shape(codebook(LONDON)).needs]
    assert [row.id for row in exact.rows] == asked
    safe = SafeTable.sealed(exact, exact.cells)
    unmet = [round(cell(safe, row.id, "headline", "unmet").value or 0) for row in safe.rows]
    assert unmet == sorted(unmet, reverse=True)
    assert [row.id for row in safe.rows] != asked


def test_people_who_all_say_the_same_get_a_report() -> None:
    same = dict(rows(1, 3)[0][1])
    made = Landscape.of(frame_of([(person, same) for person, _ in rows(60, 3)]))
    assert protect(build.tables(made), build.hierarchy(made)).table("T1").cells


def test_kinds_of_examples_are_protected_inside_all_examples() -> None:
    inside = build.hierarchy(landscape()).inside
    assert inside["examples of safety"] == "examples"
    assert set(inside) | {"examples"} <= build.hierarchy(landscape()).apart
    assert not {"began", "withdrawn"} & set(inside)


def test_no_equal_weight_figure_rests_on_a_handful_in_one_sector() -> None:
    made = rows(90, 2)
    for at, (_, cells) in enumerate(made):
        cells["sector"] = "policing" if at < 8 else ("health", "local_authority")[at % 2]
    table = next(t for t in build.tables(Landscape.of(frame_of(made))) if t.id == "T3")
    assert not [c for c in table.cells if c.row == "headline" and c.measure == "mean"]


def test_somebody_with_three_boroughs_is_a_third_of_an_answer_in_each() -> None:
    made = rows(60, 4)
    names = [name for name in made[0][1] if name.startswith("boroughs__")]
    for _, cells in made:
        cells |= {name: int(name in names[:3]) for name in names}
    table = next(t for t in build.tables(Landscape.of(frame_of(made))) if t.id == "T1b")
    bands = {c.row: c.value for c in table.cells if c.measure == "band"}
    assert [bands[name.removeprefix("boroughs__")] for name in names[:4]] == [20, 20, 20, who.UNDER_10]


def test_a_borough_under_ten_is_hidden_on_the_map() -> None:
    made = landscape()
    release = protect(build.tables(made), build.hierarchy(made))
    exact = {c.row: c.value for c in tables()["T1b"].cells if c.measure == "band"}
    for band in release.table("T1b").cells:
        if band.measure == "band":
            assert band.value is None or exact[band.row] != who.UNDER_10
            assert band.value in (None, 10, 20, 50)


def test_the_table_of_examples_holds_counts_and_no_words() -> None:
    table = tables()["T12"]
    assert {c.kind for c in table.cells} == {"count"}
    assert all(isinstance(c.value, int) for c in table.cells)
    stages = [c.value or 0 for c in table.cells if c.row.startswith("pp_stage:")]
    assert sum(stages) == cell(table, "all", "all", "count").value


def test_a_prefilled_place_makes_no_example() -> None:
    made = rows(30, 3)
    for _, cells in made:
        for name in [name for name in cells if name.startswith("practice_")]:
            place = "__pp_where__" in name
            cells[name] = int(name.endswith("E09000007")) if place else Missing.BLANK
    table = next(t for t in build.tables(Landscape.of(frame_of(made))) if t.id == "T12")
    assert cell(table, "all", "all", "count").value == 0


@pytest.mark.parametrize("count", [10, 11, 24, 60])
@pytest.mark.parametrize("name", [LONDON, WORKSHOP])
def test_small_surveys_go_through_disclosure_control(name: str, count: int) -> None:
    made = Landscape.of(frame_of(rows(count, count, name), name))
    release = protect(build.tables(made), build.hierarchy(made))
    assert {table.id for table in release.tables} >= {"T1", "T3"}
