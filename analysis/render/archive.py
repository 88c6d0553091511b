"""Packed files without the times at which their parts were packed."""

from __future__ import annotations

import zipfile
from io import BytesIO

EARLIEST = (1980, 1, 1, 0, 0, 0)
"""The first moment that the format knows."""


def without_times(packed: bytes) -> bytes:
    """The same parts in the same order, each stamped with one and the same moment."""
    made = BytesIO()
    with zipfile.ZipFile(BytesIO(packed)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            place = zipfile.ZipInfo(part.filename, EARLIEST)
            place.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(place, old.read(part))
    return made.getvalue()
