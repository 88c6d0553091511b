"""SPSS: reasons stand in the column itself as user-missing values, which SPSS keeps out of every mean."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

import pandas as pd
import pyreadstat

from analysis.export.columns import Field, Value
from analysis.export.formats import labelled
from analysis.export.formats.base import STAMP, Format, Records
from analysis.export.naming import Naming
from survey.engine.codebook import Measure, Missing

LOWEST, HIGHEST = min(reason.code for reason in Missing), max(reason.code for reason in Missing)
LONGEST_LABEL, LONGEST_VALUE_LABEL, LONGEST_TITLE = 250, 119, 64
RESERVED = "all and by eq ge gt le lt ne not or to with"
LEVELS = {
    Measure.NOMINAL: "nominal",
    Measure.MULTIPLE: "nominal",
    Measure.TEXT: "nominal",
    Measure.ORDINAL: "ordinal",
    Measure.BATTERY: "ordinal",
    Measure.NUMBER: "scale",
}
CREATED = slice(92, 109)
"""Where the head of the file says when it was made: nine characters of day, eight of time."""


class Sav(Format):
    endings: ClassVar = (".sav",)
    codes: ClassVar = labelled.CODES
    missing: ClassVar = (
        f"Reasons stand in the column as the values {LOWEST} to {HIGHEST}, labelled and declared as "
        "user-missing, so SPSS leaves them out of every figure. Texts, and columns in which such a "
        f"number is an answer, are empty instead, and the column named with {labelled.WHY} after them "
        "says why."
    )
    naming = Naming(64, frozenset(RESERVED.split()), folds_case=True)

    def prepared(self, fields: tuple[Field, ...]) -> tuple[Field, ...]:
        return labelled.prepared(fields, self.naming, can_say_why)

    def write(self, records: Records, folder: Path) -> None:
        path = folder / self.files(records.name)[0]
        fields = records.fields
        labels = {one.name: labels_in(one) for one in fields if not one.is_text}
        pyreadstat.write_sav(
            pd.DataFrame({one.name: series_of(one) for one in fields}),
            path,
            file_label=labelled.cut(records.heading, LONGEST_TITLE),
            column_labels=[labelled.cut(one.label, LONGEST_LABEL) for one in fields],
            note=[piece for line in records.about for piece in pieces(line)],
            variable_value_labels={name: own for name, own in labels.items() if own},
            missing_ranges={
                one.name: [{"lo": LOWEST, "hi": HIGHEST}]
                for one in fields
                if one.is_answer and not one.reasons_in
            },
            variable_measure={one.name: LEVELS[one.variable.measure] for one in fields},
            variable_format={one.name: figures_of(one) for one in fields if not one.is_text},
        )
        head = bytearray(path.read_bytes())
        head[CREATED] = f"{STAMP:%d %b %y%H:%M:%S}".encode()
        path.write_bytes(head)


def can_say_why(field: Field) -> bool:
    """Whether no answer of a column could be taken for a reason."""
    said: list[Value | None] = [*field.values, *(one.code for one in field.column.substantive)]
    numbers = (one for one in said if isinstance(one, int | float))
    return not field.is_answer or not (
        field.is_text or any(LOWEST <= number <= HIGHEST for number in numbers)
    )


def labels_in(field: Field) -> dict[int | float, str]:
    labels: dict[int | float, str] = {}
    labels.update(labelled.labels_of(field, LONGEST_VALUE_LABEL))
    labels.update((reason.code, label) for reason, label in labelled.missing_of(field))
    return labels


def series_of(field: Field) -> pd.Series:
    if field.is_text:
        return pd.Series(["" if value is None else str(value) for value in field.values], dtype="str")
    cells = [why or value for value, why in labelled.cells_of(field)]
    return pd.Series(cells, dtype="float64")


def figures_of(field: Field) -> str:
    """How numbers are shown: whole, unless some are not."""
    return "F8.0" if all(value is None or isinstance(value, int) for value in field.coded) else "F16.4"


def pieces(line: str, longest: int = 80) -> list[str]:
    """A line in the pieces that a note of SPSS holds."""
    made = [""]
    for word in line.split():
        joined = f"{made[-1]} {word}".strip()
        made[-1:] = [joined] if len(joined.encode()) <= longest else [made[-1], word]
    return made
