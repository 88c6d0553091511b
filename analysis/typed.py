"""The type that a column has in a frame, by what it measures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from survey.engine.codebook import Cell, Column, Measure, Missing

WORDS = pd.StringDtype(na_value=np.nan)
Typed = pd.StringDtype | pd.Float64Dtype | pd.Int32Dtype | pd.CategoricalDtype


def type_of(column: Column, measure: Measure) -> Typed:
    """Words, amounts, codes that are numbers, or codes of which one at least is a word."""
    codes = [category.code for category in column.substantive]
    if measure is Measure.TEXT or (not codes and measure is not Measure.NUMBER):
        return WORDS
    if measure is Measure.NUMBER:
        return pd.Float64Dtype()
    if all(isinstance(code, int) for code in codes):
        return pd.Int32Dtype()
    return pd.CategoricalDtype([str(code) for code in codes])


def series_of(column: Column, measure: Measure, cells: Iterable[Cell]) -> pd.Series:
    """The values of one column, missing where the cell is a reason."""
    values: list[Any] = [None if isinstance(cell, Missing) else cell for cell in cells]
    kind = type_of(column, measure)
    if isinstance(kind, pd.CategoricalDtype):
        values = [None if value is None else str(value) for value in values]
    return pd.Series(values, dtype=kind)


def from_arrow(kind: Typed, given: pa.Array) -> Any:
    """The same of a column of a file, without a step for each cell; words stand in it as a dictionary where
    they are codes. Raises ValueError for a code that is not known."""
    if not isinstance(kind, pd.CategoricalDtype):
        return array_of(kind, given)
    place: Mapping[str, int] = {code: at for at, code in enumerate(kind.categories)}
    known = given.dictionary.to_pylist()
    if unknown := [code for code in known if code not in place]:
        raise ValueError(", ".join(map(str, unknown)))
    # one more than there are words: whoever has none points at the last
    places = np.array([*(place[code] for code in known), -1], dtype=np.int64)
    at = given.indices.fill_null(len(known)).to_numpy()
    return pd.Categorical.from_codes(places[at], dtype=kind)


def array_of(kind: Any, given: pa.Array) -> Any:
    """The array of a pandas type; pandas' stubs leave out that each of its types has this."""
    return kind.__from_arrow__(given)
