"""A report's plan: read with every fault at its line, or made from the codebook."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from typer.testing import CliRunner

from analysis.commands import app
from analysis.disclosure import protect
from analysis.landscape import build, planning
from analysis.landscape.ground import Landscape
from analysis.landscape.plan import usual
from analysis.landscape.planning import find_plan, read_plan
from survey.errors import Refused
from tests.analysis.answers import ROOT, frame_of, rows

LONDON, WORKSHOP = "trauma-informed-london", "workshop-feedback"
OWN = ROOT / "questionnaires" / LONDON / "report.yaml"
HEAD = "report: 1\nsections:\n  - section: who\n    heading: Who\n    tables:\n"


@cache
def land(name: str = LONDON, count: int = 0) -> Landscape:
    return Landscape.of(frame_of(rows(count, 8, name), name))


TAIL = "  - section: needs\n    heading: Last\n    tables:\n      - {table: who_answered, id: T1z}\n"


def written(folder: Path, *tables: str) -> Path:
    path = folder / "report.yaml"
    path.write_text(HEAD + "".join(f"      - {table}\n" for table in tables) + TAIL, encoding="utf-8")
    return path


def test_a_report_needs_to_say_who_answered(tmp_path: Path) -> None:
    path = tmp_path / "report.yaml"
    path.write_text(HEAD + "      - {table: needs}\n", encoding="utf-8")
    with pytest.raises(Refused, match=r":2:1: A report needs \{table: who_answered\}"):
        read_plan(path, land())


def test_the_london_plan_has_a_number_for_each_of_its_tables() -> None:
    plan = read_plan(OWN, land())
    assert [section.section for section in plan.sections] == [
        "who",
        "practice",
        "needs",
        "promising",
        "themes",
        "survey",
    ]
    numbers = [table.id for table in plan.tables]
    assert len(numbers) == len(set(numbers))
    assert {"T1", "T2", "T3", "T5", "T6", "T7", "T8", "T9", "T10a", "T11", "T12", "T14"} <= set(numbers)


def test_statements_of_the_london_plan_are_headed_by_what_they_are_about_and_not_by_who_was_asked() -> None:
    titles = [table.title for table in read_plan(OWN, land()).tables if table.kind == "statements"]
    assert len(titles) == len(set(titles)) == 4
    assert all(title.startswith("Practice in ") for title in titles)


def test_without_a_plan_a_questionnaire_gets_what_its_codebook_allows(tmp_path: Path) -> None:
    plan = find_plan(tmp_path / "report.yaml", land(WORKSHOP))
    asked = {variable.id for variable in land(WORKSHOP).frame.codebook if not variable.identifying}
    shown = {getattr(table, "of", "") or getattr(table, "grid", "") for table in plan.tables}
    assert {"found", "obstacle", "come_again", "take_up"} <= asked & shown
    tables = build.tables(land(WORKSHOP, 120), plan)
    assert {table.id for table in tables} >= {"T1", "T3", "T6a", "T9b", "T10a"}
    assert protect(tables, build.hierarchy(land(WORKSHOP, 120), plan)).tables


@pytest.mark.parametrize("name", [LONDON, WORKSHOP])
def test_the_usual_plan_can_be_written_down_and_read_again(name: str, tmp_path: Path) -> None:
    path, plan = tmp_path / "report.yaml", usual(land(name))
    path.write_text(planning.written(plan), encoding="utf-8")
    again = read_plan(path, land(name))
    assert list(again.tables) == list(plan.tables)


def test_a_command_checks_a_plan_and_prints_one_to_begin_from(tmp_path: Path) -> None:
    own = ROOT / "questionnaires" / WORKSHOP / "1.0.yaml"
    file = tmp_path / "1.0.yaml"
    file.write_text(own.read_text(encoding="utf-8"), encoding="utf-8")
    run = CliRunner().invoke
    assert "There is no" in run(app, ["plan", str(file)]).output
    (tmp_path / "report.yaml").write_text(run(app, ["plan", str(file), "--usual"]).output, encoding="utf-8")
    assert "No fault found." in run(app, ["plan", str(file)]).output


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ("{table: who_answerd}", "6:10: There is no kind of table who_answerd. Did you mean who_answered?"),
        ("{id: T3}", "6:9: The key table is missing here. Say what kind it is, such as table: who_answered."),
        ("{table: who_answered, colour: red}", "6:31: There is no key colour here."),
        ("{table: who_answered, id: X1}", "6:31: A table's number is T, a number, and letters"),
        ("{table: distribution, id: T6}", "6:9: The key of is missing here."),
        ("{table: scores, scores: [wellbeing]}", "There is no score wellbeing in this questionnaire."),
        ("{table: scores, by: [rol_type]}", "rol_type in this questionnaire. Did you mean role_type?"),
        ("{table: distribution, of: stage_org, reached: 9}", "stage_org has no answer 9. Its answers are 0"),
        ("{table: distribution, of: barriers}", "There is no question with one answer barriers"),
        ("{table: statements, grid: pol_mood}", "There is no grid pol_mood"),
        ("{table: choices, of: sector}", "There is no question with several answers sector"),
        ("{table: coverage, by: [icbs]}", "Did you mean icb?"),
        ("{table: coverage, by: [icb], targets: [{by: role_type, hoped: {health: 9}}]}", "Add it to by."),
        ("{table: coverage, by: [icb], targets: [{by: icb, hoped: {helth: 9}}]}", "Did you mean health?"),
        ("{table: coverage, by: [icb], targets: [{by: icb, parts: [NCX], hoped: {health: 9}}]}", "icb NCX"),
    ],
)  # fmt: skip
def test_a_fault_is_told_at_its_line_with_what_to_write(table: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(Refused, match=r"report\.yaml:") as refusal:
        read_plan(written(tmp_path, table), land())
    assert said in str(refusal.value)
    assert len(str(refusal.value).splitlines()) == 1


def test_all_faults_are_told_at_once_and_two_tables_cannot_have_one_number(tmp_path: Path) -> None:
    tables = "{table: who_answered}", "{table: needs, id: T1}", "{table: scores, scores: [trust]}"
    with pytest.raises(Refused) as refusal:
        read_plan(written(tmp_path, *tables), land())
    first, second = str(refusal.value).splitlines()
    assert ":7:24: Two tables have the number T1." in first
    assert ":8:25: There is no score trust" in second


def test_a_table_cannot_have_the_number_of_a_part_of_another(tmp_path: Path) -> None:
    tables = "{table: scores, id: T11}", "{table: needs, id: T11b}"
    with pytest.raises(Refused, match=r":7:24: Table T11 is printed as T11a, T11b and so on"):
        read_plan(written(tmp_path, *tables), land())


@pytest.mark.parametrize("kind", ["practice_scores", "level_gaps", "needs", "examples"])
def test_a_table_that_a_questionnaire_cannot_have_is_refused(kind: str, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="This questionnaire has no"):
        read_plan(written(tmp_path, f"{{table: {kind}}}"), land(WORKSHOP))


def test_a_file_that_is_not_yaml_is_told_like_any_other(tmp_path: Path) -> None:
    path = tmp_path / "report.yaml"
    path.write_text("report: 1\nreport: 1\n", encoding="utf-8")
    with pytest.raises(Refused, match=r"report\.yaml:2:1"):
        read_plan(path, land())
    path.write_bytes(b"report: \xff")
    with pytest.raises(Refused, match="UTF-8"):
        read_plan(path, land())


def with_terms(folder: Path, terms: str, *tables: str) -> Path:
    path = written(folder, *tables)
    path.write_text(path.read_text("utf-8").replace("report: 1\n", f"report: 1\n{terms}"), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ("{score: safety, by: sector}", ":3:6: There is no score safety in this questionnaire."),
        ("{score: principle_safety, by: sektor}", ":3:31: There is no question with one answer"),
        ("{score: principle_safety}", ":3:5: The key by is missing here."),
    ],
)
def test_a_comparison_needs_a_score_and_a_split(entry: str, said: str, tmp_path: Path) -> None:
    path = with_terms(tmp_path, f"comparisons:\n  - {entry}\n", "{table: comparisons}")
    with pytest.raises(Refused) as refusal:
        read_plan(path, land())
    assert said in str(refusal.value)


def test_more_than_twelve_comparisons_cannot_be_registered(tmp_path: Path) -> None:
    entries = "".join(f"  - {{score: s{at}, by: sector}}\n" for at in range(13))
    path = with_terms(tmp_path, f"comparisons:\n{entries}", "{table: comparisons}")
    with pytest.raises(Refused, match=r":2:1: At most 12 comparisons can be registered\. Take some out"):
        read_plan(path, land())


def test_a_comparison_is_registered_once_and_shown_in_one_table(tmp_path: Path) -> None:
    entry = "  - {score: principle_safety, by: sector}\n"
    with pytest.raises(Refused, match="is registered twice"):
        read_plan(with_terms(tmp_path, f"comparisons:\n{entry}{entry}", "{table: comparisons}"), land())
    with pytest.raises(Refused, match="No table shows these comparisons"):
        read_plan(with_terms(tmp_path, f"comparisons:\n{entry}", "{table: needs}"), land())
    tables = "{table: comparisons}", "{table: comparisons, id: T3w}"
    with pytest.raises(Refused, match="Comparisons stand in one table"):
        read_plan(with_terms(tmp_path, f"comparisons:\n{entry}", *tables), land())


def test_nothing_to_compare_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="There is nothing to compare"):
        read_plan(written(tmp_path, "{table: comparisons}"), land())


def test_the_london_plan_registers_six_principles_by_sector_and_six_by_role() -> None:
    found = read_plan(OWN, land()).comparisons
    assert {one.by for one in found} == {"sector", "role_type"}
    assert len({one.score for one in found}) == 6
    assert len(found) == 12


@pytest.mark.parametrize(
    ("margins", "said"),
    [
        ("{source: S, shares: {sector: {policing: 0.5, health: 0.4}}}", "The shares of `sector` add up"),
        ("{source: S, shares: {sector: {police: 0.5, health: 0.5}}}", "sector has no answer police."),
        ("{source: S, shares: {sektor: {police: 0.5, health: 0.5}}}", "no kind of area, sektor"),
        ("{source: S, totals: {sector: {policing: 0, health: 9}}}", "Write whole numbers of staff for two"),
        ("{shares: {sector: {policing: 0.5, health: 0.5}}}", "Write `source` under `margins`."),
        ("{source: S, shares: {sector: {policing: 0.5, health: 0.5}}, fewest: 5}", "nobody can lower it"),
    ],
)  # fmt: skip
def test_margins_that_cannot_be_are_refused_at_their_line(margins: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(Refused, match=r"report\.yaml:2:") as refusal:
        read_plan(with_terms(tmp_path, f"margins: {margins}\n", "{table: weighted}"), land())
    assert said in str(refusal.value)


@pytest.mark.parametrize(("policing", "health"), [(100, 300), (12, 55)])
def test_numbers_of_staff_become_shares(policing: int, health: int, tmp_path: Path) -> None:
    """12 of 67 is 0.1791044776119403, which has to be read back as a number."""
    margins = f"margins: {{source: S, totals: {{sector: {{policing: {policing}, health: {health}}}}}}}\n"
    plan = read_plan(with_terms(tmp_path, margins, "{table: weighted}"), land())
    assert plan.margins is not None
    every = policing + health
    assert plan.margins.shares == {"sector": {"policing": policing / every, "health": health / every}}
    (tmp_path / "again.yaml").write_text(planning.written(plan), encoding="utf-8")
    assert read_plan(tmp_path / "again.yaml", land()).margins == plan.margins


def test_no_plan_tells_a_score_that_holds_together_less_than_promised(tmp_path: Path) -> None:
    with pytest.raises(Refused, match=r":2:1: Write a number of 0\.7 or more\."):
        read_plan(with_terms(tmp_path, "reliable: 0.5\n", "{table: needs}"), land())
