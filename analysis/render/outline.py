"""The order of the report: sections, and which figures and tables stand in each."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from dataclasses import dataclass

from analysis.charts import heat_map
from analysis.charts.figure import Figure
from analysis.render.columns import MOST_COLUMNS
from analysis.render.layout import numbers, sheets
from analysis.render.sheet import Sheet
from analysis.report import Chapter, Finding, Report, Section

IN_FULL = ("F1", "F5", "F6", "F7")
"""Figures under which their whole table is printed; it is then not repeated among the tables."""
BESIDE = ("F4",)
"""Figures whose whole table stands open in the same section, so that nothing stands behind them."""
AFTER: tuple[Section, ...] = ("survey",)
"""Sections that stand after the tables."""


@dataclass(frozen=True)
class Part:
    """A section of the report after the findings."""

    id: str
    heading: str
    figures: tuple[Figure, ...]
    sheets: tuple[Sheet, ...]


@dataclass(frozen=True)
class Outline:
    """The report in the order in which it is read."""

    report: Report
    findings: tuple[tuple[str, tuple[Finding, ...]], ...]
    """All findings under the headings of their sections."""
    parts: tuple[Part, ...]
    tables: tuple[Sheet, ...]
    """Tables with their notes that stand in no section."""
    after: tuple[Part, ...]
    """Sections that come after the tables."""
    numbers: tuple[tuple[Figure, Sheet], ...]
    """The numbers behind each figure."""

    @property
    def sheets(self) -> tuple[Sheet, ...]:
        """Every sheet that is printed as a table, in order of its number."""
        inside = [sheet for part in self.sections for sheet in part.sheets]
        full = [sheet for figure, sheet in self.numbers if figure.id in IN_FULL]
        return tuple(sorted((*inside, *self.tables, *full), key=lambda sheet: _order(sheet.id)))

    @property
    def sections(self) -> tuple[Part, ...]:
        return (*self.parts, *self.after)

    def numbers_of(self, figure: Figure) -> Sheet | None:
        return next((sheet for of, sheet in self.numbers if of.id == figure.id), None)

    def reference(self, source: str) -> tuple[str, str] | None:
        """Where an id leads and what it is called, or None if the report does not hold it."""
        for part in self.sections:
            for figure in part.figures:
                if figure.id == source:
                    return f"#{source}", figure.number
        inside = (*self.tables, *(sheet for part in self.sections for sheet in part.sheets))
        for sheet in inside:
            if sheet.id == source:
                return f"#{sheet.id}", sheet.number
        behind = next((figure for figure, sheet in self.numbers if sheet.id == source), None)
        if behind is not None and behind.id in IN_FULL:
            return f"#{behind.id}", f"Table {source[1:]}"
        first = next((sheet for sheet in inside if sheet.id[:-1] == source), None)
        return None if first is None else (f"#{first.id}", first.number)


def in_numbers(figure: Figure, sheet: Sheet) -> str:
    """What the numbers behind a figure are called: with its number where all of a table is there."""
    return f"{figure.number} in numbers" + (f" ({sheet.number})" if figure.id in IN_FULL else "")


def outline(report: Report, most: int = MOST_COLUMNS) -> Outline:
    """Put figures and tables in their places; a section without any is left out."""
    behind = tuple((figure, sheet) for figure in report.figures if (sheet := _behind(report, figure)))
    placed = {sheet.id for figure, sheet in behind if figure.id in IN_FULL}
    before = [chapter for chapter in report.chapters if chapter.section not in AFTER]
    parts = _parts(report, before, placed, most)
    after = _parts(report, [c for c in report.chapters if c.section in AFTER], placed, most)
    placed |= {name for chapter in report.chapters for name in chapter.tables}
    rest = tuple(sheet for table in report.tables if table.id not in placed for sheet in sheets(table, most))
    findings = tuple(
        (chapter.heading, said) for chapter in report.chapters if (said := report.in_section(chapter.section))
    )
    return Outline(report, findings, parts, rest, after, behind)


def _parts(report: Report, chapters: Sequence[Chapter], placed: Set[str], most: int) -> tuple[Part, ...]:
    """Sections with their figures and those of their tables that are not placed under a figure."""
    parts = []
    for chapter in chapters:
        drawn = tuple(found for name in chapter.figures if (found := report.figure(name)))
        beside = tuple(
            sheet
            for table in report.tables
            if table.id in chapter.tables and table.id not in placed
            for sheet in sheets(table, most)
        )
        if drawn or beside:
            parts.append(Part(chapter.section, chapter.heading, drawn, beside))
    return tuple(parts)


def _behind(report: Report, figure: Figure) -> Sheet | None:
    table = report.table(figure.table_id)
    if table is None or figure.id in BESIDE:
        return None
    return sheets(table)[0] if figure.id in IN_FULL else numbers(table, heat_map.MEASURE)


def _order(sheet_id: str) -> tuple[int, str]:
    """T3b before T12: by number, then by letter."""
    digits = re.match(r"T(\d+)", sheet_id)
    return int(digits[1]) if digits else 0, sheet_id
