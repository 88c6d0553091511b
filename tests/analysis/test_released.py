"""Figures that leave: what a reader of any format has is what was printed, and only safe tables get there."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import cast

import openpyxl
import pyarrow.parquet
import pyreadstat
import pytest
from mypy import api

import analysis.charts
from analysis.charts.figure import Credit
from analysis.disclosure import Hierarchy, NotSafe, SafeTable, protect
from analysis.export import released
from analysis.export.formats import FORMATS, Chosen
from analysis.fingerprint import Fingerprint, program
from analysis.report import Meta, Report, compose
from analysis.tables import Group, Table
from survey.errors import Refused
from survey.fieldwork.rehearsal import rehearse
from survey.settings import Settings
from tests.analysis.exported import LONDON, export, files_in
from tests.analysis.grids import counted, where
from tests.migrated import migrated

WORKSHOP = "workshop-feedback"
ROOT = Path(__file__).resolve().parent.parent.parent
EXACT = counted(
    {
        "v": (where(g="v"), 3),
        "w": (where(g="w"), 23),
        "x": (where(g="x"), 41),
        "y": (where(g="y"), 58),
        "all": (Group(), 125),
    }
)
META = Meta(
    title="A survey: what people told us",
    survey="A survey",
    campaign="a-survey",
    questionnaire="a",
    version="1.0",
    versions=("1.0",),
    period="2 to 9 May 2025",
    extract=datetime(2025, 6, 1, tzinfo=UTC),
    answers=125,
    release="final",
    synthetic=False,
    fingerprint=Fingerprint("0f1e-2d3c-4b5a", "5a4b-3c2d-1e0f", program()),
)
PRINTED = {"v": None, "w": None, "x": 40.0, "y": 60.0, "all": 125.0}


def report() -> Report:
    release = protect([EXACT], Hierarchy(leaves={"g": ("v", "w", "x", "y")}))
    return Report(META, release.tables, (), ())


def read(folder: Path, chosen: Chosen) -> list[dict[str, object]]:
    """Rows as others read them; empty is None."""
    path = folder / f"figures.{chosen.value}"
    if chosen is Chosen.CSV:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return [{k: v or None for k, v in row.items()} for row in csv.DictReader(file)]
    if chosen is Chosen.XLSX:
        head, *rows = openpyxl.load_workbook(path)["Values"].iter_rows(values_only=True)
        return [dict(zip(map(str, head), row, strict=True)) for row in rows]
    if chosen is Chosen.JSONL:
        return [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    if chosen is Chosen.PARQUET:
        return list(pyarrow.parquet.read_table(path).to_pylist())
    reading = pyreadstat.read_sav if chosen is Chosen.SAV else pyreadstat.read_dta
    frame, _ = reading(path)
    return [
        {str(name): None if value != value else value for name, value in row.items()}
        for row in frame.to_dict("records")
    ]


def number(value: object) -> float | None:
    return None if value is None else float(str(value))


@pytest.mark.parametrize("chosen", list(Chosen))
def test_every_format_has_what_was_printed_and_no_more(chosen: Chosen, tmp_path: Path) -> None:
    names = released.write(report(), FORMATS[chosen], tmp_path)
    assert set(names) == files_in(tmp_path) == {f"figures.{chosen.value}", "README.txt"}
    rows = read(tmp_path, chosen)
    assert {str(row["row"]): number(row["value"]) for row in rows} == PRINTED
    assert {str(row["row"]) for row in rows if row["flags"] == "suppressed"} == {"v", "w"}
    assert {str(row["measure"]) for row in rows} == {"count"}


def test_the_readme_tells_the_tables_and_the_columns(tmp_path: Path) -> None:
    released.write(report(), FORMATS[Chosen.CSV], tmp_path)
    said = (tmp_path / "README.txt").read_text("utf-8")
    assert "No group of fewer than 10 people is shown" in " ".join(said.split())
    assert all(f"  {name}" in said for name in ("table", "row", "col", "measure", "value", "lo", "hi", "n"))
    assert EXACT.title in said


def test_a_release_of_a_survey_has_the_figures_of_its_report(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SURVEY_DATA_DIR", str(tmp_path / "var"))
    with migrated(Settings.read()) as store:
        for _ in rehearse(store, store.settings, WORKSHOP, number=60, seed=2):
            pass
    out = tmp_path / "out"
    result = export(WORKSHOP, "--release", "--format", "jsonl", "--out", out, "--json")
    assert result.exit_code == 0, result.output
    said = json.loads(result.stdout)
    assert (said["protected"], said["entered"], said["synthetic"]) == (True, None, True)
    assert files_in(out) == {"figures.jsonl", "README.txt"}
    rows = read(out, Chosen.JSONL)
    assert len(rows) == said["figures"] > 200
    assert not any(row["value"] for row in rows if row["flags"] == "suppressed")
    assert "SYNTHETIC" in (out / "README.txt").read_text("utf-8")


@pytest.mark.parametrize(
    "words", [("--release", "--with-text"), ("--handed-on",), ("--release", "--seed", "1")]
)
def test_options_of_one_are_not_options_of_the_other(words: tuple[str, ...], exportable: Path) -> None:
    assert isinstance(export(LONDON, "--out", exportable / "out", *words).exception, Refused)
    assert not (exportable / "out").exists()


def went_round(table: Table) -> SafeTable:
    """As a caller might who silences the checker."""
    return cast("SafeTable", table)


def test_an_exact_table_is_refused_by_exports_and_reports_as_they_run(tmp_path: Path) -> None:
    table = went_round(EXACT)
    with pytest.raises(NotSafe, match="not a SafeTable"):
        released.fields_of([table])
    with pytest.raises(NotSafe, match="not a SafeTable"):
        compose(META, [table], [])
    with pytest.raises(NotSafe, match="not a SafeTable"):
        replace(report(), tables=(table,))
    with pytest.raises(NotSafe, match="comes from"):
        SafeTable("T1", "", "", "", (), (), (), EXACT.cells)


CHARTS = [
    name for _, name, _ in iter_modules(analysis.charts.__path__)
    if hasattr(import_module(f"analysis.charts.{name}"), "fits")
]  # fmt: skip
MORE = {"tile_map": ((),), "levels": (EXACT,), "compared": (EXACT,)}


def test_there_are_charts_to_try() -> None:
    assert {"diverging", "heat_map", "quadrant", "funnel", "days", "tile_map"} <= set(CHARTS)


@pytest.mark.parametrize("name", CHARTS)
def test_an_exact_table_is_refused_by_every_chart_as_it_runs(name: str) -> None:
    chart = import_module(f"analysis.charts.{name}")
    credit = Credit("A survey", "a part", synthetic=False, provisional=False)
    draw = getattr(chart, "figure", None) or chart.read
    more = (*MORE.get(name, ()), credit) if hasattr(chart, "figure") else MORE.get(name, ())
    with pytest.raises(NotSafe, match="not a SafeTable"):
        draw(EXACT, *more)


SNIPPET = """
from analysis.charts import {chart}
from analysis.charts.figure import Credit
from analysis.disclosure import SafeTable
from analysis.export.released import fields_of
from analysis.report import Meta, compose
from analysis.tables import Table

def draw(table: {given}, credit: Credit, meta: Meta) -> None:
    {chart}.figure(table, credit)
    compose(meta, [table], [])
    fields_of([table])
"""


@pytest.mark.alone
@pytest.mark.parametrize(("given", "errors"), [("SafeTable", 0), ("Table", 3)])
def test_an_exact_table_is_refused_by_the_type_checker(
    given: str, errors: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "drawn.py").write_text(SNIPPET.format(chart="diverging", given=given), "utf-8")
    monkeypatch.chdir(ROOT)
    said, _, status = api.run(["--strict", "--no-error-summary", str(tmp_path / "drawn.py")])
    found = [line for line in said.splitlines() if ": error:" in line]
    assert len(found) == errors, said
    assert all('expected "SafeTable"' in line for line in found)
    assert status == bool(errors)
