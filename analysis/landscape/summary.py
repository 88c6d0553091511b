"""From an extract to a report: tables, disclosure control, findings, and what every page says of itself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from analysis.charts.tile_map import Tile
from analysis.disclosure import Release, protect
from analysis.landscape.build import Landscape
from analysis.landscape.findings import findings
from analysis.load import Extract
from analysis.pooling import in_words as said_of
from analysis.report import SUMMARY, Meta, Report, compose
from survey.errors import Refused

LONDON = ZoneInfo("Europe/London")
Progress = Callable[[str], None]


def summarise(extract: Extract, progress: Progress = lambda said: None) -> Report:
    """The report of an extract; nothing in it has not passed disclosure control."""
    progress("Making the tables.")
    landscape = Landscape.of(extract.frame)
    if not len(landscape.frame):
        raise Refused(f"Nobody has answered {extract.slug} yet, so there is nothing to report.")
    tables = landscape.tables()
    progress("Protecting small groups.")
    release: Release = protect(tables, landscape.hierarchy())
    progress("Writing the findings.")
    said = findings(release)
    return compose(meta_of(extract, landscape), release.tables, said, tiles_of(landscape))


def meta_of(extract: Extract, landscape: Landscape) -> Meta:
    """What every page says about itself; provisional until answers can no longer be withdrawn."""
    weighted = bool(landscape.whole.strata)
    return Meta(
        title=f"{extract.title}: what people told us",
        survey=extract.title,
        campaign=extract.slug,
        questionnaire=extract.questionnaire,
        version=extract.version,
        versions=extract.versions,
        mapped=tuple(map(said_of, extract.mapped)),
        period=period(extract.opens_at, min(extract.closes_at, extract.at)),
        extract=extract.at,
        answers=len(landscape.frame),
        release=extract.release,
        synthetic=extract.synthetic,
        filters=("trial window",) if extract.trial else (),
        weighting="sectors weighted equally" if weighted else "each answer counts the same",
        part="phase 2 landscape" if weighted else SUMMARY,
    )


def period(opened: datetime, closed: datetime) -> str:
    """The days on which people could answer, in London; midnight closes the day before."""
    first = opened.astimezone(LONDON).date()
    last = max(first, (closed - timedelta(microseconds=1)).astimezone(LONDON).date())
    return in_words(first) if first == last else f"{in_words(first)} to {in_words(last)}"


def in_words(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def tiles_of(landscape: Landscape) -> tuple[Tile, ...]:
    """Places of the map, where the reference list says where they stand."""
    geography = landscape.frame.geography
    return tuple(
        Tile(place.code, place.label, place.short, place.row, place.col)
        for place in (geography.places if geography else ())
        if place.row and place.col
    )
