"""The whole landscape at several sizes: what each stage costs, how much memory it takes, how it grows.

Each size runs in a process of its own, so that its memory is its own, on one processor, and its people are
made up in another. Time is that of the processor, which other programs on the machine do not add to.
"""

from __future__ import annotations

import json
import pickle
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from analysis.frame import SurveyFrame
from analysis.landscape.planning import FILE
from analysis.landscape.summary import report_of
from analysis.load import Extract
from analysis.render import figures, html
from analysis.render.outline import outline
from benchmarks.people import FIRST, LONDON
from survey.fieldwork.shelf import find_questionnaire
from survey.folders import ROOT

SHORT, FULL = (1_000, 10_000), (1_000, 10_000, 100_000, 1_000_000)
STAGES = ("tables", "suppression", "figures", "page")
MEBIBYTE = 1024 * 1024
Call = Callable[..., str]
"""Runs a module with words as from a command line and gives its last line."""


@dataclass(frozen=True, slots=True)
class Run:
    """One size: seconds of the processor by stage, mebibytes of the answers and at the most."""

    people: int
    seconds: dict[str, float]
    data: float
    peak: float

    @property
    def total(self) -> float:
        return sum(self.seconds.values())

    def __str__(self) -> str:
        shares = "  ".join(f"{stage} {self.seconds[stage] / self.total:4.0%}" for stage in STAGES)
        return (
            f"{self.people:>9,} answers {self.total:7.1f} s  {shares}  {self.peak:6.0f} MiB,"
            f" {self.peak / self.data:5.1f} times the answers"
        )


@dataclass(frozen=True, slots=True)
class Growth:
    """How many times as long ten times as many answers take: all of it, and the tables alone."""

    less: Run
    more: Run

    def __str__(self) -> str:
        whole = self.more.total / self.less.total
        counted = self.more.seconds["tables"] / self.less.seconds["tables"]
        return (
            f"{self.more.people:>9,} beside {self.less.people:,}: {whole:5.1f} times the time,"
            f" tables {counted:5.1f} times, memory {self.more.peak / self.less.peak:4.1f} times"
        )


def planned() -> Path:
    """The London survey's own plan."""
    return find_questionnaire(ROOT / "questionnaires", LONDON).with_name(FILE)


def in_its_own_process(module: str, *words: str) -> str:
    """What a module of ours says on its last line."""
    command = [sys.executable, "-m", module, *words]
    told = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, cwd=ROOT)
    return "".join(told.stdout.splitlines()[-1:])


def lines(sizes: Sequence[int], plan: Path, call: Call = in_its_own_process) -> Iterator[Run | Growth]:
    """Every size, each beside the one before."""
    before: Run | None = None
    for size in sizes:
        run = measured(size, plan, call)
        yield run
        if before is not None:
            yield Growth(before, run)
        before = run


def measured(size: int, plan: Path, call: Call) -> Run:
    """One size, its people made up elsewhere than it is measured."""
    with TemporaryDirectory() as folder:
        made = str(Path(folder) / "people")
        call("benchmarks.people", str(size), made)
        return Run(**json.loads(call("benchmarks.landscape", made, str(plan))))


BEGINS = {"Protecting small groups.": "tables", "Writing the findings.": "suppression"}
"""Which stage is over when a report says that it begins with the next."""


class Watch:
    """Seconds of the processor by stage, from what a report says of how it goes."""

    def __init__(self) -> None:
        self.began = time.process_time()
        self.seconds: dict[str, float] = {}

    def __call__(self, said: str) -> None:
        if said in BEGINS:
            self.passed(BEGINS[said])

    def passed(self, stage: str) -> None:
        now = time.process_time()
        self.seconds[stage], self.began = now - self.began, now


def run(frame: SurveyFrame, plan: Path) -> Run:
    """The landscape from a frame to a page, stage by stage."""
    data = sum(
        int(part.memory_usage().sum()) for part in (frame.data, frame.why, frame.people, frame.seconds)
    )
    watch = Watch()
    with TemporaryDirectory() as folder:
        report = report_of(extract(frame), watch, plan)
        figures.write(report, Path(folder))
        watch.passed("figures")
        (Path(folder) / "index.html").write_text(html.page(outline(report)), encoding="utf-8")
        watch.passed("page")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    return Run(len(frame), watch.seconds, data / MEBIBYTE, peak / MEBIBYTE)


def extract(frame: SurveyFrame) -> Extract:
    """What a report says of its answers beside them."""
    opened = datetime(FIRST.year, FIRST.month, FIRST.day, tzinfo=UTC)
    closed = opened + timedelta(days=40)
    book = frame.codebook
    return Extract(
        frame=frame,
        slug=LONDON,
        questionnaire=book.questionnaire,
        version=book.version,
        versions=(book.version,),
        title=book.title,
        opens_at=opened,
        closes_at=closed,
        withdraw_until=closed,
        at=closed,
        synthetic=True,
        trial=False,
    )


if __name__ == "__main__":
    with Path(sys.argv[1]).open("rb") as file:
        given: SurveyFrame = pickle.load(file)
    found = run(given, Path(sys.argv[2]))
    values = {"people": found.people, "seconds": found.seconds, "data": found.data, "peak": found.peak}
    sys.stdout.write(f"{json.dumps(values)}\n")
