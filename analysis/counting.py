"""Counting by one key: how many people give each answer in each group, from two arrays of whole numbers."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Counts = NDArray[np.int64]
Places = NDArray[np.integer]


def crossed(groups: Places, answers: Places, shape: tuple[int, int]) -> Counts:
    """People by group and answer (groups x answers) from a place of each person in both, from nought up.

    One pass over one key, whatever the number of groups; a byte a person where the key fits into it.
    """
    wide, many = shape
    kind = np.dtype(np.uint8 if wide * many <= 2**8 else np.uint16 if wide * many <= 2**16 else np.int64)
    key = np.multiply(groups, many, dtype=kind, casting="unsafe")
    key += answers.astype(kind)
    return np.bincount(key, minlength=wide * many).reshape(shape)


def packed(ticks: NDArray[np.bool_]) -> NDArray[np.uint8]:
    """Ticks (people x boxes) as bytes of eight boxes each (people x bytes), the first the lowest bit."""
    return np.packbits(ticks, axis=1, bitorder="little")


def crossed_ticks(groups: Places, boxes: NDArray[np.uint8], wide: int, many: int) -> Counts:
    """People by group and box (groups x boxes) who ticked it: bytes are counted, then their bits added up."""
    bits = np.unpackbits(np.arange(256, dtype=np.uint8)[:, None], axis=1, bitorder="little").astype(np.int64)
    found = [crossed(groups, byte, (wide, 256)) @ bits for byte in boxes.T]
    return np.hstack(found)[:, :many]
