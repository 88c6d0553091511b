"""330 tables, 110 questions in all, by sector and by borough, counted by us and in other ways.

30 of the questions have one answer, 80 are boxes to tick. Goals 7 to 9 of performance are about these tables.
"""

from __future__ import annotations

import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.counting import crossed, crossed_ticks, packed
from analysis.frame import Bools, SurveyFrame
from benchmarks.people import people
from survey.engine.codebook import Measure, Nature

CODED, TICKED = 30, 80
Bytes = NDArray[np.uint8]
Counts = list[NDArray[np.int64]]
R = Path(__file__).with_name("tables.R")


@dataclass(frozen=True)
class Answers:
    """What is counted: a byte a question with one answer, a byte eight boxes, and who is in which group."""

    coded: dict[str, Bytes]
    sizes: dict[str, int]
    boxes: Bools
    names: list[str]
    groups: dict[str, Bytes]
    parts: dict[str, int]

    @classmethod
    def of(cls, frame: SurveyFrame) -> Answers:
        coded: dict[str, Bytes] = {}
        sizes: dict[str, int] = {}
        boxes: dict[str, Bools] = {}
        for variable in frame.codebook:
            if variable.nature is not Nature.CLOSED or variable.id == "sector":
                continue
            for column in variable.columns:
                if variable.measure is Measure.MULTIPLE:
                    boxes[column.name] = frame.ticked(column.name)
                elif column.substantive and len(coded) < CODED:
                    places, codes = pd.factorize(frame.values(column.name), sort=True)
                    coded[column.name] = np.where(places < 0, len(codes), places).astype(np.uint8)
                    sizes[column.name] = len(codes) + 1
        main = frame.main
        assert main is not None
        groups: dict[str, Bytes] = {}
        parts: dict[str, int] = {}
        for name, leaves in (("sector", frame.leaves_of(main)), ("borough", frame.place())):
            words, groups_of = np.unique(leaves, return_inverse=True)
            groups[name], parts[name] = groups_of.astype(np.uint8), len(words)
        names = list(boxes)[:TICKED]
        return cls(coded, sizes, np.column_stack([boxes[name] for name in names]), names, groups, parts)

    def objects(self) -> pd.DataFrame:
        """The same as words in plain columns, as a file of answers is usually read."""
        words = {
            name: np.char.add("a", codes.astype(str)).astype(object) for name, codes in self.coded.items()
        }
        ticks = {
            name: np.where(self.boxes[:, at], "yes", "no").astype(object)
            for at, name in enumerate(self.names)
        }
        groups = {
            name: np.char.add("g", codes.astype(str)).astype(object) for name, codes in self.groups.items()
        }
        return pd.DataFrame({**words, **ticks, **groups}, dtype="object")


def ours(answers: Answers, boxes: Bytes) -> Counts:
    """Counts by borough and by sector, whose sums are those of everybody."""
    found = []
    for name, groups in answers.groups.items():
        for column, codes in answers.coded.items():
            found.append(crossed(groups, codes, (answers.parts[name], answers.sizes[column])))
        found.append(crossed_ticks(groups, boxes, answers.parts[name], len(answers.names)))
        found += [counts.sum(axis=0) for counts in found] if name == "sector" else []
    return found


def floor(answers: Answers, boxes: Bytes) -> int:
    """Every byte read once and added up."""
    return sum(int(codes.sum()) for codes in (*answers.coded.values(), *boxes.T))


def plain(table: pd.DataFrame) -> list[pd.DataFrame | pd.Series]:
    """Counts and cross-tables of pandas on columns of words, one after another."""
    found: list[pd.DataFrame | pd.Series] = []
    for name in table.columns[:-2]:
        found += [
            table[name].value_counts(),
            *(pd.crosstab(table[name], table[by]) for by in table.columns[-2:]),
        ]
    return found


def by_r(table: pd.DataFrame) -> tuple[float, list[int]] | None:
    """The processor's seconds in R's survey, and how many it finds in each sector; None without R."""
    rscript = shutil.which("Rscript")
    if rscript is None:
        return None
    with TemporaryDirectory() as folder:
        path = Path(folder) / "answers.csv"
        table.to_csv(path, index=False)
        told = subprocess.run([rscript, str(R), str(path)], capture_output=True, text=True, check=False)
    if told.returncode:
        return None
    seconds, counts = told.stdout.splitlines()[-2:]
    return float(seconds), [round(float(one)) for one in counts.split()]


def seconds(work: Callable[[], object], rounds: int = 5) -> float:
    """The median of the processor's seconds."""
    taken = []
    for _ in range(rounds):
        began = time.process_time()
        work()
        taken.append(time.process_time() - began)
    return median(taken)


def lines(size: int) -> Iterator[str]:
    """How ours compares at one size, and at ten times as many."""
    frame = people(size)
    answers = Answers.of(frame)
    boxes, table = packed(answers.boxes), answers.objects()
    own, read = seconds(partial(ours, answers, boxes)), seconds(partial(floor, answers, boxes))
    yield f"330 tables of {size:,}: {own * 1000:.1f} ms, {own / read:.0f} times reading every byte once"
    naive = seconds(partial(plain, table), 1)
    yield f"the same by pandas.crosstab on words: {naive / own:.0f} times as long ({naive:.1f} s)"
    told = by_r(table)
    if told is None:
        yield "the same by R's survey: R or its package survey is not here"
    else:
        assert told[1] == sorted_counts(answers)
        yield f"the same by R's svytable, all weights 1: {told[0] / own:.0f} times as long ({told[0]:.1f} s)"
    more = Answers.of(people(10 * size))
    tenfold = seconds(partial(ours, more, packed(more.boxes)))
    yield f"330 tables of {10 * size:,}: {tenfold / own:.1f} times as long"


def sorted_counts(answers: Answers) -> list[int]:
    """People in each sector in the order of R's levels, which is that of words."""
    counted = np.bincount(answers.groups["sector"])
    return [int(counted[at]) for at in sorted(range(len(counted)), key=lambda at: f"g{at}")]
