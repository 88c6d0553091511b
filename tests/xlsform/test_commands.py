"""`survey from-xlsform` and `survey to-xlsform` as an author runs them."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from survey import cli
from survey.engine.loader import load_file
from tests.xlsform.forms import CHOICES, table

Run = Callable[..., tuple[int, str, str]]
WORKSHOP = Path(__file__).resolve().parents[2] / "questionnaires" / "workshop-feedback" / "1.0.yaml"


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    def command(*words: str | Path) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["survey", *map(str, words)])
        with pytest.raises(SystemExit) as left:
            cli.main()
        return int(left.value.code or 0), *capsys.readouterr()

    return command


@pytest.fixture
def form(tmp_path: Path) -> Path:
    path = tmp_path / "form.md"
    rows = ["select_one sector | Sector | Where?", "geopoint | place | On the map"]
    path.write_text("\n".join([table("type | name | label", *rows), CHOICES]), "utf-8")
    return path


def test_a_form_is_written_as_a_questionnaire_that_loads(run: Run, form: Path, tmp_path: Path) -> None:
    out = tmp_path / "made.yaml"
    code, said, lists = run("from-xlsform", form, "--out", out)
    assert code == 0
    assert list(load_file(out).questions) == ["sector"]
    assert f"{out} is written and loads." in said
    assert "  survey, row 3, type: geopoint place is left out" in lists
    assert "  survey, row 2, name: Sector cannot be an id: it becomes sector." in lists


def test_without_out_the_questionnaire_alone_goes_to_the_screen(run: Run, form: Path) -> None:
    code, said, lists = run("from-xlsform", form)
    assert code == 0
    assert said.startswith("questionnaire: form\n")
    assert "Left out" not in said
    assert "Left out" in lists


def test_json_holds_both_lists_with_sheet_and_row(run: Run, form: Path) -> None:
    code, said, _ = run("from-xlsform", form, "--json")
    told = json.loads(said)
    assert code == 0
    assert {"sheet": "survey", "row": 3, "column": "type"}.items() <= told["left_out"][0].items()
    assert [one["row"] for one in told["changed"] if one["column"] == "name"] == [2]
    assert (told["faults"], told["written"]) == ([], None)
    assert told["questionnaire"].startswith("questionnaire: form\n")


def test_a_questionnaire_that_would_not_load_is_not_written(run: Run, tmp_path: Path) -> None:
    path, out = tmp_path / "form.md", tmp_path / "made.yaml"
    path.write_text(table("type | name | label", f"text | a | {'x' * 2001}"), "utf-8")
    code, said, lists = run("from-xlsform", path, "--out", out)
    assert (code, said, out.exists()) == (1, "", False)
    assert "would not load" in lists
    assert "survey, row 2: Use at most 2000 characters here." in lists
    assert json.loads(run("from-xlsform", path, "--json")[1])["faults"][0]["row"] == 2


def test_a_workbook_is_written_and_comes_back(run: Run, tmp_path: Path) -> None:
    out, back = tmp_path / "form.xlsx", tmp_path / "back.yaml"
    code, said, lists = run("to-xlsform", WORKSHOP, "--out", out)
    assert code == 0
    assert "pyxform takes it" in said
    assert "  line 162, reach: answered_by: " in lists
    assert run("from-xlsform", out, "--out", back)[0] == 0
    assert "take_up" in load_file(back).questions


def test_the_list_of_what_has_no_counterpart_comes_as_json_too(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "form.xlsx"
    told = json.loads(run("to-xlsform", WORKSHOP, "--out", out, "--json")[1])
    assert told["written"] == str(out)
    assert {"line", "where", "message"} == set(told["left_out"][0])


def test_what_is_there_is_never_written_over(run: Run, form: Path, tmp_path: Path) -> None:
    out = tmp_path / "mine"
    out.write_text("mine")
    for words in (("from-xlsform", form), ("to-xlsform", WORKSHOP)):
        code, _, said = run(*words, "--out", out)
        assert (code, "There is a file" in said) == (1, True)
    assert out.read_text() == "mine"


def test_a_faulty_questionnaire_is_refused_with_its_faults(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "faulty.yaml"
    path.write_text("questionnaire: x\n")
    code, _, said = run("to-xlsform", path, "--out", tmp_path / "form.xlsx")
    assert (code, "missing-key" in said) == (1, True)


@pytest.mark.parametrize("missing", ["pyxform.xls2json_backends", "pyxform.errors"])
def test_without_pyxform_both_commands_say_what_to_install(
    run: Run, form: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, missing: str
) -> None:
    monkeypatch.setitem(sys.modules, missing, None)
    code, _, said = run("from-xlsform", form)
    assert (code, "pip install '.[xlsform]'" in said) == (2, True)


def test_without_pyxform_nothing_is_written_for_it(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyxform.xls2xform", None)
    code, _, said = run("to-xlsform", WORKSHOP, "--out", tmp_path / "form.xlsx")
    assert (code, "pip install '.[xlsform]'" in said) == (2, True)
    assert not (tmp_path / "form.xlsx").exists()
