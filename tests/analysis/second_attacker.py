"""An attacker written apart from the product's: it reads printed tables and solves one full joint.

Where the product ties small joints of the variables that meet, this one has an unknown for every
combination of leaf codes of a universe (variables that meet nothing else stand alone beside it). It takes
every printed number at its exact value, which is more than a reader has.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from analysis.disclosure import SafeTable
from analysis.tables import Cell, Group, Table

Fact = tuple[Group, int]
About = tuple[Group, float, float]
"""A count of another release as it was printed, and by how much it may be off."""


def facts(exact: Sequence[Table], safe: Sequence[SafeTable], universe: str) -> list[Fact]:
    """What a reader has of a universe: exact counts wherever a count, a share or a base is printed."""
    counts = {c.group: int(c.value or 0) for t in exact for c in t.cells if c.kind == "count"}
    found: dict[Group, int] = {}
    for before, after in zip(exact, safe, strict=True):
        for true, printed in zip(before.cells, after.cells, strict=True):
            if true.group.universe != universe or (printed.value is None and printed.n is None):
                continue
            if true.kind == "answer":
                if true.measure not in ("dk", "na", "blank"):
                    found[true.group] = true.n or 0
            else:
                found[true.group] = counts[true.group]
    return list(found.items())


def hidden(exact: Sequence[Table], safe: Sequence[SafeTable], universe: str) -> dict[Group, int]:
    """Counts of a universe that are suppressed somewhere, with their true values."""
    found: dict[Group, int] = {}
    for before, after in zip(exact, safe, strict=True):
        for true, printed in zip(before.cells, after.cells, strict=True):
            if true.group.universe == universe and printed.flags == ("suppressed",):
                found[true.group] = size_of(true)
    return found


def size_of(cell: Cell) -> int:
    if cell.kind == "count":
        return int(cell.value or 0)
    return round((cell.value or 0) * (cell.n or 0) / 100) if cell.kind == "share" else cell.n or 0


class SecondAttacker:
    """One linear program: full joints, printed facts, and an item's people inside all people."""

    def __init__(
        self,
        leaves: dict[str, tuple[str, ...]],
        joints: Sequence[tuple[str, ...]],
        people: Sequence[Fact],
        item: Sequence[Fact] = (),
        about: Sequence[About] = (),
    ) -> None:
        self.leaves = leaves
        self.joints = joints
        self.combinations = [list(product(*(leaves[v] for v in joint))) for joint in joints]
        self.size = sum(len(each) for each in self.combinations)
        rows = [self.row(group) for group in (*(g for g, _ in people), *(g for g, _, _ in about))]
        values = [float(count) for _, count in people] + [count + miss for _, count, miss in about]
        self.layers = 2 if item else 1
        blank = np.zeros(self.size)
        matrix = [np.concatenate([row, blank][: self.layers]) for row in rows]
        matrix += [np.concatenate([blank, self.row(group)]) for group, _ in item]
        values += [float(count) for _, count in item]
        lower = list(values)
        lower[len(people) : len(rows)] = [max(0.0, count - miss) for _, count, miss in about]
        starts = np.cumsum([0, *(len(each) for each in self.combinations)])
        for layer in range(self.layers):
            for i in range(1, len(joints)):
                tie = np.zeros(self.size * self.layers)
                at = layer * self.size
                tie[at : at + starts[1]] = 1
                tie[at + starts[i] : at + starts[i + 1]] = -1
                matrix.append(tie)
                values.append(0.0)
                lower.append(0.0)
        known = sparse.csr_array(np.array(matrix))
        if item:
            inside = sparse.hstack([-sparse.eye_array(self.size), sparse.eye_array(self.size)])
            known = sparse.csr_array(sparse.vstack([known, inside]))
            values += [0.0] * self.size
            lower += [-np.inf] * self.size
        self.constraint = LinearConstraint(known, np.array(lower), np.array(values))

    def row(self, group: Group) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        """Ones where a combination belongs to the group, in the first joint that has its variables."""
        wanted = dict(group.where)
        row, start = np.zeros(self.size), 0
        for joint, combinations in zip(self.joints, self.combinations, strict=True):
            if set(wanted) <= set(joint):
                for i, codes in enumerate(combinations):
                    row[start + i] = all(
                        c in wanted[v] for v, c in zip(joint, codes, strict=True) if v in wanted
                    )
                return row
            start += len(combinations)
        raise AssertionError(f"no joint has {sorted(wanted)}")

    def interval(self, group: Group, layer: int = 0) -> tuple[float, float]:
        row = np.zeros(self.size * self.layers)
        row[layer * self.size : (layer + 1) * self.size] = self.row(group)
        ends = []
        for sign in (1, -1):
            found = milp(
                sign * row,
                constraints=self.constraint,
                bounds=Bounds(0, 1e5),
                options={"presolve": False},
            )
            assert found.status == 0, found.message
            ends.append(sign * found.fun)
        return ends[0], ends[1]
