"""Recode before hiding: the finest coding of a variable that keeps enough shown, once for a whole release.

A caller makes all its tables under each coding it could print, from the finest (boroughs) to the coarsest
(London). One choice holds for the whole release, since two codings side by side can be subtracted.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from analysis.disclosure.cells import PEOPLE, gather
from analysis.disclosure.errors import NotSafe
from analysis.disclosure.hierarchy import Hierarchy
from analysis.disclosure.problem import Problem
from analysis.disclosure.release import protect
from analysis.disclosure.rules import PROMISED
from analysis.disclosure.safe import Release
from analysis.disclosure.suppress import Suppression
from analysis.tables import Table

ENOUGH = 0.8
"""The part of counts by the variable that must be shown for a coding to be worth what it hides elsewhere."""


@dataclass(frozen=True)
class Coding:
    """One way to print a variable: what it is called, and all tables of the release printed so."""

    name: str
    tables: tuple[Table, ...]


@dataclass(frozen=True)
class Recoded:
    """The coding that was taken, and what it left shown of the variable, with those tried before it."""

    coding: Coding
    release: Release
    tried: tuple[tuple[str, float], ...]


def protect_finest(
    codings: Sequence[Coding],
    variable: str,
    hierarchy: Hierarchy | None = None,
    threshold: int = PROMISED,
    enough: float = ENOUGH,
) -> Recoded:
    """Protect the first coding that keeps enough shown; the last is taken whatever it keeps.

    A coding that cannot be protected gives way to the next; raises NotSafe if the last cannot.
    """
    told = hierarchy or Hierarchy()
    tried: list[tuple[str, float]] = []
    for coding in codings:
        last = coding is codings[-1]
        try:
            shown = share_shown(coding.tables, variable, told, threshold)
            tried.append((coding.name, shown))
            if shown >= enough or last:
                given_up = tuple(given_up_for(tried[:-1], coding.name))
                return Recoded(
                    coding, protect(coding.tables, told, threshold, recodes=given_up), tuple(tried)
                )
        except NotSafe:
            if last:
                raise
            tried.append((coding.name, 0.0))
    raise ValueError("A release needs at least one coding.")


def given_up_for(tried: Sequence[tuple[str, float]], taken: str) -> Iterator[str]:
    """Safe to print: how much would have been hidden is left out."""
    for name in dict(tried):
        yield f"Too few counts by {name} could be shown, so {taken} is printed instead."


def share_shown(tables: Sequence[Table], variable: str, hierarchy: Hierarchy, threshold: int) -> float:
    """The part of the counts of people by a variable, 0 to 1, that a pattern for the counts leaves shown."""
    kept = [only_people(table) for table in tables]
    ledger = gather([table for table in kept if table.cells], hierarchy)
    pattern = frozenset(Suppression(Problem(ledger, threshold)).run())
    groups = [where for where in ledger.counts.get(PEOPLE, {}) if variable in dict(where)]
    shown = sum(not ledger.is_hidden(PEOPLE, where, pattern) for where in groups)
    return shown / len(groups) if groups else 1.0


def only_people(table: Table) -> Table:
    cells = tuple(c for c in table.cells if c.kind in ("count", "class") and c.group.universe == PEOPLE)
    return Table(**{**vars(table), "cells": cells})
