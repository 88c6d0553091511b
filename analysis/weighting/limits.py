"""Why margins cannot be held: the nearest that any weights within the limits come to them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import optimize

from analysis.weighting.cells import CellTable, Floats

Limits = tuple[float, float]
NEAR = 1e-9
"""Shares closer than this are held."""


@dataclass(frozen=True)
class Miss:
    """A code whose share is not reached, in shares of all weight."""

    name: str
    code: str
    reached: float
    wanted: float

    def __str__(self) -> str:
        return f"`{self.code}` of `{self.name}` at {self.reached:.1%} where it should have {self.wanted:.1%}"


def why_not(table: CellTable, trim: Limits | None, rounds: int) -> str:
    """What stands in the way, and what could be done about it."""
    if missed := misses(table, trim):
        nearest = ", ".join(map(str, missed))
        return f"{held_none(trim)} together. The nearest leaves {nearest}. {ways_out(trim)}"
    return f"After {rounds} rounds the weights still move: they have hardly any choice. {ways_out(trim)}"


def held_none(trim: Limits | None) -> str:
    between = "" if trim is None else f" between {trim[0]:g} and {trim[1]:g} of the mean"
    return f"No weights{between} hold all margins"


def ways_out(trim: Limits | None) -> str:
    wider = "" if trim is None else ", or set wider limits under `trim`"
    return f"Join codes that few people gave, or take a margin out{wider}."


def out_of_reach(table: CellTable, trim: Limits) -> str:
    """Codes that the limits alone keep from their share, whatever the other margins; empty for none."""
    size = table.size[None, :]
    needs = [
        f"`{code}` of `{side.name}` would need {target / people:.2f} on average"
        for at, side in enumerate(table.sides)
        for code, people, target in zip(
            side.codes, table.summed(at, size)[0], table.targets(size)[at][0], strict=True
        )
        if not trim[0] <= target / people <= trim[1]
    ]
    return f"{held_none(trim)}: {', '.join(needs)}. {ways_out(trim)}" if needs else ""


def misses(table: CellTable, trim: Limits | None) -> list[Miss]:
    """The codes left off their shares by the weights that are off by least in all (a linear programme)."""
    cells, total = len(table.size), float(np.sum(table.size * table.base))
    wanted = np.concatenate([of[0] for of in table.targets(table.size[None, :])]) / total
    codes = len(wanted)
    part = table.size / total
    over = np.eye(codes)
    found = optimize.linprog(
        np.concatenate([np.zeros(cells), np.ones(2 * codes)]),
        A_eq=np.vstack(
            [
                np.hstack([table.indicators.T * part, -over, over]),
                np.concatenate([part, np.zeros(2 * codes)]),
            ]
        ),
        b_eq=np.append(wanted, 1.0),
        bounds=[trim or (0.0, np.inf)] * cells + [(0.0, np.inf)] * (2 * codes),
    )
    if found.x is None:  # the solver gave up, so nothing is proved
        return []
    gaps: Floats = found.x[cells : cells + codes] - found.x[cells + codes :]
    named = [(side.name, code) for side in table.sides for code in side.codes]
    return [
        Miss(name, code, float(share + gap), float(share))
        for (name, code), share, gap in zip(named, wanted, gaps, strict=True)
        if abs(gap) > NEAR
    ]
