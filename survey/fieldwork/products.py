"""What a worker can be asked to make, how long its files are kept, and how taking them is written down."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True)
class Product:
    """One thing that is made; `kept` is None for what stays."""

    name: str
    title: str
    kept: timedelta | None
    taking: str
    """What the record of changes says when somebody takes a file of it."""


REPORT = Product("report", "Report", timedelta(days=30), "take report")
RELEASE = Product("release", "Final report", None, "take final report")
DATA = tuple(
    Product(f"data-{format}", words, timedelta(days=1), "take coded data")
    for format, words in (
        ("csv", "CSV, for any program"),
        ("xlsx", "Excel"),
        ("sav", "SPSS (sav)"),
        ("dta", "Stata (dta)"),
        ("parquet", "Parquet, for Python and R"),
    )
)
TEXTS = Product("texts", "What people wrote", timedelta(days=1), "take what people wrote")
"""Kept for a day, like answers: who takes theirs back must not find them here later."""
PRODUCTS = {product.name: product for product in (REPORT, RELEASE, *DATA, TEXTS)}
PACKED = "data.zip"
"""The one file of data or texts, in their folder."""
