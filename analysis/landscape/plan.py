"""What a report contains: sections, their figures and their tables, in the order in which they are read.

A plan is `report.yaml` beside the questionnaire; `usual` makes one from a codebook alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from analysis.breaks import Break
from analysis.landscape.blanks import Blanks
from analysis.landscape.choices import Choices, ChoicesByGroup
from analysis.landscape.compared import Comparisons
from analysis.landscape.coverage import Coverage
from analysis.landscape.distribution import Distribution
from analysis.landscape.fielding import Days, Funnel
from analysis.landscape.functioning import ItemFunctioning
from analysis.landscape.ground import SPLITTING, Landscape
from analysis.landscape.holding import Reliability, Variation
from analysis.landscape.items import Statements
from analysis.landscape.needs import Needs, NeedsByGroup
from analysis.landscape.practice import (
    LevelGaps,
    PracticeAreas,
    PracticeLevels,
    PracticeOrder,
    PracticeScores,
)
from analysis.landscape.promising import DescribedExamples
from analysis.landscape.quality import Quality
from analysis.landscape.scores import Scores
from analysis.landscape.sensitivity import WithAndWithout
from analysis.landscape.terms import Entry, Terms
from analysis.landscape.times import Times
from analysis.landscape.weighted import WeightedFigures
from analysis.landscape.who import BoroughClasses, Equality, WhoAnswered
from analysis.landscape.words import Themes
from analysis.report import Section
from survey.engine.codebook import Codebook, Measure, Nature, Variable

AnyTable = Annotated[
    WhoAnswered
    | BoroughClasses
    | Coverage
    | Equality
    | PracticeScores
    | PracticeOrder
    | PracticeAreas
    | PracticeLevels
    | LevelGaps
    | Comparisons
    | ItemFunctioning
    | Scores
    | Reliability
    | Variation
    | Statements
    | Distribution
    | Needs
    | NeedsByGroup
    | Choices
    | ChoicesByGroup
    | DescribedExamples
    | Themes
    | Quality
    | Times
    | Funnel
    | Days
    | Blanks
    | WithAndWithout
    | WeightedFigures,
    Field(discriminator="table"),
]
LETTERS = "abcdefghijklmnopqrstuvwxyz"


class PlannedSection(Entry):
    """A section: its heading, its figures in their order, and its tables."""

    section: Section
    heading: str
    figures: tuple[str, ...] = ()
    tables: tuple[AnyTable, ...] = ()


class Plan(Terms):
    """The whole of a report: what holds for every table, and its sections."""

    report: Literal[1] = 1
    """The version of this format."""
    sections: tuple[PlannedSection, ...] = Field(min_length=1)

    @property
    def terms(self) -> Terms:
        """What it says of the report as a whole."""
        return Terms(**{name: getattr(self, name) for name in Terms.model_fields})

    @property
    def tables(self) -> Iterator[AnyTable]:
        return (table for section in self.sections for table in section.tables)

    def splits(self, land: Landscape) -> dict[str, Break]:
        """Every break of its tables, by the variable it splits by."""
        return {each.variable: each for table in self.tables for each in table.splits(land)}


def usual(land: Landscape) -> Plan:
    """The plan of a questionnaire that brings none: everything that its codebook allows."""
    practice, needs = land.shape.practice is not None, bool(land.shape.needs)
    about_practice: tuple[AnyTable, ...] = (
        (PracticeScores(), PracticeOrder(), PracticeAreas(), PracticeLevels(), LevelGaps(), Statements())
        if practice
        else (Scores(id="T3"), *grids(land.frame.codebook))
    )
    about_needs: tuple[AnyTable, ...] = (Needs(), NeedsByGroup()) if needs else ()
    splits = land.usual_splits
    scores = land.shape.practice.scores if land.shape.practice else land.frame.codebook.scores
    compared: tuple[AnyTable, ...] = (
        (Comparisons(scores=tuple(score.id for score in scores), by=splits),) if scores and splits else ()
    )
    alike: tuple[AnyTable, ...] = (ItemFunctioning(),) if scores and land.breaks.main else ()
    narrowed: tuple[AnyTable, ...] = (Choices(),) if land.shape.narrowed is not None else ()
    others = () if practice else (*single(land.frame.codebook), *several(land))
    examples: tuple[AnyTable, ...] = (DescribedExamples(),) if land.shape.examples is not None else ()
    return Plan(
        sections=(
            PlannedSection(
                section="who",
                heading="Who answered",
                figures=("F5",),
                tables=(WhoAnswered(), BoroughClasses()),
            ),
            PlannedSection(
                section="practice",
                heading="Practice" if practice else "Answers",
                figures=("F2", "F3", "F1"),
                tables=(*about_practice, *compared, *alike, *others),
            ),
            PlannedSection(
                section="needs", heading="Needs", figures=("F4",), tables=(*about_needs, *narrowed)
            ),
            PlannedSection(section="promising", heading="Promising practice", tables=examples),
            PlannedSection(section="themes", heading="In their own words", tables=(Themes(),)),
            PlannedSection(
                section="survey",
                heading="How the survey went",
                figures=("F6", "F7"),
                tables=(Quality(), Times(), WithAndWithout(), Funnel(), Days(), Blanks()),
            ),
        )
    )


def grids(codebook: Codebook) -> Iterator[Statements]:
    found = [each for each in codebook if each.measure is Measure.BATTERY and is_plain(each)]
    for number, grid in enumerate(found):
        yield Statements(id=f"T10{lettered(number)}", grid=grid.id)


def single(codebook: Codebook) -> Iterator[Distribution]:
    """Questions with one answer that say nothing about who somebody is."""
    found = [each for each in codebook if each.measure in SPLITTING and is_plain(each)]
    for number, one in enumerate(found):
        yield Distribution(id=f"T6{lettered(number)}", of=one.id)


def several(land: Landscape) -> Iterator[Choices]:
    """Questions with several answers, but for the one that has its table anyway."""
    own = land.shape.narrowed.several.id if land.shape.narrowed else ""
    found = [v for v in land.frame.codebook if v.measure is Measure.MULTIPLE and is_plain(v) and v.id != own]
    for number, one in enumerate(found):
        yield Choices(id=f"T9{lettered(number + 1)}", of=one.id)


def is_plain(variable: Variable) -> bool:
    """Whether figures about a question belong in a report that nobody has planned."""
    kept = variable.publish and not variable.identifying and variable.nature is Nature.CLOSED
    sides = any(column.side for column in variable.columns)
    return kept and not variable.repeats and not variable.split and not variable.place and not sides


def lettered(number: int) -> str:
    """a to z, then aa to az and so on."""
    before, last = divmod(number, len(LETTERS))
    return (LETTERS[before - 1] if before else "") + LETTERS[last]
