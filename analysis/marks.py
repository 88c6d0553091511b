"""Marks that stand in place of a figure or beside one, and the notes that say what they mean."""

from __future__ import annotations

from analysis import measures as words

MARKS = {
    words.TOO_FEW: "not shown: fewer than 10 people, or it would let a group of fewer than 10 be worked out",
    words.UNSURE: "low reliability: 10 to 29 people; a mean has its interval, and no percentage is given",
    words.NOT_GIVEN: "percentage not given: fewer than 30 people",
}
"""Marks in the order of the notes, and what they stand for."""
SMALL_NOTE = "“Small” marks 30 to 49 people."
BASE_NOTE = "Counts and bases are rounded to the nearest 5, after the marks are set on exact counts."
INTERVAL_NOTE = (
    "Indicative interval: the chance variation there would be if these people were a random sample; "
    "it does not cover who chose to answer."
)
