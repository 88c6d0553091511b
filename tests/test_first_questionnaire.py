"""The guide that grows one questionnaire is true: its boxes load, its commands answer what it shows."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from survey import cli
from survey.engine.loader import load_file, load_text
from survey.engine.option_forms import OPTION_FORMS
from survey.engine.yaml_source import read_yaml
from tests.builders import LIBRARY, faults_in
from tests.growing import Change, agree, grown, in_folder, put_back

PAGE = Path(__file__).resolve().parents[1] / "docs" / "guides" / "first-questionnaire.md"
GUIDE = PAGE.read_text("utf-8")
CHANGES = list(grown(GUIDE))
KEPT = [change for change in CHANGES if change.kept]
LONDON = LIBRARY / "trauma-informed-london" / "1.0.yaml"
BY_NAME = {
    *("options", "rows", "scales", "lists", "texts", "ends", "stages", "scores", "steps", "labels", "also"),
    "messages",
}
"""Keys under which authors write names of their own."""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where a reader works: reference lists, and a folder for the file that grows."""
    questionnaires = tmp_path / "questionnaires"
    questionnaires.mkdir()
    (questionnaires / "reference").symlink_to(LIBRARY / "reference")
    monkeypatch.chdir(tmp_path)
    return questionnaires / "team-check"


def said_by(line: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> list[str]:
    monkeypatch.setattr(sys, "argv", shlex.split(line))
    capsys.readouterr()
    with pytest.raises(SystemExit):
        cli.main()
    told = capsys.readouterr()
    return (told.out + told.err).splitlines()


def test_every_command_answers_what_the_guide_shows(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    answers = []
    for change in CHANGES:
        in_folder(folder, change)
        answers += [said_by(command.line, monkeypatch, capsys) for command in change.commands]
    assert len(answers) > 20
    assert put_back(GUIDE, iter(answers)) == GUIDE


@pytest.mark.parametrize("change", KEPT, ids=[f"{n}, step {one.step}" for n, one in enumerate(KEPT)])
def test_the_file_is_sound_after_every_box_that_is_kept(change: Change) -> None:
    assert faults_in(change.text) == ()


def test_every_step_but_the_last_ends_with_something_to_run() -> None:
    ran = {change.step for change in CHANGES if change.commands}
    assert ran == {str(number) for number in range(1, 16)}


def test_a_box_that_no_longer_loads_is_found() -> None:
    broken = GUIDE.replace("scale: practice\n", "scale: practise\n", 1)
    assert broken != GUIDE
    faults = next(filter(None, (faults_in(change.text) for change in grown(broken) if change.kept)))
    assert [fault.code for fault in faults] == ["unknown-scale"]


@pytest.mark.parametrize(
    ("shown", "said", "true"),
    [
        pytest.param("a b", "a b", True, id="the same"),
        pytest.param("a b", "a c", False, id="another line"),
        pytest.param("a b", "a b c", False, id="a line more"),
        pytest.param("a ... d", "a b c d", True, id="lines left out"),
        pytest.param("a ... d", "a b c", False, id="lines left out, and another end"),
        pytest.param("a ...", "b c", False, id="another beginning"),
        pytest.param("", "a", False, id="nothing shown yet"),
    ],
)
def test_an_answer_that_is_no_longer_true_is_found(shown: str, said: str, true: bool) -> None:
    assert agree(shown.split(), said.split()) is true


def test_at_the_end_the_file_has_all_that_the_london_survey_is_made_of() -> None:
    """Every key, in every sort of place, and every kind of question."""
    london, ours = read_yaml(LONDON.read_text("utf-8")), read_yaml(KEPT[-1].text)
    assert sorted(set(made_of(london)) - set(made_of(ours))) == []
    assert load_text(KEPT[-1].text, library=LIBRARY).scores


def test_every_part_of_the_london_file_is_named_in_the_last_step() -> None:
    last = GUIDE[GUIDE.index("## 16.") :]
    keys = list(read_yaml(LONDON.read_text("utf-8")))
    first = keys[: keys.index("leave") + 1]
    assert f"| `{first[0]}` to `{first[-1]}` |" in last
    names = [str(key) for key in keys if key not in (*first, "sections")]
    names += [section.id for section in load_file(LONDON).sections]
    assert [name for name in names if f"`{name}`" not in last] == []


def made_of(value: Any, role: str = "the file") -> Iterator[str]:
    """Each key with what it stands in, and each kind that is asked."""
    if isinstance(value, list):
        for item in value:
            yield from made_of(item, role)
    if not isinstance(value, dict):
        return
    named = role in BY_NAME and not any(key in OPTION_FORMS for key in value)
    for key, inner in value.items():
        if named:
            yield from made_of(inner, f"one of the {role}")
        else:
            yield f"{key} in {role}"
            yield from made_of(inner, str(key))
    if "ask" in value:
        yield f"a question {value['ask']}"
