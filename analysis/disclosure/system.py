"""Equations: how the counts of linked tables hang together.

For each set of variables that meet in a table the unknowns are its atoms: the full cross of the leaf
classes (leaves that no group tells apart are one class). A count is the sum of its atoms. Sets that share
variables are tied by their common margins. The graph of variables that meet is made chordal first, so that
consistent margins always have a joint and nothing the tables imply is missed (over the reals), unless a
joint would be larger than LARGEST_JOINT: then the sets are tied pairwise, which is weaker.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations, product

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from analysis.disclosure.cells import Where

LARGEST_JOINT = 4000
Index = NDArray[np.intp]


@dataclass(frozen=True)
class Shape:
    """The atoms of one universe and the ties between them."""

    classes: Mapping[str, tuple[frozenset[str], ...]]
    """Leaf classes by variable."""
    cliques: tuple[tuple[str, ...], ...]
    """Sets of variables with a joint, each sorted."""

    def dims(self, clique: tuple[str, ...]) -> tuple[int, ...]:
        return tuple(len(self.classes[variable]) for variable in clique)

    @cached_property
    def starts(self) -> tuple[int, ...]:
        sizes = [int(np.prod(self.dims(clique), dtype=int)) for clique in self.cliques]
        return tuple(int(start) for start in np.cumsum([0, *sizes]))

    @property
    def size(self) -> int:
        return self.starts[-1]

    def has(self, where: Where) -> bool:
        """Whether some clique holds all variables of the group."""
        return any({v for v, _ in where} <= set(clique) for clique in self.cliques)

    def row(self, where: Where) -> Index:
        """The atoms that add up to the group."""
        if where not in self._rows:
            self._rows[where] = self.found(where)
        return self._rows[where]

    @cached_property
    def _rows(self) -> dict[Where, Index]:
        """Rows that were asked for: all systems of one shape ask for the same."""
        return {}

    def found(self, where: Where) -> Index:
        needed = {variable for variable, _ in where}
        at = next(i for i, clique in enumerate(self.cliques) if needed <= set(clique))
        return self.row_in(at, where)

    def row_in(self, at: int, where: Where) -> Index:
        clique, wanted = self.cliques[at], dict(where)
        picks = [
            [i for i, leaves in enumerate(self.classes[v]) if v not in wanted or leaves <= wanted[v]]
            for v in clique
        ]
        if not clique:
            return np.array([self.starts[at]], dtype=np.intp)
        grid = np.ix_(*(np.array(pick, dtype=np.intp) for pick in picks))
        return (
            self.starts[at] + np.asarray(np.ravel_multi_index(grid, self.dims(clique)), dtype=np.intp).ravel()
        )

    def margins(self, variables: tuple[str, ...]) -> Iterator[Where]:
        """Every combination of leaf classes of these variables."""
        for codes in product(*(self.classes[variable] for variable in variables)):
            yield tuple(zip(variables, codes, strict=True))

    def atoms(self) -> Iterator[Where]:
        for clique in self.cliques:
            yield from self.margins(clique)

    def groups(self, *without: str) -> frozenset[Where]:
        """Atoms and single classes, but for these variables and those that have one class only."""
        every = [*self.cliques, *((variable,) for variable in self.classes)]
        told = {v for v, classes in self.classes.items() if len(classes) > 1} - set(without)
        kept = {tuple(v for v in variables if v in told) for variables in every}
        return frozenset(where for variables in kept if variables for where in self.margins(variables))

    @cached_property
    def ties(self) -> sparse.csr_array:
        """Rows that are nought: a margin shared by two cliques is the same from either side."""
        rows: list[tuple[Index, Index]] = []
        for i, j in combinations(range(len(self.cliques)), 2):
            shared = tuple(v for v in self.cliques[i] if v in self.cliques[j])
            rows += [(self.row_in(i, where), self.row_in(j, where)) for where in self.margins(shared)]
        columns = (
            np.concatenate([np.concatenate(pair) for pair in rows]) if rows else np.array([], dtype=np.intp)
        )
        values = [np.repeat([1.0, -1.0], [len(left), len(right)]) for left, right in rows]
        lengths = [len(left) + len(right) for left, right in rows]
        return sparse.csr_array(
            (np.concatenate(values) if values else np.array([]), columns, np.cumsum([0, *lengths])),
            shape=(len(rows), self.size),
        )

    def matrix(self, wheres: tuple[Where, ...]) -> sparse.csr_array:
        """One row of ones for each group."""
        rows = [self.row(where) for where in wheres]
        columns = np.concatenate(rows) if rows else np.array([], dtype=np.intp)
        ends = np.cumsum([0, *(len(row) for row in rows)])
        return sparse.csr_array((np.ones(len(columns)), columns, ends), shape=(len(rows), self.size))


def shape_of(
    wheres: tuple[Where, ...], also: tuple[Where, ...], leaves: Mapping[str, tuple[str, ...]]
) -> Shape:
    """The shape that the groups `wheres` need; `also` are groups that only have to be told apart in it."""
    meeting = {tuple(variable for variable, _ in where) for where in wheres} | {()}
    variables = sorted({variable for clique in meeting for variable in clique})
    classes = {}
    for variable in variables:
        sets = [codes for where in (*wheres, *also) for v, codes in where if v == variable]
        classes[variable] = leaf_classes(leaves[variable], sets)
    return Shape(classes, cliques_of(sorted(meeting), classes))


def leaf_classes(leaves: tuple[str, ...], sets: list[frozenset[str]]) -> tuple[frozenset[str], ...]:
    """Leaves that no set tells apart are one class."""
    distinct = sorted(set(sets), key=sorted)
    groups: dict[tuple[bool, ...], list[str]] = {}
    for leaf in leaves:
        groups.setdefault(tuple(leaf in codes for codes in distinct), []).append(leaf)
    return tuple(frozenset(group) for group in groups.values())


def cliques_of(
    meeting: list[tuple[str, ...]], classes: Mapping[str, tuple[frozenset[str], ...]]
) -> tuple[tuple[str, ...], ...]:
    """Maximal cliques of the chordal graph of what meets, or the sets themselves if joints grow large."""
    joint = maximal(eliminate(meeting))
    sizes = [np.prod([len(classes[v]) for v in clique], dtype=float) for clique in joint]
    return joint if max(sizes) <= LARGEST_JOINT else maximal(meeting)


def maximal(sets: list[tuple[str, ...]]) -> tuple[tuple[str, ...], ...]:
    distinct = sorted({tuple(sorted(each)) for each in sets})
    return tuple(each for each in distinct if not any(set(each) < set(other) for other in distinct))


def eliminate(meeting: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Cliques met while removing variables, each time the one that needs fewest new edges (ties by name)."""
    near: dict[str, set[str]] = {v: set() for each in meeting for v in each}
    for each in meeting:
        for v in each:
            near[v] |= set(each) - {v}
    found: list[tuple[str, ...]] = [()]
    while near:
        new_edges = {v: sum(b not in near[a] for a, b in combinations(sorted(near[v]), 2)) for v in near}
        first = min(sorted(near), key=lambda v: new_edges[v])
        found.append(tuple(sorted({first, *near[first]})))
        for a, b in combinations(sorted(near[first]), 2):
            near[a].add(b)
            near[b].add(a)
        for other in near.pop(first):
            near[other].discard(first)
    return found
