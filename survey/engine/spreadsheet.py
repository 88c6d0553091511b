"""Text that a spreadsheet takes as text, whatever somebody wrote."""

from __future__ import annotations

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""What a formula can begin with; the last four are wide forms, which some programs read alike."""


def guarded(text: str) -> str:
    """A cell of a CSV file that a spreadsheet will not run as a formula."""
    return f"'{text}" if text.startswith(FORMULA) or text.strip().startswith(FORMULA) else text
