"""Marks in tables, and the notes that say what they stand for."""

from __future__ import annotations

from collections.abc import Sequence

from analysis.marks import BASE_NOTE, INTERVAL_NOTE, MARKS, SMALL_NOTE
from analysis.render.columns import Column
from analysis.render.sheet import Entry


def mark_notes(entries: Sequence[Entry], columns: Sequence[Column]) -> tuple[str, ...]:
    """Notes in the order of the marks, and of those alone that occur."""
    notes = [f"{mark} {meaning}." for mark, meaning in MARKS.items() if any(e.mark == mark for e in entries)]
    if any(entry.text.endswith("small") for entry in entries):
        notes.append(SMALL_NOTE)
    parts = {column.part for column in columns}
    if parts & {"base", "own", "all"} or any(c.measure == "count" or "(n " in c.heading for c in columns):
        notes.append(BASE_NOTE)
    if "interval" in parts or any(" to " in entry.text for entry in entries):
        notes.append(INTERVAL_NOTE)
    return tuple(notes)
