"""Who gave one answer all the way down several grids, on pages that were hurried through.

The same answer in every row can be meant. So one grid says nothing, nor do grids that took their time.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

FEWEST_ROWS = 4
FEWEST_GRIDS = 3


def in_a_line(codes: Floats) -> Bools:
    """Who answered every row of a grid (people x rows) with the same step; a row without one breaks it."""
    if codes.shape[1] < FEWEST_ROWS:
        return np.zeros(len(codes), dtype=bool)
    same: Bools = (codes == codes[:, :1]).all(axis=1)
    return same


def straight_liners(grids: Iterable[Floats], in_haste: Sequence[Bools], people: int) -> Bools:
    """Who did so in three grids or more whose pages were hurried through; one mask of haste for each grid."""
    lines = np.zeros(people, dtype=np.int64)
    for codes, haste in zip(grids, in_haste, strict=True):
        lines += in_a_line(codes) & haste
    return lines >= FEWEST_GRIDS
