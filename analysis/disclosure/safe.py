"""What may be drawn, written and said: SafeTable, and the release it comes from.

Only `analysis.disclosure.protect` makes a SafeTable; anything downstream takes one by type.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import InitVar, dataclass, field, replace

from analysis.disclosure.account import Account
from analysis.disclosure.cells import Mark
from analysis.disclosure.errors import NotSafe
from analysis.disclosure.targets import ONE_ORGANISATION
from analysis.measures import is_hidden, rounded
from analysis.printing import Shown
from analysis.tables import Cell, Label, Table


class Seal:
    """Proof that a table passed the audit; this package alone holds one."""


_SEAL = Seal()


@dataclass(frozen=True)
class SafeTable(Shown):
    """A table after disclosure control: same shape as a Table, safe to print.

    Suppressed cells have no value, lo, hi or n and carry the one flag "suppressed".
    """

    id: str
    title: str
    subtitle: str
    base: str
    dimensions: tuple[str, ...]
    rows: tuple[Label, ...]
    cols: tuple[Label, ...]
    cells: tuple[Cell, ...]
    notes: tuple[str, ...] = ()
    seal: InitVar[Seal | None] = None

    def __post_init__(self, seal: Seal | None) -> None:
        if seal is not _SEAL:
            raise NotSafe("A SafeTable comes from analysis.disclosure.protect and from nowhere else.")

    @classmethod
    def sealed(cls, table: Table, cells: Iterable[Cell]) -> SafeTable:
        """A table with these cells in place of its exact ones; for this package alone, which makes them."""
        safe = cls(
            id=table.id,
            title=table.title,
            subtitle=table.subtitle,
            base=table.base,
            dimensions=table.dimensions,
            rows=table.rows,
            cols=table.cols,
            cells=tuple(cells),
            notes=table.notes,
            seal=_SEAL,
        )
        return replace(safe, rows=in_order(safe, table.ranked_by), seal=_SEAL) if table.ranked_by else safe


def in_order(table: SafeTable, measure: str) -> tuple[Label, ...]:
    """Rows by a figure as it is printed, the highest first; as they stand where one of them is hidden.

    What is printed alike stays as it stands too, so the order tells nothing that the figures do not.
    """
    sizes = sizes_of(table, measure)
    if len(sizes) < len(table.rows):
        return table.rows
    return tuple(sorted(table.rows, key=lambda row: -sizes[row.id]))


def foremost(table: SafeTable, exact: Table) -> SafeTable:
    """The rows that are printed where a table has only so many: by printed figures, the highest first.

    A hidden figure stands nowhere among them. Where all are hidden the first rows stay, as they would anyhow.
    """
    if not exact.most:
        return table
    sizes = sizes_of(table, exact.ranked_by)
    told = [row for row in table.rows if row.id in sizes] or list(table.rows)
    rows = sorted(told, key=lambda row: -sizes.get(row.id, 0.0))[: exact.most]
    kept = {row.id for row in rows}
    cells = tuple(cell for cell in table.cells if cell.row in kept)
    return replace(table, rows=tuple(rows), cells=cells, seal=_SEAL)


def sizes_of(table: SafeTable, measure: str) -> dict[str, float]:
    """A figure of each row as it is printed; rows whose figure is hidden are not there."""
    sizes: dict[str, float] = {}
    for cell in table.cells:
        size = None if is_hidden(cell) else rounded(table, cell, cell.value)
        if cell.measure == measure and size is not None:
            sizes[cell.row] = size
    return sizes


def only_safe(*tables: SafeTable) -> None:
    """Refuse what is not a SafeTable, where a caller went round the types."""
    for table in tables:
        if type(table) is not SafeTable:
            raise NotSafe(
                f"A {type(table).__name__} is not a SafeTable: only what analysis.disclosure.protect made is "
                "drawn, written or said."
            )


@dataclass(frozen=True)
class Hidden:
    """One hidden group, with what must never be public: why, and how many people."""

    sheet: str
    """The universe whose figures it is hidden in, with all that hang together with it."""
    where: tuple[tuple[str, frozenset[str]], ...]
    reason: str
    """small, zero beside small, one organisation, share of few, one answer, small base, no
    answers, or partner (secondary)."""
    people: int = field(repr=False)
    """The count, or the largest base, that is hidden."""


@dataclass(frozen=True)
class Release:
    """All tables that go out together, and what was held back; only `tables` may leave."""

    tables: tuple[SafeTable, ...]
    hidden: tuple[Hidden, ...] = field(repr=False)
    account: Account = field(default_factory=Account, repr=False)
    """What is hidden, why, and at what cost; `account.sentences` says what may be printed of it."""
    within: int = 2
    """By how many people a printed count may differ from the true one."""
    notes: tuple[str, ...] = ()
    """How the audit went; kept inside."""

    @property
    def apart(self) -> frozenset[Mark]:
        """Groups that are hidden because one organisation stands for them; for the register alone, since no
        later release knows it of a group that it does not list."""
        return frozenset((each.sheet, each.where) for each in self.hidden if each.reason == ONE_ORGANISATION)

    @property
    def cells_hidden(self) -> int:
        """Cells of the tables that are suppressed."""
        return self.account.hidden

    @property
    def people_hidden(self) -> int:
        """Sum of the counts hidden only to protect others."""
        return self.account.people

    def table(self, table_id: str) -> SafeTable:
        return next(table for table in self.tables if table.id == table_id)
