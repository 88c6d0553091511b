"""From an extract to a report: tables, disclosure control, findings, and what every page says of itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from threadpoolctl import threadpool_limits

from analysis.charts.moments import Moment
from analysis.charts.tile_map import Tile
from analysis.disclosure import Earlier, Release, protect
from analysis.disclosure.account import sentences
from analysis.fingerprint import Fingerprint, digest, program
from analysis.landscape.build import completed, hierarchy, tables
from analysis.landscape.findings import findings
from analysis.landscape.ground import Landscape
from analysis.landscape.plan import Plan
from analysis.landscape.planning import find_plan
from analysis.load import Extract
from analysis.pooling import in_words as said_of
from analysis.report import SUMMARY, Chapter, Meta, Report, compose
from analysis.themes.final import Final
from survey.errors import Refused

LONDON = ZoneInfo("Europe/London")
Progress = Callable[[str], None]


def report_of(
    extract: Extract,
    progress: Progress = lambda said: None,
    planned: Path | None = None,
    themes: Final | None = None,
    before: Sequence[Earlier] = (),
) -> Report:
    """The report of an extract by the plan in a file, or without such a file by its codebook.

    Nothing in it has not passed disclosure control, together with what readers have from before.
    """
    # Products of thin matrices: several processors would mostly wait for each other.
    with threadpool_limits(1):
        return put_together(extract, progress, planned, themes, before)


def put_together(
    extract: Extract,
    progress: Progress,
    planned: Path | None,
    themes: Final | None,
    before: Sequence[Earlier],
) -> Report:
    progress("Making the tables.")
    landscape = Landscape.of(extract.frame, themes)
    if not len(landscape.frame):
        raise Refused(f"Nobody has answered {extract.slug} yet, so there is nothing to report.")
    plan = find_plan(planned, landscape)
    exact = tables(landscape, plan)
    progress("Protecting small groups.")
    release: Release = protect(exact, hierarchy(landscape, plan), before=before)
    release = completed(release, landscape, plan)
    if release.account.more:
        names = ", ".join(release.account.beside)
        progress(f"Groups hidden because of what readers have ({names}): {release.account.more}.")
    progress("Writing the findings.")
    said = findings(release)
    beside = [each.printed.fingerprint for each in before]
    made_from = Fingerprint(extract.digest, digest(plan.model_dump_json(), themes, beside), program())
    meta, tiles = meta_of(extract, landscape, made_from), tiles_of(landscape)
    report = compose(
        meta,
        release.tables,
        said,
        tiles,
        notes=sentences(release.account),
        moments=closing(extract),
        chapters=chapters_of(plan),
    )
    return replace(report, apart=release.apart)


def closing(extract: Extract) -> tuple[Moment, ...]:
    """When it closed, for the figure of days; nothing while it is open."""
    over = extract.closes_at <= extract.at
    return (Moment(extract.closes_at, "Closed", "closing"),) if over else ()


def chapters_of(plan: Plan) -> tuple[Chapter, ...]:
    """The order of the report, as its plan has it."""
    return tuple(
        Chapter(
            section.section,
            section.heading,
            section.figures,
            tuple(
                table.id + letter
                for table in section.tables
                if table.beside
                for letter in ("", *table.further)
            ),
        )
        for section in plan.sections
    )


def meta_of(extract: Extract, landscape: Landscape, made_from: Fingerprint) -> Meta:
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
        extract=extract.last_day,
        answers=len(landscape.frame),
        release=extract.release,
        synthetic=extract.synthetic,
        fingerprint=made_from,
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
