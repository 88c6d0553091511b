"""The wheel holds everything: built, installed and run in an empty folder, far from the checkout."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import threading
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from venv import EnvBuilder
from zipfile import ZipFile

import pytest

from tests.capabilities import ROOT
from tests.serving import free_port, wait_for

OF_THE_PROGRAM = {
    "templates": "survey/shipped/",
    "questionnaires": "survey/shipped/",
    "survey": "",
    "analysis": "",
}
FIELDED = """
from datetime import UTC, datetime, timedelta
from survey.cli import app as survey
from survey.engine.loader import load_file
from survey.fieldwork.campaign import open_campaign
from survey.fieldwork.shelf import find_questionnaire
from survey.settings import Settings
from survey.storage.database import Store
from analysis.commands import app as analysis

settings = Settings.read()
file = find_questionnaire(settings.questionnaires, "workshop-feedback")
with Store.open(settings) as store:
    store.migrate()
    closes = datetime.now(UTC) + timedelta(days=1)
    open_campaign(store, load_file(file), closes_at=closes, actor="a test")
survey(["simulate", "workshop-feedback", "-n", "12", "--seed", "1"], standalone_mode=False)
analysis(["landscape", "workshop-feedback", "--out", "report"], standalone_mode=False)
survey(["check", str(file)], standalone_mode=False)
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built without fetching anything: hatchling is pinned beside the rest."""
    folder = tmp_path_factory.mktemp("wheel")
    run(*pip(), "wheel", "--no-deps", "--no-index", "--no-build-isolation", "-w", str(folder), str(ROOT))
    (found,) = folder.glob("*.whl")
    return found


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bin folder of an environment with the wheel, and the dependencies of this one."""
    place = tmp_path_factory.mktemp("installed") / "venv"
    EnvBuilder(symlinks=True).create(place)
    python = place / "bin" / "python"
    (packages,) = place.glob("lib/python*/site-packages")
    (packages / "dependencies.pth").write_text(sysconfig.get_path("purelib"), "utf-8")
    run(*pip(), "--python", str(python), "install", "--no-deps", "--no-index", str(wheel))
    return python.parent


def pip() -> tuple[str, ...]:
    return (sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check")


def run(*command: str, cwd: Path = ROOT) -> str:
    done = subprocess.run(command, cwd=cwd, env=bare(), capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def bare() -> dict[str, str]:
    """The environment without settings, and without a way to the checkout."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("SURVEY_", "PYTHON"))}


def shipped() -> Iterator[str]:
    """Every file of the program in the checkout, by its place in the wheel."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", *OF_THE_PROGRAM], cwd=ROOT, capture_output=True, text=True
    )
    for name in listed.stdout.split("\0"):
        if name and (ROOT / name).is_file():
            yield OF_THE_PROGRAM[name.split("/")[0]] + name


@pytest.mark.alone
def test_the_wheel_holds_every_file_and_two_packages_alone(wheel: Path) -> None:
    with ZipFile(wheel) as archive:
        names = set(archive.namelist())
    expected = set(shipped())
    assert len(expected) > 700
    assert sorted(expected - names) == []
    assert {name.split("/")[0] for name in names if "dist-info" not in name} == {"survey", "analysis"}


@pytest.mark.alone
def test_an_installed_program_checks_serves_and_reports_in_an_empty_folder(
    installed: Path, tmp_path: Path
) -> None:
    places = [tmp_path / "reporting", tmp_path / "serving"]
    for place in places:
        place.mkdir()
    said: list[str] = []
    reporting = threading.Thread(
        target=lambda: said.append(run(str(installed / "python"), "-c", FIELDED, cwd=places[0]))
    )
    reporting.start()
    pages = served(installed, places[1])
    reporting.join()
    assert "Trauma" in pages["/"]
    assert "govuk" in pages["/static/site.css"]
    assert 'name="email"' in pages["/staff"]
    assert "No fault found" in said[0]
    made = {path.name for path in (places[0] / "report").iterdir()}
    assert {"index.html", "tables.json", "tables.xlsx", "landscape.docx"} <= made


def served(bin: Path, place: Path) -> dict[str, str]:
    """Pages of `survey serve --trial`, as an installed program gives them."""
    port = free_port()
    log = place / "log"
    with log.open("w") as output:
        server = subprocess.Popen(
            [bin / "survey", "serve", "--trial", "--no-worker"],
            cwd=place,
            env={**bare(), "PORT": str(port)},
            stdout=output,
            stderr=output,
        )
        try:
            address = f"http://127.0.0.1:{port}"
            wait_for(address, server, log)
            return {path: fetched(f"{address}{path}") for path in ("/", "/static/site.css", "/staff")}
        finally:
            server.terminate()
            server.wait(timeout=60)


def fetched(address: str) -> str:
    with urllib.request.urlopen(address, timeout=30) as reply:
        return str(reply.read().decode())
