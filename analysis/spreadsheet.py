"""Text that a spreadsheet takes as text, whatever somebody wrote."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""What a formula can begin with; the last four are wide forms, which some programs read alike."""
AS_TEXT = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
"""Options of a workbook in which text stays text, whatever it begins with."""


def guarded(text: str) -> str:
    """A cell of a CSV file that a spreadsheet will not run as a formula."""
    return f"'{text}" if text.startswith(FORMULA) or text.strip().startswith(FORMULA) else text


def write_rows(path: Path, names: Sequence[str], rows: Iterable[Sequence[str | float | None]]) -> None:
    """A CSV file; with more than plain letters in it, it begins with the mark by which Excel sees UTF-8."""
    text = io.StringIO(newline="")
    out = csv.writer(text)
    out.writerow(names)
    out.writerows(rows)
    written = text.getvalue()
    path.write_bytes(written.encode("ascii" if written.isascii() else "utf-8-sig"))
