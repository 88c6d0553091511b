"""The commands of the analysis, run as somebody would run them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from pypdf import PdfReader
from typer.testing import CliRunner

from analysis.commands import app
from analysis.landscape.summary import report_of
from analysis.load import load
from survey.errors import NotFound, Refused
from survey.fieldwork.rehearsal import rehearse
from survey.settings import Settings
from survey.storage.database import Store
from tests.migrated import migrated

LONDON = "trauma-informed-london"


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty place for data that the commands find in the environment."""
    monkeypatch.setenv("SURVEY_DATA_DIR", str(tmp_path / "var"))
    return tmp_path


def fill(number: int) -> None:
    with migrated(Settings.read()) as store:
        for _ in rehearse(store, store.settings, LONDON, number=number, seed=2):
            pass


def test_a_landscape_is_written_with_its_parts(data: Path) -> None:
    fill(60)
    result = CliRunner().invoke(app, ["landscape", LONDON, "--out", str(data / "out"), "--json"])
    assert result.exit_code == 0, result.output
    said = json.loads(result.stdout)
    assert (said["release"], said["synthetic"], said["answers"]) == ("provisional", True, 60)
    assert {Path(file).name for file in said["files"]} >= {"index.html", "tables.json", "tables.xlsx"}
    assert len(PdfReader(data / "out" / "summary.pdf").pages) == 1
    tables = json.loads((data / "out" / "tables.json").read_text("utf-8"))
    assert {"T1", "T3", "T8", "T12"} <= {table["id"] for table in tables["tables"]}


def test_a_landscape_is_made_from_postgresql_too(postgres_store: Store, tmp_path: Path) -> None:
    for _ in rehearse(postgres_store, postgres_store.settings, LONDON, number=30, seed=2):
        pass
    report = report_of(load(postgres_store, LONDON))
    assert {"T1", "T3", "T8", "T12"} <= {table.id for table in report.tables}
    assert (report.meta.answers, report.meta.synthetic) == (30, True)


def test_a_register_is_written(data: Path) -> None:
    fill(12)
    result = CliRunner().invoke(app, ["register", LONDON, "--out", str(data / "register.csv")])
    assert result.exit_code == 0, result.output
    assert "For the team only" in result.stdout
    assert (data / "register.csv").exists()


def test_an_unknown_survey_is_a_sentence(data: Path) -> None:
    result = CliRunner().invoke(app, ["landscape", "nowhere", "--out", str(data / "out")])
    assert isinstance(result.exception, NotFound)
    assert not (data / "out").exists()


def test_fewer_than_ten_people_give_no_report(data: Path) -> None:
    fill(4)
    result = CliRunner().invoke(app, ["landscape", LONDON, "--out", str(data / "out")])
    assert "fewer than 10 people" in str(result.exception)
    assert not (data / "out").exists()


@pytest.mark.parametrize("words", [("landscape", LONDON, "--out", "out"), ("table", LONDON, "sector")])
def test_nobody_gives_no_report_and_no_table(data: Path, words: tuple[str, ...]) -> None:
    fill(1)
    with Store.open(Settings.read()) as store, store.write() as tx:
        tx.connection.exec_driver_sql("DELETE FROM response")
    result = CliRunner().invoke(app, [str(data / word) if word == "out" else word for word in words])
    assert isinstance(result.exception, Refused)
    assert "Nobody has answered" in str(result.exception)


def test_a_place_that_is_a_file_is_refused_before_any_work(data: Path) -> None:
    (data / "out").write_text("mine", "utf-8")
    result = CliRunner().invoke(app, ["landscape", LONDON, "--out", str(data / "out")])
    assert isinstance(result.exception, Refused)
    assert "is a file" in str(result.exception)
    assert (data / "out").read_text("utf-8") == "mine"


def test_a_folder_that_may_not_be_written_is_a_sentence(data: Path) -> None:
    fill(12)
    result = CliRunner().invoke(app, ["register", LONDON, "--out", "/proc/nowhere/register.csv"])
    assert isinstance(result.exception, Refused)
    assert "cannot be written" in str(result.exception)


def test_few_answers_are_not_counted_out_on_the_screen(data: Path) -> None:
    fill(4)
    result = CliRunner().invoke(app, ["landscape", LONDON, "--out", str(data / "out")])
    assert "Fewer than 10 answers read." in result.stderr


@pytest.mark.parametrize("command", [[], ["landscape"], ["export"], ["register"], ["worker"]])
def test_help_teaches(command: list[str]) -> None:
    result = CliRunner().invoke(app, [*command, "--help"])
    assert result.exit_code == 0
    assert "Usage" in result.stdout
