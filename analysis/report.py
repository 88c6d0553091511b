"""The report before it is written: what it is about, its safe tables, its findings, its figures.

`compose` puts the parts together; `analysis.render` turns a Report into files. Nothing here or
later sees a Table: only SafeTables, which disclosure control made.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import permutations
from typing import Literal

from analysis.charts import days, diverging, funnel, heat_map, levels, quadrant, tile_map
from analysis.charts.compared import levels_of
from analysis.charts.figure import Credit, Figure
from analysis.charts.moments import Moment, Stretch
from analysis.charts.tile_map import Tile
from analysis.disclosure import Mark, SafeTable, only_safe
from analysis.fingerprint import Fingerprint

Section = Literal["who", "practice", "needs", "promising", "themes", "survey"]
SUMMARY = "summary of answers"
"""The part that a survey plays which has no levels of practice by sector."""
PAGE_ONE = ("principles", "levels", "unseen", "need", "barrier")
"""Topics of page one, in this order; never chosen for what they say."""

__all__ = ["PAGE_ONE", "Finding", "Meta", "Report", "Section", "Tile", "compose"]


@dataclass(frozen=True)
class Chapter:
    """A section of the report after the findings: its figures, and the tables that stand beside them."""

    section: Section
    heading: str
    figures: tuple[str, ...] = ()
    tables: tuple[str, ...] = ()


CHAPTERS = (
    Chapter("who", "Who answered and who is missing", ("F5",), ("T1", "T1b", "T2")),
    Chapter("practice", "Practice", ("F2", "F3", "F1")),
    Chapter("needs", "Needs", ("F4",), ("T8", "T8b", "T9", "T9b")),
    Chapter("promising", "Promising practice", (), ("T12",)),
    Chapter("themes", "In their own words", (), ("T13",)),
    Chapter("survey", "How the survey went", ("F6", "F7"), ("T14", "T14t", "T14s")),
)
"""The order where a report is put together without a plan."""


@dataclass(frozen=True)
class Meta:
    """What every page and file of the report says about itself."""

    title: str
    """The report's headline."""
    survey: str
    """The survey's name, as respondents saw it."""
    campaign: str
    """The slug of the campaign."""
    questionnaire: str
    version: str
    versions: tuple[str, ...]
    """The versions of the questionnaire that were answered."""
    period: str
    """When answers were given, in words: "2 December 2024 to 10 January 2025"."""
    extract: date
    """The last day that answers in it can be from; no clock, so that the same answers give the same files."""
    answers: int
    """Analysis base A. `compose` rounds it to the nearest 5, as every other count."""
    release: Literal["provisional", "final"]
    synthetic: bool
    fingerprint: Fingerprint
    """What all of it was made from."""
    filters: tuple[str, ...] = ()
    weighting: str = "sectors weighted equally"
    mapped: tuple[str, ...] = ()
    """What the code map counts under other names, sentence by sentence; safe to print."""
    part: str = "phase 2 landscape"
    """Which part of the programme this is."""


@dataclass(frozen=True)
class Finding:
    """One thing the tables say, in words made from safe cells alone."""

    topic: str
    big: str
    """The number that stands beside it: "53 to 67"."""
    unit: str
    """What the number is: "out of 100"."""
    claim: str
    text: str
    source: tuple[str, ...]
    """Ids of the figures and tables it comes from: ("F2", "T3")."""
    section: Section = "practice"


@dataclass(frozen=True)
class Report:
    """Everything a reader is given, before it is laid out."""

    meta: Meta
    tables: tuple[SafeTable, ...]
    findings: tuple[Finding, ...]
    figures: tuple[Figure, ...]
    summary_figure: Figure | None = None
    """The heat map of sectors alone, for page one."""
    notes: tuple[str, ...] = ()
    """Further paragraphs under Methods."""
    chapters: tuple[Chapter, ...] = CHAPTERS
    apart: frozenset[Mark] = field(default=frozenset(), repr=False)
    """Groups hidden because one organisation stands for them: for the register, and never printed."""

    def __post_init__(self) -> None:
        only_safe(*self.tables)

    def table(self, table_id: str) -> SafeTable | None:
        return next((table for table in self.tables if table.id == table_id), None)

    def figure(self, figure_id: str) -> Figure | None:
        return next((figure for figure in self.figures if figure.id == figure_id), None)

    def in_section(self, section: Section) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.section == section)

    @property
    def page_one(self) -> tuple[Finding, ...]:
        """The findings with a place on page one, at most one a topic."""
        first = {finding.topic: finding for finding in reversed(self.findings)}
        return tuple(first[topic] for topic in PAGE_ONE if topic in first)


def compose(
    meta: Meta,
    tables: Sequence[SafeTable],
    findings: Sequence[Finding],
    tiles: Sequence[Tile] = (),
    notes: Sequence[str] = (),
    moments: Sequence[Moment] = (),
    stretches: Sequence[Stretch] = (),
    chapters: Sequence[Chapter] = CHAPTERS,
) -> Report:
    """Draw the figures these tables allow, and leave out the others."""
    meta = replace(meta, answers=5 * round(meta.answers / 5))
    credit = Credit(meta.survey, meta.part, meta.synthetic, meta.release == "provisional")
    headlines = {
        finding.source[0]: finding.claim.rstrip(".") for finding in reversed(findings) if finding.source
    }
    drawn: list[Figure] = []
    summary: Figure | None = None
    for table in tables:
        if tile_map.fits(table, tiles):
            drawn.append(tile_map.figure(table, tiles, credit))
        elif diverging.fits(table) and not any(figure.id == "F1" for figure in drawn):
            drawn.append(diverging.figure(table, credit, headlines.get("F1")))
        elif heat_map.fits(table) and summary is None and not levels_of(table):
            drawn.append(heat_map.figure(table, credit, headlines.get("F2")))
            summary = heat_map.summary(table, credit)
    drawn += _of_one_kind(tables, credit, headlines)
    drawn += [days.figure(t, credit, moments, stretches) for t in tables if days.fits(t)][:1]
    return Report(
        meta=meta,
        tables=tuple(tables),
        findings=tuple(findings),
        figures=tuple(sorted(drawn, key=lambda figure: figure.id)),
        summary_figure=summary,
        notes=tuple(notes),
        chapters=tuple(chapters),
    )


def _of_one_kind(
    tables: Sequence[SafeTable], credit: Credit, headlines: Mapping[str, str]
) -> Iterator[Figure]:
    """Levels, needs and the way through the form: each from the first tables that allow it."""
    pair = next((pair for pair in permutations(tables, 2) if levels.fits(*pair)), None)
    if pair is not None:
        yield levels.figure(*pair, credit, headlines.get("F3"))
    needs = next((table for table in tables if quadrant.fits(table)), None)
    if needs is not None:
        yield quadrant.figure(needs, credit, headlines.get("F4"))
    pages = next((table for table in tables if funnel.fits(table)), None)
    if pages is not None:
        yield funnel.figure(pages, credit)
