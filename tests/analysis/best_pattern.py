"""The cheapest safe pattern of one small joint, by a program written apart from the product's.

Where the product cuts with duals, this one carries two whole worlds for every count that must be hidden: one
in which it is as high as it must be, one in which it is so much lower; a count may differ from the printed
one only where it is hidden. So it can be solved for a dozen cells and no more.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from analysis.tables import Group


def least_cost(
    leaves: Mapping[str, Sequence[str]],
    counts: Mapping[Group, int],
    hidden: Sequence[Group],
    costs: Mapping[Group, float],
    threshold: int = 10,
) -> float:
    """What partners cost at least, so that each hidden group's interval is wide and reaches the threshold."""
    if not hidden:
        return 0.0
    cells = [dict(zip(leaves, codes, strict=True)) for codes in product(*leaves.values())]
    groups = list(counts)
    belongs = np.array([[all(c[v] in codes for v, codes in g.where) for c in cells] for g in groups], float)
    truth = np.array([counts[g] for g in groups], float)
    most = float(truth.max())
    many, worlds = len(groups), 2 * len(hidden)
    width = many + worlds * len(cells)
    rows, low, high = [], [], []

    def say(row: np.ndarray[tuple[int], np.dtype[np.float64]], least: float, greatest: float) -> None:
        rows.append(row)
        low.append(least)
        high.append(greatest)

    def at(world: int) -> slice:
        return slice(many + world * len(cells), many + (world + 1) * len(cells))

    for world in range(worlds):
        for g in range(many):
            for room, least, greatest in ((-most, -np.inf, truth[g]), (most, truth[g], np.inf)):
                row = np.zeros(width)
                row[at(world)], row[g] = belongs[g], room
                say(row, least, greatest)
    for i, group in enumerate(hidden):
        own = belongs[groups.index(group)]
        reach, apart = np.zeros(width), np.zeros(width)
        reach[at(2 * i)] = own
        apart[at(2 * i)], apart[at(2 * i + 1)] = own, -own
        say(reach, threshold, np.inf)
        say(apart, threshold, np.inf)
    public = [g == Group() for g in groups]
    forced = [g in hidden for g in groups]
    found = milp(
        np.concatenate([[0.0 if g in hidden else costs[g] for g in groups], np.zeros(width - many)]),
        constraints=LinearConstraint(np.array(rows), low, high),
        integrality=np.concatenate([np.ones(many), np.zeros(width - many)]),
        bounds=Bounds(
            np.concatenate([np.array(forced, float), np.zeros(width - many)]),
            np.concatenate([1 - np.array(public, float), np.full(width - many, most)]),
        ),
    )
    assert found.status == 0, found.message
    return float(found.fun)
