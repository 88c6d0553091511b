"""Answers that are nearly the same as others, given on the same day in the same organisation.

Who gives 95% the same answers differs in few of them, so of one more bands of answers than may differ at
least one is the same from end to end: only people who share a band are compared, and none is missed.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from analysis.rows import numbered

Integers = NDArray[np.int64]
Codes = NDArray[np.integer]
Bools = NDArray[np.bool_]

SAME = 0.95
FEWEST_ANSWERS = 30
"""Of so many answers at least two people must have given one or both; a short form has honest twins."""
NOTHING = 0
"""The code of an answer that is not there."""


def duplicates(answers: Codes, blocks: Integers) -> Bools:
    """Who has a near twin in the same block.

    `answers` are people x items, coded by item, `NOTHING` where none was given; `blocks` are the same number
    for people of one day and one organisation, below nought where either is not known.
    """
    found = np.zeros(len(answers), dtype=bool)
    known = np.flatnonzero(blocks >= 0)
    if not answers.shape[1]:
        return found
    for group in bands(answers, blocks, known):
        for at in group:
            if not found[at]:
                twins = group[are_twins(answers[at], answers[group]) & (group != at)]
                found[twins] = True
                found[at] = len(twins) > 0
    return found


def are_twins(one: Codes, others: Codes) -> Bools:
    """Which of the others gave the same answers, of those that either gave."""
    either = (others != NOTHING) | (one != NOTHING)
    compared = either.sum(axis=1)
    same = (either & (others == one)).sum(axis=1)
    twins: Bools = (compared >= FEWEST_ANSWERS) & (same >= SAME * compared - 1e-9)
    return twins


def bands(answers: Codes, blocks: Integers, known: NDArray[np.intp]) -> Iterator[NDArray[np.intp]]:
    """Groups of people of one block who share all answers of a band, two or more in each."""
    items = answers.shape[1]
    many = min(int((1 - SAME) * items + 1e-9) + 1, items)
    for band in range(many):
        which = numbered(np.column_stack([blocks[known], answers[known, band::many]]))
        sizes = np.bincount(which)
        order = np.argsort(which, kind="stable")
        ends = np.cumsum(sizes)
        for at in np.flatnonzero(sizes > 1):
            yield known[order[ends[at] - sizes[at] : ends[at]]]
