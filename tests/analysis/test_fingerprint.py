"""The same answers, plan and program give the same bytes; anything else gives other letters."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from pypdf import PdfReader

from analysis.fingerprint import Fingerprint, digest, program, source_digest
from analysis.load import Extract
from survey.engine.codebook import Missing
from survey.fieldwork.rehearsal import rehearse
from survey.settings import Settings
from tests.analysis.exported import ONE, ONE_QUESTION, extract_of
from tests.capabilities import ROOT
from tests.migrated import migrated

WORKSHOP = "workshop-feedback"


def extract() -> Extract:
    return extract_of(ONE_QUESTION, [ONE, {"a": "y"}, {"a": Missing.BLANK}])


def made_in_a_process_of_its_own(data: Path, out: Path, hashing: str) -> dict[str, bytes]:
    """The files of a report that a fresh interpreter makes."""
    place = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONHASHSEED": hashing, "SURVEY_DATA_DIR": str(data)}
    command = [sys.executable, "-m", "analysis", "landscape", WORKSHOP, "--out", str(out)]
    subprocess.run(command, cwd=ROOT, env=place, check=True, capture_output=True, timeout=500)
    return {str(file.relative_to(out)): file.read_bytes() for file in out.rglob("*") if file.is_file()}


def test_two_processes_write_the_same_bytes_of_a_questionnaire_without_a_plan(tmp_path: Path) -> None:
    with migrated(Settings(data_dir=tmp_path / "var")) as store:
        for _ in rehearse(store, store.settings, WORKSHOP, number=60, seed=2):
            pass
    one, other = (
        made_in_a_process_of_its_own(tmp_path / "var", tmp_path / name, hashing)
        for name, hashing in (("one", "1"), ("other", "2"))
    )
    assert len(PdfReader(tmp_path / "one" / "summary.pdf").pages) == 1
    kinds = {Path(name).suffix for name in one}
    assert kinds == {".html", ".pdf", ".docx", ".xlsx", ".csv", ".json", ".svg", ".png"}
    assert one.keys() == other.keys()
    assert [name for name in one if one[name] != other[name]] == []


def test_the_moment_of_reading_changes_nothing_once_the_survey_is_closed() -> None:
    late = replace(extract(), at=extract().at + timedelta(days=40))
    assert (late.digest, late.last_day) == (extract().digest, extract().last_day)


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda one: extract_of(ONE_QUESTION, [ONE, ONE, {"a": Missing.BLANK}]), id="an answer"),
        pytest.param(
            lambda one: extract_of(ONE_QUESTION, [ONE, {"a": "y"}, {"a": Missing.NOT_ASKED}]), id="a reason"
        ),
        pytest.param(lambda one: extract_of(ONE_QUESTION, [ONE, {"a": "y"}]), id="a person less"),
        pytest.param(lambda one: replace(one, title="Another"), id="its title"),
        pytest.param(lambda one: replace(one, at=one.closes_at), id="that answers can still be withdrawn"),
        pytest.param(lambda one: replace(one, synthetic=True), id="that it is made up"),
    ],
)
def test_other_data_have_other_letters(change: Callable[[Extract], Extract]) -> None:
    assert change(extract()).digest != extract().digest


def test_nobody_can_try_guesses_against_the_letters_without_the_keys_of_the_store() -> None:
    frame = extract().frame
    people = frame.people.assign(id=[f"other-{at}" for at in range(len(frame))])
    rekeyed = replace(extract(), frame=replace(frame, people=people))
    assert frame.data.equals(rekeyed.frame.data)
    assert rekeyed.digest != extract().digest


def test_plan_seed_and_program_each_have_their_part() -> None:
    made = Fingerprint("data", "plan", program())
    others = [
        replace(made, plan="other"),
        replace(made, seed=1),
        replace(made, draws=10),
        replace(made, hidden=7),
        replace(made, program=replace(program(), source="other")),
        replace(made, program=replace(program(), libraries=())),
    ]
    assert len({str(one) for one in (made, *others)}) == 1 + len(others)
    assert re.fullmatch(r"[0-9a-f]{4}(-[0-9a-f]{4}){2}", str(made))


def test_parts_do_not_run_into_each_other() -> None:
    assert digest("ab", "c") != digest("a", "bc")


def test_a_letter_of_the_source_changes_what_stands_for_it(tmp_path: Path) -> None:
    parts = {part: tmp_path / part for part in ("analysis", "survey/engine")}
    for folder in parts.values():
        folder.mkdir(parents=True)
    (tmp_path / "analysis" / "a.py").write_text("one", "utf-8")
    before = source_digest(parts)
    (tmp_path / "analysis" / "notes.txt").write_text("no part in it", "utf-8")
    assert source_digest(parts) == before
    (tmp_path / "analysis" / "a.py").write_text("two", "utf-8")
    assert source_digest(parts) != before


def test_where_the_program_is_installed_changes_nothing(tmp_path: Path) -> None:
    digests = set()
    for place in ("checkout", "site-packages/survey/shipped"):
        folder = tmp_path / place / "report"
        folder.mkdir(parents=True)
        (folder / "page.html").write_text("one", "utf-8")
        digests.add(source_digest({"templates/report": folder}))
    assert len(digests) == 1
