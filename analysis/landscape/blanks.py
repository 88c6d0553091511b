"""T14b, what was left blank: the share of those who saw a question or a row and gave no answer to it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
from pydantic import PositiveInt

from analysis.estimates import Estimate
from analysis.landscape.figures import cells
from analysis.landscape.ground import Landscape
from analysis.landscape.kind import Number, TableKind
from analysis.landscape.whole import Whole
from analysis.tables import Cell, Label, Table
from survey.engine.codebook import Column, Measure, Missing, Nature, Variable

BLANK = Label("blank", "Left blank")
SINGLE = "Questions by themselves"
SIDES = {"importance": "how important", "current": "how far in place"}
"""What a row of a grid that is rated twice was rated for."""


class Blanks(TableKind):
    """T14b: the items that were left blank most, as many as `most` says."""

    table: Literal["blanks"] = "blanks"
    id: Number = "T14b"
    title: str = "What was left blank most"
    most: PositiveInt = 20

    def made(self, land: Landscape) -> Iterator[Table]:
        found = list(items(land))
        if not found:
            return
        yield Table(
            id=self.id,
            title=self.title,
            subtitle="% of those who were shown it. Free text and contact details are not in it.",
            base="Those who were shown the question or row and did not skip its section",
            dimensions=(),
            rows=tuple(one.label for one in found),
            cols=(BLANK,),
            cells=tuple(cell for one in found for cell in one.cells()),
            ranked_by=BLANK.id,
            most=self.most,
            notes=(
                "Nearly every question may be left blank. Many blanks are a question about the question. One "
                "whose share is not shown, to protect small groups, is not among them.",
            ),
        )


@dataclass(frozen=True)
class Item:
    """A question or a row, and the share of those shown it who left it."""

    variable: Variable
    column: Column
    whole: Whole
    left: Estimate

    @property
    def label(self) -> Label:
        alone = self.column.label == self.variable.label
        side = f" ({SIDES[self.column.side]})" if self.column.side in SIDES else ""
        return Label(self.column.name, self.column.label + side, SINGLE if alone else self.variable.label)

    def cells(self) -> Iterator[Cell]:
        name = self.column.name
        return cells(name, BLANK.id, self.whole.about, name, iter([(BLANK.id, self.left)]))


def items(land: Landscape) -> Iterator[Item]:
    """Each published item that somebody was shown, without free text and questions with several answers."""
    frame = land.frame
    for variable in frame.codebook:
        if variable.nature is not Nature.CLOSED or not variable.publish or variable.repeats:
            continue
        if variable.measure in (Measure.TEXT, Measure.MULTIPLE):
            continue
        for column in variable.columns:
            shown = frame.shown(column.name)
            blank = frame.reasons(column.name) == Missing.BLANK.value
            whole = land.whole_of((column.name,))
            left = whole.share_of_shown(np.where(shown, blank.astype(np.float64), np.nan))
            if left.value is not None:
                yield Item(variable, column, whole, left)
