"""Intervals of the product's own attacker, under a pattern chosen by hand."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from analysis.disclosure import Hierarchy
from analysis.disclosure.audit import Attacker
from analysis.disclosure.cells import gather
from analysis.disclosure.problem import Problem
from analysis.disclosure.worlds import Known
from analysis.tables import Group, Table


def attack(tables: Sequence[Table], hidden: Sequence[Group], hierarchy: Hierarchy | None = None) -> Attack:
    return Attack(tables, hidden, hierarchy or Hierarchy())


class Attack:
    """Intervals under a pattern chosen by hand."""

    def __init__(self, tables: Sequence[Table], hidden: Sequence[Group], hierarchy: Hierarchy) -> None:
        problem = Problem(gather(tables, hierarchy), 10)
        self.system = problem.systems[0]
        self.attacker = Attacker(self.system, 10)
        kept_back = {group.where for group in hidden}
        self.known = Known(np.array([claim.where not in kept_back for claim in self.system.claims]))

    def interval(self, group: Group) -> list[int]:
        rows = {claim.where: i for i, claim in enumerate(self.system.claims)}
        if group.where in rows:
            row = self.system.claim_rows[[rows[group.where]]].todense()
        else:
            targets = {target.where: i for i, target in enumerate(self.system.targets)}
            row = self.system.target_rows[[targets[group.where]]].todense()
        line = np.asarray(row, dtype=float).ravel()
        return [
            round(self.attacker.best(line, self.known).value),
            round(-self.attacker.best(-line, self.known).value),
        ]
