"""Looking up the cells of a safe table by place and measure."""

from __future__ import annotations

from collections.abc import Mapping

from analysis.disclosure import SafeTable, only_safe
from analysis.tables import Cell

Grid = Mapping[tuple[str, str, str], Cell]


def grid(table: SafeTable) -> Grid:
    """Cells by row, column and measure."""
    only_safe(table)
    return {(cell.row, cell.col, cell.measure): cell for cell in table.cells}


def measures(table: SafeTable) -> tuple[str, ...]:
    """Measures of the table in the order in which they first occur."""
    only_safe(table)
    return tuple(dict.fromkeys(cell.measure for cell in table.cells))


def joined(names: list[str]) -> str:
    """Names in a sentence: "a", "a and b", "a, b and c"."""
    return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else "".join(names)


def topic(block: str) -> str:
    """A heading in the words of a report: what a form calls "your role" is "role" here."""
    words = in_sentence(block).split()
    kept = words[1:] if words[:1] == ["your"] else words
    return " ".join("people" if word == "you" else word for word in kept)


def in_sentence(name: str) -> str:
    """A label inside a sentence: small first letter, unless it is an abbreviation."""
    return name if name[1:2].isupper() else name[:1].lower() + name[1:]
