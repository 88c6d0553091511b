"""`python -m benchmarks landscape` from end to end, for a handful of people and a plan of one table."""

from __future__ import annotations

import runpy
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from benchmarks import load
from benchmarks.__main__ import analysis, asked
from benchmarks.landscape import STAGES, Growth, Run
from benchmarks.load.against import turn
from benchmarks.load.asking import ask
from benchmarks.load.prepared import raw
from benchmarks.opening import Opening

PLAN = """
report: 1
sections:
  - {section: who, heading: Who, figures: [F5], tables: [{table: who_answered, id: T1}]}
  - {section: practice, heading: Practice, tables: [{table: practice_levels, id: T3l}]}
"""


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    path = tmp_path / "report.yaml"
    path.write_text(PLAN, encoding="utf-8")
    return path


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    """Runs a module as a program in this process, for another would take longer to begin than to measure."""

    def call(module: str, *words: str) -> str:
        monkeypatch.setattr(sys, "argv", [module, *words])
        runpy.run_module(module, run_name="__main__")
        return "".join(capsys.readouterr().out.splitlines()[-1:])

    return call


@dataclass(frozen=True)
class Forgetful:
    """A side that answers well and keeps nothing."""

    port: int
    pid: int = 0

    def page(self) -> bytes:
        return b""

    def kept(self) -> int:
        return 0

    def views(self, connections: int, each: int) -> list[list[bytes]]:
        return []

    saves = views


class HangsUp(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Connection", "close")
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"ok")

    do_POST = do_GET

    def log_message(self, format: str, *args: object) -> None:
        """Nothing is said of it."""


@pytest.fixture
def hanging_up() -> Iterator[int]:
    """The port of a server that takes a new line for each request."""
    with ThreadingHTTPServer(("127.0.0.1", 0), HangsUp) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server.server_address[1]
        server.shutdown()
        thread.join()


@pytest.mark.filterwarnings("ignore:.*found in sys.modules:RuntimeWarning")
def test_every_size_is_measured_and_then_its_tables_are_counted(plan: Path, here: Callable[..., str]) -> None:
    small, means, large, _, growth, *counted, opened = analysis((20, 30), plan, here)
    assert isinstance(small, Run)
    assert isinstance(large, Run)
    assert isinstance(growth, Growth)
    assert (small.people, large.people) == (20, 30)
    assert growth == Growth(small, large)
    for run in (small, large):
        assert set(run.seconds) == set(STAGES)
        assert min(run.seconds.values()) > 0
        assert run.peak > run.data > 0
    assert str(large).startswith("       30 answers")
    assert "by R's survey: " in str(means)
    assert [str(line).split(":")[0] for line in counted] == [
        "330 tables of 30",
        "the same by pandas.crosstab on words",
        counted_by_r(str(counted[2])),
        "330 tables of 300",
    ]
    assert isinstance(opened, Opening)
    assert opened.people == 30
    assert min(opened.decoded, opened.opened, opened.size) > 0
    assert str(opened).startswith("       30 answers from Parquet (")


def counted_by_r(line: str) -> str:
    """How the line of R begins, where it is and where it is not."""
    return (
        "the same by R's survey"
        if line.endswith("is not here")
        else "the same by R's svytable, all weights 1"
    )


@pytest.mark.alone
def test_pages_under_load_are_measured_beside_the_bare_framework() -> None:
    """Also that each reply is the one that was meant: a line of another status fails in the benchmark."""
    found = list(load.on_engine("SQLite", "", 1, (2,), 4, 1))
    assert [line.about.partition(": ")[2] for line in found] == [
        "page looked at",
        "page saved",
        "page saved, beside a form alone",
        "answers opened by their code",
        "answers sent",
    ]
    for line in found:
        assert len(line.ours) == len(line.beside) == 1
        assert len(line.ours[0].each) == len(line.beside[0].each) == 4
        assert 0 < line.part < 10
        assert "2 connections" in str(line)


def test_without_its_python_the_peer_is_not_asked_and_one_line_says_so() -> None:
    (line,) = asked(["peer"])
    assert str(line).endswith("no --peer-python PATH was given, so it is not asked")


def test_a_server_that_hangs_up_after_each_reply_is_called_again(hanging_up: int) -> None:
    found = ask(hanging_up, [[raw("GET", "/", None)] * 3] * 2)
    assert len(found.each) == 6
    assert found.statuses == {200}


def test_a_save_that_is_not_in_the_store_ends_the_measurement(hanging_up: int) -> None:
    with pytest.raises(AssertionError, match="0 were kept of 2"):
        turn(Forgetful(hanging_up), [[raw("POST", "/", None)] * 2], 200, 0, writes=True)


def test_a_size_is_a_number(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        asked(["landscape", "many"])
    assert "invalid int value: 'many'" in capsys.readouterr().err
