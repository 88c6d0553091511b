"""What R's `survey` needs for the means of a report alone, beside which the whole of a report is timed.

Only what it can make as it stands is asked of it: scores and statements, as means and as shares at the upper
end, of everybody and by every split of the report, with standard errors that know of organisations. It draws
no bootstrap, and makes neither medians, shares of choices, ranks, gaps nor reliability.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pandas as pd

from analysis.breaks import Break
from analysis.landscape import build
from analysis.landscape.figures import Item, scored, statement
from analysis.landscape.ground import Landscape
from analysis.landscape.planning import read_plan
from benchmarks import landscape
from benchmarks.people import people

R = Path(__file__).with_name("surveyed.R")
MEASURES = ("mean", "percent_high")


@dataclass(frozen=True)
class Asked:
    """What R is asked: a column for each figure and each split, and which figure by which split."""

    answers: pd.DataFrame
    tasks: pd.DataFrame

    @classmethod
    def of(cls, land: Landscape, path: Path) -> Asked:
        """Every mean and share at the upper end in the tables of a plan."""
        plan = read_plan(path, land)
        found = {
            (cell.group.universe, cell.measure, "".join(name for name, _ in cell.group.where))
            for table in build.tables(land, plan)
            for cell in table.cells
            if cell.measure in MEASURES and not cell.group.weighed
        }
        items = {name: item for name in sorted({name for name, _, _ in found}) for item in made(land, name)}
        splits = {each.variable: each for each in reversed(every(land))}
        columns = {"organisation": land.frame.organisations(), "weight": np.ones(len(land.frame))}
        tasks = []
        for name, measure, by in sorted(found):
            if name in items and (not by or by in splits):
                item = items[name]
                columns[f"{name}.{measure}"] = item.points if measure == "mean" else 100 * item.high
                tasks.append((f"{name}.{measure}", f"by.{by}" if by else ""))
                if by:
                    columns[f"by.{by}"] = grouped(splits[by])
        return cls(pd.DataFrame(columns), pd.DataFrame(tasks, columns=["of", "by"]))


def made(land: Landscape, name: str) -> Iterator[Item]:
    """A statement or a score of this name."""
    if name in land.frame.codebook.columns:
        yield statement(land.frame, name)
    yield from (scored(land.frame, score) for score in land.frame.codebook.scores if score.id == name)


def every(land: Landscape) -> tuple[Break, ...]:
    """The splits of the report, and the questions about who people are."""
    return (*land.breaks.splits, *land.breaks.background)


def grouped(split: Break) -> np.ndarray:
    """The part that each person is in."""
    found = np.full(len(split.of), "none", dtype=object)
    for part in split.parts:
        found[split.has(part)] = part.id
    return found


def by_r(asked: Asked) -> tuple[float, float] | None:
    """The processor's seconds of R's survey, and the first mean that it finds; None without R."""
    rscript = shutil.which("Rscript")
    if rscript is None:
        return None
    with TemporaryDirectory() as folder:
        answers, tasks = Path(folder) / "answers.csv", Path(folder) / "tasks.csv"
        asked.answers.to_csv(answers, index=False)
        asked.tasks.to_csv(tasks, index=False)
        told = subprocess.run(
            [rscript, str(R), str(answers), str(tasks)], capture_output=True, text=True, check=False
        )
    if told.returncode:
        return None
    seconds, first = told.stdout.splitlines()[-2:]
    return float(seconds), float(first)


def beside(run: landscape.Run, plan: Path) -> str:
    """The whole of a report of so many beside the means alone in R."""
    asked = Asked.of(Landscape.of(people(run.people)), plan)
    if asked.tasks.empty:
        return "the means of a report by R's survey: the plan has none"
    told = by_r(asked)
    if told is None:
        return "the means of a report by R's survey: R or its package survey is not here"
    first = asked.answers[asked.tasks["of"][0]]
    assert abs(told[1] - first.mean()) < 1e-4
    return (
        f"{len(asked.tasks)} tables of means of {run.people:,} by R's survey: {told[0]:.1f} s;"
        f" the whole of a report takes {run.total / told[0]:.2f} of that"
    )
