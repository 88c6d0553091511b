"""T14t, how long it took: active minutes of those who sent their answers, against what people were told."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import numpy as np

from analysis import estimates
from analysis.breaks import Break
from analysis.disclosure.rules import PROMISED
from analysis.estimates import Estimate
from analysis.frame import Bools, Floats
from analysis.landscape.figures import cells
from analysis.landscape.ground import Landscape
from analysis.landscape.kind import Counted, Number, TableKind
from analysis.quality.speed import totals
from analysis.tables import Cell, Group, Label, Table

MINUTES, ON_ROUTE = "minutes", "minutes on a route"
"""Universes: everyone who was timed, and the same by the main split, which is hidden as all else by it."""
LOWER, MEDIAN, UPPER, WITHIN = "lower", "median", "upper", "within"
EVERYONE = Label("all", "Everyone who sent")
SIXTY = 60


class Times(TableKind):
    """T14t: median and quartiles of the active minutes, by the main split, which decides the route."""

    beside = True

    table: Literal["times"] = "times"
    id: Number = "T14t"
    title: str = "How long it took"

    def made(self, land: Landscape) -> Iterator[Table]:
        taken, conduct, main = minutes(land), land.frame.conduct, land.breaks.main
        if conduct is None or np.isnan(taken).all():
            return
        parts = routes(main, taken) if main is not None else ()
        found = list(of_group(EVERYONE.id, Group((), MINUTES), taken, conduct.promised))
        for label, about, inside in parts:
            found += of_group(label.id, about, taken[inside], conduct.promised)
        yield Table(
            id=self.id,
            title=self.title,
            subtitle=f"Active minutes on the pages. People were told about {conduct.promised} minutes.",
            base="Everyone who sent answers on the pages and whose time is known on every page",
            dimensions=(main.id,) if main is not None and parts else (),
            rows=(EVERYONE, *(label for label, *_ in parts)),
            cols=(
                Label(MEDIAN, "Half took up to"),
                Label(LOWER, "A quarter took up to"),
                Label(UPPER, "Three quarters took up to"),
                Label(WITHIN, f"Within {conduct.promised} minutes"),
            ),
            cells=tuple(found),
            notes=(
                "Of each page five minutes count at most: after that somebody was elsewhere. Each sector has "
                "pages of its own, so its time is compared with nobody else's. Devices are not recorded.",
            ),
        )

    def counted(self, land: Landscape) -> Counted:
        return Counted(apart=frozenset({MINUTES}), routed=frozenset({ON_ROUTE}))


def routes(main: Break, taken: Floats) -> tuple[tuple[Label, Group, Bools], ...]:
    """Each part of the main split with its people; none of them where the time of a few only is known.

    How many were timed in all stands in the first row, so a part with a few would be the rest of it.
    """
    found = [(part, main.has(part)) for part in main.parts]
    known = [(int(inside.sum()), int(np.count_nonzero(~np.isnan(taken[inside])))) for _, inside in found]
    if any(0 < timed < PROMISED <= people for people, timed in known):
        return ()
    return tuple((main.label(part), main.group(part, ON_ROUTE), inside) for part, inside in found)


def minutes(land: Landscape) -> Floats:
    """Active minutes of those who sent on the pages; not-a-number for all others."""
    sent: Bools = land.sent_online
    return np.where(sent, totals(land.frame.seconds.to_numpy(dtype=np.float64)), np.nan) / SIXTY


def of_group(row: str, about: Group, taken: Floats, promised: int) -> Iterator[Cell]:
    known = taken[~np.isnan(taken)]
    if not len(known):
        return
    for col, part in ((MEDIAN, 50), (LOWER, 25), (UPPER, 75)):
        figure = Estimate(float(np.percentile(known, part)), n=len(known))
        yield from cells(row, col, about, about.universe, iter([("minutes", figure)]))
    kept = estimates.percentage(int(np.count_nonzero(known <= promised)), len(known))
    share = Estimate(kept.value, n=kept.n)
    yield from cells(row, WITHIN, about, about.universe, iter([("percent", share)]))
