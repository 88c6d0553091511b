"""From the coded rows of an older version to those of the newest: what the code map does to answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from survey.engine.codebook import Cell, Missing, is_answer
from survey.engine.questionnaire import Questionnaire
from survey.engine.versions.routes import Lost, Route, Routes


@dataclass(frozen=True)
class Passage:
    """The way of answers from an older version of a questionnaire to a newer one."""

    old: Questionnaire
    new: Questionnaire

    @cached_property
    def leads_elsewhere(self) -> bool:
        """Whether the code map says anything of answers to the older version."""
        return bool(Routes(self.old, self.new).steps)

    @cached_property
    def routes(self) -> dict[str, Route]:
        return Routes(self.old, self.new).by_column

    def cells(self, cells: Mapping[str, Cell]) -> dict[str, Cell]:
        """A coded row of the older version under the names and codes of the newer one."""
        found: dict[str, Cell] = {}
        for name, cell in cells.items():
            route = self.routes[name]
            if route.to is not None:
                became = route.cells.get(cell, cell)
                found[route.to] = either(found[route.to], became) if route.to in found else became
        return found

    def lost(self, cells: Mapping[str, Cell]) -> frozenset[Lost]:
        """What somebody answered that has no counterpart in the newer version."""
        return frozenset(filter(None, (self.routes[name].loses(cell) for name, cell in cells.items())))

    @cached_property
    def losing(self) -> dict[str, frozenset[str]]:
        """The columns in which something can be lost, by the name that it was given under."""
        found: dict[str, set[str]] = {}
        for column, route in self.routes.items():
            for name, _ in (*route.lost.values(), *((route.dropped,) if route.dropped else ())):
                found.setdefault(name, set()).add(column)
        return {name: frozenset(columns) for name, columns in found.items()}

    def answered(self, cells: Mapping[str, Cell]) -> frozenset[str]:
        """The names, of those under which something can be lost, that somebody answered anything under."""
        return frozenset(
            name
            for name, columns in self.losing.items()
            if any(is_answer(cells[column]) for column in columns)
        )


def either(one: Cell, other: Cell) -> Cell:
    """Two options that became one: chosen by whoever chose any, and not asked of whom neither was."""
    if 1 in (one, other):
        return 1
    if isinstance(one, Missing) and isinstance(other, Missing):
        return other if one is Missing.NOT_ASKED else one
    return other if isinstance(one, Missing) else one
