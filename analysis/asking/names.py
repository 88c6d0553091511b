"""What can be asked about, by name: splits, statements, lists and scores; and what is refused."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from analysis.breaks import PLACE, Break
from analysis.landscape.ground import SPLITTING, Landscape
from survey.engine.codebook import Column, Measure, Nature, Score, Variable
from survey.engine.spelling import meant
from survey.errors import Refused

MOST = 3
"""Variables of a table, that of a mean included: with more, most groups would be a few people."""


@dataclass(frozen=True)
class Names:
    """The names that one survey's answers go by."""

    land: Landscape

    @cached_property
    def _open(self) -> tuple[Variable, ...]:
        """Questions that can be asked about: closed, published, and asked once."""
        return tuple(
            variable
            for variable in self.land.frame.codebook
            if variable.nature is Nature.CLOSED and variable.publish and not variable.repeats
        )

    @cached_property
    def groups(self) -> Mapping[str, str]:
        """What people can be split by: questions with one answer, and kinds of area."""
        breaks = self.land.breaks
        areas = (*breaks.areas, *((breaks.boroughs,) if breaks.boroughs else ()))
        found = {each.id: each.title for each in areas}
        return found | {v.id: v.label for v in self._open if v.measure in SPLITTING}

    @cached_property
    def statements(self) -> Mapping[str, Column]:
        """Statements of grids, one by one."""
        batteries = (variable for variable in self._open if variable.measure is Measure.BATTERY)
        return {column.name: column for variable in batteries for column in variable.columns}

    @cached_property
    def lists(self) -> Mapping[str, Variable]:
        """Questions with several answers; those that say who people are stand as areas or not at all."""
        return {v.id: v for v in self._open if v.measure is Measure.MULTIPLE and not v.identifying}

    @cached_property
    def scores(self) -> Mapping[str, Score]:
        return {score.id: score for score in self.land.frame.codebook.scores}

    @cached_property
    def scaled(self) -> Mapping[str, Column]:
        """Columns that have a mean: statements, and questions on a scale."""
        ordinal = {v.id: v.columns[0] for v in self._open if v.measure is Measure.ORDINAL}
        return {
            name: column
            for name, column in {**ordinal, **self.statements}.items()
            if len(column.substantive) > 1 and all(isinstance(c.code, int) for c in column.substantive)
        }

    def known(self, name: str) -> str:
        """The id that is meant: the name itself, or the question that is split by under that name."""
        if name in self.groups:
            return name
        return next((v.id for v in self._open if v.split == name), name)

    def split(self, name: str) -> Break:
        """The break of that name."""
        if name not in self.groups:
            raise self.stranger(name, self.groups, "question with one answer, and no kind of area,")
        found = self.land.split(name)
        assert found is not None
        return found

    def splits(self, names: Sequence[str]) -> tuple[Break, ...]:
        """The breaks of those names; refuses what must not be crossed."""
        found = tuple(self.split(name) for name in names)
        areas = [each.id for each in found if each.variable == PLACE]
        if len(areas) > 1:
            raise Refused(f"{' and '.join(areas)} are both about place. Take one of them.")
        for name in names:
            if name in self.land.frame.codebook and areas:
                variable = self.land.frame.codebook[name]
                if variable.identifying and variable.sensitive == "high":
                    raise Refused(
                        f"{name} is shown for everybody together, never by place. Leave out {areas[0]}."
                    )
        return found

    def stranger(self, name: str, known: Iterable[str], what: str) -> Refused:
        """A sentence for a name that is not known: what may have been meant, and what there is."""
        codebook, among = self.land.frame.codebook, sorted(set(known))
        short = {variable.split for variable in self._open if variable.split not in ("", "main")}
        told = [each for each in among if each not in self.statements]
        there = f" There is: {', '.join(told) or 'none'}."
        if len(told) < len(among):
            there = f"{there[:-1]}; and statements, which are listed where nothing is named."
        if name in codebook and not codebook[name].publish:
            return Refused(f"{name} is never published, not for groups either.{there}")
        return Refused(f"There is no {what} {name}.{meant(name, (*among, *short))}{there}")


def check_number(names: Sequence[str]) -> None:
    """Refuse too many variables, and one that is named twice."""
    if len(names) > MOST:
        raise Refused(
            f"A table takes {MOST} variables at the most, that of a mean included, and here are "
            f"{len(names)}: with more, most groups would be a few people. Ask two questions instead."
        )
    twice = [name for name in dict.fromkeys(names) if names.count(name) > 1]
    if twice:
        raise Refused(f"{twice[0]} is named twice. Name it once.")
