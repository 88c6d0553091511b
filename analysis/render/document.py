"""tables.json: every published figure in long form, for other programs to read."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict

from analysis.charts.grid import measures
from analysis.disclosure import SafeTable
from analysis.fingerprint import Fingerprint
from analysis.report import Report
from analysis.tables import Cell


class Strict(BaseModel):
    """Nothing that is not named here is written or read."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Row(Strict):
    """One figure; a suppressed one has no value, interval or base."""

    row: str
    row_label: str
    block: str
    col: str
    col_label: str
    measure: str
    value: float | None
    lo: float | None
    hi: float | None
    n: int | None
    flags: tuple[Literal["suppressed", "rounded", "small_base", "no_percent"], ...]


class TableRecord(Strict):
    id: str
    title: str
    subtitle: str
    base: str
    dimensions: tuple[str, ...]
    notes: tuple[str, ...]
    rows: tuple[Row, ...]


class ProgramRecord(Strict):
    version: str
    source: str
    """Letters for the source that made it."""
    python: str
    libraries: dict[str, str]


class FingerprintRecord(Strict):
    """What the figures were made from: the same letters, the same files."""

    all: str
    data: str
    plan: str
    seed: int | None
    draws: int
    program: ProgramRecord


class MetaRecord(Strict):
    """What the figures are of, and how they may be used."""

    title: str
    survey: str
    campaign: str
    questionnaire: str
    version: str
    versions: tuple[str, ...]
    """Those that were answered, the oldest first."""
    mapped: tuple[str, ...]
    """What answers to older ones are counted as, in sentences."""
    period: str
    extract: str
    """The last day that answers can be from."""
    answers: int
    """Analysis base A, to the nearest 5."""
    release: Literal["provisional", "final"]
    synthetic: bool
    filters: tuple[str, ...]
    weighting: str
    fingerprint: FingerprintRecord


class Tables(Strict):
    meta: MetaRecord
    tables: tuple[TableRecord, ...]


def made_from(fingerprint: Fingerprint) -> FingerprintRecord:
    """The fingerprint with its parts."""
    program = fingerprint.program
    return FingerprintRecord(
        all=str(fingerprint),
        data=fingerprint.data,
        plan=fingerprint.plan,
        seed=fingerprint.seed,
        draws=fingerprint.draws,
        program=ProgramRecord(
            version=program.version,
            source=program.source,
            python=program.python,
            libraries=dict(program.libraries),
        ),
    )


def document(report: Report) -> Tables:
    meta = report.meta
    return Tables(
        meta=MetaRecord(
            title=meta.title,
            survey=meta.survey,
            campaign=meta.campaign,
            questionnaire=meta.questionnaire,
            version=meta.version,
            versions=meta.versions,
            mapped=meta.mapped,
            period=meta.period,
            extract=meta.extract.isoformat(),
            answers=meta.answers,
            release=meta.release,
            synthetic=meta.synthetic,
            filters=meta.filters,
            weighting=meta.weighting,
            fingerprint=made_from(meta.fingerprint),
        ),
        tables=tuple(_table(table) for table in report.tables),
    )


def _table(table: SafeTable) -> TableRecord:
    """Figures by row, column and measure in printed order, whatever order the cells came in."""
    rows = {label.id: (at, label) for at, label in enumerate(table.rows)}
    cols = {label.id: (at, label) for at, label in enumerate(table.cols)}
    order = {name: at for at, name in enumerate(measures(table))}

    def place(cell: Cell) -> tuple[int, int, int]:
        return rows[cell.row][0], cols[cell.col][0], order[cell.measure]

    return TableRecord(
        id=table.id,
        title=table.title,
        subtitle=table.subtitle,
        base=table.base,
        dimensions=table.dimensions,
        notes=table.notes,
        rows=tuple(
            Row(
                row=cell.row,
                row_label=rows[cell.row][1].text,
                block=rows[cell.row][1].block,
                col=cell.col,
                col_label=cols[cell.col][1].text,
                measure=cell.measure,
                value=cell.value,
                lo=cell.lo,
                hi=cell.hi,
                n=cell.n,
                flags=cell.flags,
            )
            for cell in sorted(table.cells, key=place)
        ),
    )
