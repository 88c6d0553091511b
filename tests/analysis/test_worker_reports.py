"""The worker makes the reports that were asked for, says how it goes, and leaves nothing half-written."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from typer.testing import CliRunner

from analysis import folder
from analysis.render import KNOWN
from analysis.worker.reports import BROKE, Making, Reports
from analysis.worker.rounds import once
from analysis.worker.stop import Stop
from survey.cli import app as survey_app
from survey.errors import Refused
from survey.fieldwork import reports
from survey.fieldwork.rehearsal import rehearse
from survey.settings import Settings
from survey.storage.database import Store
from tests.analysis.exported import files_in

WORKSHOP = "workshop-feedback"
PATIENCE = 120.0
"""Seconds; a machine with much to do starts Python slowly."""


@pytest.fixture
def nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """A survey that nobody has answered, which the commands find in the environment."""
    monkeypatch.setenv("SURVEY_DATA_DIR", str(tmp_path / "var"))
    opened = CliRunner().invoke(survey_app, ["open", WORKSHOP])
    assert opened.exit_code == 0, opened.output
    with Store.open(Settings.read()) as store:
        yield store


@pytest.fixture
def filled(nobody: Store) -> Store:
    """The same, answered by a dozen made-up people."""
    for _ in rehearse(nobody, nobody.settings, WORKSHOP, number=12, seed=2):
        pass
    return nobody


def asked(store: Store) -> reports.Asked:
    return reports.ask(store, WORKSHOP, actor="ann")


def state(store: Store) -> str:
    return reports.all_of(store, WORKSHOP)[0].state


def begun(job: Reports, store: Store) -> Making:
    """The report that a job has begun, once it has said something."""
    end = time.monotonic() + PATIENCE
    while not reports.all_of(store, WORKSHOP)[0].request.told:
        job.turn()
        assert time.monotonic() < end
        time.sleep(0.1)
    assert job.making is not None
    return job.making


def test_a_report_that_was_asked_for_is_made_whole(filled: Store) -> None:
    request = asked(filled)
    job = Reports(filled)
    once([job], Stop())
    assert job.said() == "1 reports made."
    assert state(filled) == "ready"
    assert {"index.html", "tables.json"} <= files_in(request.folder) <= KNOWN
    assert files_in(request.folder.parent) == {request.folder.name}


def test_how_it_goes_is_in_the_row_while_it_is_made(filled: Store) -> None:
    asked(filled)
    job = Reports(filled)
    begun(job, filled)
    (now,) = reports.all_of(filled, WORKSHOP)
    assert now.state == "being made"
    assert now.request.told.endswith(".")
    job.stop()


def test_a_worker_that_is_told_to_stop_gives_the_report_back_and_leaves_nothing(filled: Store) -> None:
    request = asked(filled)
    job = Reports(filled)
    making = begun(job, filled)
    job.stop()
    assert making.process.returncode != 0
    assert state(filled) == "waiting"
    assert files_in(request.folder.parent) == set()


def test_a_process_that_breaks_is_not_quoted(filled: Store) -> None:
    asked(filled)
    job = Reports(filled)
    making = begun(job, filled)
    making.process.kill()
    making.process.wait()
    job.turn()
    (failed,) = reports.all_of(filled, WORKSHOP)
    assert (failed.state, failed.request.problem) == ("failed", BROKE)


def test_a_worker_that_lost_its_report_ends_its_process(filled: Store) -> None:
    asked(filled)
    job = Reports(filled)
    making = begun(job, filled)
    assert reports.give_back(filled, making.asked, job.worker)
    job.heard = ("", float("-inf"))
    job.turn()
    assert making.process.poll() is not None
    assert job.making is None


def test_where_reports_cannot_be_written_it_says_so_and_the_worker_goes_on(filled: Store) -> None:
    request = asked(filled)
    request.folder.parents[1].write_text("a file where a folder should be", "utf-8")
    job = Reports(filled)
    once([job], Stop())
    (failed,) = reports.all_of(filled, WORKSHOP)
    assert failed.request.problem.startswith("The folder for reports cannot be written (")
    assert job.making is None


def test_what_was_published_stays_when_saying_so_is_tried_again(filled: Store) -> None:
    taken = reports.ask(filled, WORKSHOP, actor="ann")
    making = Making.started(taken)
    making.process.wait()
    assert making.publish() == ""
    before = files_in(taken.folder)
    assert making.publish() == ""
    assert files_in(taken.folder) == before


def test_what_cannot_be_reported_says_why_in_a_sentence(nobody: Store) -> None:
    asked(nobody)
    once([Reports(nobody)], Stop())
    (failed,) = reports.all_of(nobody, WORKSHOP)
    assert failed.request.problem == (f"Nobody has answered {WORKSHOP} yet, so there is nothing to report.")


def test_the_team_asks_and_looks_on_the_command_line(filled: Store) -> None:
    run = CliRunner()
    assert "No report" in run.invoke(survey_app, ["reports", WORKSHOP]).stdout
    assert "waiting for a worker" in run.invoke(survey_app, ["report", WORKSHOP]).stdout
    taken = reports.take(filled, "w")
    assert taken is not None
    reports.finish(filled, taken, "w")
    (listed,) = json.loads(run.invoke(survey_app, ["reports", WORKSHOP, "--json"]).stdout)
    assert (listed["state"], listed["folder"]) == ("ready", str(taken.folder))
    assert "ready in" in run.invoke(survey_app, ["reports", WORKSHOP]).stdout


def test_who_waits_hears_that_it_failed(filled: Store) -> None:
    asked(filled)
    taken = reports.take(filled, "w")
    assert taken is not None
    with ThreadPoolExecutor(1) as beside:
        waiting = beside.submit(CliRunner().invoke, survey_app, ["report", WORKSHOP, "--wait"])
        time.sleep(0.5)
        reports.finish(filled, taken, "w", "Nobody answered.")
        assert (waiting.result().exit_code, "Nobody answered." in waiting.result().stdout) == (1, True)


def test_a_report_does_not_go_into_a_folder_that_holds_other_things(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "notes.txt").write_text("mine", "utf-8")
    with pytest.raises(Refused, match=r"notes\.txt"):
        folder.check(tmp_path / "out", KNOWN, force=True)
