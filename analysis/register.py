"""The register of promising practice: every example in the words that were read, for the team alone.

It is a file apart and never part of a report: words are in it once a reader has decided on them, and they
reach nobody else before the writer's permission has been looked at. No contact details are in it.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
import xlsxwriter

from analysis.export.columns import MEANINGS
from analysis.frame import SurveyFrame
from analysis.landscape.promising import described
from analysis.landscape.shape import Shape
from analysis.spreadsheet import AS_TEXT
from survey.engine.codebook import Measure, Missing, Variable
from survey.engine.examples import Examples, known_as
from survey.engine.spreadsheet import guarded
from survey.errors import Refused

STATUS = "new"
"""Where every example begins: new, reviewed, contacted, agreed, published, declined."""
NOTE = (
    "For the team only, and not for publication. A reader has decided on the words; of those that wait it "
    f"says \u201c{MEANINGS[Missing.UNREAD]}\u201d. Look once more for what could identify somebody before "
    "you pass any of it on."
)
Row = dict[str, str]


def register(frame: SurveyFrame) -> list[Row]:
    """One row an example: who works where in broad words, what they wrote, and what they allowed."""
    base = frame.analysed
    examples = Shape(base.codebook).examples
    if examples is None:
        raise Refused("This questionnaire does not ask for examples, so there is no register.")
    there = described(base, examples)
    return [
        example(base, examples, int(person), examples.entries[entry])
        for person, entry in zip(*np.nonzero(there), strict=True)
    ]


def example(frame: SurveyFrame, examples: Examples, person: int, entry: str) -> Row:
    number = entry.rsplit("_", 1)[1]
    row = {"id": known_as(frame.people["id"].iloc[person], number), "status": STATUS}
    if frame.main is not None:
        row[frame.main.label] = words(frame, frame.main, person)
    for _, variable in examples.variables(frame.codebook, entry):
        row[variable.label] = words(frame, variable, person)
    return row


def words(frame: SurveyFrame, variable: Variable, person: int) -> str:
    """One answer in the words of its options; the reason in words where there is none."""
    if variable.measure is Measure.MULTIPLE:
        chosen = [column.label for column in variable.columns if frame.ticked(column.name)[person]]
        return "; ".join(chosen)
    column = variable.columns[0]
    why = int(frame.reasons(column.name)[person])
    if why:
        reason = Missing(why)
        declined = (category.label for category in column.categories if category.missing is reason)
        said = MEANINGS[reason] if reason is Missing.UNREAD else reason.reason.replace("_", " ")
        return "" if reason is Missing.BLANK else next(declined, said)
    value = frame.values(column.name).iloc[person]
    labels = {str(category.code): category.label for category in column.categories}
    return labels.get(str(value), str(value))


def write(rows: Sequence[Mapping[str, str]], path: Path) -> None:
    """A CSV or a workbook, by the file's ending; made for its owner alone."""
    suffix = path.suffix.lower()
    if suffix not in WRITERS:
        raise Refused(f"Give the register a name that ends in .csv or .xlsx, not {path.name}.")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(
        missing_ok=True
    )  # not through a link to somewhere else, nor into a file that others hold open
    path.touch(mode=0o600)
    path.chmod(0o600)
    WRITERS[suffix](rows, path)


def headings(rows: Sequence[Mapping[str, str]]) -> list[str]:
    return list(dict.fromkeys(name for row in rows for name in row)) or ["id", "status"]


def write_csv(rows: Sequence[Mapping[str, str]], path: Path) -> None:
    names = headings(rows)
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        out = csv.writer(file)
        out.writerow([guarded(name) for name in names])
        out.writerows([guarded(row.get(name, "")) for name in names] for row in rows)


def write_xlsx(rows: Sequence[Mapping[str, str]], path: Path) -> None:
    names = headings(rows)
    with xlsxwriter.Workbook(path, AS_TEXT) as book:
        bold, wrapped = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
        sheet = book.add_worksheet("Register")
        sheet.write_string(0, 0, NOTE)
        for at, name in enumerate(names):
            sheet.write_string(2, at, name, bold)
        for down, row in enumerate(rows, start=3):
            for at, name in enumerate(names):
                sheet.write_string(down, at, row.get(name, ""), wrapped)
        sheet.set_column(0, len(names) - 1, 24)
        sheet.freeze_panes(3, 1)


WRITERS = {".csv": write_csv, ".xlsx": write_xlsx}


def counted(rows: Sequence[Row]) -> Iterator[str]:
    """What to tell whoever made the file."""
    yield f"{len(rows)} example{'s' if len(rows) != 1 else ''} written."
    yield NOTE
