"""A table that somebody asked for: exact, with what disclosure control must be told of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace
from typing import Protocol, overload

from analysis import disclosure
from analysis.disclosure import Hierarchy, Release, SafeTable
from analysis.disclosure.pairs import Earlier
from analysis.disclosure.releases import Printed
from analysis.printing import Shown
from analysis.tables import Cell, Table

EVERYONE = "everyone"


@dataclass(frozen=True)
class Crosstab(Shown, Table):
    """Exact figures, for the team alone; `protect` makes of it what may be shown."""

    hierarchy: Hierarchy = field(default_factory=Hierarchy)
    people: int = 0
    """How many people there are in all, in the table or not."""


class Readers(Protocol):
    """The register of releases, opened beside the answers that tables are made of."""

    def beside(self, people: Iterable[int]) -> AbstractContextManager[tuple[Earlier, ...]]: ...


@overload
def protect(
    table: Crosstab, /, *, before: Sequence[Earlier] = (), register: Readers | None = None
) -> SafeTable: ...


@overload
def protect(
    table: Crosstab,
    other: Crosstab,
    /,
    *more: Crosstab,
    before: Sequence[Earlier] = (),
    register: Readers | None = None,
) -> Release: ...


def protect(
    table: Crosstab,
    /,
    *others: Crosstab,
    before: Sequence[Earlier] = (),
    register: Readers | None = None,
) -> SafeTable | Release:
    """The safe table of one, or the release of several that are to leave together.

    Tables that leave in different calls are not checked against one another, unless those before are given in
    `before`. With `register` (`analysis.releasing.Released`) they are checked beside all that was released of
    the survey too; nothing is entered in it. Raises NotSafe where something could be worked out,
    TablesDisagree for tables of different answers.
    """
    tables = (table, *others)
    with nullcontext(()) if register is None else register.beside(one.people for one in tables) as released:
        release = safe(tables, (*released, *before))
    return release if others else release.tables[0]


def safe(tables: Sequence[Crosstab], before: Sequence[Earlier] = (), kept: Sequence[Printed] = ()) -> Release:
    """The release of these tables, each checked beside the number of people in all, which is public."""
    counted = [*tables, *map(everyone, tables)]
    released = disclosure.protect(counted, together(tables), before=before, kept=kept)
    return replace(released, tables=released.tables[: len(tables)])


def everyone(table: Crosstab) -> Table:
    cells = (Cell(EVERYONE, EVERYONE, "count", table.people),)
    return Table(f"{EVERYONE} in {table.id}", "", "", "", (), (), (), cells)


def together(tables: Sequence[Crosstab]) -> Hierarchy:
    """What disclosure control must be told of all of them."""
    first, *others = (table.hierarchy for table in tables)
    for other in others:
        first = replace(
            first,
            leaves={**first.leaves, **other.leaves},
            routed=(first.routed or frozenset()) | (other.routed or frozenset()),
            sensitive=first.sensitive | other.sensitive,
            scores=first.scores | other.scores,
        )
    return first
