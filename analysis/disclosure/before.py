"""An earlier release as an attacker has it: its figures, and its counts beside those of this one.

People are told apart by when they were there, as in `pairs`; of the same answers there is but one time, and
what the earlier release told of a group that this one counts too is taken at its exact value.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
from scipy import sparse

from analysis.disclosure.cells import (
    PEOPLE,
    Where,
    base_universe,
    category_of,
    has_groups_on_rows,
    ordered,
)
from analysis.disclosure.figures import Key
from analysis.disclosure.pairs import BEFORE, GONE, NEW, NOW, STAYED, WAVE, Earlier, is_empty, then, wider
from analysis.disclosure.problem import Claim, Floats, Problem, System, claim_rows, rows_of
from analysis.disclosure.rules import SCALES, UNWEIGHTED, is_percentage
from analysis.disclosure.scores import Ground
from analysis.disclosure.system import Shape, shape_of
from analysis.tables import Cell, Table


@dataclass
class Then:
    """What an earlier release has of one figure."""

    values: dict[Where, float] = field(default_factory=dict)
    hidden: set[Where] = field(default_factory=set)
    equal: float | None = None
    parts: tuple[Where, ...] = ()
    weighed: bool = False


@dataclass(frozen=True)
class Counts:
    """What an attacker knows of how many people there are."""

    both: Ground
    had: Ground
    """From the earlier release alone."""
    tells_more: bool
    """Whether the earlier one tells a count that this one does not."""


class Before:
    """An earlier release, read over the leaves of both, by figure and by universe."""

    def __init__(self, problem: Problem, tables: Sequence[Table], earlier: Earlier) -> None:
        self.problem, self.earlier = problem, earlier
        self.ledger = wider(problem.ledger, (cell for _, cell in earlier.printed.cells))
        self.figures: defaultdict[Key, Then] = defaultdict(Then)
        self.counts: defaultdict[str, dict[Where, int]] = defaultdict(dict)
        on_rows = {table.id: has_groups_on_rows(table) for table in tables}
        for id, cell in earlier.printed.cells:
            self.read(id, cell, on_rows.get(id, True))

    @property
    def is_same(self) -> bool:
        """Whether it is another cut of the same answers."""
        return self.earlier.came == 0 and self.earlier.gone == 0

    def read(self, table: str, cell: Cell, on_rows: bool) -> None:
        where = self.ledger.where(cell.group)
        if cell.kind == "count" and cell.value is not None:
            self.counts[cell.group.universe][where] = int(cell.value)
        if cell.kind != "answer" or not (cell.measure in SCALES or is_percentage(cell.measure)):
            return
        if cell.n is not None and not cell.group.parts:
            self.counts[base_universe(cell)].setdefault(where, cell.n)
        measure = UNWEIGHTED.get(cell.measure, cell.measure)
        counted = measure == "percent" or cell.of
        of = self.figures[cell.group.universe, measure, category_of(table, cell, on_rows) if counted else ""]
        if cell.value is None:
            of.hidden |= {where} if "suppressed" in cell.flags and not cell.group.parts else set()
        elif cell.measure in UNWEIGHTED:
            of.weighed = True
        elif cell.group.parts:
            ((variable, _),) = cell.group.where
            of.equal, of.parts = cell.value, tuple(((variable, codes),) for codes in cell.group.parts)
        else:
            of.values[where] = cell.value

    def at(self, where: Where, *waves: str) -> Where:
        """A group at a time; of the same answers there is but one time."""
        return where if self.is_same else then(where, *waves)

    def groups(self, universe: str) -> Iterator[Where]:
        """Every group of a universe that either release has, at its time."""
        yield from (self.at(where, *NOW) for where in self.problem.ledger.counts.get(universe, {}))
        yield from (self.at(where, *BEFORE) for where in self.counts[universe])

    def known(self, name: str, scale: tuple[float, float], known: set[tuple[str, Where]]) -> Counts:
        """The counts of a universe in both releases, with those of the universe around it above."""
        if name not in self._systems:
            self._systems[name] = self.system(name)
        system, shape = self._systems[name]
        twin = self.problem.twin
        now = np.array([(twin.get(c.universe, c.universe), c.where) in known for c in system.claims])
        had = np.array([claim.printed for claim in system.claims])
        both, before = (Ground(system, shape, scale, told) for told in (now | had, had))
        return Counts(both, before, tells_more=bool(np.any(had & ~now)))

    @cached_property
    def _systems(self) -> dict[str, tuple[System, Shape]]:
        return {}

    def system(self, name: str) -> tuple[System, Shape]:
        outer = self.problem.ledger.universes[name].within
        hidden = {w for (u, _, _), of in self.figures.items() if u == name for w in (*of.hidden, *of.parts)}
        own = ordered({*self.groups(name), *(self.at(where, *BEFORE) for where in hidden)})
        around = ordered(self.groups(outer)) if outer else ()
        impossible = ordered({w for groups in self.ledger.impossible.values() for w in groups})
        leaves = {**self.ledger.leaves, WAVE: (GONE, STAYED, NEW)}
        shape = shape_of(own, (*around, *impossible), leaves)
        layers = [layer for layer in (outer, name) if layer]
        starts = {layer: shape.size * at for at, layer in enumerate(layers)}
        placed = [
            (claim, replace(claim, where=where, universe=layer))
            for layer in layers
            for claim, where in self.claims(layer)
            if shape.has(where)
        ]
        claims = tuple(claim for claim, _ in placed)
        size = shape.size * len(layers)
        blocks = sparse.eye_array(len(layers), format="csr")
        below = sparse.hstack([-sparse.eye_array(shape.size), sparse.eye_array(shape.size)], format="csr")
        counts = np.array([claim.ends[0] for claim in claims], dtype=float)
        system = System(
            name=f"{name} beside {self.earlier.printed.name}",
            ties=sparse.csr_array(sparse.kron(blocks, shape.ties)),
            ceilings=sparse.csr_array(below) if len(layers) == 2 else sparse.csr_array((0, size)),
            top=self.top(shape, len(layers), 4 * float(counts.max(initial=0)) + 100),
            claims=claims,
            claim_rows=claim_rows(tuple(at for _, at in placed), shape, starts, size),
            claim_counts=counts,
            claim_tops=np.array([claim.ends[1] for claim in claims], dtype=float),
            targets=(),
            target_rows=rows_of([], size),
            listed=np.zeros(0, dtype=bool),
        )
        return system, shape

    def claims(self, layer: str) -> Iterator[tuple[Claim, Where]]:
        """Counts of this release, which marks can hide, then those that readers have; each with its place."""
        now, printed = self.problem.ledger.counts.get(layer, {}), self.earlier.printed
        for where in ordered(now):
            told = self.is_same and where in self.counts[layer]
            yield Claim(layer, where, now[where], printed=told), self.at(where, *NOW)
        for where in ordered(self.counts[layer]):
            if not (self.is_same and where in now):
                value, place = self.counts[layer][where], self.at(where, *BEFORE)
                low, high = max(0, value - printed.within), value + printed.within
                yield Claim(layer, where, low, high, printed=True), place
        if layer == PEOPLE and not self.is_same:
            if self.earlier.came is not None:
                yield Claim(layer, (), self.earlier.came, printed=True), then((), NEW)
            if self.earlier.gone:
                yield Claim(layer, (), 0, self.earlier.gone, printed=True), then((), GONE)

    def top(self, shape: Shape, layers: int, largest: float) -> Floats:
        empty = is_empty(self.problem, self.earlier)
        one = np.array([0.0 if empty(atom) else largest for atom in shape.atoms()])
        return np.tile(one, layers)
