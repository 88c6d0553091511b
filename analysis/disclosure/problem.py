"""The systems to attack: one for each universe, with the universe that contains it as a layer below.

Unknowns are atoms of each layer. What is always known: ties between cliques, that a contained universe has
no more people than the one around it, and that impossible groups are empty. What may be known, if printed:
the claims. What must stay unknown: the targets.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from analysis.disclosure.cells import CLASSES, PEOPLE, Ledger, Mark, Where, ordered
from analysis.disclosure.system import Index, Shape, shape_of
from analysis.disclosure.targets import ONE_ANSWER, is_impossible, sensitive_counts, sensitive_shares

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Claim:
    """A count that is known as soon as it is printed, or two ends that a class tells of it."""

    universe: str
    where: Where
    count: float
    high: float | None = None
    """The upper end, where it is not the count; a class has one claim for each of its ends."""
    half: Where = ()
    """People who may be in a class by a half at most."""
    printed: bool = False
    """Whether readers have it already, from an earlier release, so that no mark can hide it."""

    @property
    def ends(self) -> tuple[float, float]:
        return self.count, self.count if self.high is None else self.high


@dataclass(frozen=True)
class Target:
    """A count that must not be told: a sum of atoms, less others for "all but this category"."""

    universe: str
    where: Where
    listed: bool
    """Whether its true count is known here to be sensitive; if not, it is judged by the interval alone."""
    less: str | None = None
    """A category to take away."""
    is_share: bool = False
    """Whether it is of those who gave one answer, or who did not: nobody takes an empty one for no group."""
    is_sum: bool = False
    """Whether it is of several groups together, and let be where readers can tell it already."""


@dataclass(frozen=True)
class System:
    """One linear system; arrays are in the order of its unknowns, claims and targets."""

    name: str
    ties: sparse.csr_array
    """Rows that are nought."""
    ceilings: sparse.csr_array
    """Rows that are at most nought."""
    top: Floats
    """Upper end of each unknown."""
    claims: tuple[Claim, ...]
    claim_rows: sparse.csr_array
    claim_counts: Floats
    claim_tops: Floats
    targets: tuple[Target, ...]
    target_rows: sparse.csr_array
    listed: Bools

    def with_top(self, top: Floats) -> System:
        return replace(self, top=top)

    def without(self, told: Collection[int]) -> System:
        """The same with fewer targets."""
        kept = [at for at in range(len(self.targets)) if at not in told]
        targets = tuple(self.targets[at] for at in kept)
        return replace(self, targets=targets, target_rows=self.target_rows[kept], listed=self.listed[kept])


@dataclass(frozen=True)
class Layer:
    """A universe inside a system: which of its counts take part, and where its atoms start."""

    universe: str
    claims: tuple[Where, ...]
    start: int


class Problem:
    """All systems of a release."""

    def __init__(self, ledger: Ledger, threshold: int) -> None:
        self.ledger = ledger
        self.threshold = threshold
        self.sensitive = {
            name: (
                sensitive_shares(ledger, name, threshold)
                if name in ledger.categories
                else sensitive_counts(ledger, name, ledger.counts[name], threshold)
            )
            for name in sorted(ledger.counts)
        }
        self.shapes: dict[tuple[tuple[Where, ...], tuple[Where, ...]], Shape] = {}
        self.twin: dict[str, str] = {}
        self.systems = [self.system(name) for name in self.worth_a_system()]

    def worth_a_system(self) -> list[str]:
        """Universes in order, people first; a twin, with the counts of another on its sheet, adds nothing."""
        names = sorted(
            self.ledger.counts, key=lambda name: (name != PEOPLE, name in self.ledger.categories, name)
        )
        kept: dict[object, str] = {}
        for name in names:
            entry, counts = self.ledger.universes[name], self.ledger.counts[name]
            apart = self.ledger.weighed.get(name, ())
            of_people = counts.items() <= self.ledger.counts[PEOPLE].items()
            if entry.within == entry.sheet == PEOPLE and of_people and not apart:
                self.twin[name] = PEOPLE
            else:
                own = (entry.sheet, entry.within, frozenset(counts.items()), apart)
                self.twin[name] = kept.setdefault(own, name)
        return list(kept.values())

    def sharp_systems(self) -> Iterator[System]:
        """Systems again in which an item's people are inside all people combination by combination.

        They take far longer, and seldom find more than the plain ones, so a pattern is found on those first.
        """
        for plain in self.systems:
            contained = self.ledger.universes[plain.name].within is not None
            if contained and plain.name not in self.ledger.categories:
                yield self.system(plain.name, sharp=True)

    def system(self, name: str, sharp: bool = False) -> System:
        layers, shape = self.layers(name, sharp)
        targets = [target for layer in layers for target in self.targets(layer, name)]
        claims = tuple(
            Claim(layer.universe, where, self.ledger.counts[layer.universe][where])
            for layer in layers
            for where in layer.claims
        )
        if name == PEOPLE:
            claims += self.classes()
        starts = {CLASSES: 0} | {layer.universe: layer.start for layer in layers}
        size = shape.size * len(layers)
        blocks = sparse.eye_array(len(layers), format="csr")
        below = sparse.hstack([-sparse.eye_array(shape.size), sparse.eye_array(shape.size)], format="csr")
        counts = np.array([claim.count for claim in claims], dtype=float)
        rows = [
            (shape.row(t.where) + starts[t.universe], shape.row(t.where) + starts[t.less] if t.less else None)
            for t in targets
        ]
        return System(
            name=name,
            ties=sparse.csr_array(sparse.kron(blocks, shape.ties)),
            ceilings=sparse.csr_array(below) if len(layers) == 2 else sparse.csr_array((0, size)),
            top=self.top(layers, shape, 4 * float(counts.max(initial=0)) + 100),
            claims=claims,
            claim_rows=claim_rows(claims, shape, starts, size),
            claim_counts=counts,
            claim_tops=np.array([claim.ends[1] for claim in claims], dtype=float),
            targets=tuple(targets),
            target_rows=rows_of(rows, size),
            listed=np.array([target.listed for target in targets], dtype=bool),
        )

    def classes(self) -> tuple[Claim, ...]:
        """What a class tells: at most so many in the place alone; at least so many with its sharers."""
        found = []
        for where in ordered(self.ledger.bands):
            low, high = self.ledger.bands[where]
            ((variable, codes),) = where
            sharers = frozenset[str]().union(*(self.ledger.shared.get(c, frozenset()) for c in codes))
            if low >= self.threshold:
                found.append(Claim(CLASSES, where, low, np.inf, ((variable, sharers),) if sharers else ()))
                if high < np.inf:
                    found.append(Claim(CLASSES, where, 0.0, high - 1.0))
        return tuple(found)

    def layers(self, name: str, sharp: bool, weighed: bool = True) -> tuple[list[Layer], Shape]:
        """The universe above the one that contains it, of which sharp keeps all groups, plain what fits.

        Parts that weights tell apart meet in it too, unless they are left out.
        """
        outer = self.ledger.universes[name].within
        own = ordered(self.ledger.counts[name])
        around = ordered(self.ledger.counts.get(outer, {})) if outer else ()
        apart = (*around, *ordered(self.ledger.bands), *self.sharers()) if name == PEOPLE else around
        parts = self.ledger.weighed.get(name, ()) if weighed else ()
        shape = self.shape((*own, *parts, *around), ()) if sharp else self.shape((*own, *parts), apart)
        around = tuple(where for where in around if shape.has(where))
        layers = [Layer(outer, around, 0)] if outer and around else []
        return [*layers, Layer(name, own, shape.size * len(layers))], shape

    def sharers(self) -> tuple[Where, ...]:
        return ordered({claim.half for claim in self.classes() if claim.half})

    def shape(self, meeting: tuple[Where, ...], also: tuple[Where, ...]) -> Shape:
        impossible = ordered({where for groups in self.ledger.impossible.values() for where in groups})
        key = (meeting, also)
        if key not in self.shapes:
            self.shapes[key] = shape_of(meeting, (*also, *impossible), self.ledger.leaves)
        return self.shapes[key]

    def top(self, layers: list[Layer], shape: Shape, largest: float) -> Floats:
        """No bound but a generous one, save for impossible groups, which are empty."""
        top = np.full(shape.size * len(layers), largest)
        for layer in layers:
            for position, atom in enumerate(shape.atoms()):
                if is_impossible(self.ledger, layer.universe, atom):
                    top[layer.start + position] = 0.0
        return top

    def targets(self, layer: Layer, name: str) -> list[Target]:
        """Listed groups that are sensitive; then, in the system's own universe, unlisted ones."""
        universe, sensitive = layer.universe, self.sensitive[layer.universe]
        found: list[Target] = []
        for where in layer.claims:
            if where in sensitive and not self.is_known(universe, where):
                found.append(Target(universe, where, True))
                if universe in self.ledger.categories:
                    found.append(Target(self.ledger.categories[universe], where, True, less=universe))
        if universe != name:
            return found
        if universe in self.ledger.categories:
            return [*found, *self.unlisted_shares(name)]
        outer = self.ledger.universes[universe].within
        around = self.ledger.counts.get(outer, {}) if outer else {}
        plain = self.layers(name, sharp=False, weighed=False)[1]
        for where in self.unlisted(plain, universe):
            found.append(
                Target(universe, where, where in around and where in self.sensitive[outer or PEOPLE])
            )
        return found

    def unlisted_shares(self, category: str) -> Iterator[Target]:
        """Those who gave one answer to a sensitive item, and those who gave another, in groups that no table
        gives the percentage of."""
        shape, base = self.layers(category, sharp=False)[1], self.ledger.categories[category]
        for where in self.unlisted(shape, category):
            yield Target(category, where, listed=False, is_share=True)
            yield Target(base, where, listed=False, less=category, is_share=True)

    def unlisted(self, shape: Shape, universe: str) -> list[Where]:
        """Atoms and single classes that no table counts."""
        counts = self.ledger.counts[universe]
        return [
            where
            for where in ordered(shape.groups())
            if where not in counts and not is_impossible(self.ledger, universe, where)
        ]

    def is_known(self, universe: str, where: Where) -> bool:
        """The number of people who took part is public, on the report's first line."""
        return universe == PEOPLE and not where

    def marks(self) -> dict[Mark, str]:
        """What the rule hides by itself, with the reason."""
        found: dict[Mark, str] = {
            (CLASSES, where): "small" for where, (low, _) in self.ledger.bands.items() if low < self.threshold
        }
        found |= {(f"shares of {name}", where): ONE_ANSWER for name, where in self.ledger.unanimous}
        for universe, groups in self.sensitive.items():
            sheet = self.ledger.universes[universe].sheet
            for where, reason in groups.items():
                if not self.is_known(universe, where) and found.get((sheet, where)) != ONE_ANSWER:
                    found[sheet, where] = reason
        return found


def claim_rows(
    claims: tuple[Claim, ...], shape: Shape, starts: Mapping[str, int], size: int
) -> sparse.csr_array:
    """A row for each claim; people who may be in a class by a half at most weigh a half."""
    rows = rows_of([(shape.row(c.where) + starts[c.universe], None) for c in claims], size)
    half = [shape.row(c.half) if c.half else np.array([], dtype=np.intp) for c in claims]
    return sparse.csr_array(rows + 0.5 * rows_of([(extra, None) for extra in half], size))


def rows_of(rows: list[tuple[Index, Index | None]], size: int) -> sparse.csr_array:
    """A matrix with a row of ones at each first index and minus ones at each second."""
    nothing = np.array([], dtype=np.intp)
    pairs = [(plus, nothing if minus is None else minus) for plus, minus in rows]
    columns = np.concatenate([nothing, *(np.concatenate(pair) for pair in pairs)])
    values = np.concatenate([np.array([]), *(np.repeat([1.0, -1.0], [len(p), len(m)]) for p, m in pairs)])
    ends = np.cumsum([0, *(len(p) + len(m) for p, m in pairs)])
    return sparse.csr_array((values, columns, ends), shape=(len(rows), size))
