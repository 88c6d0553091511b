"""A table as it is read: rows under headings, each printed cell a text with what stands behind it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

LONG = 28
"""Rows, headings of groups included."""


@dataclass(frozen=True)
class Entry:
    """One printed cell."""

    text: str
    mark: str = ""
    """The mark in it, if any: one of MARKS."""
    value: float | None = None
    """The number behind the text, for a workbook."""
    places: int = 0


@dataclass(frozen=True)
class Line:
    label: str
    strong: bool
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class Band:
    """Rows under one heading; the heading may be empty."""

    heading: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Sheet:
    """A table as it is read."""

    id: str
    """T3a: the table's id, with a letter where a table is split."""
    title: str
    subtitle: str
    columns: tuple[str, ...]
    bands: tuple[Band, ...]
    notes: tuple[str, ...]

    @property
    def number(self) -> str:
        return f"Table {self.id.removeprefix('T')}"

    @property
    def is_long(self) -> bool:
        """Whether it needs most of a page of A4, or more, for itself."""
        return sum(len(band.lines) + bool(band.heading) for band in self.bands) > LONG

    @property
    def entries(self) -> Iterator[Entry]:
        return (entry for band in self.bands for line in band.lines for entry in line.entries)
