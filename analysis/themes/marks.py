"""What a person may write in a cell for yes and for no, and what is told about anything else."""

from __future__ import annotations

import unicodedata
from datetime import date, datetime, time, timedelta

from analysis.themes.cells import Formula

YES = frozenset({"1", "1.0", "x", "✓", "✔", "yes", "y", "true"})
NO = frozenset({"0", "0.0", "no", "n", "false"})
DAYS = (date, datetime, time, timedelta)


class StrayMark(Exception):
    """A cell that is neither yes nor no; the sentence says what stands there and what to write."""


def mark_in(cell: object) -> bool | None:
    """Whether a cell says yes or no; None where it says nothing. TRUE of a spreadsheet is a yes."""
    if isinstance(cell, Formula):
        raise StrayMark(f"holds a formula ({str(cell)[:30]}). Write 1, or leave it empty.")
    if isinstance(cell, DAYS):
        raise StrayMark(
            "holds a day or a time; a spreadsheet makes one of such as 1/1. Write 1, or empty it."
        )
    words = unicodedata.normalize("NFKC", "" if cell is None else str(cell)).strip().casefold()
    if not words:
        return None
    if words in YES:
        return True
    if words in NO:
        return False
    raise StrayMark(f"holds {words[:30]!r}, which is no mark. Write 1, or leave it empty.")
