"""Where an export is written: a folder of its own, whole or not at all, and nobody else's files touched."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from analysis import folder
from analysis.export.formats import FORMATS, Chosen
from analysis.export.writing import KNOWN, write
from survey.errors import Refused
from tests.analysis.answers import ROOT
from tests.analysis.exported import LONDON, ONE, ONE_QUESTION, export, extract_of, files_in, written


def test_an_export_is_not_replaced_without_being_told(exportable: Path) -> None:
    export(LONDON, "--out", exportable / "out")
    before = (exportable / "out" / "answers.csv").read_bytes()
    result = export(LONDON, "--format", "sav", "--out", exportable / "out")
    assert isinstance(result.exception, Refused)
    assert "--force" in str(result.exception)
    assert (exportable / "out" / "answers.csv").read_bytes() == before
    assert export(LONDON, "--format", "sav", "--out", exportable / "out", "--force").exit_code == 0
    assert files_in(exportable / "out") == {
        "answers.sav",
        "codebook.json",
        "codebook.csv",
        "ddi.xml",
        "README.txt",
    }
    assert files_in(exportable) == {"var", "out"}


def test_what_somebody_else_put_there_is_never_touched(exportable: Path) -> None:
    (exportable / "out").mkdir()
    (exportable / "out" / "notes.txt").write_text("mine", "utf-8")
    result = export(LONDON, "--out", exportable / "out", "--force")
    assert isinstance(result.exception, Refused)
    assert "notes.txt" in str(result.exception)
    assert files_in(exportable / "out") == {"notes.txt"}


def test_the_folder_one_stands_in_is_refused(exportable: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (exportable / "here").mkdir()
    monkeypatch.chdir(exportable / "here")
    result = export(LONDON, "--out", ".")
    assert isinstance(result.exception, Refused)
    assert "not the one that you are in" in str(result.exception)


@pytest.mark.parametrize("place", ["/proc/nowhere/out", "/dev/null"])
def test_a_place_that_cannot_be_written_is_a_sentence(exportable: Path, place: str) -> None:
    assert isinstance(export(LONDON, "--out", place).exception, Refused)


@pytest.mark.parametrize("trouble", [KeyboardInterrupt, OSError, Refused], ids=lambda one: one.__name__)
def test_what_goes_wrong_half_way_leaves_what_was_there(trouble: type[BaseException], tmp_path: Path) -> None:
    extract, out = extract_of(ONE_QUESTION, [ONE]), tmp_path / "out"
    written(extract, "csv", out, with_text=False)
    before = (out / "answers.csv").stat().st_mtime_ns

    def stop(sentence: str) -> None:
        if "codebook" in sentence:
            raise trouble(sentence)

    with pytest.raises(trouble), folder.whole(out, KNOWN, force=True) as place:
        write(extract, FORMATS[Chosen.PARQUET], place, seed=1, progress=stop)
    assert (out / "answers.csv").stat().st_mtime_ns == before
    assert files_in(tmp_path) == {"out"}


def test_an_earlier_export_comes_back_where_the_new_one_cannot_take_its_place(tmp_path: Path) -> None:
    out = written(extract_of(ONE_QUESTION, [ONE]), "csv", tmp_path / "out", with_text=False)
    before = files_in(out)
    with pytest.raises(FileNotFoundError):
        folder.exchange(tmp_path / "not made", out, aside=tmp_path / "aside")
    assert files_in(out) == before
    assert files_in(tmp_path) == {"out"}


def stopped(folder: Path, when: str, *words: str) -> tuple[int, str]:
    """How a command ends that is interrupted once this is said on standard error, and what else it says."""
    slowly = ("nice", "-n", "19")  # so that the signal comes before it is done, however busy the machine is
    environment = {**os.environ, "SURVEY_DATA_DIR": str(folder / "var"), "PYTHONPATH": str(ROOT)}
    command = [*slowly, sys.executable, "-m", "analysis", *words]
    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background job ignores it
    try:
        running = subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True, cwd=folder)
    finally:
        signal.signal(signal.SIGINT, before)
    assert running.stderr is not None
    for line in running.stderr:
        if when in line:
            break
    running.send_signal(signal.SIGINT)
    told = running.communicate(timeout=120)[1]
    return running.returncode, told


def test_a_command_that_is_interrupted_leaves_nothing_and_says_one_sentence(exportable: Path) -> None:
    code, told = stopped(
        exportable, "Making the tables", "landscape", LONDON, "--out", str(exportable / "out")
    )
    assert code == 130
    assert told.endswith("Stopped before it was done.\n")
    assert "Traceback" not in told
    assert files_in(exportable) == {"var"}


def test_a_folder_filled_in_the_meantime_is_not_overwritten(tmp_path: Path) -> None:
    out = tmp_path / "out"

    def somebody_else_writes() -> None:
        out.mkdir()
        (out / "notes.txt").write_text("mine", "utf-8")

    with pytest.raises(Refused, match="holds other things"), folder.whole(out, KNOWN, force=True):
        somebody_else_writes()
    assert files_in(tmp_path) == {"out"}
    assert files_in(out) == {"notes.txt"}
