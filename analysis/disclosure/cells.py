"""The ledger: every count that some table of the release prints, lets derive, or uses as a base.

A count is known by the people it stands for, never by its place in a table, so a sector's total in
twenty tables is one entry and carries one mark.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field

from analysis.disclosure.errors import TablesDisagree
from analysis.disclosure.hierarchy import Hierarchy
from analysis.disclosure.rules import (
    ABOUT_ALL_SHOWN,
    NEARLY_EVERYONE,
    NO_SPREAD,
    ROOM,
    SCALES,
    STEADY_FROM,
    UNWEIGHTED,
    is_dominated,
    is_percentage,
)
from analysis.tables import Cell, Group, Table

Where = tuple[tuple[str, frozenset[str]], ...]
"""Leaf codes by variable, sorted; whole variables absent."""
Mark = tuple[str, Where]
"""A sheet and a group: what is hidden, for every universe of that sheet at once."""
PEOPLE = "people"
CLASSES = "classes"
"""The sheet of places that are printed in classes, each of which can be hidden by itself."""
REST = "\x00rest"
"""The unnamed remainder of a variable whose leaves nobody declared."""


def spell(where: Where) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """A form that sorts, so that nothing depends on the order of a set."""
    return tuple((variable, tuple(sorted(codes))) for variable, codes in where)


def in_words(universe: str, where: Where) -> str:
    parts = [f"{variable} in {', '.join(sorted(codes))}" for variable, codes in where]
    return f"{universe}: {'; '.join(parts) or 'everyone'}"


@dataclass(frozen=True)
class Universe:
    """Who could be counted, and what is hidden together with it."""

    name: str
    sheet: str
    """Groups hidden in one universe of a sheet are hidden in all of them."""
    within: str | None
    """The universe that contains this one, whose counts are a ceiling."""


@dataclass(frozen=True)
class Ledger:
    """All counts of a release, by universe and group."""

    leaves: Mapping[str, tuple[str, ...]]
    universes: Mapping[str, Universe]
    counts: Mapping[str, Mapping[Where, int]]
    impossible: Mapping[str, frozenset[Where]]
    categories: Mapping[str, str]
    """Universes that are one category of a sensitive item -> the universe of that item's base."""
    bands: Mapping[Where, tuple[float, float]] = field(default_factory=dict)
    """Classes of places among people: from the lower end up to and without the upper one."""
    shared: Mapping[str, frozenset[str]] = field(default_factory=dict)
    dominated: frozenset[tuple[str, Where]] = frozenset()
    """Universe and group where one organisation would show through."""
    weighed: Mapping[str, tuple[Where, ...]] = field(default_factory=dict)
    """For a universe with a figure under weights, the parts that weights tell apart."""
    unanimous: frozenset[tuple[str, Where]] = frozenset()
    """Universe of a sensitive item and named group whose mean alone says that nearly all gave one answer."""

    def sheets(self, universe: str) -> tuple[str, ...]:
        """The sheets in which a mark hides this universe: its own, then those that contain it."""
        found: list[str] = []
        name: str | None = universe
        while name is not None:
            entry = self.universes[name]
            if entry.sheet not in found:
                found.append(entry.sheet)
            name = entry.within
        return tuple(found)

    def is_hidden(self, universe: str, where: Where, pattern: Set[Mark]) -> bool:
        return any((sheet, where) in pattern for sheet in self.sheets(universe))

    def where(self, group: Group) -> Where:
        """The group in normal form: sorted, variables that are whole left out."""
        kept = []
        for variable, codes in sorted(group.where):
            known = self.leaves[variable]
            if not codes or not codes <= set(known):
                raise TablesDisagree(
                    f"{in_words(group.universe, group.where)} names codes that {variable} does not have: "
                    f"{', '.join(sorted(codes - set(known))) or 'none at all'}."
                )
            if len(codes) < len(known):
                kept.append((variable, codes))
        return tuple(kept)

    def everyone(self) -> Iterator[tuple[str, Where, int]]:
        for universe in sorted(self.counts):
            for where in sorted(self.counts[universe], key=spell):
                yield universe, where, self.counts[universe][where]


def base_universe(cell: Cell) -> str:
    """The universe of a cell's base: for don't know, not applicable and blank, all who were shown it."""
    name = cell.group.universe
    about_all = cell.kind == "answer" and cell.measure in ABOUT_ALL_SHOWN and name != PEOPLE
    return f"{name}:shown" if about_all else name


def category_of(table: str, cell: Cell, groups_on_rows: bool) -> str:
    """Names one category of a sensitive item by its place across the groups of a table."""
    measure = UNWEIGHTED.get(cell.measure, cell.measure)
    place = cell.of or f"{table} {cell.col if groups_on_rows else cell.row}"
    return f"{base_universe(cell)} | {place} {measure}"


def tells_each_answer(cell: Cell) -> bool:
    """Whether a small group's mean, so near an end of its scale, or its spread, so near none, tells each
    one's answer."""
    if cell.value is None or not 0 < (cell.n or 0) < STEADY_FROM:
        return False
    if cell.measure == "sd":
        return cell.value <= NO_SPREAD
    if cell.measure not in SCALES:
        return False
    least, most = SCALES[cell.measure]
    edge = ROOM * (most - least)
    return cell.value <= least + edge or cell.value >= most - edge


def has_groups_on_rows(table: Table) -> bool:
    """Whether each row is about one group, as in T3, rather than each column, as in a heat map.

    Where one group has several figures below one another, its answers stand on the rows.
    """
    by_row: defaultdict[str, set[Where]] = defaultdict(set)
    figures: defaultdict[tuple[Group, str, str], set[float | None]] = defaultdict(set)
    for cell in table.cells:
        if cell.kind == "answer":
            by_row[cell.row].add(cell.group.where)
            figures[cell.group, cell.col, cell.measure].add(cell.value)
    one_each = all(len(groups) == 1 for groups in by_row.values())
    return one_each and all(len(values) == 1 for values in figures.values())


def all_leaves(tables: Sequence[Table], hierarchy: Hierarchy) -> dict[str, tuple[str, ...]]:
    """Declared leaves, or for an undeclared variable the codes seen and a rest."""
    seen: defaultdict[str, set[str]] = defaultdict(set)
    for table in tables:
        for group in (*(cell.group for cell in table.cells), *table.impossible):
            for variable, codes in group.where:
                seen[variable] |= codes
    found = {name: tuple(dict.fromkeys(codes)) for name, codes in hierarchy.leaves.items()}
    for variable in sorted(seen):
        found.setdefault(variable, (*sorted(seen[variable]), REST))
    return found


class Gathering:
    """Reads tables into a ledger; one use."""

    def __init__(self, tables: Sequence[Table], hierarchy: Hierarchy) -> None:
        self.hierarchy = hierarchy
        self.tables = sorted(tables, key=lambda table: table.id)
        self.counts: defaultdict[str, dict[Where, int]] = defaultdict(dict)
        self.source: dict[tuple[str, Where], str] = {}
        self.categories: dict[str, str] = {}
        self.bands: dict[Where, tuple[float, float]] = {}
        self.dominated: set[tuple[str, Where]] = set()
        self.unanimous: set[tuple[str, Where]] = set()
        self.weighed: defaultdict[str, set[Where]] = defaultdict(set)
        self.blank = Ledger(all_leaves(tables, hierarchy), {}, {}, {}, {})

    def ledger(self) -> Ledger:
        for table in self.tables:
            for cell in table.cells:
                self.read(table, cell)
        for table in self.tables:
            self.read_shares(table)
            self.read_categories(table)
        impossible: defaultdict[str, set[Where]] = defaultdict(set)
        for table in self.tables:
            for group in table.impossible:
                impossible[group.universe].add(self.blank.where(group))
        return Ledger(
            self.blank.leaves,
            self.universes(),
            {name: dict(counts) for name, counts in self.counts.items()},
            {name: frozenset(groups) for name, groups in impossible.items()},
            self.categories,
            self.bands,
            self.hierarchy.shared,
            frozenset(self.dominated),
            {name: ordered(parts) for name, parts in self.weighed.items() if parts},
            frozenset(self.unanimous),
        )

    def note(self, table: Table, universe: str, where: Where, count: int) -> None:
        """Enter a count; the same people counted twice must be the same number."""
        known = self.counts[universe].setdefault(where, count)
        first = self.source.setdefault((universe, where), table.id)
        if known != count or count < 0:
            raise TablesDisagree(
                f"Tables {first} and {table.id} count the same people differently "
                f"({in_words(universe, where)}). Check both before releasing anything."
            )

    def read(self, table: Table, cell: Cell) -> None:
        where = self.blank.where(cell.group)
        if cell.contributors is not None and is_dominated(cell.contributors):
            self.dominated.add((base_universe(cell), where))
        if cell.kind == "count":
            if cell.value is None or cell.value != int(cell.value):
                raise TablesDisagree(
                    f"Table {table.id}, {cell.row}, {cell.col}: a count must be a whole number."
                )
            self.note(table, cell.group.universe, where, int(cell.value))
        elif cell.kind == "class":
            self.bands[where] = (float(cell.value or 0), math.inf if cell.hi is None else cell.hi)
        elif cell.kind == "answer":
            if cell.n is None:
                raise TablesDisagree(
                    f"Table {table.id}, {cell.row}, {cell.col}: an answer figure must say its base n."
                )
            self.note(table, base_universe(cell), where, cell.n)
            self.weighed[base_universe(cell)] |= {part for part, _ in cell.group.weighed}
            if where and cell.group.universe in self.hierarchy.sensitive and tells_each_answer(cell):
                self.unanimous.add((cell.group.universe, where))

    def read_shares(self, table: Table) -> None:
        """A share whose count no table prints still tells that count."""
        for cell in table.cells:
            if cell.kind != "share" or cell.value is None:
                continue
            where, universe = self.blank.where(cell.group), cell.group.universe
            if cell.n is None:
                raise TablesDisagree(
                    f"Table {table.id}, {cell.row}, {cell.col}: a share must say its base n."
                )
            if where not in self.counts[universe]:
                self.note(table, universe, where, round(cell.value * cell.n / 100))

    def read_categories(self, table: Table) -> None:
        """Percentages of a sensitive item stand for people: one universe for each category."""
        on_rows = has_groups_on_rows(table)
        for cell in table.cells:
            counted = (
                cell.kind == "answer" and not cell.group.parts and not cell.group.weighed
            )  # where not each answer counts the same, a percentage adds to no count
            counted &= cell.measure not in ABOUT_ALL_SHOWN or cell.group.universe not in self.hierarchy.scores
            sensitive = counted and cell.group.universe in self.hierarchy.sensitive
            if sensitive and is_percentage(cell.measure) and cell.value is not None and cell.n is not None:
                name = category_of(table.id, cell, on_rows)
                self.categories[name] = base_universe(cell)
                self.note(table, name, self.blank.where(cell.group), round(cell.value * cell.n / 100))

    def universes(self) -> dict[str, Universe]:
        found = {}
        for name in sorted({*self.counts, PEOPLE}):
            if name in self.categories:
                base = self.categories[name]
                found[name] = Universe(name, sheet=f"shares of {base}", within=base)
            elif name == PEOPLE or name in self.hierarchy.apart or name in self.hierarchy.inside:
                outer = self.hierarchy.inside.get(name)
                found[name] = Universe(name, sheet=name, within=outer if outer in self.counts else None)
            else:
                found[name] = Universe(name, sheet=name if self.is_routed(name) else PEOPLE, within=PEOPLE)
        found[CLASSES] = Universe(CLASSES, sheet=CLASSES, within=None)
        return found

    def is_routed(self, universe: str) -> bool:
        """Whether an item was asked of some people only: as told, or as its largest group suggests."""
        if self.hierarchy.routed is not None:
            return universe.removesuffix(":shown") in self.hierarchy.routed
        people, counts = self.counts[PEOPLE], self.counts[universe]
        largest = max(
            (where for where in ordered(counts) if where in people), key=people.__getitem__, default=None
        )
        return largest is not None and counts[largest] < NEARLY_EVERYONE * people[largest]


def gather(tables: Sequence[Table], hierarchy: Hierarchy) -> Ledger:
    """Read every count of the release once, and refuse tables that contradict one another."""
    return Gathering(tables, hierarchy).ledger()


def ordered(wheres: Iterable[Where]) -> tuple[Where, ...]:
    return tuple(sorted(wheres, key=spell))
