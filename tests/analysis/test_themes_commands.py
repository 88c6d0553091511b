"""The whole round of themes as people go through it in a terminal, the guide's commands among it."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Callable, Mapping
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet
from typer.testing import CliRunner

from analysis.commands import app
from analysis.themes.returned import FaultySheets
from survey.engine.loader import FaultyQuestionnaire
from survey.errors import NotFound, Refused
from survey.fieldwork.rehearsal import rehearse
from survey.settings import Settings
from tests.analysis.answers import ROOT
from tests.migrated import migrated

LONDON = "trauma-informed-london"
GUIDE = (ROOT / "docs" / "guides" / "themes.md").read_text("utf-8")
Row = Mapping[str, str]


Written = str | int | bool
"""What people type into a cell."""


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data of a survey that eighty made-up people filled."""
    place = tmp_path_factory.mktemp("themes") / "var"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SURVEY_DATA_DIR", str(place))
        with migrated(Settings.read()) as store:
            for _ in rehearse(store, store.settings, LONDON, number=80, seed=2):
                pass
    return place


@pytest.fixture
def place(filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SURVEY_DATA_DIR", str(filled))
    return tmp_path


def run(*words: object) -> str:
    """What a command prints."""
    result = CliRunner().invoke(app, ["themes", *map(str, words)])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == 0, result.output
    return result.stdout


def fill(path: Path, title: str, writes: Callable[[Row], Mapping[str, Written]]) -> None:
    """Somebody opens a workbook, writes into each row, and saves it."""
    book = openpyxl.load_workbook(path)
    sheet = book[title]
    assert isinstance(sheet, Worksheet)
    names = [str(cell.value) for cell in sheet[1]]
    for number, cells in enumerate(sheet.iter_rows(min_row=2, values_only=True), start=2):
        row = {name: str(cell or "") for name, cell in zip(names, cells, strict=True)}
        for name, value in writes(row).items():
            sheet.cell(number, names.index(name) + 1, value)
    book.save(path)


def by_letters(row: Row) -> Mapping[str, Written]:
    """One coder's marks, as good as any for a test."""
    found = {"time": "we ", "joint_working": "service", "safety": "staff"}
    marks = [code for code, letters in found.items() if letters in row["text"].casefold()]
    return dict.fromkeys(marks or ["none"], 1)


def at_odds(row: Row) -> Mapping[str, Written]:
    """Another's, who sees racism in the first row only."""
    if row["no"] == "1":
        return {"racism": "x"}
    return dict.fromkeys(by_letters(row), True)


def first_sentence(row: Row) -> Mapping[str, Written]:
    words: dict[str, Written] = {
        "quotation": row["text"].partition(".")[0],
        "redacted": 1,
        "theme": row["themes"].split(", ")[0],
    }
    return {**words, "writer agreed": 1} if row["permission"].startswith("once its") else words


def test_the_guides_commands_lead_from_answers_to_quotations(place: Path) -> None:
    """Every command of the guide in its order; people write into the sheets where the guide says so."""
    private = place / "private"
    lines = [line for block in re.findall(r"```sh\n(.*?)```", GUIDE, re.S) for line in block.splitlines()]
    commands = [shlex.split(line)[4:] for line in lines if line.startswith("python -m analysis themes")]
    people: dict[str, Callable[[], None]] = {
        "sheets": lambda: None,
        "disagreements": lambda: fill(private / "differ.xlsx", "Decisions", lambda row: {"final": "yes"}),
        "quotations": lambda: fill(private / "quotes.xlsx", "Quotations", first_sentence),
    }
    said: dict[str, str] = {}
    places = {"private": place, "questionnaires": ROOT}
    for name, *words in commands:
        if name == "read":
            fill(private / "anna.xlsx", "Texts", by_letters)
            fill(private / "ben.xlsx", "Texts", at_odds)
        here = [
            str(places[top] / word) if (top := word.partition("/")[0]) in places else word for word in words
        ]
        said[name] = run(name, *here)
        people.get(name, lambda: None)()
    assert list(said) == [
        "check", "sheets", "read", "agreement", "disagreements", "settle", "suggest", "quotations", "quote",
    ]  # fmt: skip
    assert "50 texts of" in said["sheets"]
    assert "fixed seed 20250110" in said["sheets"]
    assert "50 texts coded by two people or more." in said["read"]
    assert re.search(r"^all .* report$", said["agreement"], re.M)
    assert " to decide about, in 1 text." in said["disagreements"]
    assert "Codebook 1.0." in said["settle"]
    assert "They decide nothing" in said["suggest"]
    final = json.loads((private / "themes.json").read_text("utf-8"))
    assert (final["coders"], final["coded_twice"]) == (["anna", "ben"], 50)
    quotations = json.loads((private / "quotations.json").read_text("utf-8"))
    assert len(quotations) >= 10
    assert {one["theme"] for one in quotations} <= {"time", "joint_working", "safety"}


def test_a_csv_round_and_the_machine_beside_people(place: Path) -> None:
    run("sheets", LONDON, "--coder", "anna", "--out", place / "anna.csv")
    assert (place / "anna-codebook.csv").exists()
    with pytest.raises(FaultySheets, match="no mark in row 2 to"):
        run("read", place / "anna.csv")
    assert "anna: 0 of" in run("read", place / "anna.csv", "--unfinished")
    run("suggest", LONDON, "--out", place / "machine.csv", "--topics", 8)
    assert "the machine (suggestions)" in run("read", place / "machine.csv")
    alone = json.loads(run("agreement", place / "machine.csv", "--json"))
    assert {one["reading"] for one in alone} == {"cannot be told: no text coded twice"}
    with pytest.raises(Refused, match="no marks by people"):
        run("settle", place / "machine.csv", "--out", place / "themes.json")


def test_a_sheet_with_work_in_it_is_not_written_over(place: Path) -> None:
    out = place / "anna.xlsx"
    run("sheets", LONDON, "--coder", "anna", "--out", out)
    with pytest.raises(Refused, match="may hold work"):
        run("sheets", LONDON, "--coder", "anna", "--out", out)
    run("sheets", LONDON, "--coder", "anna", "--out", out, "--force")


def test_what_cannot_be_done_is_a_sentence(place: Path) -> None:
    with pytest.raises(NotFound, match="There is no survey nowhere"):
        run("sheets", "nowhere", "--coder", "anna", "--out", place / "a.xlsx")
    with pytest.raises(Refused, match="cannot be called"):
        run("sheets", LONDON, "--coder", "machine", "--out", place / "a.xlsx")
    with pytest.raises(FaultyQuestionnaire, match="cannot be read"):
        run("check", place / "themes.yaml")
    other = place / "other.yaml"
    shipped = (ROOT / "questionnaires" / LONDON / "themes.yaml").read_text("utf-8")
    other.write_text(shipped.replace(f"questionnaire: {LONDON}", "questionnaire: workshop-feedback"), "utf-8")
    with pytest.raises(Refused, match="The book is for workshop-feedback"):
        run("sheets", LONDON, "--coder", "anna", "--out", place / "a.xlsx", "--book", other)
    strange = place / "strange.yaml"
    strange.write_text(shipped.replace("{id: one_change", "{id: sector"), "utf-8")
    with pytest.raises(Refused, match="names sector, which is no question with free text"):
        run("sheets", LONDON, "--coder", "anna", "--out", place / "a.xlsx", "--book", strange)
    (place / "a.csv").write_text("id,text\n1,2\n", "utf-8")
    with pytest.raises(Refused, match="None of these files is a coding sheet"):
        run("read", place / "a.csv")
