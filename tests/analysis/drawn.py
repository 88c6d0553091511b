"""Figures to look at: of the usual, the large and the awkward tables, and of so many made-up answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from analysis.charts.figure import Figure
from analysis.charts.moments import Moment, Stretch
from analysis.disclosure import SafeTable
from analysis.landscape.summary import report_of
from analysis.report import compose
from benchmarks.landscape import extract, planned
from benchmarks.people import people
from tests.analysis import later, specimen


@dataclass(frozen=True)
class Set:
    """Tables to draw, with what happened on their days."""

    name: str
    tables: Sequence[SafeTable]
    moments: Sequence[Moment] = later.MOMENTS
    stretches: Sequence[Stretch] = later.LULLS

    def figures(self) -> tuple[Figure, ...]:
        meta = specimen.meta()
        made = compose(
            meta, self.tables, (), specimen.spots(), moments=self.moments, stretches=self.stretches
        )
        return made.figures


@dataclass(frozen=True)
class Answered:
    """The London report of so many made-up answers, from the answers to what is drawn."""

    many: int

    @property
    def name(self) -> str:
        return str(self.many)

    def figures(self) -> tuple[Figure, ...]:
        return report_of(extract(people(self.many)), planned=planned()).figures


@cache
def sets() -> tuple[Set, ...]:
    return (
        Set("usual", (*specimen.release().tables, *later.tables())),
        Set("large", later.large()),
        Set("awkward", later.awkward(), later.CROWD),
    )
