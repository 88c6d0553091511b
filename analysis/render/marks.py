"""Marks in tables, and the notes that say what they stand for."""

from __future__ import annotations

from collections.abc import Sequence

from analysis import measures as words
from analysis.render.columns import Column
from analysis.render.sheet import Entry

MARKS = {
    words.TOO_FEW: "not shown: fewer than 10 people, or it would let a group of fewer than 10 be worked out",
    words.UNSURE: "low reliability: 10 to 29 people, so the mean comes with its interval and no percentage",
    words.NOT_GIVEN: "percentage not given: fewer than 30 people",
}
"""Marks in the order of the notes, and what they stand for."""
SMALL_NOTE = "“Small” marks 30 to 49 people."
BASE_NOTE = "Counts and bases are rounded to the nearest 5, after the marks are set on exact counts."
INTERVAL_NOTE = (
    "Indicative interval: the chance variation there would be if these people were a random sample; "
    "it does not cover who chose to answer."
)


def mark_notes(entries: Sequence[Entry], columns: Sequence[Column]) -> tuple[str, ...]:
    """Notes in the order of the marks, and of those alone that occur."""
    notes = [f"{mark} {meaning}." for mark, meaning in MARKS.items() if any(e.mark == mark for e in entries)]
    if any(entry.text.endswith("small") for entry in entries):
        notes.append(SMALL_NOTE)
    parts = {column.part for column in columns}
    if parts & {"base", "all"} or any(c.measure == "count" or "(n " in c.heading for c in columns):
        notes.append(BASE_NOTE)
    if "interval" in parts or any(" to " in entry.text for entry in entries):
        notes.append(INTERVAL_NOTE)
    return tuple(notes)
