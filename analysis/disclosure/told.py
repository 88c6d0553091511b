"""Which counts readers are told: by this release, by an earlier one, and by answers alone."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np

from analysis.disclosure.apply import all_answers, printed_claims
from analysis.disclosure.cells import CLASSES, Mark, Where
from analysis.disclosure.hierarchy import Hierarchy
from analysis.disclosure.problem import Bools, Problem, System
from analysis.disclosure.rules import UNWEIGHTED
from analysis.disclosure.safe import SafeTable
from analysis.tables import Cell, Table


class Told:
    """What is told by tables as they are printed, found from those and nothing else."""

    def __init__(
        self, problem: Problem, tables: Sequence[Table], safe: Sequence[SafeTable], given: Hierarchy
    ) -> None:
        self.problem, self.given = problem, given
        self.printed = [(exact, made.cells) for exact, made in zip(tables, safe, strict=True)]

    @cached_property
    def claims(self) -> set[tuple[str, Where]]:
        """Every count that can be read."""
        return printed_claims(self.printed, self.problem.ledger, self.given)

    @cached_property
    def _known(self) -> set[tuple[str, Where]]:
        return self.stand_for(self.claims)

    @cached_property
    def _by_answers(self) -> set[tuple[str, Where]]:
        """What is told by a group's answers and by nothing else."""
        others = [(exact, [cell for cell in cells if not is_of_group(cell)]) for exact, cells in self.printed]
        return self._known - self.stand_for(printed_claims(others, self.problem.ledger, self.given))

    def stand_for(self, claims: set[tuple[str, Where]]) -> set[tuple[str, Where]]:
        """Claims by the universe that stands for each."""
        twin = self.problem.twin
        return {(twin.get(name, name), where) for name, where in claims if name in twin or name == CLASSES}

    def now(self, system: System) -> Bools:
        """Which claims of a system are told by this release."""
        twin = self.problem.twin
        told = [(twin.get(c.universe, c.universe), c.where) in self._known for c in system.claims]
        return np.array(told, dtype=bool)

    def of(self, system: System) -> Bools:
        """Which claims of a system are told by this release or an earlier one."""
        earlier: Bools = np.array([claim.printed for claim in system.claims], dtype=bool)
        return self.now(system) | earlier

    def beside(self, system: System) -> dict[Mark, list[int]]:
        """Claims that are told by answers alone, by the mark that withholds those."""
        twin, found = self.problem.twin, dict[Mark, list[int]]()
        for at, claim in enumerate(system.claims):
            place = twin.get(claim.universe, claim.universe), claim.where
            if not claim.printed and place in self._by_answers:
                sheet = self.problem.ledger.universes[claim.universe].sheet
                found.setdefault(all_answers(sheet, claim.where), []).append(at)
        return found

    def hideable(self, system: System) -> dict[Mark, list[int]]:
        """Claims that only this release tells, by each mark that would hide them."""
        found = dict[Mark, list[int]]()
        for at in np.flatnonzero(self.now(system)):
            claim = system.claims[at]
            if not claim.printed and not self.problem.is_known(claim.universe, claim.where):
                for sheet in self.problem.ledger.sheets(claim.universe):
                    found.setdefault((sheet, claim.where), []).append(int(at))
        return found


def is_of_group(cell: Cell) -> bool:
    """Whether it is withheld with a group's answers, and not with equal-weight or weighted ones."""
    return cell.kind == "answer" and not cell.group.parts and cell.measure not in UNWEIGHTED
