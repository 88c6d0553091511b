"""Weights in exports: the report's own numbers, where it has margins, and a sentence where there are none."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pandas as pd
import pyreadstat
import pytest

from analysis.export import released, weights
from analysis.export.formats import FORMATS, Chosen
from analysis.export.writing import write
from analysis.frame import Person
from analysis.landscape.summary import report_of
from analysis.load import Extract
from analysis.report import Report
from survey.engine.codebook import Missing
from tests.analysis.answers import Row, frame_of, rows
from tests.analysis.exported import (
    LONDON,
    ONE,
    ONE_QUESTION,
    codebook_in,
    columns_in,
    export,
    extract_of,
    files_in,
    read_csv,
)
from tests.builders import asking

EVERY = [chosen.value for chosen in Chosen]
SHARES = {
    "source": "Made-up staff numbers, 2024",
    "totals": {
        "sector": {"policing": 1200, "health": 3400, "local_authority": 2100},
        "inner": {"inner": 4000, "outer": 5000},
    },
    "outside": {"sector": ["other"], "inner": ["across"]},
    "trim": [0.2, 4],
}
OF_TWO = {"source": "made up", "shares": {"a": {"x": 0.5, "y": 0.5}}, "trim": [0.25, 4]}


def unfinished(at: int) -> Row:
    """Somebody who agreed that a draft counts and said nothing that the report could count."""
    return Person(f"unfinished-{at}", status="partial", version="1.0"), {"sector": "health"}


@cache
def london() -> Extract:
    """London, answered by 240 made-up people, and three who stopped early among them."""
    made = [(replace(person, version="1.0"), cells) for person, cells in rows(240, 3)]
    for at in (0, 100, 200):
        made.insert(at, unfinished(at))
    return replace(extract_of(ONE_QUESTION, [ONE]), frame=frame_of(made))


def planned(folder: Path, margins: Mapping[str, object], *kinds: str) -> Path:
    """A plan in a file: who answered, and further kinds of table."""
    tables = "".join(f", {{table: {kind}}}" for kind in kinds)
    section = f"{{section: who, heading: Who, tables: [{{table: who_answered}}{tables}]}}"
    weighted = f"margins: {json.dumps(margins)}\n" if margins else ""
    path = folder / "report.yaml"
    path.write_text(f"report: 1\n{weighted}sections:\n- {section}\n", "utf-8")
    return path


def made(
    extract: Extract, chosen: str, folder: Path, plan: Path | None, told: list[str] | None = None
) -> Path:
    out = folder / chosen
    out.mkdir()
    said = [] if told is None else told
    write(extract, FORMATS[Chosen(chosen)], out, seed=4, with_text=True, plan=plan, progress=said.append)
    return out


def of_two(
    sizes: tuple[int, int], folder: Path, margins: Mapping[str, object] = OF_TWO
) -> tuple[Extract, Path]:
    """A survey of one question with two answers, and a plan that weights by it."""
    people = [{"a": code} for code, size in zip("xy", sizes, strict=True) for _ in range(size)]
    return extract_of(ONE_QUESTION, people), planned(folder, margins)


def readme_in(folder: Path) -> str:
    return " ".join((folder / "README.txt").read_text("utf-8").split())


# The numbers, as other programs read them


def from_json_lines(path: Path) -> pd.DataFrame:
    lines = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    return pd.DataFrame([{"weight": line["weight"], **line["answers"]} for line in lines])


READ: Mapping[str, Callable[[Path], pd.DataFrame]] = {
    "csv": lambda folder: pd.read_csv(folder / "answers.csv", low_memory=False),
    "xlsx": lambda folder: pd.read_excel(folder / "answers.xlsx", sheet_name="Values"),
    "parquet": lambda folder: pd.read_parquet(folder / "answers.parquet"),
    "jsonl": lambda folder: from_json_lines(folder / "answers.jsonl"),
    "sav": lambda folder: pyreadstat.read_sav(folder / "answers.sav")[0],
    "dta": lambda folder: pyreadstat.read_dta(folder / "answers.dta")[0],
}


def weighted_mean(data: pd.DataFrame, book: Mapping[str, Any], score: Mapping[str, Any]) -> float:
    """A score as the codebook says it is made, under the weights that are in the file."""
    by_name = {one["column"]: one for one in book["columns"]}
    items = []
    for name in score["columns"]:
        codes = [one["in_file"] for one in by_name[name]["categories"]]
        answers = data[by_name[name]["in_file"]].to_numpy(dtype=float, na_value=np.nan)
        items.append((answers - min(codes)) / (max(codes) - min(codes)) * 100)
    table = np.column_stack(items)
    enough = np.sum(~np.isnan(table), axis=1) >= score["needs"]
    weight = data["weight"].to_numpy(dtype=float, na_value=np.nan)
    counted = enough & ~np.isnan(weight)
    return float(np.average(np.nanmean(table[counted], axis=1), weights=weight[counted]))


@cache
def report(folder: Path) -> tuple[Report, Path]:
    """The report of London with T3w, and its plan."""
    plan = planned(folder, SHARES, "practice_scores", "weighted")
    return report_of(london(), planned=plan), plan


def in_report(report: Report) -> dict[str, float]:
    """T3w as it is printed: the weighted figure of each score that is shown."""
    table = next(table for table in report.tables if table.id == "T3w")
    return {c.row: c.value for c in table.cells if c.measure == "weighted" and c.value is not None}


@pytest.mark.parametrize("chosen", EVERY)
def test_a_weighted_figure_of_the_report_comes_out_of_the_exported_file(
    chosen: str, tmp_path_factory: pytest.TempPathFactory, tmp_path: Path
) -> None:
    reported, plan = report(tmp_path_factory.getbasetemp())
    folder = made(london(), chosen, tmp_path, plan)
    data, book = READ[chosen](folder), codebook_in(folder)
    printed = in_report(reported)
    scores = {one["score"]: one for one in book["scores"]}
    assert len(printed) >= 6
    assert {name: round(weighted_mean(data, book, scores[name]), 2) for name in printed} == printed
    plain = {name: weighted_mean(data.assign(weight=1.0), book, scores[name]) for name in printed}
    assert max(abs(plain[name] - printed[name]) for name in printed) > 0.5


def test_weights_of_one_margin_are_shares_by_counts(tmp_path: Path) -> None:
    """By hand: 30 and 10 people, who should be half each, weigh 20/30 and 20/10."""
    extract, plan = of_two((30, 10), tmp_path)
    data = READ["csv"](made(extract, "csv", tmp_path, plan))
    assert data.groupby("a")["weight"].agg(["min", "max"]).to_numpy().tolist() == [
        pytest.approx([2 / 3, 2 / 3]),
        pytest.approx([2, 2]),
    ]


def test_whom_the_report_does_not_count_has_no_weight(tmp_path: Path) -> None:
    plan = planned(tmp_path, SHARES)
    folder = made(london(), "csv", tmp_path, plan)
    read = read_csv(folder, "answers")
    assert {row["weight"] for row in read if row["in_report"] == "0"} == {Missing.NOT_APPLICABLE}
    given = [row["weight"] for row in read if row["in_report"] == "1"]
    assert len(given) == 240
    assert np.mean([float(str(one)) for one in given]) == pytest.approx(1)
    assert all(0.2 <= float(str(one)) <= 4 for one in given)
    for chosen in ("sav", "dta"):
        data = READ[chosen](made(london(), chosen, tmp_path, plan))
        assert data["weight"].isna().equals(data["in_report"] == 0)


# What is said of them


def test_a_label_says_by_what_it_was_raked_and_between_which_limits(tmp_path: Path) -> None:
    plan = planned(tmp_path, SHARES)
    _, meta = pyreadstat.read_sav(made(london(), "sav", tmp_path, plan) / "answers.sav")
    label = "Weight, raked to sector and inner and outer London; 0.2 to 4 of the mean"
    assert meta.column_names_to_labels["weight"] == label
    assert meta.variable_measure["weight"] == "scale"
    _, meta = pyreadstat.read_dta(made(london(), "dta", tmp_path, plan) / "answers.dta")
    assert meta.column_names_to_labels["weight"] == label
    extract, freely = of_two((30, 10), tmp_path, {**OF_TWO, "trim": "none"})
    assert (
        columns_in(made(extract, "csv", tmp_path, freely))["weight"]["label"]
        == "Weight, raked to a; not trimmed"
    )


def test_the_readme_has_each_programs_command_and_what_a_weight_tells(tmp_path: Path) -> None:
    extract, plan = of_two((30, 10), tmp_path)
    folder = made(extract, "sav", tmp_path, plan)
    said = readme_in(folder)
    for command in ("WEIGHT BY weight", "[pweight=weight]", "weights = ~weight", "in_report == 1"):
        assert command in said
    assert "Source of the shares: made up." in said
    assert "Whoever takes one of these out of the rows takes out weight too." in said
    assert "There are no weights" not in said
    (weight,) = (one for one in codebook_in(folder)["columns"] if one["is_weight"])
    assert weight["in_file"] == "weight"
    assert "not_applicable" in [one["reason"] for one in weight["missing"]]


def test_a_question_of_that_name_keeps_it(tmp_path: Path) -> None:
    form = asking("- {id: weight, ask: single, text: Weight of cases, options: {x: Ex, y: Why}}")
    _, plan = of_two((1, 1), tmp_path, {**OF_TWO, "shares": {"weight": {"x": 0.5, "y": 0.5}}})
    extract = extract_of(form, [{"weight": "x"}] * 30 + [{"weight": "y"}] * 10)
    for chosen in EVERY:
        columns = columns_in(made(extract, chosen, tmp_path, plan))
        assert [name for name, one in columns.items() if one["is_weight"]] == ["weight_"]
        assert columns["weight"]["is_answer"]
    assert "WEIGHT BY weight_." in readme_in(tmp_path / "sav")


# Where there are none


@pytest.mark.parametrize("plan", [None, {}], ids=["no plan", "a plan without margins"])
def test_without_margins_there_is_no_column_and_one_sentence(
    plan: Mapping[str, object] | None, tmp_path: Path
) -> None:
    folder = made(london(), "csv", tmp_path, None if plan is None else planned(tmp_path, plan))
    assert weights.NONE in readme_in(folder)
    assert not any(one["is_weight"] for one in codebook_in(folder)["columns"])
    assert "weight" not in READ["csv"](folder).columns


def test_a_group_that_is_too_small_leaves_an_export_without_weights_that_says_why(tmp_path: Path) -> None:
    extract, plan = of_two((30, 9), tmp_path)
    told: list[str] = []
    folder = made(extract, "csv", tmp_path, plan, told)
    why = "Fewer than 10 people gave `y` of `a`: join it with another code, or leave this margin out."
    assert why in readme_in(folder)
    assert any(why in sentence for sentence in told)
    assert "weight" not in READ["csv"](folder).columns
    assert len(READ["csv"](folder)) == 39
    other = "".join((folder / name).read_text("utf-8") for name in files_in(folder) - {"README.txt"})
    assert "Fewer than" not in other


@pytest.mark.parametrize("format", ["sav", "xlsx"])
def test_a_file_with_notes_of_its_own_does_not_say_how_few_a_group_has(format: str, tmp_path: Path) -> None:
    extract, plan = of_two((30, 9), tmp_path)
    folder = made(extract, format, tmp_path, plan)
    notes = NOTES[format](folder / f"answers.{format}")
    assert weights.IN_THE_README in notes
    assert "Fewer than" not in notes


def notes_in_spss(path: Path) -> str:
    return " ".join(pyreadstat.read_sav(path)[1].notes).replace("\n", " ")


def notes_in_excel(path: Path) -> str:
    sheets = openpyxl.load_workbook(path).worksheets
    return " ".join(str(cell.value) for sheet in sheets for row in sheet.rows for cell in row)


NOTES = {"sav": notes_in_spss, "xlsx": notes_in_excel}


def test_margins_that_no_weights_hold_are_said_too(tmp_path: Path) -> None:
    extract, plan = of_two((100, 10), tmp_path, {**OF_TWO, "trim": [0.5, 2]})
    folder = made(extract, "csv", tmp_path, plan)
    assert "No weights between 0.5 and 2 of the mean hold all margins" in readme_in(folder)


def test_a_plan_with_faults_does_not_stand_in_the_way_of_an_export(tmp_path: Path) -> None:
    extract, plan = of_two((30, 10), tmp_path, {"source": "made up", "shares": {"b": {"x": 0.5, "y": 0.5}}})
    told: list[str] = []
    folder = made(extract, "csv", tmp_path, plan, told)
    assert weights.FAULTY in readme_in(folder)
    assert weights.FAULTY in told
    assert str(tmp_path) not in readme_in(folder)


def test_a_plan_that_somebody_named_has_to_hold(exportable: Path) -> None:
    """Whoever names a plan wants its weights: a file without them would be found out only later, or never."""
    plan = exportable / "mine.yaml"
    plan.write_text("report: 1\nmargins: {source: S}\nsections: []\n", encoding="utf-8")
    refused = export(LONDON, "--out", exportable / "out", "--plan", plan)
    assert refused.exit_code == 1
    assert "mine.yaml:2" in str(refused.exception)
    assert not (exportable / "out").exists()


def test_figures_that_may_leave_have_no_weights_though_some_are_weighted(
    tmp_path_factory: pytest.TempPathFactory, tmp_path: Path
) -> None:
    reported, _ = report(tmp_path_factory.getbasetemp())
    released.write(reported, FORMATS[Chosen.CSV], tmp_path)
    data = pd.read_csv(tmp_path / "figures.csv")
    assert list(data) == [name for name, *_ in released.COLUMNS]
    assert "weighted" in set(data["measure"])
    assert "there is no column of weights" in readme_in(tmp_path)


# The command


def test_the_command_takes_another_plan_and_says_why_there_are_no_weights(exportable: Path) -> None:
    plan = planned(exportable, SHARES)
    result = export(LONDON, "--out", exportable / "out", "--plan", plan)
    assert result.exit_code == 0, result.output
    assert "There are no weights" in result.stderr
    assert "There are no weights" in readme_in(exportable / "out")
    missing = export(LONDON, "--out", exportable / "other", "--plan", exportable / "nowhere.yaml")
    assert missing.exit_code != 0
    assert not (exportable / "other").exists()
