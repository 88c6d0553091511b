"""Stata: reasons stand in the column itself as extended missing values, .a to .i, which no mean takes in."""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar

import pandas as pd
import pyreadstat

from analysis.export.columns import Field
from analysis.export.formats import labelled
from analysis.export.formats.base import STAMP, Format, Records
from analysis.export.naming import Naming
from survey.engine.codebook import Missing

VERSION = 14
"""Of Stata, the oldest that knows every letter; newer ones read it too."""
LONGEST_LABEL, LONGEST_VALUE_LABEL, LONGEST_TITLE = 80, 1000, 80
WORDS = "_all _b byte _coef _cons double float if in int long _n _pi _pred _rc _skip strl using with"
RESERVED = frozenset(WORDS.split()) | {f"str{length}" for length in range(1, 2046)}
STAMPED = b"<timestamp>\x11"
NAMES, WIDTH = b"<varnames>", 129
"""Where the names of columns stand in the file, in so many bytes each."""
FOR_LABELS = Naming(27, RESERVED)
"""Names that are written first and then put right: sets of labels are named after them with a number."""


class Dta(Format):
    endings: ClassVar = (".dta",)
    codes: ClassVar = labelled.CODES
    missing: ClassVar = (
        "Reasons stand in the column as extended missing values with labels, which Stata leaves out of "
        "every figure: .a is the code -1, .b is -2 and so on to .i, which is -9. Texts are empty "
        f"instead, and the column named with {labelled.WHY} after them says why."
    )
    naming = Naming(32, RESERVED)

    def prepared(self, fields: tuple[Field, ...]) -> tuple[Field, ...]:
        return labelled.prepared(fields, self.naming, lambda field: not field.is_text)

    def reason(self, reason: Missing) -> int | str:
        return f".{letter_of(reason.code)}"

    def write(self, records: Records, folder: Path) -> None:
        path = folder / self.files(records.name)[0]
        fields, own = records.fields, FOR_LABELS.fitted(records.names)
        labels = {own[one.name]: labels_in(one) for one in fields if not one.is_text}
        pyreadstat.write_dta(
            Whole({own[one.name]: series_of(one) for one in fields}),
            path,
            file_label=labelled.cut(records.heading, LONGEST_TITLE),
            column_labels=[labelled.cut(one.label, LONGEST_LABEL) for one in fields],
            version=VERSION,
            variable_value_labels={name: given for name, given in labels.items() if given},
            missing_user_values={
                own[one.name]: [letter_of(reason.code) for reason in Missing]
                for one in fields
                if one.is_answer and not one.reasons_in
            },
        )
        moment = f"{STAMP:%d %b %Y %H:%M}".encode()
        names = b"".join(name.encode().ljust(WIDTH, b"\0") for name in records.names)
        path.write_bytes(put(put(path.read_bytes(), STAMPED, moment), NAMES, names))


class Told(pd.Series):
    """A column that is looked at before it is written, and says at once that it is numbers and letters.

    The writer takes a column for words if its first hundred cells are, and fails at the first number after
    them, so at every question that few were asked.
    """

    @property
    def _constructor(self) -> type[Told]:
        return Told

    def head(self, n: int = 5) -> Told:  # type: ignore[misc]  # pandas calls it final, and the writer asks no other
        return Told([0, "a"], dtype="object") if self.dtype == object else super().head(n)


class Whole(pd.DataFrame):
    """A frame of such columns."""

    @property
    def _constructor_sliced(self) -> type[Told]:
        return Told


def put(written: bytes, after: bytes, what: bytes) -> bytes:
    """A file with something else in the place after a mark, of the same length."""
    head, mark, rest = written.partition(after)
    return head + mark + what + rest[len(what) :]


def letter_of(code: int) -> str:
    """-1 is a, -9 is i."""
    return chr(ord("a") - 1 - code)


def labels_in(field: Field) -> dict[Any, str]:
    labels: dict[Any, str] = {}
    labels.update(labelled.labels_of(field, LONGEST_VALUE_LABEL))
    labels.update((letter_of(reason.code), label) for reason, label in labelled.missing_of(field))
    return labels


def series_of(field: Field) -> pd.Series:
    """Numbers, with the letter of a reason where there is none; of one type throughout."""
    if field.is_text:
        return pd.Series(["" if value is None else str(value) for value in field.values], dtype="str")
    number = float if field.is_number else int
    cells = [
        letter_of(why) if why else None if value is None else number(value)
        for value, why in labelled.cells_of(field)
    ]
    said = any(isinstance(cell, str) for cell in cells)
    return pd.Series(cells, dtype="object" if said else "float64")
