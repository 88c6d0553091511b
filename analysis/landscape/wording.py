"""Words for findings: looking up safe cells, and putting labels and numbers into sentences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from analysis.disclosure import SafeTable
from analysis.measures import interval, is_hidden, printed
from analysis.tables import Cell, Label

NUMERALS = ("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
APOSTROPHE = "\u2019"


@dataclass(frozen=True)
class Told:
    """A figure that is shown, with the words for what it is about."""

    table: SafeTable
    label: Label
    cell: Cell
    size: float

    @property
    def number(self) -> str:
        """As the tables print it."""
        return printed(self.table, self.cell, self.cell.value)

    @property
    def range(self) -> str:
        return interval(self.table, self.cell)

    @property
    def name(self) -> str:
        """Its words inside a sentence."""
        return in_words(self.label.text)

    @property
    def quoted(self) -> str:
        return f"“{self.label.text}”"


def told(
    table: SafeTable, labels: Sequence[Label], measure: str, *, row: str | None = None, col: str | None = None
) -> list[Told]:
    """The shown figures of these rows, or of these columns when a row is named, from the smallest up."""
    found = []
    for label in labels:
        cell = cell_at(table, row or label.id, measure, col if row is None else label.id)
        if cell is not None and cell.value is not None:
            found.append(Told(table, label, cell, cell.value))
    return sorted(found, key=lambda one: one.size)


def cell_at(table: SafeTable | None, row: str, measure: str, column: str | None = None) -> Cell | None:
    """The cell of a row, in a column or in the first that has the measure; None when hidden or not there."""
    for cell in table.cells if table is not None else ():
        if cell.row == row and cell.measure == measure and column in (None, cell.col):
            return None if is_hidden(cell) else cell
    return None


def names(items: Sequence[Told]) -> str:
    return listed([one.name for one in items])


def listed(words: Sequence[str]) -> str:
    """a, b and c."""
    return f"{', '.join(words[:-1])} and {words[-1]}" if len(words) > 1 else "".join(words)


def in_words(text: str) -> str:
    """A label inside a sentence: small first letter unless it is an abbreviation."""
    return text if text[1:2].isupper() or text.startswith("I ") else text[:1].lower() + text[1:]


def start(text: str) -> str:
    """Words at the beginning of a sentence."""
    return text[:1].upper() + text[1:]


def spanned(low: str, high: str) -> str:
    return low if low == high else f"{low} to {high}"


def number(count: int) -> str:
    """One to nine in words, numerals from ten."""
    return NUMERALS[count] if count < len(NUMERALS) else str(count)
