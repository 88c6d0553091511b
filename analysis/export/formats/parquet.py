"""Parquet: typed values with nulls, and the reasons in a second file of the same shape."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

import pyarrow as pa
from pyarrow import parquet

from analysis.export.columns import Field
from analysis.export.formats.base import Format, Records


class Parquet(Format):
    endings: ClassVar = (".parquet", "-reasons.parquet")
    missing: ClassVar = (
        "A value is null where there is none. The file of reasons has the same rows and columns and says "
        "why: the code of a reason, or 0 where there is a value."
    )

    def write(self, records: Records, folder: Path) -> None:
        values, reasons = (folder / name for name in self.files(records.name))
        said = {"title": records.title, "marks": records.marks}
        kinds = [kind_of(field) for field in records.fields]
        shape = [
            (pa.field(one.name, kind, metadata={"label": one.label}), kind)
            for one, kind in zip(records.fields, kinds, strict=True)
        ]
        cells = [
            pa.array([str(v) if one.has_words and v is not None else v for v in one.values], kind)
            for one, kind in zip(records.fields, kinds, strict=True)
        ]
        parquet.write_table(pa.table(cells, pa.schema([part for part, _ in shape], said)), values)
        if not records.has_reasons:
            return
        why = [cells[0], *(pa.array(one.reasons, pa.int8()) for one in records.fields[1:])]
        parquet.write_table(pa.table(why, records.names).replace_schema_metadata(said), reasons)


def kind_of(field: Field) -> pa.DataType:
    """The type of a column, by what it measures and not by what happens to stand in it."""
    if field.has_words:
        return pa.string()
    return pa.float64() if field.is_number else pa.int32()
