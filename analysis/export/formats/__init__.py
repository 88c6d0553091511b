"""The formats of an export, one module each: what a column becomes in it, and how missing values stand."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from analysis.export.formats.base import Format
from analysis.export.formats.csv import Csv
from analysis.export.formats.dta import Dta
from analysis.export.formats.jsonl import Jsonl
from analysis.export.formats.parquet import Parquet
from analysis.export.formats.sav import Sav
from analysis.export.formats.xlsx import Xlsx

__all__ = ["FORMATS", "Chosen", "Format"]


class Chosen(StrEnum):
    """What can be asked for."""

    CSV = "csv"
    XLSX = "xlsx"
    SAV = "sav"
    DTA = "dta"
    PARQUET = "parquet"
    JSONL = "jsonl"


FORMATS: Mapping[Chosen, Format] = {
    Chosen.CSV: Csv(),
    Chosen.XLSX: Xlsx(),
    Chosen.SAV: Sav(),
    Chosen.DTA: Dta(),
    Chosen.PARQUET: Parquet(),
    Chosen.JSONL: Jsonl(),
}
