"""How each measure is headed and to how many places it is printed.

One place for it, so that HTML, PDF, workbook, tables.json, figures and alt text all print the
same number. A figure is rounded here before anything else looks at it, colour classes included.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from analysis.rounding import half_up
from analysis.tables import Cell

SUPPRESSED = "suppressed"
SMALL = "small_base"
NO_PERCENT = "no_percent"
TOO_FEW = "[c]"
UNSURE = "[u]"
NOT_GIVEN = "[x]"
MINUS = "\u2212"
LONGEST_SCALE = 5.0
"""Answers are given on scales of up to five steps; scores run from 0 to 100."""


class Celled(Protocol):
    """A table, whatever is known of who may see it."""

    @property
    def cells(self) -> tuple[Cell, ...]: ...
    @property
    def is_whole(self) -> bool: ...


@dataclass(frozen=True)
class Measure:
    """The words and the precision of a measure."""

    heading: str
    percent: bool = False
    of_scale: bool = False
    """Printed whole on a scale of 0 to 100, to one place on a scale of up to five steps."""
    coefficient: bool = False
    """A number from -1 to 1, printed to two places."""
    probability: bool = False
    """Printed to three places."""

    @property
    def unit(self) -> str:
        return "%" if self.percent else ""


MEASURES = {
    "count": Measure("Answers"),
    "percent": Measure("%", percent=True),
    "share": Measure("%", percent=True),
    "mean": Measure("Mean", of_scale=True),
    "sd": Measure("Spread (SD)", of_scale=True),
    "percent_high": Measure("Scoring 75 or more, %", percent=True),
    "dk": Measure("Don't know, %", percent=True),
    "na": Measure("Does not apply, %", percent=True),
    "blank": Measure("Left blank, %", percent=True),
    "importance": Measure("Importance, 1 to 5", of_scale=True),
    "current": Measure("In place now, 1 to 5", of_scale=True),
    "gap": Measure("Gap", of_scale=True),
    "unmet": Measure("Unmet need, %", percent=True),
    "rank": Measure("Rank"),
    "band": Measure("Answers, in classes"),
    "score": Measure("Mean, 0 to 100", of_scale=True),
    "agreement": Measure("Krippendorff's alpha", coefficient=True),
    "alpha": Measure("Cronbach's alpha", coefficient=True),
    "omega": Measure("McDonald's omega", coefficient=True),
    "item_rest": Measure("Least item-rest correlation", coefficient=True),
    "icc": Measure("Part of the differences that lies between organisations", coefficient=True),
    "of_target": Measure("Of the target, %", percent=True),
    "per_thousand": Measure("By 1,000 staff", of_scale=True),
    "weighted": Measure("Mean under weights", of_scale=True),
    "weighted_percent": Measure("% under weights", percent=True),
    "effective": Measure("As many unweighted answers"),
    "design_effect": Measure("Design effect", of_scale=True),
    "delta": Measure("Cliff's delta of the two", coefficient=True),
    "adjusted_p": Measure("Adjusted p", probability=True),
    "difference": Measure("Difference, in standard deviations", coefficient=True),
    "iqr": Measure("Middle half (IQR)", of_scale=True),
    "median": Measure("Median", of_scale=True),
    "minutes": Measure("Minutes", of_scale=True),
    "top": Measure("Among top three, %", percent=True),
}


def measure(name: str) -> Measure:
    """The measure of that name; one we do not know is headed by its name and printed to one place."""
    return MEASURES.get(name) or Measure(name.replace("_", " ").capitalize(), of_scale=True)


def places(table: Celled, name: str) -> int:
    """Decimal places of a measure in this table."""
    if measure(name).coefficient:
        return 2
    if measure(name).probability:
        return 3
    return 1 if measure(name).of_scale and not table.is_whole else 0


def beyond_scale(cells: Iterable[Cell]) -> bool:
    """Whether any figure is of a scale longer than answers are given on, so that all are printed whole."""
    scaled = (cell.value for cell in cells if cell.value is not None and measure(cell.measure).of_scale)
    return any(abs(value) > LONGEST_SCALE for value in scaled)


def grouped(count: float) -> str:
    """A count with a comma between thousands: 60,000."""
    return f"{count:,.0f}"


def rounded(table: Celled, cell: Cell, value: float | None) -> float | None:
    """A figure of the cell as it is printed; None stays None."""
    return None if value is None else half_up(value, places(table, cell.measure))


def printed(table: Celled, cell: Cell, value: float | None) -> str:
    """The figure in characters: a comma between thousands, a true minus sign and never "-0"."""
    figure = rounded(table, cell, value)
    if figure is None:
        return ""
    words = f"{abs(figure):,.{places(table, cell.measure)}f}"
    return MINUS + words if figure < 0 else words


def interval(table: Celled, cell: Cell) -> str:
    """The indicative interval in words, or nothing."""
    if cell.lo is None or cell.hi is None:
        return ""
    return f"{printed(table, cell, cell.lo)} to {printed(table, cell, cell.hi)}"


def is_hidden(cell: Cell | None) -> bool:
    return cell is None or SUPPRESSED in cell.flags


def is_very_small(cell: Cell) -> bool:
    """A base of 10 to 29: a mean comes with its interval and [u], a percentage is not given."""
    return NO_PERCENT in cell.flags


def is_small(cell: Cell) -> bool:
    """A base of 30 to 49, marked with the word "small"."""
    return SMALL in cell.flags and NO_PERCENT not in cell.flags
