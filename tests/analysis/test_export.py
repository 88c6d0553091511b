"""The export as somebody runs it: what is in it and what is not, where it is written, and what it says."""

from __future__ import annotations

import csv
import json
import os
import signal
import stat
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner, Result

from analysis.commands import app
from analysis.export import folder
from analysis.export.formats import FORMATS, Chosen
from analysis.export.writing import KNOWN, write
from analysis.load import load
from survey.engine.codebook import Cell, Missing, Nature
from survey.errors import NotFound, Refused
from survey.fieldwork.rehearsal import rehearse
from survey.settings import Settings
from survey.storage.database import Store
from tests.analysis.answers import codebook
from tests.analysis.exported import codebook_in, columns_in, extract_of, written
from tests.builders import asking
from tests.conftest import Clock

LONDON = "trauma-informed-london"
FORM = asking("- {id: a, ask: single, text: A in full, short: A, options: {x: Ex, y: Why}}")
ONE: dict[str, Cell] = {"a": "x"}


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A place for data that the commands find in the environment, with a filled survey."""
    monkeypatch.setenv("SURVEY_DATA_DIR", str(tmp_path / "var"))
    with Store.open(Settings.read()) as store:
        store.migrate()
        for _ in rehearse(store, store.settings, LONDON, number=12, seed=2):
            pass
    return tmp_path


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(app, ["export", *map(str, words)])


def files_in(place: Path) -> set[str]:
    return {path.name for path in place.iterdir()}


def test_the_data_stand_beside_their_codebook(data: Path) -> None:
    result = run(LONDON, "--out", data / "out")
    assert result.exit_code == 0, result.output
    told = {"answers.csv", "answers-reasons.csv", "codebook.json", "codebook.csv", "README.txt"}
    assert files_in(data / "out") == told
    assert {Path(line).name for line in result.stdout.splitlines()} == told


def test_it_says_that_nothing_protects_people_and_what_the_answers_are(data: Path) -> None:
    result = run(LONDON, "--out", data / "out")
    readme = " ".join((data / "out" / "README.txt").read_text("utf-8").split())
    for said in (result.stderr, readme):
        assert "Not protected" in said
        assert "use `python -m analysis landscape`" in said
        assert "Synthetic: answers here were made up" in said
        assert "trial window" in said
        assert "Provisional" in said
    assert "SYNTHETIC: NO REAL ANSWERS" in readme
    assert all(str(reason.code) in readme for reason in Missing)


def test_a_script_is_told_what_was_written(data: Path) -> None:
    said = json.loads(run(LONDON, "--format", "jsonl", "--out", data / "out", "--json").stdout)
    files = [Path(file) for file in said.pop("files")]
    assert all(file.exists() for file in files)
    assert said == {
        "slug": LONDON, "format": "jsonl", "release": "provisional", "synthetic": True, "protected": False,
        "responses": 12,
    }  # fmt: skip


def test_files_and_folder_are_for_their_owner_alone(data: Path) -> None:
    run(LONDON, "--out", data / "out", "--with-text")
    assert stat.S_IMODE((data / "out").stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in (data / "out").iterdir()} == {0o600}


# What is not in it


@pytest.mark.parametrize("chosen", list(Chosen), ids=str)
def test_no_contact_detail_no_key_and_no_day_are_in_it(
    chosen: Chosen, sqlite_store: Store, tmp_path: Path
) -> None:
    for _ in rehearse(sqlite_store, sqlite_store.settings, LONDON, number=10, seed=3):
        pass
    extract = load(sqlite_store, LONDON)
    out = written(extract, chosen, tmp_path / "out")
    contact = {c.name for v in extract.frame.codebook if v.nature is Nature.CONTACT for c in v.columns}
    named = {one["column"] for one in codebook_in(out)["columns"]}
    assert contact
    assert not contact & named
    hidden = [*extract.frame.people["id"], str(extract.frame.people["day"].iloc[0])]
    for path in out.iterdir():
        text = contents(path)
        assert [word for word in (*hidden, *contact) if word in text] == [], path.name


def contents(path: Path) -> str:
    """Everything that a file says; a workbook's cells, because the file itself is packed."""
    if path.suffix == ".xlsx":
        sheets = openpyxl.load_workbook(path).worksheets
        return " ".join(str(cell) for sheet in sheets for row in sheet.values for cell in row)
    return path.read_bytes().decode("latin-1")


def test_what_people_wrote_is_in_it_only_when_asked_for(data: Path) -> None:
    run(LONDON, "--out", data / "without")
    result = run(LONDON, "--out", data / "with", "--with-text")
    assert "hold names and things told in confidence" in result.stderr
    assert files_in(data / "with") - files_in(data / "without") == {"texts.csv", "texts-reasons.csv"}
    with (data / "with" / "texts.csv").open(encoding="utf-8-sig", newline="") as file:
        texts = [row for row in csv.DictReader(file) if any(v for k, v in row.items() if k != "response")]
    wrote = {word for row in texts for name, word in row.items() if name != "response" and word}
    assert wrote
    everything = "".join(path.read_text("utf-8-sig") for path in (data / "without").iterdir())
    assert [word for word in wrote if len(word) > 12 and word in everything] == []
    unwritten = [one for one in codebook_in(data / "without")["columns"] if not one["file"]]
    assert {one["measure"] for one in unwritten} == {"text"}


def test_a_survey_without_words_of_ones_own_has_no_file_of_them(tmp_path: Path) -> None:
    out = written(extract_of(FORM, [ONE]), "csv", tmp_path / "out", with_text=True)
    assert not any(name.startswith("texts") for name in files_in(out))


def test_the_order_of_rows_is_drawn_anew_unless_a_seed_is_given(data: Path) -> None:
    def rows(*options: str) -> str:
        run(LONDON, "--out", data / "out", "--force", *options)
        return (data / "out" / "answers.csv").read_text("utf-8")

    assert rows("--seed", "5") == rows("--seed", "5")
    drawn = [rows() for _ in range(3)]
    assert len(set(drawn)) == 3
    assert {tuple(sorted(line.partition(",")[2] for line in text.splitlines())) for text in drawn} == {
        tuple(sorted(line.partition(",")[2] for line in rows("--seed", "5").splitlines()))
    }


# What stands beside the answers, and the codebook


def test_a_response_is_known_by_its_number_status_and_version(
    sqlite_store: Store, tmp_path: Path, clock: Clock
) -> None:
    for _ in rehearse(sqlite_store, sqlite_store.settings, LONDON, number=24, seed=12):
        pass
    clock.now = load(sqlite_store, LONDON).closes_at + timedelta(hours=1)
    extract = load(sqlite_store, LONDON)
    out = written(extract, "csv", tmp_path / "out")
    with (out / "answers.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0])[:5] == ["response", "status", "in_report", "synthetic", "version"]
    assert [row["response"] for row in rows] == [str(number) for number in range(1, len(extract.frame) + 1)]
    assert {row["status"] for row in rows} == {"submitted", "partial"}
    assert {(row["synthetic"], row["version"]) for row in rows} == {("1", "1.0")}
    assert sum(row["in_report"] == "1" for row in rows) == len(extract.frame.analysed)
    assert {row["in_report"] for row in rows if row["status"] == "submitted"} == {"1"}


def test_the_codebook_says_everything_of_a_column(tmp_path: Path) -> None:
    extract = extract_of(FORM, [ONE])
    out = tmp_path / "out"
    written(extract, "sav", out, with_text=False)
    found = codebook_in(out)["columns"][-1]
    reasons = found.pop("missing")
    assert found == {
        "column": "a", "in_file": "a", "variable": "a", "file": "answers.sav", "label": "A",
        "question": "A in full", "statement": "", "measure": "nominal", "section": "s", "page": "s",
        "scale": "", "side": "", "construct": "", "level": "", "repeats": "", "identifying": False,
        "sensitive": "none", "published": True, "is_answer": True, "reasons_in": "",
        "categories": [
            {"code": "x", "in_file": 1, "label": "Ex", "anchor": ""},
            {"code": "y", "in_file": 2, "label": "Why", "anchor": ""},
        ],
    }  # fmt: skip
    assert [(one["code"], one["reason"]) for one in reasons] == [(m.code, m.reason) for m in Missing]
    line = (out / "codebook.csv").read_text("utf-8").splitlines()[-1]
    assert "x (1) = Ex; y (2) = Why" in line
    assert "dont_know (-8) = Don't know" in line


def test_the_codebook_of_london_names_statements_scales_and_sensitive_questions(data: Path) -> None:
    run(LONDON, "--out", data / "out")
    columns = columns_in(data / "out")
    item = columns["pm_safety"]
    assert (item["measure"], item["level"], item["page"] != "") == ("battery", "individual", True)
    assert item["scale"]
    assert item["statement"] != item["question"]
    assert columns["sector"]["identifying"] is True
    assert {one["sensitive"] for one in columns.values()} == {"none", "low", "high"}
    scores = codebook_in(data / "out")["scores"]
    assert [one["score"] for one in scores] == [score.id for score in codebook().scores]


def test_an_empty_set_of_answers_is_a_sentence(data: Path) -> None:
    with Store.open(Settings.read()) as store, store.write() as tx:
        tx.connection.exec_driver_sql("DELETE FROM response")
    result = run(LONDON, "--out", data / "out")
    assert isinstance(result.exception, Refused)
    assert "Nobody has answered" in str(result.exception)
    assert not (data / "out").exists()


def test_an_unknown_survey_is_a_sentence(data: Path) -> None:
    result = run("nowhere", "--out", data / "out")
    assert isinstance(result.exception, NotFound)
    assert not (data / "out").exists()


# Where it is written


def test_an_export_is_not_replaced_without_being_told(data: Path) -> None:
    run(LONDON, "--out", data / "out")
    before = (data / "out" / "answers.csv").read_bytes()
    result = run(LONDON, "--format", "sav", "--out", data / "out")
    assert isinstance(result.exception, Refused)
    assert "--force" in str(result.exception)
    assert (data / "out" / "answers.csv").read_bytes() == before
    assert run(LONDON, "--format", "sav", "--out", data / "out", "--force").exit_code == 0
    assert files_in(data / "out") == {"answers.sav", "codebook.json", "codebook.csv", "README.txt"}
    assert files_in(data) == {"var", "out"}


def test_what_somebody_else_put_there_is_never_touched(data: Path) -> None:
    (data / "out").mkdir()
    (data / "out" / "notes.txt").write_text("mine", "utf-8")
    result = run(LONDON, "--out", data / "out", "--force")
    assert isinstance(result.exception, Refused)
    assert "notes.txt" in str(result.exception)
    assert files_in(data / "out") == {"notes.txt"}


def test_the_folder_one_stands_in_is_refused(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (data / "here").mkdir()
    monkeypatch.chdir(data / "here")
    result = run(LONDON, "--out", ".")
    assert isinstance(result.exception, Refused)
    assert "not the one that you are in" in str(result.exception)


@pytest.mark.parametrize("place", ["/proc/nowhere/out", "/dev/null"])
def test_a_place_that_cannot_be_written_is_a_sentence(data: Path, place: str) -> None:
    assert isinstance(run(LONDON, "--out", place).exception, Refused)


@pytest.mark.parametrize("trouble", [KeyboardInterrupt, OSError, Refused], ids=lambda one: one.__name__)
def test_what_goes_wrong_half_way_leaves_what_was_there(trouble: type[BaseException], tmp_path: Path) -> None:
    extract, out = extract_of(FORM, [ONE]), tmp_path / "out"
    written(extract, "csv", out, with_text=False)
    before = (out / "answers.csv").stat().st_mtime_ns

    def stop(sentence: str) -> None:
        if "codebook" in sentence:
            raise trouble(sentence)

    with pytest.raises(trouble), folder.whole(out, KNOWN, force=True) as place:
        write(extract, FORMATS[Chosen.PARQUET], place, seed=1, progress=stop)
    assert (out / "answers.csv").stat().st_mtime_ns == before
    assert files_in(tmp_path) == {"out"}


def test_a_command_that_is_interrupted_leaves_nothing(data: Path) -> None:
    words = [
        sys.executable,
        "-m",
        "analysis",
        "export",
        LONDON,
        "--format",
        "xlsx",
        "--out",
        str(data / "out"),
    ]
    environment = {**os.environ, "SURVEY_DATA_DIR": str(data / "var")}
    running = subprocess.Popen(words, env=environment, stderr=subprocess.PIPE, text=True)
    assert running.stderr is not None
    for line in running.stderr:
        if line.startswith("Writing"):
            break
    running.send_signal(signal.SIGINT)
    running.communicate(timeout=120)
    assert running.returncode != 0
    assert files_in(data) == {"var"}


def test_a_folder_filled_in_the_meantime_is_not_overwritten(tmp_path: Path) -> None:
    out = tmp_path / "out"

    def somebody_else_writes() -> None:
        out.mkdir()
        (out / "notes.txt").write_text("mine", "utf-8")

    with pytest.raises(Refused, match="holds other things"), folder.whole(out, KNOWN, force=True):
        somebody_else_writes()
    assert files_in(tmp_path) == {"out"}
    assert files_in(out) == {"notes.txt"}


def test_disclosure_controlled_rows_are_not_promised() -> None:
    shown = run("--help").stdout
    assert "--release" not in shown
    assert "for the team alone" in " ".join(shown.replace("│", " ").split())
