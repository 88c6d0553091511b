"""An export that may leave the team: every figure of a release in long form, a row each.

It takes safe tables and nothing else, so it holds what the report prints: a figure that is hidden there has a
row with no value, and the mark `suppressed`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from textwrap import fill

from analysis.disclosure import SafeTable, only_safe
from analysis.export.columns import Field, Value, beside
from analysis.export.formats import FORMATS, Format
from analysis.export.formats.base import Records
from analysis.render import wording
from analysis.report import Meta, Report
from analysis.tables import Cell, Label
from survey.engine.codebook import Measure

FIGURES, README = "figures", "README.txt"
KNOWN = frozenset({README}) | {
    file for format in FORMATS.values() for file in format.files(FIGURES, reasons=False)
}
"""Every name that a file of it can have."""
WHAT = (
    "Figures of a report, a row each, as they are printed there and no other. No group of fewer than 10 "
    "people is shown; what could be worked out from the rest is hidden too, and both look alike. Counts and "
    "bases are to the nearest 5. Add no figures from elsewhere, and do not say which hidden figure was "
    "small. No row is a person, so there is no column of weights; figures under weights are marked as such."
)


def words(labels: Sequence[Label], id: str) -> str:
    """A label with the heading that it stands under."""
    found = next(label for label in labels if label.id == id)
    return f"{found.block}: {found.text}" if found.block else found.text


def marks_of(table: SafeTable, cell: Cell) -> str:
    return " ".join(cell.flags)


Of = Callable[[SafeTable, Cell], Value | None]
COLUMNS: tuple[tuple[str, str, Measure, Of], ...] = (
    ("table", "Number of the table", Measure.TEXT, lambda table, cell: table.id),
    ("title", "What the table is of", Measure.TEXT, lambda table, cell: table.title),
    ("base", "Who it is about, in words", Measure.TEXT, lambda table, cell: table.base),
    ("row", "Id of the row", Measure.TEXT, lambda table, cell: cell.row),
    ("row_label", "The row in words", Measure.TEXT, lambda table, cell: words(table.rows, cell.row)),
    ("col", "Id of the column", Measure.TEXT, lambda table, cell: cell.col),
    ("col_label", "The column in words", Measure.TEXT, lambda table, cell: words(table.cols, cell.col)),
    ("measure", "What is measured", Measure.TEXT, lambda table, cell: cell.measure),
    ("value", "The figure; none where it may not be shown", Measure.NUMBER, lambda table, cell: cell.value),
    ("lo", "Lower end of its range", Measure.NUMBER, lambda table, cell: cell.lo),
    ("hi", "Upper end of its range", Measure.NUMBER, lambda table, cell: cell.hi),
    ("n", "Its base, to the nearest 5; none for counts", Measure.NUMBER, lambda table, cell: cell.n),
    (
        "flags",
        "Marks: suppressed, rounded, small_base, no_percent",
        Measure.TEXT,
        marks_of,
    ),
)


def fields_of(tables: Sequence[SafeTable]) -> tuple[Field, ...]:
    """The columns of the long form."""
    only_safe(*tables)
    return tuple(
        column(name, label, measure, [of(table, cell) for table in tables for cell in table.cells])
        for name, label, measure, of in COLUMNS
    )


def column(name: str, label: str, measure: Measure, values: Sequence[Value | None]) -> Field:
    made = beside(name, label, (), values)
    return replace(made, variable=replace(made.variable, measure=measure))


def write(report: Report, format: Format, folder: Path) -> list[str]:
    """Write a release into an empty folder; the names of the files, the figures first."""
    names = [*format.files(FIGURES, reasons=False), README]
    fields = format.prepared(fields_of(report.tables))
    about = tuple(paragraphs(report.meta, report.notes))
    format.write(Records(FIGURES, report.meta.title, wording.marks(report.meta), fields, about), folder)
    (folder / README).write_text(readme(report, about), "utf-8")
    return names


def paragraphs(meta: Meta, notes: Sequence[str]) -> Iterator[str]:
    """What whoever opens it has to know."""
    yield WHAT
    yield from notes
    yield from (said for _, said in wording.boxes(meta))
    yield f"Survey {meta.campaign}, questionnaire {meta.questionnaire}, version {', '.join(meta.versions)}."
    yield f"{meta.period}. About {meta.answers} people. {meta.weighting.capitalize()}."


def readme(report: Report, about: Sequence[str]) -> str:
    title = report.meta.title
    head = [title, "=" * len(title)]
    if marks := wording.marks(report.meta):
        head.append(marks.upper())
    columns = "\n".join(f"  {name:<10} {label}" for name, label, _, _ in COLUMNS)
    tables = "\n".join(f"  {table.id:<5} {table.title}. {table.subtitle}" for table in report.tables)
    said = [fill(paragraph, 100) for paragraph in about]
    return "\n\n".join(["\n".join(head), *said, f"Columns:\n{columns}", f"Tables:\n{tables}"]) + "\n"
