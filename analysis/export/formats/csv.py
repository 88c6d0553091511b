"""CSV: values in one file, reasons in another of the same shape, so that no reason can enter a mean."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from analysis.export.formats.base import Format, Records
from analysis.spreadsheet import write_rows
from survey.engine.spreadsheet import guarded


class Csv(Format):
    endings: ClassVar = (".csv", "-reasons.csv")
    codes: ClassVar = (
        "Codes are those of the questionnaire. A text that begins like a formula has an apostrophe "
        "before it, so that no spreadsheet runs it."
    )
    missing: ClassVar = (
        "A cell is empty where there is no value. The file of reasons has the same rows and columns and "
        "says why: the code of a reason, or 0 where there is a value."
    )

    def write(self, records: Records, folder: Path) -> None:
        values, reasons = (folder / name for name in self.files(records.name))
        texts = [field.is_text for field in records.fields]
        cells = (
            [
                guarded(str(value)) if text and value is not None else value
                for value, text in zip(row, texts, strict=True)
            ]
            for row in records.rows()
        )
        write_rows(values, records.names, cells)
        if records.has_reasons:
            write_rows(reasons, records.names, records.rows_of_reasons())
