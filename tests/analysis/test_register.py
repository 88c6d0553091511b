"""The register: every example as it was written, for the team, in a file that runs nothing."""

from __future__ import annotations

import csv
import stat
from pathlib import Path

import openpyxl
import pytest

from analysis import register
from analysis.frame import Person, SurveyFrame
from survey.engine.codebook import Cell, Missing, Nature
from survey.engine.spreadsheet import guarded
from survey.errors import Refused
from tests.analysis.answers import codebook, frame_of, rows


@pytest.fixture
def frame() -> SurveyFrame:
    """One person with two examples, whose words begin like formulas, and one with none."""
    quiet: dict[str, Cell] = {c.name: Missing.NOT_ASKED for v in codebook() for c in v.columns}
    spoken = quiet | {
        "sector": "health",
        "practice_1__pp_title": "=HYPERLINK(1)",
        "practice_1__pp_what": "We sit down first\n+ tea",
        "practice_1__pp_principles__safety": 1,
        "practice_1__pp_principles__trust": 1,
        "practice_1__pp_stage": 4,
        "practice_1__pp_evidence": Missing.DONT_KNOW,
        "practice_2__pp_title": "Quiet room",
        "fu_email": "someone@example.org",
    }
    return frame_of([(Person("abc"), spoken), (Person("def"), {**quiet, "sector": "health"})])


def test_each_example_is_a_row_in_words(frame: SurveyFrame) -> None:
    first, second = register.register(frame)
    assert first["Name of the example"] == "=HYPERLINK(1)"
    assert first["Principles it shows"] == "Safety; Trust"
    assert first["How far along"] == "Established"
    assert first["What is known about the difference"] == "Don't know"
    assert first["Where you work"] == "Health (NHS or NHS-funded)"
    assert first["status"] == "new"
    assert second["Name of the example"] == "Quiet room"
    assert first["id"] != second["id"]


def test_the_id_stays_the_same_and_is_not_the_key_of_the_answers(frame: SurveyFrame) -> None:
    assert [row["id"] for row in register.register(frame)] == [row["id"] for row in register.register(frame)]
    assert all("abc" not in row["id"] for row in register.register(frame))


def test_no_contact_details_are_in_it(frame: SurveyFrame) -> None:
    found = register.register(frame)
    contact = {v.label for v in codebook() if v.nature is Nature.CONTACT}
    assert not contact & set(found[0])
    assert "someone@example.org" not in str(found)


def test_a_spreadsheet_runs_nothing_that_somebody_wrote(frame: SurveyFrame, tmp_path: Path) -> None:
    rows_written = register.register(frame)
    register.write(rows_written, tmp_path / "register.csv")
    with (tmp_path / "register.csv").open(encoding="utf-8-sig", newline="") as file:
        first, _ = csv.DictReader(file)
    assert first["Name of the example"] == "'=HYPERLINK(1)"
    assert first["What is done differently"] == "We sit down first\n+ tea"
    register.write(rows_written, tmp_path / "register.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "register.xlsx").active
    assert sheet is not None
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n"}
    assert "=HYPERLINK(1)" in [cell.value for row in sheet.iter_rows() for cell in row]


@pytest.mark.parametrize(
    "text", ["=1", "+1", "-1", "@x", "\t=1", "\r=1", " =1", "\n=1", "\xa0=1", "\uff1d1", "\uff201"]
)
def test_every_way_to_begin_a_formula_is_guarded(text: str) -> None:
    assert guarded(text) == f"'{text}"


@pytest.mark.parametrize("name", ["register.csv", "register.xlsx"])
def test_the_file_is_for_its_owner_alone(frame: SurveyFrame, tmp_path: Path, name: str) -> None:
    register.write(register.register(frame), tmp_path / "new" / name)
    assert stat.S_IMODE((tmp_path / "new" / name).stat().st_mode) == 0o600


def test_another_kind_of_file_is_refused(frame: SurveyFrame, tmp_path: Path) -> None:
    with pytest.raises(Refused, match=r"\.csv or \.xlsx"):
        register.write(register.register(frame), tmp_path / "register.pdf")
    assert not list(tmp_path.iterdir())


def test_a_questionnaire_without_examples_has_no_register() -> None:
    with pytest.raises(Refused, match="does not ask for examples"):
        register.register(frame_of(rows(3, name="workshop-feedback"), "workshop-feedback"))


def test_nobody_with_an_example_gives_a_file_with_headings(tmp_path: Path) -> None:
    register.write([], tmp_path / "register.csv")
    assert (tmp_path / "register.csv").read_text("utf-8-sig").splitlines() == ["id,status"]


def test_a_link_left_at_the_place_is_replaced_and_not_followed(frame: SurveyFrame, tmp_path: Path) -> None:
    (tmp_path / "elsewhere.csv").write_text("mine", "utf-8")
    (tmp_path / "register.csv").symlink_to(tmp_path / "elsewhere.csv")
    register.write(register.register(frame), tmp_path / "register.csv")
    assert (tmp_path / "elsewhere.csv").read_text("utf-8") == "mine"
    assert not (tmp_path / "register.csv").is_symlink()


def test_what_a_writer_allowed_stands_beside_the_words(frame: SurveyFrame) -> None:
    first, second = register.register(frame)
    assert {"Following it up", "How it may be shown"} <= set(first)
    assert first["How it may be shown"] == second["How it may be shown"] != "Without naming the service"


def test_a_mailbox_given_for_follow_up_is_not_in_it_either() -> None:
    quiet: dict[str, Cell] = {c.name: Missing.NOT_ASKED for v in codebook() for c in v.columns}
    given: dict[str, Cell] = {"practice_1__pp_title": "Tea", "practice_1__pp_followup": 1}
    given["practice_1__pp_mailbox"] = "team@example.org"
    found = register.register(frame_of([(Person("abc"), quiet | {"sector": "health"} | given)]))
    assert len(found) == 1
    assert "team@example.org" not in str(found)
