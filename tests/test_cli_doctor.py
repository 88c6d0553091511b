"""`survey doctor`: every line says what was seen and what to do, and nothing is changed by looking."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from typer.testing import CliRunner

from survey.cli import app
from survey.cli.doctor import drawn
from survey.fieldwork.service import Line, State, examined
from survey.folders import TEMPLATES
from survey.settings import Settings
from survey.storage.database import Store
from survey.web.completeness import completeness
from survey.web.static_files import FOLDER
from tests.web.site import Site, tiny


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (each.name for each in Settings().describe()):
        monkeypatch.delenv(name, raising=False)


def about(lines: list[Line], name: str) -> list[Line]:
    return [line for line in lines if line.about == name]


def red(settings: Settings) -> str:
    return " ".join(line.whole for line in examined(settings) if line.state is State.RED)


def test_before_anything_was_made_it_makes_nothing_and_is_content(tmp_path: Path) -> None:
    place = tmp_path / "var"
    done = CliRunner().invoke(app, ["doctor", "--json"], env={"SURVEY_DATA_DIR": str(place)})
    lines = json.loads(done.stdout)
    assert done.exit_code == 0
    assert {line["state"] for line in lines} == {"good", "look"}
    assert [line["said"] for line in lines if line["about"] == "Database"] == ["There is none yet."]
    assert not place.exists()


def test_a_whole_service_has_a_line_for_everything(site: Site) -> None:
    slug = site.open(tiny())
    lines = list(examined(site.store.settings))
    names = {line.about for line in lines}
    assert {
        "Settings",
        "Secret",
        "Questionnaires",
        "Time zone",
        "Database",
        "Clock",
        "Disk",
        "Worker",
    } <= names
    assert {"Backup", "Record of changes", f"Survey {slug}", "Version"} <= names
    assert [line.about for line in lines if line.state is State.RED] == []
    (engine,) = about(lines, "Database")
    assert ("synchronous full" in engine.said) or ("fsync" in engine.said and "connections" in engine.said)
    assert site.store.settings.secret().decode() not in str(lines)


def test_piped_it_is_a_plain_line_each_and_red_ends_with_one(
    sqlite_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = sqlite_store.settings
    settings.secret()
    settings.secret_file.chmod(0o644)
    done = CliRunner().invoke(app, ["doctor"], env={"SURVEY_DATA_DIR": str(settings.data_dir)})
    assert done.exit_code == 1
    assert "RED   Secret: Others on this machine can read the secret. Run: chmod 600" in done.stdout
    assert "red, " in done.stdout.splitlines()[-1]
    assert "\x1b" not in done.stdout


def test_on_a_terminal_it_is_a_table() -> None:
    table = drawn([Line("Disk", "[full]", State.RED, "Make room.")])
    assert [column.header for column in table.columns] == ["", "Looked at", "Seen", "What to do"]
    assert [str(next(iter(column.cells))) for column in table.columns] == [
        "RED",
        "Disk",
        "[full]",
        "Make room.",
    ]


def test_answers_whose_secret_is_gone_are_red_and_no_new_one_is_made(sqlite_store: Store) -> None:
    settings = sqlite_store.settings
    settings.secret()
    settings.secret_file.unlink()
    again = Settings(data_dir=settings.data_dir)
    assert "no code that was given out works" in red(again)
    assert not settings.secret_file.exists()


def test_a_database_that_is_away_is_a_line_and_the_rest_is_told(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "var", database_url="postgresql://nobody@/none?host=/nowhere")
    settings.secret()
    lines = list(examined(settings))
    assert [line.state for line in about(lines, "Database")] == [State.RED]
    assert [line.state for line in about(lines, "Disk")] == [State.GOOD]


def test_tables_of_another_version_are_red(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "var")
    settings.secret()
    with Store.open(settings) as store, store.backend.writing():
        pass
    assert "migrate first" in red(settings)


def test_questionnaires_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    shelf = tmp_path / "questionnaires" / "broken"
    shelf.mkdir(parents=True)
    (shelf / "1.0.yaml").write_text("title: [", "utf-8")
    settings = Settings(data_dir=tmp_path / "var", questionnaires=shelf.parent)
    said = [line.whole for line in examined(settings) if line.about == "Questionnaires"]
    assert "none" in said[0]
    assert "broken has faults" in said[1]
    assert "no folder" in red(settings.model_copy(update={"questionnaires": tmp_path / "gone"}))


def test_pages_are_whole_and_what_is_gone_from_them_is_named(tmp_path: Path) -> None:
    assert [line.said for line in completeness() if not line.good] == []
    (tmp_path / "one.html").write_text("{% include 'two.html' %}{{ static('gone.css') }}", "utf-8")
    (tmp_path / "three.html").write_text("{% if %}", "utf-8")
    said = " ".join(line.said for line in completeness(tmp_path, FOLDER) if line.state is State.RED)
    assert "one.html names two.html" in said
    assert "three.html, line 1" in said
    assert "gone.css is not there" in said
    assert "There are none in" in next(line.said for line in completeness(tmp_path / "no", TEMPLATES))


def test_a_key_of_the_backups_that_lies_with_the_data_is_red(sqlite_store: Store) -> None:
    settings = sqlite_store.settings
    key = settings.data_dir / "key"
    key.touch(mode=0o600)
    more = {"backup_key_file": key, "backup_dir": settings.data_dir / "backups"}
    os.mkdir(settings.data_dir / "backups")
    lines = list(examined(settings.model_copy(update=more)))
    assert "Move it to another folder" in about(lines, "Key of the backups")[0].said
    assert "same disk" in about(lines, "Place of the backups")[0].said
