"""From a pattern to what is printed: one mark for all that is hidden, then rounding, shares and bases."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from analysis.disclosure.cells import (
    CLASSES,
    PEOPLE,
    Ledger,
    Mark,
    Where,
    base_universe,
    category_of,
    has_groups_on_rows,
)
from analysis.disclosure.hierarchy import Hierarchy
from analysis.disclosure.rounding import Rounding, share
from analysis.disclosure.rules import PERCENT_FROM, STEADY_FROM, UNWEIGHTED, is_percentage
from analysis.disclosure.safe import SafeTable
from analysis.disclosure.targets import ONE_ANSWER, within
from analysis.rounding import half_up, to_five
from analysis.tables import Cell, Table

SUPPRESSED = ("suppressed",)
NEAREST = Rounding()


def all_answers(sheet: str, where: Where | None) -> Mark:
    """The mark that withholds a group's answers and not its count; None for equal-weight figures."""
    return (f"equal-weight answers of {sheet}", ()) if where is None else (f"answers of {sheet}", where)


def all_weighed(sheet: str) -> Mark:
    """The mark that withholds figures under weights."""
    return f"weighted answers of {sheet}", ()


class Printer:
    """Prints tables under a pattern."""

    def __init__(
        self,
        ledger: Ledger,
        hierarchy: Hierarchy,
        pattern: Mapping[Mark, str],
        threshold: int,
        rounding: Rounding = NEAREST,
    ) -> None:
        self.ledger = ledger
        self.hierarchy = hierarchy
        self.pattern = pattern
        self.marks = frozenset(pattern)
        self.threshold = threshold
        self.rounding = rounding

    def table(self, table: Table) -> SafeTable:
        return SafeTable.sealed(table, map(self.cell, table.cells))

    def cell(self, cell: Cell) -> Cell:
        where = self.ledger.where(cell.group)
        printed = {"count": self.count, "share": self.share, "answer": self.answer, "class": self.band}
        shown = printed[cell.kind](cell, where)
        shown = shown or replace(cell, value=None, lo=None, hi=None, n=None, flags=SUPPRESSED)
        return replace(shown, contributors=None, group=replace(shown.group, weighed=()))

    def is_hidden(self, universe: str, where: Where) -> bool:
        known = universe == PEOPLE and not where
        return not known and self.ledger.is_hidden(universe, where, self.marks)

    def count(self, cell: Cell, where: Where) -> Cell | None:
        """Counts to a multiple of 5."""
        if self.is_hidden(cell.group.universe, where):
            return None
        count = self.ledger.counts[cell.group.universe][where]
        value = self.rounding.count((cell.group.universe, where), count)
        return replace(cell, value=value, lo=None, hi=None, n=None, flags=("rounded",))

    def band(self, cell: Cell, where: Where) -> Cell | None:
        """A class by its lower end."""
        if (CLASSES, where) in self.marks:
            return None
        return replace(cell, lo=None, hi=None, n=None, flags=("rounded",))

    def share(self, cell: Cell, where: Where) -> Cell | None:
        """Shares from published counts; none where the count, or a group it may be a share of, is hidden."""
        universe = cell.group.universe
        bases = self.bases(cell, where)
        if not bases or any(self.is_hidden(universe, group) for group in (where, *bases)) or cell.n is None:
            return None
        flags = base_flags(cell.n, percentage=True)
        counts = self.ledger.counts[universe]
        count, base = (self.rounding.count((universe, group), counts[group]) for group in (where, bases[0]))
        value = None if "no_percent" in flags else share(count, base)
        return replace(cell, value=value, lo=None, hi=None, n=base, flags=(*flags, "rounded"))

    def bases(self, cell: Cell, where: Where) -> list[Where]:
        """Listed groups that contain this one and have as many people as the share's base."""
        counts = self.ledger.counts[cell.group.universe]
        return [group for group, count in counts.items() if count == cell.n and within(where, group)]

    def answer(self, cell: Cell, where: Where) -> Cell | None:
        """Figures about answers: nothing under the threshold or for a hidden group, percentages from 30."""
        universe, base, n = cell.group.universe, base_universe(cell), cell.n or 0
        baseless = any(self.is_hidden(u, where) for u in (base, universe) if u in self.ledger.universes)
        hidden = self.is_withheld(cell, where) or (baseless and not cell.group.parts)
        if n < self.threshold or hidden or self.is_one_answer(cell, where):
            return None
        percentage = is_percentage(cell.measure)
        flags = base_flags(n, percentage)
        if percentage and "no_percent" not in flags and self.is_share_withheld(cell, where):
            return None
        places = 0 if percentage else 2
        gone = percentage and "no_percent" in flags
        value, lo, hi = (
            None if gone or number is None else half_up(number, places)
            for number in (cell.value, cell.lo, cell.hi)
        )
        if baseless:  # each part counts the same, so the figure stands without saying how many there are
            return replace(cell, value=value, lo=lo, hi=hi, n=None, flags=("rounded",))
        return replace(cell, value=value, lo=lo, hi=hi, n=to_five(n), flags=(*flags, "rounded"))

    def is_withheld(self, cell: Cell, where: Where) -> bool:
        """Whether the group's answers would give those of a hidden group away."""
        names = {cell.group.universe, base_universe(cell)} & self.ledger.universes.keys()
        sheets = {self.ledger.universes[name].sheet for name in names}
        if cell.group.weighed:
            return any(all_weighed(sheet) in self.marks for sheet in sheets)
        return any(all_answers(sheet, None if cell.group.parts else where) in self.marks for sheet in sheets)

    def is_one_answer(self, cell: Cell, where: Where) -> bool:
        """Whether nearly all of the group gave one answer to this sensitive item: nothing of it is shown."""
        sheets = {f"shares of {name}" for name in (cell.group.universe, base_universe(cell))}
        return any(self.pattern.get((sheet, where)) == ONE_ANSWER for sheet in sheets)

    def is_share_withheld(self, cell: Cell, where: Where) -> bool:
        sensitive = cell.group.universe in self.hierarchy.sensitive
        return sensitive and (f"shares of {base_universe(cell)}", where) in self.marks


def base_flags(n: int, percentage: bool) -> tuple[str, ...]:
    """small_base below 50; below 30 also no_percent, on percentages as well as on the means beside them."""
    if n >= STEADY_FROM:
        return ()
    return ("small_base",) if n >= PERCENT_FROM else ("small_base", "no_percent")


def printed_claims(
    tables: Iterable[tuple[Table, Iterable[Cell]]], ledger: Ledger, hierarchy: Hierarchy
) -> set[tuple[str, Where]]:
    """Every count that can be read off printed cells, found from what is printed and nothing else."""
    found: set[tuple[str, Where]] = {(PEOPLE, ())}
    for exact, cells in tables:
        on_rows = has_groups_on_rows(exact)
        for cell in cells:
            where, universe = ledger.where(cell.group), cell.group.universe
            if cell.value is None and cell.n is None:
                continue
            if cell.kind == "class":
                found.add((CLASSES, where))
            elif cell.kind != "answer":
                found.add((universe, where))
            else:
                if cell.n is not None:
                    found.add((base_universe(cell), where))
                category = category_of(exact.id, cell, on_rows)
                counted = category in ledger.categories and cell.measure not in UNWEIGHTED
                if cell.value is not None and counted and is_percentage(cell.measure):
                    found.add((category, where))
    return found
