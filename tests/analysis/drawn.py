"""Figures of the usual, of the large and of the awkward tables, as `compose` draws them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from analysis.charts.figure import Figure
from analysis.charts.moments import Moment, Stretch
from analysis.disclosure import SafeTable
from analysis.report import compose
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


@cache
def sets() -> tuple[Set, ...]:
    return (
        Set("usual", (*specimen.release().tables, *later.tables())),
        Set("large", later.large()),
        Set("awkward", later.awkward(), later.CROWD),
    )
