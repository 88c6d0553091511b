"""An order of people that hangs on what is known of them alone.

Draws by chance go by places in a frame, and sums by their order. So frames of the same people have to have
them in the same order, or their intervals differ in the tenths: ids are random, and an export has none.
"""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.kept import TOLD
from survey.engine.codebook import Missing

Keys = NDArray[np.uint64]


def order_of(
    data: pd.DataFrame, why: pd.DataFrame, people: pd.DataFrame, seconds: pd.DataFrame
) -> NDArray[np.intp]:
    """Places of people by a key of 64 bits for each, made of all but ids, days and words of their own.

    Two who differ in anything else have the same key once in 10^19 times; who differ in nothing else stay as
    they stood, which no figure sees.
    """
    key = np.zeros(len(people), dtype=np.uint64)
    for name, column in columns(data, why, people, seconds):
        key += column * multiplier(name)
    return np.argsort(key, kind="stable")


def multiplier(name: str) -> np.uint64:
    """A number of a column's own; odd, so that no bit of the column is lost."""
    return np.uint64(int.from_bytes(sha256(name.encode()).digest()[:8], "big") | 1)


def columns(
    data: pd.DataFrame, why: pd.DataFrame, people: pd.DataFrame, seconds: pd.DataFrame
) -> Iterator[tuple[str, Keys]]:
    """Every column as whole numbers."""
    for asked, reasons in zip(why.columns, why.to_numpy().T, strict=True):
        there = np.where(reasons == Missing.UNREAD.value, 0, reasons)  # a reader moves nobody
        yield f"why {asked}", there.astype(np.int64).view(np.uint64)
    for column, values in data.items():
        if not isinstance(values.dtype, pd.StringDtype):
            yield f"value {column}", keys(values)
    for name in TOLD:
        yield f"person {name}", keys(people[name].astype("category"))
    for page, spent in seconds.items():
        yield f"seconds {page}", keys(spent)


def keys(column: pd.Series) -> Keys:
    """Codes as they are, amounts and words as their hashes, which are the same everywhere."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        words = pd.util.hash_array(column.cat.categories.to_numpy(dtype=object), categorize=False)
        return np.append(words, np.uint64(0))[column.cat.codes.to_numpy()]
    if isinstance(column.dtype, pd.Int32Dtype):
        return column.to_numpy(dtype=np.int64, na_value=0).view(np.uint64)
    amounts = column.to_numpy(dtype=np.float64, na_value=np.nan)
    return pd.util.hash_array(np.where(np.isnan(amounts), np.nan, amounts + 0.0))
