"""Rounding to 5 so that printed parts add up to printed totals: controlled rounding, in one small program.

Each count goes to one of the two multiples of 5 around it, to a further one only where nothing else adds up,
as near to the counts together as can be. Nothing is protected by it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from analysis.disclosure.cells import PEOPLE, Ledger, Mark, Where, spell
from analysis.disclosure.targets import without
from analysis.rounding import BASE
from analysis.tables import Table

Key = tuple[str, Where]
Equation = tuple[Key, tuple[Key, ...]]
"""A printed total and the printed parts that make it up."""
FARTHEST = 2
"""Multiples of 5 beyond the two around a count that may be taken."""
FAR = 4.0
"""How much worse a multiple that is not beside the count is, than its distance says."""
MOST_NODES = 2000


def rounded(tables: Sequence[Table], ledger: Ledger, pattern: frozenset[Mark]) -> Mapping[Key, int] | None:
    """A multiple of 5 for each printed count, the same wherever it stands; None if nothing adds up."""
    printed = {
        (universe, where): count
        for universe, where, count in ledger.everyone()
        if (universe == PEOPLE and not where) or not ledger.is_hidden(universe, where, pattern)
    }
    equations = [
        each for each in equations_of(tables, ledger) if all(k in printed for k in (each[0], *each[1]))
    ]
    keys = sorted({key for total, parts in equations for key in (total, *parts)}, key=by_key)
    if not keys:
        return {}
    return solved(keys, np.array([printed[key] for key in keys]), equations)


def solved(
    keys: Sequence[Key], counts: np.ndarray, equations: Sequence[Equation]
) -> Mapping[Key, int] | None:
    """The nearest multiples that add up; unknowns are multiples, and how far each is from its count.

    Distances are whole in units of one person; a multiple beyond the two around a count costs more.
    """
    many, at = len(keys), {key: i for i, key in enumerate(keys)}
    low = counts // BASE
    high = -(-counts // BASE)
    add = sparse.lil_array((len(equations), many))
    for row, (total, parts) in enumerate(equations):
        add[row, at[total]] += 1
        for part in parts:
            add[row, at[part]] -= 1
    one, none = sparse.eye_array(many), sparse.csr_array((many, many))
    rows = sparse.vstack(
        [
            sparse.hstack([add, sparse.csr_array((len(equations), 2 * many))]),
            sparse.hstack([BASE * one, -one, none]),
            sparse.hstack([BASE * one, one, none]),
            sparse.hstack([one, none, -one]),
            sparse.hstack([one, none, one]),
        ],
        format="csr",
    )
    endless, zero = np.full(many, np.inf), np.zeros(len(equations))
    result = milp(
        np.concatenate([np.zeros(many), np.ones(many), np.full(many, FAR * BASE)]),
        constraints=LinearConstraint(
            sparse.csr_array(rows),
            np.concatenate([zero, -endless, counts, -endless, low]),
            np.concatenate([zero, counts, endless, high, endless]),
        ),
        integrality=np.concatenate([np.ones(many, dtype=np.intp), np.zeros(2 * many, dtype=np.intp)]),
        bounds=Bounds(
            np.concatenate([np.maximum(0, low - FARTHEST), np.zeros(2 * many)]),
            np.concatenate([np.where(counts == 0, 0, high + FARTHEST), np.full(2 * many, np.inf)]),
        ),
        options={"node_limit": MOST_NODES},
    )
    if result.x is None:
        return None
    return {key: BASE * round(float(result.x[i])) for i, key in enumerate(keys)}


def equations_of(tables: Sequence[Table], ledger: Ledger) -> list[Equation]:
    """Parts that a reader sees under one another, and the total they add up to, in any table."""
    totals = {(universe, where) for universe, where, _ in ledger.everyone()}
    found: dict[Equation, None] = {}
    for table in sorted(tables, key=lambda each: each.id):
        for (universe, variable, rest), sets in lines_of(table, ledger).items():
            for run in runs(sets):
                whole = frozenset[str]().union(*run)
                everyone = whole == frozenset(ledger.leaves[variable])
                total = universe, rest if everyone else joined(rest, variable, whole)
                if len(run) > 1 and total in totals:
                    found[total, tuple((universe, joined(rest, variable, codes)) for codes in run)] = None
    return list(found)


def lines_of(table: Table, ledger: Ledger) -> Mapping[tuple[str, str, Where], list[frozenset[str]]]:
    """Sets of codes of one variable, all else the same, in the order of the rows and columns."""
    order = {label.id: at for at, label in enumerate((*table.rows, *table.cols))}
    found: defaultdict[tuple[str, str, Where], list[frozenset[str]]] = defaultdict(list)
    cells = [cell for cell in table.cells if cell.kind == "count"]
    for cell in sorted(cells, key=lambda cell: (order[cell.row], order[cell.col])):
        where = ledger.where(cell.group)
        for variable, codes in where:
            line = found[cell.group.universe, variable, without(where, variable)]
            if codes not in line:
                line.append(codes)
    return found


def runs(sets: Sequence[frozenset[str]]) -> Iterator[tuple[frozenset[str], ...]]:
    """Neighbours without a code in common: a new run begins where two overlap."""
    run: list[frozenset[str]] = []
    for codes in sets:
        if any(codes & other for other in run):
            yield tuple(run)
            run = []
        run.append(codes)
    yield tuple(run)


def joined(where: Where, variable: str, codes: frozenset[str]) -> Where:
    return tuple(sorted((*where, (variable, codes)), key=lambda pair: pair[0]))


def by_key(key: Key) -> tuple[str, tuple[tuple[str, tuple[str, ...]], ...]]:
    return key[0], spell(key[1])
