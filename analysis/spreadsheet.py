"""Files for spreadsheets: workbooks in which text stays text, and CSV that Excel reads."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path

AS_TEXT = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
"""Options of a workbook in which text stays text, whatever it begins with."""


def write_rows(path: Path, names: Sequence[str], rows: Iterable[Sequence[str | float | None]]) -> None:
    """A CSV file; with more than plain letters in it, it begins with the mark by which Excel sees UTF-8."""
    text = io.StringIO(newline="")
    out = csv.writer(text)
    out.writerow(names)
    out.writerows(rows)
    written = text.getvalue()
    path.write_bytes(written.encode("ascii" if written.isascii() else "utf-8-sig"))
