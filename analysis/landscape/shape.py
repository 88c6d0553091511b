"""What the codebook declares that tables can be made of: levels of practice, needs, examples, grids.

Nothing here knows a questionnaire by name. Practice is a family of scores each of which holds one item a
level; needs are a grid with an importance side and a current side; examples are a repeated group.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property

from survey.engine.codebook import Codebook, Column, Measure, Score, Variable
from survey.engine.examples import Examples, examples_of

IMPORTANCE, CURRENT = "importance", "current"


@dataclass(frozen=True)
class Practice:
    """Scores that hold one item for each level, such as me, my team and my organisation."""

    scores: tuple[Score, ...]
    levels: tuple[str, ...]
    items: tuple[tuple[Column, ...], ...]
    """One row a score, one column a level."""
    by_level: tuple[Score, ...]
    """The score of each level over all constructs, where it is declared."""
    overall: Score | None

    def item(self, score: Score, level: str) -> Column:
        return self.items[self.scores.index(score)][self.levels.index(level)]


@dataclass(frozen=True)
class Need:
    """One need, rated for importance and for how far it is in place."""

    id: str
    label: str
    importance: Column
    current: Column
    top: str = ""
    """The column that says whether it was picked among the few that would help most."""


@dataclass(frozen=True)
class Narrowed:
    """A question with several answers, and the one that asks which of them matters most."""

    several: Variable
    one: Variable


@dataclass(frozen=True)
class Shape:
    """What one codebook declares."""

    codebook: Codebook

    @cached_property
    def practice(self) -> Practice | None:
        """The first family of scores whose items stand at the same two or more levels."""
        families: defaultdict[str, list[Score]] = defaultdict(list)
        for score in self.codebook.scores:
            families[score.family].append(score)
        for scores in families.values():
            rows = [tuple(self.codebook.columns[name] for name in score.columns) for score in scores]
            levels = [tuple(column.level for column in row) for row in rows]
            if len(scores) > 1 and len(set(levels)) == 1 and len(set(levels[0])) == len(levels[0]) > 1:
                return self._practice(tuple(scores), levels[0], tuple(rows))
        return None

    def _practice(
        self, scores: tuple[Score, ...], levels: tuple[str, ...], items: tuple[tuple[Column, ...], ...]
    ) -> Practice:
        everything = {column.name for row in items for column in row}
        others = [score for score in self.codebook.scores if score not in scores]
        by_level = [
            score
            for at, level in enumerate(levels)
            for score in others
            if score.level == level and {row[at].name for row in items} == set(score.columns)
        ]
        overall = next((score for score in others if set(score.columns) == everything), None)
        return Practice(scores, levels, items, tuple(by_level), overall)

    @cached_property
    def needs(self) -> tuple[Need, ...]:
        """The rows of the first grid that has an importance side and a current side."""
        for variable in self.codebook:
            sides: defaultdict[str, dict[str, Column]] = defaultdict(dict)
            for column in variable.columns:
                sides[column.name.removesuffix(f"__{column.side}")][column.side] = column
            both = {row: pair for row, pair in sides.items() if {IMPORTANCE, CURRENT} <= set(pair)}
            if both:
                return tuple(
                    Need(row, pair[IMPORTANCE].label, pair[IMPORTANCE], pair[CURRENT], self._picked(row))
                    for row, pair in both.items()
                )
        return ()

    def _picked(self, row: str) -> str:
        """The column in which a row of a grid can be picked among the top few."""
        for variable in self.codebook:
            for column in variable.columns:
                if variable.measure is Measure.MULTIPLE and column.name == f"{variable.id}__{row}":
                    return column.name
        return ""

    @cached_property
    def examples(self) -> Examples | None:
        """The repeated group in which people describe practice."""
        return examples_of(self.codebook)

    @cached_property
    def narrowed(self) -> Narrowed | None:
        """The first question with several answers whose answers a later single choice repeats."""
        for several in self.codebook:
            codes = {column.name.removeprefix(f"{several.id}__") for column in several.columns}
            for one in self.codebook if several.measure is Measure.MULTIPLE else ():
                same = {str(category.code) for category in one.columns[0].categories} == codes
                if one.measure is Measure.NOMINAL and same:
                    return Narrowed(several, one)
        return None

    @cached_property
    def grids(self) -> tuple[Variable, ...]:
        """Grids on one scale."""
        return tuple(
            variable
            for variable in self.codebook
            if variable.measure is Measure.BATTERY and not any(column.side for column in variable.columns)
        )

    @cached_property
    def organisation_grid(self) -> Variable | None:
        """The grid that holds the practice items of the last level, about the organisation as a whole."""
        practice = self.practice
        return None if practice is None else self.codebook.owner(practice.items[0][-1].name)
