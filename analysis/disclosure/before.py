"""Earlier releases as an attacker has them: their figures, and their counts beside those of this one.

People are told apart by when they were there, as in `pairs`; of the same answers there is but one time, and
what was told of a group as it is now, and that this release counts too, is taken at its exact value.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
from scipy import sparse

from analysis.disclosure.cells import (
    PEOPLE,
    Ledger,
    Mark,
    Where,
    base_universe,
    category_of,
    has_groups_on_rows,
    ordered,
)
from analysis.disclosure.figures import Key, Parts, parts_of
from analysis.disclosure.ground import Ground
from analysis.disclosure.pairs import BEFORE, GONE, NEW, NOW, STAYED, WAVE, Earlier, is_empty, then, wider
from analysis.disclosure.problem import Claim, Floats, Problem, System, claim_rows, rows_of
from analysis.disclosure.releases import Printed, printed_as
from analysis.disclosure.rules import SCALES, UNWEIGHTED, Interval, is_percentage
from analysis.disclosure.system import Shape, shape_of
from analysis.disclosure.targets import is_impossible
from analysis.disclosure.told import Told
from analysis.tables import Cell, Group, Table


@dataclass
class Had:
    """What readers have of one figure, at one time."""

    values: dict[Where, float] = field(default_factory=dict)
    hidden: set[Where] = field(default_factory=set)
    equals: dict[Parts, float] = field(default_factory=dict)
    weighed: bool = False

    @property
    def parts(self) -> set[Where]:
        return {part for parts in self.equals for part in parts}


@dataclass(frozen=True)
class Counts:
    """What an attacker knows of how many people there are."""

    both: Ground
    had: Ground
    """From the earlier release alone."""
    groups: frozenset[Where]
    """Everybody whom both together tell apart or either counts, whenever they were there."""
    listed: frozenset[Where]
    """Those of them whom either counts."""
    tells_more: bool
    """Whether the earlier one tells a count that this one does not."""


class Side:
    """What readers have of one time, over the leaves of all times."""

    def __init__(self, ledger: Ledger, printed: Printed | None, on_rows: Mapping[str, bool]) -> None:
        self.ledger = ledger
        self.figures: defaultdict[Key, Had] = defaultdict(Had)
        self.counts: defaultdict[str, dict[Where, Interval]] = defaultdict(dict)
        self.apart: frozenset[Mark] = frozenset()
        """Groups that are hidden because one organisation stands for them."""
        if printed is None:
            return
        self.apart = frozenset((sheet, ledger.where(Group(where))) for sheet, where in printed.apart)
        for cell, span in printed.counts():
            if span is not None:
                self.note(cell.group.universe, ledger.where(cell.group), span)
        for id, cell in printed.cells:
            self.read(id, cell, on_rows.get(id, True))

    def read(self, table: str, cell: Cell, on_rows: bool) -> None:
        where = self.ledger.where(cell.group)
        if cell.kind != "answer":
            return
        if cell.n is not None and not cell.group.parts:
            self.note(base_universe(cell), where, printed_as(cell.n))
        if not (cell.measure in SCALES or is_percentage(cell.measure)):
            return
        measure = UNWEIGHTED.get(cell.measure, cell.measure)
        counted = measure == "percent" or cell.of
        of = self.figures[cell.group.universe, measure, category_of(table, cell, on_rows) if counted else ""]
        if cell.value is None:
            of.hidden |= {where} if "suppressed" in cell.flags and not cell.group.parts else set()
        elif cell.measure in UNWEIGHTED:
            of.weighed = True
        elif cell.group.parts:
            of.equals[parts_of(cell.group)] = cell.value
        else:
            of.values[where] = cell.value

    def note(self, universe: str, where: Where, span: Interval) -> None:
        self.counts[universe][where] = self.counts[universe].get(where, span).meeting(span)

    def beside(self, universe: str) -> set[Where]:
        """Groups of a universe that were hidden, or are parts of an equal-weight figure."""
        found = [of for (name, _, _), of in self.figures.items() if name == universe]
        return {where for of in found for where in (*of.hidden, *of.parts)}


class Before:
    """What readers have, read over the leaves of all releases, by figure and by universe."""

    def __init__(self, problem: Problem, tables: Sequence[Table], earlier: Earlier) -> None:
        self.problem, self.earlier = problem, earlier
        then, now = (None, earlier.printed) if earlier.is_same else (earlier.printed, earlier.also)
        cells = (cell for printed in (then, now) if printed for _, cell in printed.cells)
        self.ledger = wider(problem.ledger, cells)
        on_rows = {table.id: has_groups_on_rows(table) for table in tables}
        self.then, self.now = Side(self.ledger, then, on_rows), Side(self.ledger, now, on_rows)

    @property
    def is_same(self) -> bool:
        """Whether it is another cut of the same answers."""
        return self.earlier.is_same

    def figure(self, key: Key) -> tuple[Had, Had] | None:
        """What readers have of a figure, then and now; None where the earlier release has nothing of it."""
        side = self.now if self.is_same else self.then
        if key not in side.figures:
            return None
        return self.then.figures.get(key, Had()), self.now.figures.get(key, Had())

    def apart(self, universe: str) -> set[Where]:
        """Groups of a universe, at their time, that were hidden because one organisation stands for them."""
        sheets = self.problem.ledger.sheets(universe)
        found = {self.at(where, *BEFORE) for sheet, where in self.then.apart if sheet in sheets}
        return found | {self.at(where, *NOW) for sheet, where in self.now.apart if sheet in sheets}

    def counted(self) -> list[str]:
        """Universes of people, or with a group of one organisation, that this release counts and readers have
        counts of."""
        ledger = self.problem.ledger
        return [
            name
            for name in sorted(ledger.counts.keys() - ledger.categories.keys() - {PEOPLE})
            if self.then.counts[name] or self.now.counts[name]
            if PEOPLE in ledger.sheets(name) or self.apart(name)
        ]

    def at(self, where: Where, *waves: str) -> Where:
        """A group at a time; of the same answers there is but one time."""
        return where if self.is_same else then(where, *waves)

    def groups(self, universe: str) -> Iterator[Where]:
        """Every group of a universe that any release has, at its time."""
        now = self.problem.ledger.counts.get(universe, {}).keys() | self.now.counts[universe].keys()
        yield from (self.at(where, *NOW) for where in now)
        yield from (self.at(where, *BEFORE) for where in self.then.counts[universe])

    def known(self, name: str, scale: tuple[float, float], told: Told) -> Counts:
        """The counts of a universe in both releases, with those of the universe around it above."""
        if name not in self._systems:
            self._systems[name] = self.system(name)
        system, shape, groups, listed = self._systems[name]
        had = np.array([claim.printed for claim in system.claims])
        both = Ground(system, shape, scale, told.of(system), told.beside(system) | told.hideable(system))
        before = Ground(system, shape, scale, had, {})
        more = bool(np.any(had & ~told.now(system)))
        return Counts(both, before, groups, listed, tells_more=more)

    @cached_property
    def _systems(self) -> dict[str, tuple[System, Shape, frozenset[Where], frozenset[Where]]]:
        return {}

    def system(self, name: str) -> tuple[System, Shape, frozenset[Where], frozenset[Where]]:
        outer = self.problem.ledger.universes[name].within
        hidden = {self.at(where, *BEFORE) for where in self.then.beside(name)}
        hidden |= {self.at(where, *NOW) for where in self.now.beside(name)}
        own = ordered({*self.groups(name)} | hidden | self.apart(name))
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
        counted = self.then.counts[name].keys() | self.now.counts[name].keys()
        counted |= self.problem.ledger.counts.get(name, {}).keys()
        groups = frozenset(
            where
            for where in shape.groups(WAVE) | counted
            if where and not is_impossible(self.problem.ledger, name, where)
        )
        return system, shape, groups, groups & counted

    def claims(self, layer: str) -> Iterator[tuple[Claim, Where]]:
        """Counts of this release, which marks can hide, then those that readers have; each with its place."""
        now, had = self.problem.ledger.counts.get(layer, {}), self.now.counts[layer]
        for where in ordered(now):
            yield Claim(layer, where, now[where], printed=where in had), self.at(where, *NOW)
        earlier = self.then.counts[layer]
        readers = [(where, had[where], NOW) for where in ordered(had.keys() - now.keys())]
        readers += [(where, earlier[where], BEFORE) for where in ordered(earlier)]
        for where, span, waves in readers:
            yield Claim(layer, where, span.lo, span.hi, printed=True), self.at(where, *waves)
        if layer == PEOPLE and not self.is_same:
            if self.earlier.came is not None:
                yield Claim(layer, (), self.earlier.came, printed=True), then((), NEW)
            if self.earlier.gone:
                yield Claim(layer, (), 0, self.earlier.gone, printed=True), then((), GONE)

    def top(self, shape: Shape, layers: int, largest: float) -> Floats:
        empty = is_empty(self.problem, self.earlier)
        one = np.array([0.0 if empty(atom) else largest for atom in shape.atoms()])
        return np.tile(one, layers)
