"""Tables that compare groups whose figures are printed already, added to a release once that is known.

What stands here never depends on a hidden group, not even on whether one is large enough to be compared:
which groups take part is read off what is printed, and a base is the sum of printed bases. So such a table
adds nothing to what can be known of how many people there are.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from analysis.disclosure.cells import Where, in_words
from analysis.disclosure.errors import NotSafe
from analysis.disclosure.rules import is_percentage
from analysis.disclosure.safe import Release, SafeTable
from analysis.rounding import half_up
from analysis.tables import Cell, Table

NO_PERCENT = "no_percent"
PLACES = 4


@dataclass(frozen=True)
class Base:
    """The base that is printed of a group, to the nearest 5, with its flags."""

    n: int
    flags: tuple[str, ...]

    @property
    def is_steady(self) -> bool:
        """Whether it is of 30 people or more, as the flags say openly."""
        return NO_PERCENT not in self.flags


def shown(release: Release) -> Mapping[tuple[str, Where], Base]:
    """The groups of which a mean is printed with its base, or that are counted, by universe."""
    counts = {
        (cell.group.universe, cell.group.where): Base(int(cell.value), ())
        for table in release.tables
        for cell in table.cells
        if cell.kind == "count" and cell.value is not None
    }
    return counts | {
        (cell.group.universe, cell.group.where): Base(cell.n, cell.flags)
        for table in release.tables
        for cell in table.cells
        if cell.kind == "answer" and cell.measure == "mean" and not cell.group.parts
        if cell.value is not None and cell.n is not None
    }


def beside(release: Release, tables: Sequence[Table]) -> Release:
    """The release with these tables. Raises NotSafe where a comparison takes in a group that is not printed.

    A share here is a printed count by a public number, such as a target, and suppressed where the count is.
    """
    known = shown(release)
    safe = tuple(
        SafeTable.sealed(
            table,
            (
                by_number(cell, known) if cell.kind == "share" else compared(cell, known)
                for cell in table.cells
            ),
        )
        for table in tables
    )
    more = sum(len(table.cells) for table in safe)
    account = replace(release.account, cells=release.account.cells + more)
    return replace(release, tables=(*release.tables, *safe), account=account)


def by_number(cell: Cell, known: Mapping[tuple[str, Where], Base]) -> Cell:
    """The printed count of the group, in percent of the public number that the cell holds."""
    base = known.get((cell.group.universe, cell.group.where))
    if base is None or not cell.value:
        return replace(cell, value=None, lo=None, hi=None, n=None, flags=("suppressed",))
    return replace(
        cell, value=half_up(100 * base.n / cell.value, PLACES), lo=None, hi=None, n=None, flags=("rounded",)
    )


def compared(cell: Cell, known: Mapping[tuple[str, Where], Base]) -> Cell:
    """The figure with the sum of the bases that are printed of its groups."""
    if cell.kind != "answer" or is_percentage(cell.measure):
        raise NotSafe(f"Nothing was released: a {cell.measure} is no comparison of groups.")
    bases = list(bases_of(cell, known))
    flags = tuple(dict.fromkeys(flag for base in bases for flag in base.flags))
    value, lo, hi = (
        None if number is None else half_up(number, PLACES) for number in (cell.value, cell.lo, cell.hi)
    )
    return replace(cell, value=value, lo=lo, hi=hi, n=sum(base.n for base in bases), flags=flags)


def bases_of(cell: Cell, known: Mapping[tuple[str, Where], Base]) -> Iterator[Base]:
    """The printed base of each group that the figure compares."""
    if len(cell.group.where) != 1 or len(cell.group.parts) < 2:
        raise NotSafe(f"Nothing was released: {cell.row} names no groups that it compares.")
    ((variable, _),) = cell.group.where
    for part in cell.group.parts:
        where = ((variable, part),)
        base = known.get((cell.group.universe, where))
        if base is None or not base.is_steady:
            raise NotSafe(
                f"Nothing was released: {in_words(cell.group.universe, where)} would be compared and is not "
                "shown, or rests on fewer than 30 answers."
            )
        yield base
