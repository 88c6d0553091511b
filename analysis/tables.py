"""Tables as frozen data: what is counted or estimated, and the people each figure is about.

A Table here is exact and stays inside. Only `analysis.disclosure.protect` turns tables into
SafeTables, which everything that is drawn, written or said is made from.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["count", "share", "answer", "class"]


@dataclass(frozen=True)
class Group:
    """The respondents a figure is about: leaf codes by identifying variable."""

    where: tuple[tuple[str, frozenset[str]], ...] = ()
    """Leaf codes by variable, sorted by variable; a variable left whole is absent."""
    universe: str = "people"
    """Who could be in it: "people" (base A), an item's id (those who gave an answer to it), "examples" ..."""
    parts: tuple[frozenset[str], ...] = ()
    """For a figure in which parts of the group count the same whatever their size: their leaf codes."""
    weighed: tuple[tuple[tuple[tuple[str, frozenset[str]], ...], float], ...] = ()
    """For a figure under weights: the parts that are told apart, and what each person of a part weighs."""


@dataclass(frozen=True)
class Cell:
    """One figure, with its interval, its exact base and the people it is about."""

    row: str
    """Id of the row's Label."""
    col: str
    """Id of the column's Label."""
    measure: str
    """What is measured, as in tables.json: count, percent, mean, sd, percent_high, dk, na, blank, gap ..."""
    value: float | None
    """The exact figure; None where there is none."""
    lo: float | None = None
    """Lower end of the interval."""
    hi: float | None = None
    """Upper end of the interval."""
    n: int | None = None
    """Exact base of the figure; None for counts, which are their own."""
    group: Group = Group()
    """The respondents the figure is about."""
    kind: Kind = "count"
    """count of people or examples; share = a percentage of such counts; answer = a figure about answers;
    class = a class of shared counts by its lower end, up to and without `hi`."""
    contributors: tuple[int, ...] | None = None
    """How many of the group's people each organisation gave, where one organisation must not show through;
    None where nobody can tell or the organisation has agreed."""
    of: str = ""
    """What a percentage is of, where several tables print it of one item: "stage_org from 3"."""
    flags: tuple[str, ...] = ()
    """Marks out of suppressed, rounded, small_base, no_percent; disclosure control sets them."""


@dataclass(frozen=True)
class Label:
    """The words for a row or a column."""

    id: str
    """What cells refer to."""
    text: str
    """What people read."""
    block: str = ""
    """The heading it stands under, such as Sector or Role; empty where there is none."""


@dataclass(frozen=True)
class Table:
    """A table before disclosure control: exact figures with words around them."""

    id: str
    """T1, T3 ... as in the register of tables."""
    title: str
    """What the caption says."""
    subtitle: str
    """Unit, weighting, who it is about."""
    base: str
    """The base in words."""
    dimensions: tuple[str, ...]
    """Identifying variables and other breaks, by name."""
    rows: tuple[Label, ...]
    """Row labels in printed order."""
    cols: tuple[Label, ...]
    """Column labels in printed order."""
    cells: tuple[Cell, ...]
    """The figures, in any order; a place may hold several measures."""
    notes: tuple[str, ...] = ()
    """Printed below the table."""
    ranked_by: str = ""
    """The measure by whose printed figures rows are put in order once the table is safe, the highest first;
    here they stand as the questionnaire has them, so that their order tells nothing of what is hidden."""
    most: int = 0
    """Of rows that stand by a figure, how many are printed: those whose printed figures are the highest. All
    are here, so that which of them are left out tells nothing either. Nought is all."""
    impossible: tuple[Group, ...] = ()
    """Groups that the questionnaire makes impossible: their zeros are printed and protect nothing."""
