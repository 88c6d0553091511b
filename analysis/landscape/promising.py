"""T12: counts of the examples that people described; the examples are in the register, never here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from analysis.breaks import Break
from analysis.frame import HAS_VALUE, Bools, SurveyFrame
from analysis.landscape.ground import Landscape
from analysis.landscape.kind import Counted, Number, TableKind
from analysis.landscape.shape import Practice
from analysis.tables import Cell, Group, Label, Table
from survey.engine.codebook import Measure, Missing, Nature, Variable
from survey.engine.examples import Examples
from survey.engine.geography import NOT_GIVEN

EXAMPLES = "examples"
ALL = Label("all", "All examples")
PRINCIPLES_ALONE = "By group the principles alone are counted; other cells there are empty."
THERE = (HAS_VALUE, Missing.REDACTED.value, Missing.UNREAD.value)


class DescribedExamples(TableKind):
    """T12: examples that people described, counted."""

    beside = True

    table: Literal["examples"] = "examples"
    id: Number = "T12"

    def made(self, land: Landscape) -> Iterator[Table]:
        if land.shape.examples is not None:
            yield promising_table(
                land.frame, land.shape.examples, land.shape.practice, land.breaks.main, id=self.id
            )

    def counted(self, land: Landscape) -> Counted:
        examples = land.shape.examples
        if examples is None:
            return Counted()
        counted = frozenset(universes(land.frame, examples, land.shape.practice))
        inside = dict.fromkeys(sorted(counted - {EXAMPLES}), EXAMPLES)
        return Counted(apart=counted, leaves=dict(leaves(land.frame, examples)), inside=inside)

    def wrong(self, land: Landscape) -> Iterator[tuple[str, str]]:
        if land.shape.examples is None:
            yield "table", "This questionnaire has no group of questions that can be answered several times."


def described(frame: SurveyFrame, examples: Examples) -> NDArray[np.bool_]:
    """Which entries are there: people by entries. What was filled in beforehand makes no example."""
    found = []
    for entry in examples.entries:
        own = [v for v in frame.codebook if v.repeats == examples.group and v.id.startswith(f"{entry}__")]
        names = [
            column.name
            for variable in own
            if not variable.identifying and variable.nature is not Nature.CONTACT
            for column in variable.columns
            if not variable.id.endswith("__another")
        ]
        there = [np.isin(frame.reasons(name), THERE) for name in names]
        found.append(np.any(there, axis=0) if there else np.zeros(len(frame), dtype=bool))
    return np.column_stack(found)


def promising_table(
    frame: SurveyFrame, examples: Examples, practice: Practice | None, main: Break | None, *, id: str
) -> Table:
    """Examples in all, by principle and sector, and by each thing that was asked about them."""
    there = described(frame, examples)
    rows: list[Label] = [ALL]
    found = list(split(ALL.id, there, (), EXAMPLES, main))
    for variable, construct, words in shown_constructs(frame, examples, practice):
        rows.append(Label(f"{variable}:{construct}", words, "Principles shown"))
        ticks = np.column_stack(
            [frame.ticked(f"{entry}__{variable}__{construct}") for entry in examples.entries]
        )
        found += split(rows[-1].id, there & ticks, (), f"{EXAMPLES} of {construct}", main)
    for field in single_choices(frame, examples):
        for label, part in field_rows(frame, examples, field, there):
            rows.append(label)
            code = label.id.split(":", 1)[1]
            where = ((f"{examples.group}__{field.id}", frozenset({code})),)
            found += split(label.id, part, where, EXAMPLES, None)
    return Table(
        id=id,
        title="Practice worth sharing: examples described",
        subtitle="Counts of examples. A person can describe several, and one can show several principles.",
        base="Examples described by those who answered",
        dimensions=("principle", *((main.id,) if main else ())),
        rows=tuple(rows),
        cols=(ALL, *((main.label(part) for part in main.parts) if main else ())),
        cells=tuple(found),
        notes=(
            *((PRINCIPLES_ALONE,) if main else ()),
            "The examples themselves are not in this report: each needs a person's check and a permission.",
        ),
    )


def split(
    row: str, there: Bools, where: tuple[tuple[str, frozenset[str]], ...], universe: str, main: Break | None
) -> Iterator[Cell]:
    """Counts in all and, where wanted, by the main split of the people who described them."""
    yield Cell(row, ALL.id, "count", int(there.sum()), group=Group(where, universe))
    for part in main.parts if main else ():
        assert main is not None
        group = main.group(part, universe)
        count = int(there[main.has(part)].sum())
        yield Cell(row, main.label(part).id, "count", count, group=group)


def shown_constructs(
    frame: SurveyFrame, examples: Examples, practice: Practice | None
) -> Iterator[tuple[str, str, str]]:
    """Options of the field in which people tick the constructs that practice is scored on."""
    constructs = {column.measures for row in practice.items for column in row} if practice else set()
    for field in fields(frame, examples):
        codes = [
            (column.name.removeprefix(f"{field.name}__"), column.label) for column in field.first.columns
        ]
        if field.first.measure is Measure.MULTIPLE and {code for code, _ in codes} & constructs:
            for code, label in codes:
                yield field.id, code, label


class Field:
    """One question of an entry, over all entries."""

    def __init__(self, id: str, first: Variable) -> None:
        self.id = id
        self.first = first
        self.name = first.id


def fields(frame: SurveyFrame, examples: Examples) -> Iterator[Field]:
    for field in examples.fields:
        variable = examples.variable(frame.codebook, examples.entries[0], field)
        if variable is not None and variable.nature is Nature.CLOSED:
            yield Field(field, variable)


def single_choices(frame: SurveyFrame, examples: Examples) -> Iterator[Field]:
    for field in fields(frame, examples):
        if field.first.measure is Measure.NOMINAL and field.id != "another" and not field.first.identifying:
            yield field


def field_rows(
    frame: SurveyFrame, examples: Examples, field: Field, there: Bools
) -> Iterator[tuple[Label, Bools]]:
    """Each answer to a question about an example, declined answers and "not given" included."""
    column = field.first.columns[0]
    names: Sequence[str] = [f"{entry}__{field.id}" for entry in examples.entries]
    given = np.column_stack([frame.leaves_of(frame.codebook[name]) for name in names])
    why = np.column_stack([frame.reasons(name) for name in names])
    left = there.copy()
    for category in column.categories:
        if category.missing is None:
            part = there & (given == str(category.code))
        else:
            part = there & (why == category.missing.value)
        left &= ~part
        yield Label(f"{field.id}:{category.code}", category.label, field.first.label), part
    yield Label(f"{field.id}:{NOT_GIVEN}", "Not given", field.first.label), left


def leaves(frame: SurveyFrame, examples: Examples) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Leaf codes of what was asked about examples, for disclosure control."""
    for field in single_choices(frame, examples):
        codes = tuple(str(category.code) for category in field.first.columns[0].categories)
        yield f"{examples.group}__{field.id}", (*codes, NOT_GIVEN)


def universes(frame: SurveyFrame, examples: Examples, practice: Practice | None) -> Iterator[str]:
    """What is counted here instead of people."""
    yield EXAMPLES
    for _, code, _ in shown_constructs(frame, examples, practice):
        yield f"{EXAMPLES} of {code}"
