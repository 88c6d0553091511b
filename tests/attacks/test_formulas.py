"""B5: what a spreadsheet would run stays text in every file, and as it was typed where nothing runs it."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import openpyxl
import pyarrow.parquet
import pytest

from survey.engine.codebook import Cell, Missing
from survey.engine.spreadsheet import FORMULA
from survey.storage.database import Store
from tests.analysis.exported import extract_of, written
from tests.attacks.payloads import FORMULAS
from tests.engine.test_kinds import FORM
from tests.fieldwork.fielded import london_people
from tests.web.site import Site
from tests.web.staff.crew import Crew

COLUMNS = ("long", "short", "single__say")


def test_there_are_forty_each_another() -> None:
    assert len(set(FORMULAS)) == len(FORMULAS) >= 40


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Answers in which each is a text, in every format."""
    blank: dict[str, Cell] = dict.fromkeys(FORM.codebook.columns, Missing.BLANK)
    rows: list[dict[str, Cell]] = [{**blank, **dict.fromkeys(COLUMNS, formula)} for formula in FORMULAS]
    place = tmp_path_factory.mktemp("formulas")
    return {
        kind: written(extract_of(FORM, rows), kind, place / kind)
        for kind in ("csv", "xlsx", "jsonl", "parquet")
    }


def runs(cell: str) -> bool:
    """Whether a spreadsheet takes a cell for a formula, as it stands or with its white space off."""
    return cell.startswith(FORMULA) or cell.strip().startswith(FORMULA)


def test_no_cell_of_a_csv_file_runs_and_every_text_is_there(folders: dict[str, Path]) -> None:
    cells = [
        cell
        for path in folders["csv"].glob("*.csv")
        for row in csv.reader(io.StringIO(path.read_text("utf-8-sig"), newline=""))
        for cell in row
    ]
    numbers = [cell for cell in cells if cell.lstrip("-").replace(".", "").isdigit()]
    assert [cell for cell in cells if runs(cell) and cell not in numbers] == []
    for formula in FORMULAS:
        assert cells.count(f"'{formula}") == len(COLUMNS), repr(formula)


def test_no_cell_of_a_workbook_is_a_formula_or_a_link(folders: dict[str, Path]) -> None:
    read: list[object] = []
    for path in folders["xlsx"].glob("*.xlsx"):
        for sheet in openpyxl.load_workbook(path):
            cells = [cell for row in sheet.iter_rows() for cell in row]
            assert {cell.data_type for cell in cells} <= {"s", "n", "inlineStr"}, sheet.title
            assert not [cell for cell in cells if cell.hyperlink]
            read += [cell.value for cell in cells]
    for formula in FORMULAS:
        assert read.count(formula) == len(COLUMNS), repr(formula)


def test_where_nothing_runs_texts_are_as_they_were_typed(folders: dict[str, Path]) -> None:
    lines = (folders["jsonl"] / "texts.jsonl").read_text("utf-8").splitlines()
    table = pyarrow.parquet.read_table(folders["parquet"] / "texts.parquet").to_pylist()
    for column in COLUMNS:
        assert {json.loads(line)["answers"][column] for line in lines} == set(FORMULAS)
        assert {row[column] for row in table} == set(FORMULAS)


def test_lists_of_the_team_run_nothing(sqlite_site: Site) -> None:
    typed = [formula.strip("\n") for formula in FORMULAS]
    record_of(sqlite_site.store, typed)
    london_people(
        sqlite_site.store,
        [
            {"fu_consent": ["1"], "fu_interest": ["workshop"], "fu_name": [name], "fu_email": [name]}
            for name in typed
        ],
    )
    crew = Crew(sqlite_site)
    client = crew.browser(crew.account("manager", "administrator"))
    for path in (
        "/staff/changes.csv",
        "/staff/surveys/london/contacts.csv",
        "/staff/surveys/london/practice/workshop.csv",
    ):
        reply = client.get(path)
        assert reply.status_code == 200, path
        text = reply.content.decode("utf-8-sig")
        cells = [cell for row in csv.reader(io.StringIO(text, newline="")) for cell in row]
        assert [cell for cell in cells if runs(cell)] == [], path
    assert len(cells) > 3


def record_of(store: Store, reasons: list[str]) -> None:
    """The record of changes, with reasons that somebody of the team wrote."""
    with store.write() as tx:
        for reason in reasons:
            tx.audit.add(actor=reason, action="note", reason=reason, old={reason: reason}, new=None)
