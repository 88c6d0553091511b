"""Text that a spreadsheet takes as text, whatever somebody wrote; and how large a workbook is in truth."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZipFile

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""What a formula can begin with; the last four are wide forms, which some programs read alike."""


def guarded(text: str) -> str:
    """A cell of a CSV file that a spreadsheet will not run as a formula."""
    return f"'{text}" if text.startswith(FORMULA) or text.strip().startswith(FORMULA) else text


def unpacks_to(content: bytes) -> tuple[int, int]:
    """The bytes and the parts that a workbook comes to, by its own list: nothing is unpacked for that."""
    sizes = [part.file_size for part in ZipFile(BytesIO(content)).infolist()]
    return sum(sizes), len(sizes)
