"""The figures of a release that are linear in people: means on a known scale, and percentages."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from analysis.disclosure.cells import (
    Ledger,
    Where,
    base_universe,
    category_of,
    has_groups_on_rows,
    in_words,
    ordered,
)
from analysis.disclosure.errors import TablesDisagree
from analysis.disclosure.rules import ABOUT_ALL_SHOWN, PERCENT_FROM, SCALES, UNWEIGHTED, is_percentage
from analysis.tables import Cell, Group, Table

Parts = tuple[Where, ...]
Weights = tuple[tuple[Where, float], ...]
Key = tuple[str, str, str]
"""An item, a measure, and a category of the item where the measure counts one."""


@dataclass
class Figure:
    """One measure of one item, exact, in every group that some table gives it for."""

    universe: str
    """Those whose figure it is: with an answer, or for don't know and the like all who were shown it."""
    measure: str
    item: str
    """The universe of those with an answer, without which it is not printed."""
    category: str = ""
    """Which answer it counts, where it counts one of several."""
    values: dict[Where, float] = field(default_factory=dict)
    printable: set[Where] = field(default_factory=set)
    """Groups whose base is large enough for the measure."""
    equals: dict[Parts, float] = field(default_factory=dict)
    """Figures in which these parts count the same."""
    weighed: dict[Weights, float] = field(default_factory=dict)
    """Figures in which each person of a part weighs so much; an attacker is taken to know that."""

    @property
    def key(self) -> Key:
        return self.item, self.measure, self.category

    @property
    def is_declined(self) -> bool:
        """Whether it is of those who gave no substantive answer, among all who were shown the item."""
        return self.measure in ABOUT_ALL_SHOWN

    @property
    def parts(self) -> set[Where]:
        """Every part of a figure in which parts count the same."""
        return {part for parts in self.equals for part in parts}

    @property
    def scale(self) -> tuple[float, float]:
        return SCALES.get(self.measure, (0.0, 100.0))


def figures(tables: Sequence[Table], ledger: Ledger) -> tuple[Figure, ...]:
    """Every figure of the release that is linear in people, by item and measure."""
    found: dict[Key, Figure] = {}
    for table in sorted(tables, key=lambda each: each.id):
        on_rows = has_groups_on_rows(table)
        for cell in table.cells:
            if is_linear(cell):
                measure = UNWEIGHTED.get(cell.measure, cell.measure)
                counted = measure == "percent" or cell.of
                category = category_of(table.id, cell, on_rows) if counted else ""
                of = Figure(base_universe(cell), measure, cell.group.universe, category)
                enter(found.setdefault(of.key, of), cell, ledger)
    return tuple(found[key] for key in sorted(found))


def is_linear(cell: Cell) -> bool:
    """Whether it is a mean on a known scale, or a percentage of the people behind it."""
    linear = cell.measure in SCALES or is_percentage(cell.measure)
    return linear and cell.kind == "answer" and cell.value is not None and bool(cell.n)


def enter(figure: Figure, cell: Cell, ledger: Ledger) -> None:
    where, value = ledger.where(cell.group), cell.value or 0.0
    if cell.group.weighed:
        figure.weighed[cell.group.weighed] = value
    elif cell.group.parts:
        figure.equals[parts_of(cell.group)] = value
    else:
        if not math.isclose(figure.values.setdefault(where, value), value, abs_tol=1e-6):
            raise TablesDisagree(
                f"Two figures {figure.measure} of {in_words(figure.item, where)} differ. Say which answer "
                "each is of, so that both are protected."
            )
        if not is_percentage(cell.measure) or (cell.n or 0) >= PERCENT_FROM:
            figure.printable.add(where)


def parts_of(group: Group) -> Parts:
    """The groups that count the same in an equal-weight figure, in sorted order."""
    ((variable, _),) = group.where
    return ordered(((variable, codes),) for codes in group.parts)


def costs(all_figures: Iterable[Figure]) -> Mapping[Where | None, int]:
    """How many figures each group has in the release; None for the equal-weight ones."""
    found: defaultdict[Where | None, int] = defaultdict(int)
    for figure in all_figures:
        found[None] += len(figure.equals)
        for where in figure.values:
            found[where] += 1
    return found
