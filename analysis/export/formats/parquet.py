"""Parquet: typed values with nulls, the reasons in a second file of the same shape, and what it takes to open
both again as the frame that they were (`SurveyFrame.from_parquet`).
"""

from __future__ import annotations

from collections.abc import Callable, Container
from pathlib import Path
from typing import ClassVar

import pyarrow as pa
from pyarrow import parquet

from analysis.export.columns import Field, Value
from analysis.export.formats.base import Format, Records, Whole
from analysis.export.people import free
from analysis.kept import BESIDE, KEPT, NUMBER, REASONS, SECONDS, SUMS, TEXTS, VALUES, Kept, sums
from survey.engine.codebook import Nature


class Parquet(Format):
    endings: ClassVar = (VALUES, REASONS)
    beside: ClassVar = (SECONDS, KEPT, SUMS)
    opens: ClassVar = (
        f"{SECONDS} has the active seconds on each page, null where it was not finished. {TEXTS}{REASONS} "
        "says who wrote something, also where no words are in the export. The folder opens again in Python "
        "with `SurveyFrame.from_parquet(folder)`, for which nothing in it may be changed: "
        f"`sha256sum -c {SUMS}` tells.",
    )
    missing: ClassVar = (
        "A value is null where there is none. The file of reasons has the same rows and columns and says "
        "why: the code of a reason, or 0 where there is a value."
    )

    def write(self, records: Records, folder: Path) -> None:
        values, reasons = (folder / name for name in self.files(records.name))
        said = {"title": records.title, "marks": records.marks}
        cells = [array_of(field) for field in records.fields]
        shape = [
            pa.field(field.name, each.type, metadata={"label": field.label})
            for field, each in zip(records.fields, cells, strict=True)
        ]
        parquet.write_table(pa.table(cells, pa.schema(shape, said)), values)
        if not records.has_reasons:
            return
        why = [cells[0], *(pa.array(one.reasons, pa.int8()) for one in records.fields[1:])]
        parquet.write_table(pa.table(why, records.names).replace_schema_metadata(said), reasons)

    def complete(self, whole: Whole, folder: Path) -> list[str]:
        """Seconds, reasons for no text also where texts are not written, all else of the frame, and sums."""
        frame, said = whole.frame, {"title": whole.title, "marks": whole.marks}
        beside = {name: free(name, frame) for name in BESIDE}
        number = pa.array(range(1, len(frame) + 1), pa.int32())
        texts = [c.name for one in frame.codebook if one.nature is Nature.TEXT for c in one.columns]
        asked = {name: pa.array(frame.reasons(name), pa.int8()) for name in texts}
        spent = {
            str(page): pa.array(column.to_numpy(), pa.float64(), from_pandas=True)
            for page, column in frame.seconds.items()
        }
        made = {SECONDS: {unused(beside[NUMBER], spent): number, **spent}}
        if texts and not (folder / (TEXTS + REASONS)).exists():
            made[TEXTS + REASONS] = {beside[NUMBER]: number, **asked}
        for name, columns in made.items():
            parquet.write_table(pa.table(columns).replace_schema_metadata(said), folder / name)
        kept = Kept(whole.survey, whole.fingerprint, beside, frame.codebook, frame.geography, frame.conduct)
        (folder / KEPT).write_bytes(kept.to_json())
        (folder / SUMS).write_text(sums(folder), "utf-8")
        return [*made, KEPT, SUMS]


def array_of(field: Field) -> pa.Array:
    """A column in a type that follows what it measures and not what happens to stand in it."""
    spelled: Callable[[Value], Value]
    if field.has_words:
        kind, spelled = pa.string(), str
    else:
        kind, spelled = (pa.float64(), float) if field.is_number else (pa.int32(), int)
    return pa.array([None if value is None else spelled(value) for value in field.values], kind)


def unused(name: str, others: Container[str]) -> str:
    """The name, with lines after it where something else has it."""
    return unused(f"{name}_", others) if name in others else name
