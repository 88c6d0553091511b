"""The export as somebody runs it: what is in it and what is not, where it is written, and what it says."""

from __future__ import annotations

import csv
import json
import stat
from datetime import timedelta
from pathlib import Path

import openpyxl
import pytest

from analysis.export.formats import Chosen
from analysis.load import load
from survey.engine.codebook import Missing, Nature
from survey.errors import NotFound, Refused
from survey.fieldwork.rehearsal import rehearse
from survey.settings import Settings
from survey.storage.database import Store
from tests.analysis.answers import codebook
from tests.analysis.exported import (
    LONDON,
    ONE,
    ONE_QUESTION,
    codebook_in,
    columns_in,
    export,
    extract_of,
    files_in,
    written,
)
from tests.conftest import Clock


def test_the_data_stand_beside_their_codebook(exportable: Path) -> None:
    result = export(LONDON, "--out", exportable / "out")
    assert result.exit_code == 0, result.output
    told = {"answers.csv", "answers-reasons.csv", "codebook.json", "codebook.csv", "ddi.xml", "README.txt"}
    assert files_in(exportable / "out") == told
    assert {Path(line).name for line in result.stdout.splitlines()} == told


def test_it_says_that_nothing_protects_people_and_what_the_answers_are(exportable: Path) -> None:
    result = export(LONDON, "--out", exportable / "out")
    readme = " ".join((exportable / "out" / "README.txt").read_text("utf-8").split())
    for said in (result.stderr, readme):
        assert "Not protected" in said
        assert "use `python -m analysis landscape`" in said
        assert "Synthetic: answers here were made up" in said
        assert "trial window" in said
        assert "Provisional" in said
    assert "SYNTHETIC: NO REAL ANSWERS" in readme
    assert all(str(reason.code) in readme for reason in Missing)


def test_a_script_is_told_what_was_written(exportable: Path) -> None:
    said = json.loads(export(LONDON, "--format", "jsonl", "--out", exportable / "out", "--json").stdout)
    files = [Path(file) for file in said.pop("files")]
    assert all(file.exists() for file in files)
    assert said == {
        "slug": LONDON, "format": "jsonl", "release": "provisional", "synthetic": True, "protected": False,
        "responses": 12, "unread": {"waiting": 0, "unsent": 0},
    }  # fmt: skip


def test_files_and_folder_are_for_their_owner_alone(exportable: Path) -> None:
    export(LONDON, "--out", exportable / "out", "--with-text")
    assert stat.S_IMODE((exportable / "out").stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in (exportable / "out").iterdir()} == {0o600}


# What is not in it


@pytest.mark.parametrize("chosen", list(Chosen), ids=str)
def test_no_contact_detail_no_key_and_no_day_are_in_it(chosen: Chosen, exportable: Path) -> None:
    with Store.open(Settings.read()) as store:
        extract = load(store, LONDON)
    out = written(extract, chosen, exportable / "out")
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


def test_what_people_wrote_is_in_it_only_when_asked_for(exportable: Path) -> None:
    export(LONDON, "--out", exportable / "without")
    result = export(LONDON, "--out", exportable / "with", "--with-text")
    assert "told in confidence and can still point to somebody" in result.stderr
    assert files_in(exportable / "with") - files_in(exportable / "without") == {
        "texts.csv",
        "texts-reasons.csv",
    }
    with (exportable / "with" / "texts.csv").open(encoding="utf-8-sig", newline="") as file:
        texts = [row for row in csv.DictReader(file) if any(v for k, v in row.items() if k != "response")]
    wrote = {word for row in texts for name, word in row.items() if name != "response" and word}
    assert wrote
    everything = "".join(path.read_text("utf-8-sig") for path in (exportable / "without").iterdir())
    assert [word for word in wrote if len(word) > 12 and word in everything] == []
    unwritten = [one for one in codebook_in(exportable / "without")["columns"] if not one["file"]]
    assert {one["measure"] for one in unwritten} == {"text"}


def test_a_survey_without_words_of_ones_own_has_no_file_of_them(tmp_path: Path) -> None:
    out = written(extract_of(ONE_QUESTION, [ONE]), "csv", tmp_path / "out", with_text=True)
    assert not any(name.startswith("texts") for name in files_in(out))


def test_the_order_of_rows_is_drawn_anew_unless_a_seed_is_given(exportable: Path) -> None:
    def rows(*options: str) -> str:
        export(LONDON, "--out", exportable / "out", "--force", *options)
        return (exportable / "out" / "answers.csv").read_text("utf-8")

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
    known = ["response", "status", "in_report", "synthetic", "version", "language", "mode"]
    assert list(rows[0])[: len(known)] == known
    assert {(row["language"], row["mode"]) for row in rows} == {("en-GB", "web")}
    assert [row["response"] for row in rows] == [str(number) for number in range(1, len(extract.frame) + 1)]
    assert {row["status"] for row in rows} == {"submitted", "partial"}
    assert {(row["synthetic"], row["version"]) for row in rows} == {("1", "1.0")}
    assert sum(row["in_report"] == "1" for row in rows) == len(extract.frame.analysed)
    assert {row["in_report"] for row in rows if row["status"] == "submitted"} == {"1"}


def test_the_codebook_says_everything_of_a_column(tmp_path: Path) -> None:
    extract = extract_of(ONE_QUESTION, [ONE])
    out = tmp_path / "out"
    written(extract, "sav", out, with_text=False)
    found = codebook_in(out)["columns"][-1]
    reasons = found.pop("missing")
    assert found == {
        "column": "a", "in_file": "a", "variable": "a", "file": "answers.sav", "label": "A",
        "question": "A in full", "statement": "", "measure": "nominal", "section": "s", "page": "s",
        "scale": "", "side": "", "construct": "", "level": "", "repeats": "", "identifying": False,
        "sensitive": "none", "published": True, "is_answer": True, "is_weight": False,
        "reasons_in": "",
        "categories": [
            {"code": "x", "in_file": 1, "label": "Ex", "anchor": ""},
            {"code": "y", "in_file": 2, "label": "Why", "anchor": ""},
        ],
    }  # fmt: skip
    assert [(one["code"], one["reason"]) for one in reasons] == [(m.code, m.reason) for m in Missing]
    line = (out / "codebook.csv").read_text("utf-8").splitlines()[-1]
    assert "x (1) = Ex; y (2) = Why" in line
    assert "dont_know (-8) = Don't know" in line


def test_the_codebook_of_london_names_statements_scales_and_sensitive_questions(exportable: Path) -> None:
    export(LONDON, "--out", exportable / "out")
    columns = columns_in(exportable / "out")
    item = columns["pm_safety"]
    assert (item["measure"], item["level"], item["page"] != "") == ("battery", "individual", True)
    assert item["scale"]
    assert item["statement"] != item["question"]
    assert columns["sector"]["identifying"] is True
    assert {one["sensitive"] for one in columns.values()} == {"none", "low", "high"}
    scores = codebook_in(exportable / "out")["scores"]
    assert [one["score"] for one in scores] == [score.id for score in codebook().scores]


def test_an_empty_set_of_answers_is_a_sentence(exportable: Path) -> None:
    with Store.open(Settings.read()) as store, store.write() as tx:
        tx.connection.exec_driver_sql("DELETE FROM response")
    result = export(LONDON, "--out", exportable / "out")
    assert isinstance(result.exception, Refused)
    assert "Nobody has answered" in str(result.exception)
    assert not (exportable / "out").exists()


def test_an_unknown_survey_is_a_sentence(exportable: Path) -> None:
    result = export("nowhere", "--out", exportable / "out")
    assert isinstance(result.exception, NotFound)
    assert not (exportable / "out").exists()


def test_rows_are_never_promised_to_be_protected() -> None:
    shown = " ".join(export("--help").stdout.replace("│", " ").split())
    assert "row by row with their codebook, for the team alone: nothing protects people in it" in shown
    assert "With --release it has no answers: every figure of the report" in shown
