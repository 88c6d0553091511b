"""Fills the account of a release: its hidden cells by reason, and what hiding them cost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from analysis.disclosure.account import Account
from analysis.disclosure.apply import SUPPRESSED, Printer, all_answers
from analysis.disclosure.cells import CLASSES, base_universe
from analysis.disclosure.pattern import PARTNER
from analysis.disclosure.safe import Hidden, SafeTable
from analysis.disclosure.suppress import Yardstick
from analysis.tables import Cell, Table

BELOW = "too few answers"
BESIDE = "beside a hidden group"
"""A share of, or a figure about, something that is hidden for a reason of its own."""


def account_of(
    tables: Sequence[Table],
    safe: Sequence[SafeTable],
    printer: Printer,
    groups: Sequence[Hidden],
    yardstick: Yardstick,
    recodes: tuple[str, ...] = (),
    beside: tuple[str, ...] = (),
    more: int = 0,
) -> Account:
    """Count what is hidden, cell by cell; rows that are not printed count for nothing."""
    found: Counter[str] = Counter()
    for exact, printed in zip(tables, safe, strict=True):
        rows = {row.id for row in printed.rows} if exact.most else {cell.row for cell in exact.cells}
        here = (cell for cell in exact.cells if cell.row in rows)
        for true, cell in zip(here, printed.cells, strict=True):
            if cell.flags == SUPPRESSED:
                found[reason_of(true, printer)] += 1
    return Account(
        cells=sum(len(table.cells) for table in safe),
        hidden=found.total(),
        reasons=tuple(sorted(found.items())),
        people=sum(group.people for group in groups if group.reason == PARTNER),
        cost=yardstick.cost,
        bound=yardstick.bound,
        recodes=recodes,
        beside=beside,
        more=more,
    )


def reason_of(cell: Cell, printer: Printer) -> str:
    """Why a cell is not shown: a reason of its own before that of a partner."""
    ledger, where = printer.ledger, printer.ledger.where(cell.group)
    names = [name for name in (base_universe(cell), cell.group.universe) if name in ledger.universes]
    marks = [(sheet, where) for name in names for sheet in ledger.sheets(name)]
    marks += [all_answers(ledger.universes[name].sheet, where) for name in names]
    marks += [(f"shares of {name}", where) for name in names]
    if cell.kind == "class":
        marks = [(CLASSES, where)]
    reasons = [printer.pattern[mark] for mark in marks if mark in printer.pattern]
    own = [reason for reason in reasons if reason != PARTNER]
    if own or reasons:
        return (own or reasons)[0]
    return BELOW if cell.kind == "answer" and (cell.n or 0) < printer.threshold else BESIDE
