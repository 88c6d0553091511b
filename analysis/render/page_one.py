"""What the summary of one page is made of beside findings: its one figure, and who answered."""

from __future__ import annotations

from dataclasses import dataclass

from analysis.charts.figure import Figure
from analysis.measures import TOO_FEW
from analysis.render.layout import sheets
from analysis.report import Report

COUNTS = "T1"
"""The table of who answered."""
MOST = 8
"""Groups that are named; a longer list would be a table."""
TALLEST = 400
"""Pixels of a drawing that leaves room for words on its page."""


@dataclass(frozen=True)
class Answered:
    """Who answered, by the first way in which people are split."""

    by: str
    groups: tuple[tuple[str, str], ...]
    """Names, and counts to the nearest 5 or the mark for none shown."""
    more: int = 0
    """Groups that there was no room for."""

    @property
    def has_marks(self) -> bool:
        return any(count == TOO_FEW for _, count in self.groups)


def pictured(report: Report) -> Figure | None:
    """Scores by sector, or where there are none the first figure that leaves room for words."""
    low = (figure for figure in report.figures if figure.wide.height <= TALLEST)
    return report.summary_figure or next(low, None)


def who_answered(report: Report) -> Answered | None:
    """The first group of rows of the table of counts, in its order."""
    table = report.table(COUNTS)
    if table is None:
        return None
    (sheet, *_) = sheets(table)
    band = next((band for band in sheet.bands if band.heading), None)
    if band is None:
        return None
    groups = tuple((line.label, line.entries[0].text) for line in band.lines)
    return Answered(band.heading, groups[:MOST], max(0, len(groups) - MOST))
