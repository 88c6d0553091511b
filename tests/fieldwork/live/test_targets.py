"""Soft targets out of the plan of the report, with faults where they stand."""

from __future__ import annotations

from pathlib import Path

from survey.fieldwork.live.missing import missing
from survey.fieldwork.live.showing import verdict_on
from survey.fieldwork.live.shown import Group, Split, Tile
from survey.fieldwork.live.targets import targets_of
from tests.fieldwork.live.crowd import SHELF, geography

GROUPS = ("policing", "health", "local_authority", "other")


def test_the_targets_of_the_london_survey_are_read() -> None:
    found = targets_of(SHELF / "trauma-informed-london", GROUPS, geography())
    assert found.faults == ()
    assert found.kinds == ("icb",)
    assert found.hoped["icb", "SEL", "health"] == 30
    assert len(found.hoped) == 15


def test_a_fault_names_its_line_and_column_and_the_rest_is_read(tmp_path: Path) -> None:
    (tmp_path / "report.yaml").write_text(
        "report: 1\nsections:\n  - section: who\n    tables:\n      - table: coverage\n        targets:\n"
        "          - {by: icb, parts: [SEL, NLC], hoped: {health: 30, helth: 20, policing: many}}\n"
    )
    found = targets_of(tmp_path, GROUPS, geography())
    assert found.hoped == {("icb", "SEL", "health"): 30}
    assert [fault.partition(": ")[0] for fault in found.faults] == [
        "report.yaml, line 7, column 30",
        "report.yaml, line 7, column 62",
        "report.yaml, line 7, column 83",
    ]
    assert "Did you mean health?" in found.faults[1]


def test_a_plan_that_is_no_yaml_is_a_sentence_and_none_is_nothing(tmp_path: Path) -> None:
    assert targets_of(tmp_path, GROUPS, geography()).faults == ()
    (tmp_path / "report.yaml").write_text("sections: [")
    (fault,) = targets_of(tmp_path, GROUPS, geography()).faults
    assert fault.startswith("report.yaml, line ")


def test_a_band_is_past_a_target_short_of_it_or_near() -> None:
    assert [verdict_on(at, 30) for at in range(4)] == [
        "30 hoped for: not yet",
        "30 hoped for: not yet",
        "30 hoped for: near",
        "30 hoped for: reached",
    ]


def test_what_is_missing_most_is_said_of_groups_then_of_areas_then_of_boroughs() -> None:
    def area(label: str, level: int, hoped: int) -> Group:
        return Group(code=label, label=label, level=level, hoped=hoped)

    main = Split(
        heading="Sector",
        groups=(
            Group(code="policing", label="Policing", level=3),
            Group(code="health", label="Health", level=3),
            Group(code="la", label="Local authority"),
            Group(code="other", label="Other"),
        ),
    )
    crossed = (
        Split(heading="Policing", groups=(area("North London", 0, 10), area("South London", 3, 90))),
        Split(heading="Health", groups=(area("North London", 0, 40), area("South London", 0, 40))),
        Split(heading="Local authority", groups=(area("North London", 0, 90),)),
    )
    tiles = (
        Tile(code="a", label="A", short="A", row=1, col=1),
        Tile(code="b", label="B", short="B", row=1, col=2, level=1),
    )
    assert missing(main, crossed, tiles) == (
        "Fewer than 10 answers so far from local authority.",
        "Fewer than 10 answers so far from health in each of the 2 areas.",
        "Fewer than 10 answers so far from policing in North London.",
        "Fewer than 10 answers so far from each of 1 of 2 boroughs: the map shows which.",
    )
